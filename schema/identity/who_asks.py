"""The one seam where a request becomes a viewer: by bearer token, by a session's cookie, or PUBLIC.

What opens and then lasts, a WebSocket or a stream of events, asks here too: it is told for how many
seconds that holds, never more than a minute, and asks again then. So it ends with its token, its
session, and a minute after its person was blocked.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextvars import copy_context
from functools import partial
from math import inf

from starlette.requests import HTTPConnection

from schema.identity.account_identity import Now, OnRecord, Programs, Sessions
from schema.identity.bearer import BEARER, IdentityProvider, Unauthenticated
from schema.identity.known_tokens import KnownTokens
from schema.identity.public_address import PublicAddress
from schema.identity.session_cookie import SessionCookie
from schema.watching.request_lines import VIEWER
from services.accounts.account_book import AccountBook
from services.accounts.secret import TOKEN_PREFIX
from services.permissions import PUBLIC, Viewer

SAFE = frozenset({"GET", "HEAD"})
"""Methods that change nothing."""


class ForeignOrigin(Exception):
    """A browser sent this from a page of another address."""


class WhoAsks:
    """Knows who asks. `bearer` vouches for tokens that are no program's; None: nobody does.

    It may wait for another server, so it is asked in `threads`, that no session waits for.
    """

    def __init__(
        self,
        bearer: IdentityProvider | None,
        book: AccountBook,
        address: PublicAddress | None,
        now: Now,
        on_record: OnRecord,
        elapsed: Callable[[], float] = time.monotonic,
        threads: Executor | None = None,
    ) -> None:
        self._bearer = KnownTokens(bearer, elapsed) if bearer else None
        self._address, self._threads = address, threads
        self._on_record, self._seen = on_record, on_record()
        self._programs = KnownTokens(Programs(book, now, on_record), elapsed)
        self._sessions = KnownTokens(Sessions(book, now, on_record), elapsed)
        self.cookie = SessionCookie(address) if address else None
        """None where nobody signs in, for there is no address that a page could have."""

    async def viewer(self, connection: HTTPConnection) -> tuple[Viewer, float]:
        """Who asks, and for how many seconds that holds.

        Raises Unauthenticated, ForeignOrigin; ProviderUnreachable where nobody can say just now. A
        bad token, and a session that is over, are never silently PUBLIC.
        """
        viewer, seconds = await self._known(connection)
        connection.scope[VIEWER] = viewer
        return viewer, seconds

    async def _known(self, connection: HTTPConnection) -> tuple[Viewer, float]:
        authorization = connection.headers.get("authorization")
        if authorization is not None:
            return await self._by_bearer(authorization)
        secret = self.cookie.read(connection) if self.cookie else None
        if secret is None:
            return PUBLIC, inf
        if connection.scope.get("method") not in SAFE:  # a WebSocket has none
            self.require_own_page(connection)
        return await self._by_session(secret)

    async def of_session(self, secret: str) -> Viewer:
        """Whose session a secret opens. Raises Unauthenticated."""
        viewer, _ = await self._by_session(secret)
        return viewer

    async def _by_session(self, secret: str) -> tuple[Viewer, float]:
        self._look_again()
        return await _asked(self._sessions, secret)

    def require_own_page(self, connection: HTTPConnection) -> None:
        """Refuse what a page of another address has a browser send. Raises ForeignOrigin."""
        origin = connection.headers.get("origin")
        if self._address is None or origin != self._address.origin:
            raise ForeignOrigin

    def forget(self) -> None:
        """Ask anew for whomever was known: somebody's session or roles have changed."""
        self._sessions.clear()
        self._programs.clear()
        if self._bearer:
            self._bearer.clear()

    def _look_again(self) -> None:
        """Forget who was known where somebody was let in since, or is so no more."""
        found = self._on_record()
        if found is not self._seen:
            self._seen = found
            self.forget()

    async def _by_bearer(self, authorization: str) -> tuple[Viewer, float]:
        match = BEARER.fullmatch(authorization.strip())
        if match is None:
            raise Unauthenticated
        token = match[1]
        if token.startswith(TOKEN_PREFIX):
            self._look_again()
            return await _asked(self._programs, token)
        if self._bearer is None:
            raise Unauthenticated("not_accepted")
        self._look_again()
        return await _asked(self._bearer, token, self._threads)


async def _asked(
    provider: KnownTokens, secret: str, threads: Executor | None = None
) -> tuple[Viewer, float]:
    """What a provider says of a secret; a database is asked in a thread, others go on."""
    known = provider.known(secret)
    if known:
        return known
    # What is written to the log there belongs to this request too.
    ask = partial(copy_context().run, provider.viewer, secret)
    return await asyncio.get_running_loop().run_in_executor(threads, ask)
