"""What every answer says beside its content, whoever gives it: also errors, also outside routes."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.http.caching import KEPT_BY_NOBODY

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
"""A page that runs something has a policy of its own."""
BY_HTTPS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
"""Where people reach this server by https: never otherwise again."""
VARY_ALWAYS = "Accept-Encoding"
"""What the least of answers depends on."""
ERROR = 400


def security_headers(*, is_by_https: bool) -> Mapping[str, str]:
    """The headers of every answer of a server that people reach by https, or do not."""
    return {**SECURITY_HEADERS, **(BY_HTTPS if is_by_https else {})}


def encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as they travel."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


class AnswerHeaders:
    """Adds the security headers, and sees to one Cache-Control and one Vary."""

    def __init__(self, app: ASGIApp, *, is_by_https: bool = False) -> None:
        self._app, self._security = app, encoded(security_headers(is_by_https=is_by_https))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; complete the headers that come back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                complete(message, self._security)
            await send(message)

        await self._app(scope, receive, send_complete)


def complete(start: Message, security: list[tuple[bytes, bytes]]) -> None:
    """Add to the beginning of an answer what it does not say itself."""
    given = start["headers"] = list(start.get("headers", ()))
    names = [name for name, _ in given]
    given.extend(item for item in security if item[0] not in names)
    headers = MutableHeaders(raw=given)
    if start["status"] >= ERROR and KEPT_BY_NOBODY not in headers.get("cache-control", ""):
        headers["Cache-Control"] = KEPT_BY_NOBODY
    headers.setdefault("Cache-Control", KEPT_BY_NOBODY)
    headers.setdefault("Vary", VARY_ALWAYS)
