"""What every answer says beside its content, whoever gives it: also errors, also outside routes."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.http.caching import KEPT_BY_NOBODY

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
VARY_ALWAYS = "Accept-Encoding"
"""What the least of answers depends on."""
ERROR = 400
SECURITY = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


class AnswerHeaders:
    """Adds the security headers, and sees to one Cache-Control and one Vary."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; complete the headers that come back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                complete(message)
            await send(message)

        await self._app(scope, receive, send_complete)


def complete(start: Message) -> None:
    """Add to the beginning of an answer what it does not say itself."""
    given = start["headers"] = list(start.get("headers", ()))
    names = [name for name, _ in given]
    given.extend(item for item in SECURITY if item[0] not in names)
    headers = MutableHeaders(raw=given)
    if start["status"] >= ERROR and KEPT_BY_NOBODY not in headers.get("cache-control", ""):
        headers["Cache-Control"] = KEPT_BY_NOBODY
    headers.setdefault("Cache-Control", KEPT_BY_NOBODY)
    headers.setdefault("Vary", VARY_ALWAYS)
