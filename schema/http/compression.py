"""Answers travel compressed where that is worth it and the client can read it."""

import asyncio
import gzip

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.http.negotiation import takes_gzip

WORTH_IT = 1_000
"""Bytes from which on an answer is compressed."""
LARGE = 128 << 10
"""Bytes from which on that is done in a thread."""
LEVEL = 6
TYPES = ("application/json", "application/graphql-response+json", "text/")
"""What is compressed; the rest is hashes, or is compressed already."""


async def compressed(data: bytes) -> bytes:
    """Bytes in gzip, the same for the same bytes."""
    if len(data) < LARGE:
        return gzip.compress(data, LEVEL, mtime=0)
    return await asyncio.to_thread(gzip.compress, data, LEVEL, mtime=0)


def add_vary(headers: MutableHeaders, name: str) -> None:
    """Name one more header on which an answer depends, in one Vary."""
    named = [part.strip() for value in headers.getlist("vary") for part in value.split(",")]
    if name.lower() not in (part.lower() for part in named):
        named.append(name)
    headers["Vary"] = ", ".join(named)


class Compression:
    """Compresses answers that are sent in one piece."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; compress what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        packing = _Packing(send, takes_gzip(Headers(scope=scope).get("accept-encoding", "")))
        await self._app(scope, receive, packing.send)


class _Packing:
    """One answer on its way."""

    def __init__(self, send: Send, takes: bool) -> None:
        self._send, self._takes = send, takes
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _may_be_packed(message):
            self._start = message
            return
        start, self._start = self._start, None
        if start is not None:
            await self._pack(start, message)
            await self._send(start)
        await self._send(message)

    async def _pack(self, start: Message, message: Message) -> None:
        """Pack an answer whose first piece is its last, and say that it could have been."""
        body = message.get("body", b"")
        if message.get("more_body") or len(body) < WORTH_IT:
            return
        headers = MutableHeaders(raw=start["headers"])
        add_vary(headers, "Accept-Encoding")
        if not self._takes:
            return
        message["body"] = await compressed(body)
        headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(message["body"]))
        etag = headers.get("etag", "")
        if etag.startswith('"'):
            headers["ETag"] = f"W/{etag}"  # other bytes, the same content (RFC 9110, 8.8.1)


def _may_be_packed(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    is_text = headers.get("content-type", "").startswith(TYPES)
    return is_text and "content-encoding" not in headers and start["status"] not in (204, 206, 304)
