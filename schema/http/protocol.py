"""HTTP/1.1 as uvicorn speaks it, with bounds on what a client may send, and in what time."""

import asyncio
from collections.abc import Callable, MutableMapping
from typing import Any, NoReturn, cast

import httptools
from uvicorn import Config
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)
from uvicorn.server import ServerState

from schema.http.caching import KEPT_BY_NOBODY
from schema.http.connections import Connections
from schema.http.headers import security_headers
from schema.http.known_requests import RawHeaders, Said
from schema.operation.catalogue import Language, say
from schema.settings import DoorSettings
from schema.watching.counters import REFUSED

CLOSING = 5.0
"""Seconds in which a client must take up the last bytes of a connection that is closed."""
MAX_PIPELINED = 64
"""Requests that may be sent ahead of the answers to the ones before."""
CHUNKED = 8
"""How many times as long as its content a body may be: what sends a byte a chunk is an attack."""


EVIDENCE = b"/evidence"
"""Where files are sent, which are longer than what else is sent, and take longer."""

AtOnce = Callable[[MutableMapping[str, Any]], Said | None]
"""The answer to a request that needs no task: nothing is waited for."""


def nothing_at_once(_: MutableMapping[str, Any]) -> None:
    """For an application that answers nothing at once."""


class _Refused(Exception):
    """Ends the parsing of a request that goes beyond a bound."""


def refusal(bounds: DoorSettings, status: int, key: str, **params: object) -> bytes:
    """A whole answer to what is no request yet, in both languages: which one is not known."""
    REFUSED.labels(status).inc()  # without a line: who floods a server would fill its disk
    body = "".join(f"{say(language, key, **params)}\n" for language in Language).encode()
    headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": len(body),
        "Connection": "close",
        "Cache-Control": KEPT_BY_NOBODY,
        "Vary": "Accept-Encoding",
        **security_headers(is_by_https=bounds.is_by_https),
        **({"Retry-After": 1} if status == 503 else {}),
    }
    lines = "".join(f"{name.lower()}: {value}\r\n" for name, value in headers.items())
    return STATUS_LINE[status] + lines.encode() + b"\r\n" + body


class BoundedProtocol(HttpToolsProtocol):
    """One connection. It says at each moment whether it waits for its client, or serves it."""

    def __init__(
        self,
        config: Config,
        state: ServerState,
        app_state: dict[str, Any],
        connections: Connections,
        at_once: AtOnce,
    ) -> None:
        super().__init__(config, state, app_state, asyncio.get_running_loop())
        self._held, self._bounds, self._at_once = connections, connections.settings, at_once
        self.timeout_keep_alive = self._bounds.idle_time  # type: ignore[assignment]  # uvicorn says whole seconds, and takes parts of them
        self._answered: RequestResponseCycle | None = None
        self._is_idle = True  # nothing of a request has come yet
        self._in_head = True
        self._begun = self._received = self._head = 0
        self._answer = b""
        self._is_made = self._is_dropped = self._brings_file = False

    # ---- what comes

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        """The connection is open."""
        super().connection_made(transport)
        self._is_made = True
        if self._is_dropped:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed."""
        self._abandon()
        super().connection_lost(exc)
        self._held.leave(self)

    def data_received(self, data: bytes) -> None:
        """Take in some bytes, within the bounds."""
        was_idle = self._is_idle
        if self._is_idle:
            self._is_idle = False
            self._held.wait(self, self._bounds.request_time)
        self._unset_keepalive_if_required()
        self._begun = 0
        try:
            self.parser.feed_data(data)
            if self._begun == int(was_idle):  # else a part is of another request
                self._received += len(data)
                self._require_bounded()
        except httptools.HttpParserUpgrade:
            self.cycle.keep_alive = False  # it is answered in HTTP/1.1, and nothing else is spoken
        except (httptools.HttpParserError, _Refused):
            self._refuse(self._answer or refusal(self._bounds, 400, "error.LIMIT.http"))

    def eof_received(self) -> None:
        """The client sends no more: half a request is told so."""
        cycle = self._latest
        if not self._is_idle and (cycle is None or cycle.response_complete or cycle.more_body):
            self._refuse(refusal(self._bounds, 400, "error.LIMIT.http"))

    def _require_bounded(self) -> None:
        """Bound what is not known by its parts yet, and what carries no content."""
        most = self._bounds.max_url + self._bounds.max_headers
        if not self._in_head:
            content = CHUNKED * self._bounds.max_body
            most += 2 * self._bounds.max_evidence if self._brings_file else content
        if self._received > most:
            self._go_beyond(431, "error.LIMIT.headers", self._bounds.max_headers)

    def _go_beyond(self, status: int, key: str, limit: int) -> NoReturn:
        self._answer = refusal(self._bounds, status, key, limit=limit)
        raise _Refused

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._unset_keepalive_if_required()  # one before it may have been answered just now
        if self._is_idle:
            self._is_idle = False
            self._held.wait(self, self._bounds.request_time)
        self._in_head = True
        self._begun += 1
        self._received = self._head = 0

    def on_url(self, url: bytes) -> None:
        """A part of its URL."""
        super().on_url(url)
        if len(self.url) > self._bounds.max_url:
            self._go_beyond(414, "error.LIMIT.url", self._bounds.max_url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its headers, or trailers."""
        super().on_header(name, value)
        self._head += len(name) + len(value) + 4
        if self._head > self._bounds.max_headers:
            self._go_beyond(431, "error.LIMIT.headers", self._bounds.max_headers)

    def on_headers_complete(self) -> None:
        """It is known what is asked for."""
        self._in_head = False
        if len(self.pipeline) >= MAX_PIPELINED:
            raise _Refused
        self._brings_file = self.url.partition(b"?")[0] == EVIDENCE
        if self._brings_file:
            self._held.wait(self, self._time)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole."""
        super().on_message_complete()
        self._take_turn()

    # ---- what goes

    def on_response_complete(self) -> None:
        """An answer was written."""
        super().on_response_complete()
        self._take_turn()

    def pause_writing(self) -> None:
        """The client does not take up its answer."""
        super().pause_writing()
        self._held.wait(self, self._bounds.request_time)

    def resume_writing(self) -> None:
        """It does again."""
        super().resume_writing()
        self._take_turn()

    def _take_turn(self) -> None:
        """Say whether it waits or serves."""
        if self.transport.is_closing():
            self._held.wait(self, CLOSING)
        elif self.flow.write_paused:
            self._held.wait(self, self._bounds.request_time)
        elif (cycle := self._latest) is None or cycle.response_complete:
            self._is_idle = True
            self._held.wait(self, self._bounds.idle_time + CLOSING)  # uvicorn ends it before
        elif cycle.more_body:
            self._held.wait(self, self._time)
        else:
            self._held.serve(self)

    @property
    def _time(self) -> float:
        """Seconds in which what is being sent must have arrived whole."""
        bounds = self._bounds
        return bounds.evidence_time if self._brings_file else bounds.request_time

    @property
    def _latest(self) -> RequestResponseCycle | None:
        """The request whose headers came last; None before the first."""
        return self.cycle

    # ---- how it ends

    def expire(self) -> None:
        """Its client had its time: it is told so where it has asked for something."""
        if self._is_idle and not self.transport.is_closing():
            self.transport.close()
            self._held.wait(self, CLOSING)
        elif self.transport.is_closing() or self.flow.write_paused:
            self.drop()
        else:
            self._refuse(refusal(self._bounds, 408, "error.LIMIT.slow", limit=self._time))

    def drop(self) -> None:
        """End it at once."""
        self._is_dropped = True
        self._abandon()
        if self._is_made:
            self.transport.abort()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answered = cycle
        said = (
            None
            if self.flow.write_paused
            else self._at_once(cast(MutableMapping[str, Any], cycle.scope))
        )
        if said is None:
            super()._start_asgi_task(cycle, app)
            return
        self._answer_now(cycle, *said)

    def _answer_now(
        self, cycle: RequestResponseCycle, status: int, headers: RawHeaders, body: bytes
    ) -> None:
        """Write a whole answer as `cycle.send` would, in one piece."""
        lines = [STATUS_LINE[status]]
        for name, value in (*cycle.default_headers, *headers):
            lines += (name, b": ", value, b"\r\n")
        if not cycle.keep_alive:
            lines.append(b"connection: close\r\n")
        self.transport.write(b"".join((*lines, b"\r\n", body)))
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _abandon(self) -> None:
        """Tell what is at work that nobody listens; uvicorn tells only the request sent last."""
        self.pipeline.clear()
        if self._answered and not self._answered.response_complete:
            self._answered.disconnected = True
            self._answered.message_event.set()

    def _refuse(self, answer: bytes) -> None:
        """Answer the request that is not whole, and close; where another is answered, close."""
        cycle = self._latest
        if cycle is not None and not cycle.response_complete:
            if cycle.response_started or not cycle.more_body or self.pipeline:
                self.drop()
                return
            cycle.disconnected = True
            cycle.message_event.set()
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()
        self._held.wait(self, CLOSING)
