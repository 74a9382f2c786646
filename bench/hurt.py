"""Sends documents made to hurt to a server in this process: `python -m bench.hurt [FOLDER]`.

Prints one Markdown table: what each document took, as a multiple of the processor time of
`{viewer{roles}}` in the same minute, executed like it; the longest that it held the event loop, and
the memory that it added. The log has 20,000 events and 500 commitments; FOLDER keeps it.
"""

import asyncio
import json
import logging
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import structlog

from bench.filling import occasion, parties, reports_among
from bench.hurtful import Hurtful, odd, refused, refused_by_reach, served
from bench.worlds import OCCASION, make_log
from events.facts.vocabulary import Role
from events.log.log_clock import system_time
from schema.app import make_app
from schema.identity.development import DevelopmentTokens, development_key
from schema.open_server import open_server
from schema.settings import Settings

EVENTS = 20_000
COMMITMENTS = 500
MIB = 1024
LOOK = 0.002
"""Seconds between two looks at the loop."""


@dataclass(frozen=True)
class Taken:
    """What one request took."""

    cpu: float
    held: float
    """Seconds of processor time in which the event loop did nothing else."""
    memory: float
    """MiB by which the largest size of the process grew."""
    status: int
    body: Any


class Asker:
    """A client of an application in this very process, without sockets."""

    def __init__(self, app: Any, token: str) -> None:
        self._app, self._token = app, token

    async def ask(self, text: str, variables: dict[str, Any], *, signed_in: bool) -> Taken:
        """One request, and what it took."""
        body = json.dumps({"query": text, "variables": variables}).encode()
        headers = [(b"content-type", b"application/json"), (b"accept-language", b"en")]
        if signed_in:
            headers.append((b"authorization", f"Bearer {self._token}".encode()))
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/graphql",
            "query_string": b"",
            "headers": headers,
            "server": ("bench", 80),
        }
        waiting = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[Any] = []

        async def receive() -> Any:
            return waiting.pop() if waiting else await asyncio.Event().wait()

        async def send(message: Any) -> None:
            sent.append(message)

        memory, ticking = _peak(), asyncio.ensure_future(_longest_hold())
        await asyncio.sleep(0)
        start = time.process_time()
        await self._app(scope, receive, send)
        cpu = time.process_time() - start
        await asyncio.sleep(0.005)
        ticking.cancel()
        said = json.loads(b"".join(part.get("body", b"") for part in sent[1:]))
        return Taken(cpu, await ticking, _peak() - memory, sent[0]["status"], said)


async def _longest_hold() -> float:
    """The longest time of the loop's own thread between two turns, until cancelled."""
    longest, last = 0.0, time.thread_time()
    try:
        while True:
            await asyncio.sleep(LOOK)  # not at once again: that would be counted as the request's
            now = time.thread_time()
            longest, last = max(longest, now - last), now
    except asyncio.CancelledError:
        return max(longest, time.thread_time() - last)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


def furnish(folder: Path) -> None:
    """Fill a log, unless it lies there already."""
    if (folder / "rakor.sqlite").exists():
        return
    reports = reports_among(EVENTS - 4 * COMMITMENTS)
    make_log(folder, lambda: chain(parties(), occasion(OCCASION, COMMITMENTS, reports)))


async def table(asker: Asker, documents: Iterable[Hurtful]) -> None:
    """Send each document, and print what it took."""
    for one in documents:
        calm = [(await asker.ask("{viewer{roles}}", {}, signed_in=False)).cpu for _ in range(20)]
        taken = await asker.ask(one.text, one.variables, signed_in=one.signed_in)
        ratio = taken.cpu / statistics.median(calm)
        cost = taken.body.get("extensions", {}).get("cost", {}).get("requested", "")
        errors = taken.body.get("errors") or [{}]
        code = errors[0].get("extensions") or {}
        told = (
            f"{code.get('code', '')} {code.get('of', '')}" if code else errors[0].get("message", "")
        )
        print(
            f"| {one.name} | {len(one.text):,} | {taken.status} | {told[:60]} | {cost} | "
            f"{ratio:.1f} | {taken.held * 1e3:.0f} | {taken.memory:.1f} |",
            flush=True,
        )


def main() -> None:
    """Fill the log, and send everything."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        furnish(folder)
        # An answer that is kept costs next to nothing: both sides are to be executed.
        settings = Settings(data=folder, development=True, answers_kept=0)
        server = open_server(settings, "bench")
        tokens = DevelopmentTokens(development_key(folder))
        token = tokens.issue(system_time(), [Role.AUDITOR], "SETDA")
        asker = Asker(make_app(settings, server), token)
        print("| document | bytes | status | told | cost | × `{viewer{roles}}` | held, ms | MiB |")
        print("|---|---|---|---|---|---|---|---|")
        asyncio.run(table(asker, [*refused(), *refused_by_reach(), *served(), *odd()]))
        server.close()


if __name__ == "__main__":
    main()
