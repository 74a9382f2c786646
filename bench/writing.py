"""Appending in process: reports through the write path, against other people's event stores.

Ours is the whole way of a report below HTTP: a command is checked, decided by the rules, sealed,
hashed into the tree and committed with synchronous=FULL, and its receipt waited for. Callers are
threads, each waiting for its receipt before it reports again. Each peer does in a process of its
own, with callers that are threads too, what its module says; its events hold as many bytes as ours
(leaf and sealed part). `eventsourcing` spares itself the decision: that is in its favour. Raw
commits are one bare row each, one after another: they show what the disk gives.
"""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial

from bench.acting import report
from bench.callers import together
from bench.clocks import seconds
from bench.peers.appending import Appender, is_installed
from bench.peers.raw_sqlite import raw_commits
from bench.table import Found, Row
from bench.worlds import Setting, open_here
from schema.open_server import Server

CALLERS = 64
LIBRARY = "`eventsourcing`'s Application on SQLite, synchronous=FULL"
UMA = "UmaDB, conditional appends of the same bytes"
RAW = "raw sqlite3, one row a commit, one caller"
ONE = "append in process, 1 caller: appends a second"
MANY = "append in process, 64 callers: appends a second"
ROWS = (
    (Row(ONE, LIBRARY, 0.3, 1), "ours 1", "eventsourcing 1"),
    (Row(MANY, LIBRARY, 1.5, 3), "ours 64", "eventsourcing 64"),
    (Row(MANY, UMA, 1, 4), "ours 64", "umadb 64"),
    (Row(ONE, RAW), "ours 1", "raw"),
    (Row(MANY, RAW), "ours 64", "raw"),
)
PEERS = {"eventsourcing": "eventsourcing_application", "umadb": "umadb_server"}
"""The module that measures each package."""
NOT_INSTALLED = "its package is not installed: `make bench` installs it"


def measure(setting: Setting) -> Iterator[Found]:
    """The five rows."""
    appends, each = setting.sizes.appends, setting.sizes.each
    rates: dict[str, list[float]] = {}

    def note(name: str, count: int, took: float) -> None:
        rates.setdefault(name, []).append(count / took)

    with ExitStack() as stack:
        server = stack.enter_context(closing(open_here(setting.home())))
        size = bytes_of_a_report(server)
        peers = {
            package: stack.enter_context(Appender(module, setting.folder / module, size))
            for package, module in PEERS.items()
            if is_installed(package)
        }
        append = Reporting(server, setting.sizes.commitments)
        for _ in range(setting.rounds):
            note("ours 1", appends, together(1, appends, append))
            note("ours 64", CALLERS * each, together(CALLERS, each, append))
            for package, peer in peers.items():
                note(f"{package} 1", appends, peer.seconds(1, appends))
                note(f"{package} 64", CALLERS * each, peer.seconds(CALLERS, each))
            note("raw", appends, seconds(partial(raw_commits, setting.folder, appends, size)))
    one, many = (statistics.median(rates[name]) for name in ("ours 1", "ours 64"))
    also = (
        f"{one:,.0f} and {many:,.0f} a second with 1 and {CALLERS} callers, {size} bytes an event"
    )
    for row, ours, baseline in ROWS:
        if baseline in rates:
            pairs = zip(rates[ours], rates[baseline], strict=True)
            yield row.found([mine / theirs for mine, theirs in pairs], also)
        else:
            yield row.without(NOT_INSTALLED)


class Reporting:
    """Reports on each commitment in turn, whoever calls."""

    def __init__(self, server: Server, commitments: int) -> None:
        self._server, self._commitments = server, commitments

    def __call__(self, caller: int, turn: int) -> None:
        """Record one report, and wait for its receipt."""
        report(self._server, (caller + turn) % self._commitments, turn)


def bytes_of_a_report(server: Server) -> int:
    """How many bytes an event has that a report becomes."""
    position = report(server, 0, 1).last.position
    leaf, sealed = server.house.look_up.recorded.bytes_of([position])[position]
    return len(leaf) + len(sealed)
