"""To an identity provider and back: pages without scripts, for who signs in by one.

The answer to who comes back is a page that goes on by itself: a browser that another site has sent
here would take no Strict cookie along through a redirect.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TypeVar

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from schema.http.addresses import Addresses
from schema.http.admission import Rates, TurnedAway
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
from schema.operation.tell_errors import noted
from services.accounts.account_book import AccountsUnavailable
from services.accounts.sign_in import SignedIn

T = TypeVar("T")
BEGIN, CALLBACK = "/account/provider", "/account/provider/callback"
ASKS, OPENS = "asks", "opens"
SIGN_INS_A_MINUTE = 30
"""From one address."""
BEGUN_ELSEWHERE = "begun_elsewhere"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "private, no-store",
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
    addresses: Addresses
    rates: Rates
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
        _tell("done", self._address(request), signed_in)
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
        language, address = _language(request), self._address(request)
        try:
            if address is not None:
                await asyncio.sleep(self.rates.delay(f"{bucket} {address}", SIGN_INS_A_MINUTE))
            return await act(request)
        except Unauthenticated as error:
            variant = error.variant or "not_given"
            _tell(variant, address)
            status = 400 if variant == BEGUN_ELSEWHERE else 403
            return page_with(language, f"error.UNAUTHENTICATED.{variant}", status)
        except ProviderUnreachable:
            _tell("unreachable", address)
            answer = page_with(language, "error.UNAVAILABLE.provider", 503)
            answer.headers["Retry-After"] = str(int(PAUSE))
        except TurnedAway as error:
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

    def _address(self, request: Request) -> str | None:
        return self.addresses.client(request.client.host if request.client else None)

    async def _waited_for(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, act)


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


def _tell(result: str, address: str | None, signed_in: SignedIn | None = None) -> None:
    """One line of the server's log; never a secret, a claim or a name."""
    person = signed_in.account.person if signed_in else None
    structlog.get_logger().info(
        "account", act="provider", result=result, person=person, address=address
    )
