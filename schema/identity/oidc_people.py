"""People of an identity provider come in: by a token for each request, or into a session."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from schema.identity.account_identity import Now
from schema.identity.bearer import Unauthenticated
from services.accounts.account_book import AccountBook
from services.accounts.by_provider import Told, sign_in_by_provider, viewer_by_provider
from services.accounts.refused import Refused, Why
from services.accounts.sign_in import SignedIn, sign_out
from services.permissions import Viewer


class ProviderPeople:
    """The people whom a provider knows, over a book of accounts. Each act blocks."""

    def __init__(self, book: AccountBook, now: Now) -> None:
        self._book, self._now = book, now

    def viewer(self, told: Told) -> Viewer:
        """Who asks with a token. Raises Unauthenticated."""
        with _refusing():
            return viewer_by_provider(self._book, told, str(uuid4()), self._now())

    def sign_in(self, told: Told, before: str | None) -> SignedIn:
        """A new session of who has just come from the provider, instead of the one before.

        `before`: its secret, if the browser has told it. Raises Unauthenticated.
        """
        with _refusing():
            signed_in = sign_in_by_provider(self._book, told, str(uuid4()), self._now())
        if before is not None:
            sign_out(self._book, before)
        return signed_in


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except Refused as error:
        if error.why is Why.BLOCKED:
            raise Unauthenticated("blocked") from None
        raise Unauthenticated("claims") from None
