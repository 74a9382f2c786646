"""Readiness over time against as many past reads as it must not cost more than, by CPU in process.

Both stand over the large occasion with nothing kept: a new look-up for each. The series has a
hundred points over the whole log, the past reads are spread over it evenly, and they take turns.
"""

import statistics
from collections.abc import Iterator
from contextlib import closing

from bench.clocks import cpu
from bench.filling import LENGTH
from bench.past import read_past
from bench.table import Found, Row
from bench.worlds import OCCASION, RECENTLY, Setting, open_here
from events.log.log_clock import LogClock, system_time
from schema.open_server import Server
from services.read.look_up import LookUp

POINTS, READS = 100, 10


def measure(setting: Setting) -> Iterator[Found]:
    """The row."""
    sizes = setting.sizes
    row = Row(
        f"series of {POINTS} points, {sizes.many} commitments, {sizes.reports:,} reports: CPU",
        f"{READS} `asOf` first reads of the same",
        1,
        is_cost=True,
    )
    ratios, costs = [], []
    with closing(open_here(setting.large())) as server:
        for _ in range(setting.rounds):
            series, reads = cpu(lambda: read_series(server)), cpu(lambda: read_pasts(server))
            ratios.append(series / reads)
            costs.append(series)
    yield row.found(ratios, f"{statistics.median(costs) * 1e3:.0f} ms")


def read_series(server: Server) -> None:
    """Readiness over the whole time of the log, with nothing kept."""
    start = system_time() - RECENTLY - LENGTH
    moments = [start + LENGTH * number / POINTS for number in range(1, POINTS + 1)]
    look_up = LookUp(server.log, LogClock())
    if not look_up.series(OCCASION, moments, look_up.head().position):
        raise SystemExit("the bench has no series to measure")


def read_pasts(server: Server) -> None:
    """The readiness at moments of the same time, with nothing kept."""
    start = system_time() - RECENTLY - LENGTH
    for number in range(1, READS + 1):
        read_past(server, start + LENGTH * number / READS)
