"""To an identity provider and back: pages without scripts, for who signs in by one.

The answer to who comes back is a page that goes on by itself: a browser that another site has sent
here would take no Strict cookie along through a redirect.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from schema.http.account_bodies import named
from schema.http.admission import TurnedAway
from schema.http.caching import PRIVATE
from schema.http.sign_in_rates import ASKS, OPENS, SignInRates
from schema.identity.bearer import Unauthenticated
from schema.identity.oidc_claims import Claims
from schema.identity.oidc_cookie import OidcCookie
from schema.identity.oidc_flow import OidcFlow
from schema.identity.oidc_people import ProviderPeople
from schema.identity.oidc_settings import OidcSettings
from schema.identity.provider_keys import PAUSE, ProviderUnreachable
from schema.identity.public_address import PAGE
from schema.identity.session_cookie import SessionCookie
from schema.identity.who_asks import WhoAsks
from schema.operation.catalogue import Language, preferred, say
from schema.operation.security_log import note
from schema.operation.tell_errors import noted
from services.accounts.account_book import AccountsUnavailable

T = TypeVar("T")
BEGIN, CALLBACK = "/account/provider", "/account/provider/callback"
WHAT = "provider"
"""What lines of the log call a sign-in by it."""
BEGUN_ELSEWHERE = "begun_elsewhere"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": PRIVATE,
    "Vary": "Accept-Language, Cookie",
}
HTML = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
{refresh}<title>Rakor Ledger</title>
<link rel="stylesheet" href="/board/board.css"><link rel="stylesheet" href="/door/door.css"></head>
<body><main><section class="entrance"><p>{words}</p>
<p><a class="button primary" href="{page}">{on}</a></p></section></main></body></html>
"""
AT_ONCE = f'<meta http-equiv="refresh" content="0; url={PAGE}">\n'


def way_in(settings: OidcSettings) -> dict[str, str] | None:
    """By what provider one may sign in here, and where that begins; None: by none."""
    name = settings.oidc_shown_name
    return None if name is None else {"name": name, "start": BEGIN}


@dataclass(frozen=True, slots=True)
class ProviderDoor:
    """Sends people to the provider, and lets them in when they come back."""

    flow: OidcFlow
    claims: Claims
    people: ProviderPeople
    who_asks: WhoAsks
    cookie: OidcCookie
    session: SessionCookie
    rates: SignInRates
    threads: Executor
    """In which the provider is waited for."""

    @property
    def routes(self) -> list[Route]:
        """Where they are served."""
        return [
            Route(BEGIN, partial(self._answer, self.begin, ASKS), methods=["GET"]),
            Route(CALLBACK, partial(self._answer, self.come_back, OPENS), methods=["GET"]),
        ]

    async def begin(self, request: Request) -> Response:
        """To the provider's page; nothing that is asked of us goes along."""
        page, begun = await self._waited_for(self.flow.begin)
        answer = RedirectResponse(page, 302, HEADERS)
        answer.headers.append("Set-Cookie", self.cookie.written(begun))
        return answer

    async def come_back(self, request: Request) -> Response:
        """A session for whom the provider has shown."""
        given, begun = request.query_params, self.cookie.read(request)
        # A provider on a site of its own has the browser keep this one to itself.
        before = self.session.read(request)
        signed_in = await self._waited_for(
            lambda: self.people.sign_in(self.claims.told(self.flow.finish(given, begun)), before)
        )
        self.who_asks.forget()
        account = signed_in.account
        note(WHAT, "done", person=account.person, role=named(self.people.open_to(account)))
        answer = page_with(_language(request), "provider.signed_in", 200, refresh=AT_ONCE)
        answer.headers.append("Set-Cookie", self.session.written(signed_in.secret))
        answer.headers["Clear-Site-Data"] = '"cache"'
        return answer

    async def _answer(
        self, act: Callable[[Request], Awaitable[Response]], bucket: str, request: Request
    ) -> Response:
        answer = await self._tried(act, bucket, request)
        # What another tab has begun goes on; what this answer belongs to is over.
        if bucket == OPENS and self._is_begun(request):
            answer.headers.append("Set-Cookie", self.cookie.forgotten)
        return answer

    async def _tried(
        self, act: Callable[[Request], Awaitable[Response]], bucket: str, request: Request
    ) -> Response:
        language = _language(request)
        try:
            await self.rates.enter(bucket, self.rates.address(request))
            return await act(request)
        except Unauthenticated as error:
            variant = error.variant or "not_given"
            note(WHAT, "UNAUTHENTICATED", reason=variant)
            status = 400 if variant == BEGUN_ELSEWHERE else 403
            return page_with(language, f"error.UNAUTHENTICATED.{variant}", status)
        except ProviderUnreachable:
            note(WHAT, "UNAVAILABLE")
            answer = page_with(language, "error.UNAVAILABLE.provider", 503)
            answer.headers["Retry-After"] = str(int(PAUSE))
        except TurnedAway as error:
            note(WHAT, "TURNED_AWAY")
            answer = page_with(language, "error.LIMIT.rate", 429, limit=error.limit)
            answer.headers["Retry-After"] = str(error.after)
        except AccountsUnavailable as error:
            noted(error)
            answer = page_with(language, "error.UNAVAILABLE", 503)
        except Exception as error:
            answer = page_with(language, "error.INTERNAL", 500, id=noted(error))
        return answer

    def _is_begun(self, request: Request) -> bool:
        try:
            return self.cookie.read(request).is_of(request.query_params)
        except Unauthenticated:
            return False

    async def _waited_for(self, act: Callable[[], T]) -> T:
        # What is written to the log there belongs to this request too.
        run = partial(copy_context().run, act)
        return await asyncio.get_running_loop().run_in_executor(self.threads, run)


def page_with(
    language: Language, key: str, status: int, refresh: str = "", **params: object
) -> Response:
    """A page that says something, and leads to where one signs in."""
    content = HTML.format(
        language=language.value.lower(),
        refresh=refresh,
        words=escape(say(language, key, **params)),
        page=PAGE,
        on=escape(say(language, "provider.on")),
    )
    return HTMLResponse(content, status, HEADERS)


def _language(request: Request) -> Language:
    return preferred(request.headers.get("accept-language", ""))
