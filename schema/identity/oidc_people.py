"""People of an identity provider come in: by a token for each request, or into a session."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from events.facts.vocabulary import Role
from schema.identity.account_identity import Now, OnRecord
from schema.identity.bearer import Unauthenticated
from services.accounts.account import Account
from services.accounts.account_book import AccountBook
from services.accounts.by_provider import (
    BY_PROVIDER,
    Told,
    account_by_provider,
    sign_in_by_provider,
)
from services.accounts.open_roles import SignedInBy, open_roles
from services.accounts.refused import Refused, Why
from services.accounts.secret import new_person
from services.accounts.sign_in import SignedIn, sign_out, viewer_of
from services.permissions import Viewer

Propose = Callable[[Account, SignedInBy], None]
"""Records what is to be proposed of whom a provider vouches for."""


class ProviderPeople:
    """The people whom a provider knows, over a book of accounts. Each act blocks."""

    def __init__(self, book: AccountBook, now: Now, propose: Propose, on_record: OnRecord) -> None:
        self._book, self._now, self._propose, self._on_record = book, now, propose, on_record

    def viewer(self, told: Told) -> Viewer:
        """Who asks with a token. Raises Unauthenticated."""
        with _refusing():
            account = account_by_provider(self._book, told, new_person(), self._now())
        self._propose(account, BY_PROVIDER)
        return viewer_of(account, self.open_to(account))

    def open_to(self, account: Account) -> tuple[Role, ...]:
        """The roles that are open to who came by the provider."""
        return open_roles(account, BY_PROVIDER, self._on_record())

    def sign_in(self, told: Told, before: str | None) -> SignedIn:
        """A new session of who has just come from the provider, instead of the one before.

        `before`: its secret, if the browser has told it. Raises Unauthenticated.
        """
        with _refusing():
            signed_in = sign_in_by_provider(self._book, told, new_person(), self._now())
        self._propose(signed_in.account, BY_PROVIDER)
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
