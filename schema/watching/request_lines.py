"""Watches requests from outside of everything else: one line and a few counts for each."""

from collections.abc import Callable, Iterable, MutableMapping
from functools import cache
from time import perf_counter
from typing import Any, cast

from prometheus_client import Counter, Histogram
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.watching.counters import ANSWER_BYTES, REQUEST_SECONDS, REQUESTS
from schema.watching.counters import SIGN_INS as SIGN_INS_COUNTED
from schema.watching.lines import REQUEST_ID, lines
from schema.watching.outcomes import SIGN_INS, outcome_of
from schema.watching.traces import spans
from services.permissions import Viewer

VIEWER, LANE = "rakor.viewer", "rakor.lane"
"""Under which names of the scope an endpoint says who asks, and what kind of work is asked for."""
GRAPHQL, NOWHERE = "/graphql", "(none)"
KEPT, OTHER = "kept", "other"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})

AtOnce = Callable[[MutableMapping[str, Any]], Any]


class RequestLines:
    """Passes everything on to an application, and tells what became of it.

    `at_once` is the application's own short way for known requests, which is watched too.
    """

    def __init__(self, app: ASGIApp, at_once: AtOnce) -> None:
        self._app, self._at_once = app, at_once

    def at_once(self, scope: MutableMapping[str, Any]) -> Any:
        """What the application answers without waiting for anything; None: nothing."""
        begun = perf_counter()
        said = self._at_once(scope)
        if said is not None:
            status, headers, body = said
            _tell(scope, status, _id_in(headers), len(body), begun)
        return said

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and tell of it once its answer has ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, request, sent = perf_counter(), None, None, 0

        async def counted(message: Message) -> None:
            nonlocal status, request, sent
            if message["type"] == "http.response.start":
                status, request = message["status"], _id_in(message.get("headers", ()))
            sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            _tell(scope, status, request, sent, begun)


def _id_in(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    return next((value.decode() for name, value in headers if name == REQUEST_ID), None)


def route_of(scope: MutableMapping[str, Any]) -> str:
    """The route's pattern, never the path that was asked for: of those there is no end."""
    route = scope.get("route")
    if isinstance(route, Route):
        return route.path
    return GRAPHQL if scope["path"] == GRAPHQL else NOWHERE


@cache  # to find them takes as long as to count
def _counters(route: str, kind: str, outcome: str) -> tuple[Counter, Histogram, Counter]:
    requests = REQUESTS.labels(route, kind, outcome)
    return requests, REQUEST_SECONDS.labels(kind), ANSWER_BYTES.labels(kind)


def _tell(
    scope: MutableMapping[str, Any],
    status: int | None,
    request: str | None,
    sent: int,
    begun: float,
) -> None:
    seconds, route, outcome = perf_counter() - begun, route_of(scope), outcome_of(status)
    kind = scope.get(LANE) or (KEPT if route == GRAPHQL and outcome == "answered" else OTHER)
    requests, durations, sizes = _counters(route, kind, outcome)
    requests.inc()
    durations.observe(seconds)
    sizes.inc(sent)
    if route in SIGN_INS:
        SIGN_INS_COUNTED.labels(SIGN_INS[route], outcome).inc()
    method = scope["method"] if scope["method"] in METHODS else OTHER
    if spans.write is not None:
        known = {"http.request.method": method, "http.route": route, "rakor.kind": kind}
        said = {} if status is None else {"http.response.status_code": status}
        spans.tell(f"{method} {route}", seconds, {**known, **said, "rakor.outcome": outcome})
    lines.tell(
        "request",
        cast(Viewer | None, scope.get(VIEWER)),
        request,
        method=method,
        route=route,
        status=status,
        ms=round(seconds * 1000, 2),
        bytes=sent,
    )
