"""A name for each request, random and ours: its answer bears it, and every log line of it.

What a client sends under this name is not believed: two requests could have one.
"""

import secrets

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.http.addresses import Addresses
from schema.watching.lines import REQUEST_ID


def new_id() -> str:
    """128 random bits."""
    return secrets.token_hex(16)


class RequestIds:
    """Names each request, and says in its log lines from where it came."""

    def __init__(self, app: ASGIApp, addresses: Addresses) -> None:
        self._app, self._addresses = app, addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under its name."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, client = new_id(), scope.get("client")
        address = self._addresses.client(client[0] if client else None)

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = (REQUEST_ID, request_id.encode())
                message["headers"] = [*message.get("headers", ()), named]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id, address=address):
            await self._app(scope, receive, send_named)
