"""Accounts over HTTP, for pages of this address alone: JSON in, JSON out, kept by nobody.

An error has GraphQL's shape, so that a page reads all errors of this server alike.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from schema.http.account_acts import AccountActs
from schema.http.account_bodies import Done, Sent
from schema.http.admission import Queue, TurnedAway
from schema.http.caching import PRIVATE
from schema.http.graphql_request import Rejected, json_sent
from schema.http.people_acts import PeopleActs
from schema.http.rejections import VARY, rejection, turned_away
from schema.http.sign_in_rates import ACTS, ASKS, OPENS, SignInRates
from schema.identity.account_identity import Now
from schema.identity.bearer import Unauthenticated
from schema.identity.session_cookie import SessionCookie
from schema.identity.who_asks import ForeignOrigin, WhoAsks
from schema.operation.catalogue import Language, preferred, say
from schema.operation.security_log import note, note_viewer
from schema.operation.tell_errors import noted
from services.accounts.account_book import AccountsUnavailable
from services.accounts.refused import Refused, Why

MOST_BYTES = 64 << 10
HASHED_AT_ONCE, HASHES_WAITING = 2, 32
"""Passwords take 19 MiB each while they are compared."""
HASH_WAIT = 30.0
STATUS = {
    Why.SIGN_IN_FAILED: 401,
    Why.PASSKEY_UNKNOWN: 401,
    Why.SESSION_OVER: 401,
    Why.BLOCKED: 403,
    Why.CONFIRM_AGAIN: 403,
    Why.NOT_ALLOWED: 403,
    Why.OWN_ACCOUNT: 403,
    Why.PERSON_UNKNOWN: 404,
    Why.NOT_THERE: 404,
    Why.TOO_MANY_FAILURES: 429,
}
"""Of what is refused; 400 for everything else."""

Do = Callable[[Sent], Done]


@dataclass(frozen=True, slots=True)
class Act:
    """What is served at a path."""

    name: str
    do: Do
    bucket: str = ACTS
    """As what it is counted by address."""
    hashes: bool = False
    """Whether a password is compared or kept."""
    is_told: bool = True
    """Whether the log of the server says that it was done; of what only asks, that it failed."""


class Accounts:
    """Serves the acts, each as a POST, and one's own account as a GET."""

    def __init__(
        self,
        acts: AccountActs,
        people: PeopleActs,
        who_asks: WhoAsks,
        cookie: SessionCookie,
        rates: SignInRates,
        now: Now,
    ) -> None:
        self._acts, self._people = acts, people
        self._who_asks, self._cookie = who_asks, cookie
        self._rates, self._now = rates, now
        self._hashing = Queue(HASHED_AT_ONCE, 1, HASHES_WAITING, HASH_WAIT)

    @property
    def routes(self) -> list[Route]:
        """Where they are served."""
        acts, people = self._acts, self._people
        served = [
            Act("link", acts.open_link, bucket=ASKS, is_told=False),
            Act("link/passkey", acts.enrol_passkey, bucket=OPENS),
            Act("link/password", acts.enrol_password, bucket=OPENS, hashes=True),
            Act("sign-in", acts.ask_to_sign_in, bucket=ASKS, is_told=False),
            Act("sign-in/passkey", acts.by_passkey, bucket=OPENS),
            Act("sign-in/password", acts.by_password, bucket=OPENS, hashes=True),
            Act("sign-out", acts.leave),
            Act("confirm", acts.ask_to_confirm, is_told=False),
            Act("confirm/passkey", acts.confirm),
            Act("sessions/end", acts.end_session),
            Act("passkeys", acts.ask_for_passkey, is_told=False),
            Act("passkeys/add", acts.add_passkey),
            Act("passkeys/remove", acts.remove_passkey),
            Act("tokens/add", acts.add_token),
            Act("tokens/remove", acts.remove_token),
            Act("people/list", people.list, is_told=False),
            Act("people/add", people.add),
            Act("people/link", people.link),
            Act("people/roles", people.set_roles),
            Act("people/block", people.block),
        ]
        own = Act("account", acts.show, is_told=False)
        return [
            Route("/account", partial(self._answer, own), methods=["GET"]),
            *(
                Route(f"/account/{act.name}", partial(self._answer, act), methods=["POST"])
                for act in served
            ),
        ]

    async def _answer(self, act: Act, request: Request) -> Response:
        language = preferred(request.headers.get("accept-language", ""))
        try:
            answer = await self._done(act, request)
        except ForeignOrigin:
            note("origin", "FORBIDDEN")
            answer = rejection(request, 403, language, "error.FORBIDDEN.origin")
        except Rejected as error:
            answer = rejection(request, error.status, language, error.key, **error.params)
        except TurnedAway as error:
            answer = turned_away(request, language, error)
        except Refused as error:
            answer = self._refused(language, error)
        except AccountsUnavailable as error:
            noted(error)
            answer = rejection(request, 503, language, "error.UNAVAILABLE")
        except Exception as error:
            answer = rejection(request, 500, language, "error.INTERNAL", id=noted(error))
        answer.headers["Cache-Control"] = PRIVATE
        answer.headers["Vary"] = VARY
        return answer

    async def _done(self, act: Act, request: Request) -> Response:
        body: object = {}
        if request.method == "POST":
            self._who_asks.require_own_page(request)
            body = await json_sent(request, MOST_BYTES)
        if not isinstance(body, dict):
            raise Rejected(400, "error.LIMIT.not_json_object")
        address, secret = self._rates.address(request), self._cookie.read(request)
        await self._note_who(secret)
        try:
            await self._rates.enter(act.bucket, address)
            async with self._turn(act, address):
                done = await asyncio.to_thread(act.do, Sent(body, secret, address, self._now()))
        except TurnedAway:
            note(act.name, "TURNED_AWAY")
            raise
        except Refused as error:
            if error.why is not Why.SESSION_OVER or secret is not None:  # else: a visitor
                note(act.name, error.why.value, reason=error.params.get("reason"))
            raise
        if act.is_told:
            self._who_asks.forget()
            note(act.name, "done", **done.told)
        return self._said(done)

    async def _note_who(self, secret: str | None) -> None:
        """Have the log say who asks, where somebody is signed in."""
        if secret is not None:
            with suppress(Unauthenticated):  # the act itself says so, where it matters
                note_viewer(await self._who_asks.of_session(secret))

    @asynccontextmanager
    async def _turn(self, act: Act, address: str | None) -> AsyncIterator[None]:
        """Wait until a password may be compared. Raises TurnedAway."""
        if not act.hashes:
            yield
            return
        await self._hashing.enter(address)
        try:
            yield
        finally:
            self._hashing.leave(address)

    def _said(self, done: Done) -> Response:
        answer = JSONResponse(dict(done.said))
        if done.secret is not None:
            answer.headers["Set-Cookie"] = self._cookie.written(done.secret)
        if done.has_left:
            answer.headers["Set-Cookie"] = self._cookie.forgotten
            answer.headers["Clear-Site-Data"] = '"cache"'
        return answer

    def _refused(self, language: Language, error: Refused) -> Response:
        message = say(language, f"account.{error.why.value}", **error.params)
        said = {"message": message, "extensions": {"code": error.why.value}}
        answer = JSONResponse({"errors": [said]}, STATUS.get(error.why, 400))
        if error.why is Why.SESSION_OVER:
            answer.headers["Set-Cookie"] = self._cookie.forgotten
        if "seconds" in error.params:
            answer.headers["Retry-After"] = str(error.params["seconds"])
        return answer
