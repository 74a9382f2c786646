"""What grows with an occasion, and what must not: CPU in process, through the two paths.

"Nothing kept" is a new look-up over the log: it must find state and judgement by itself, from the
snapshots that a server left and the events since.
Elsewhere the look-up is the server's own, and each turn records a report (its CPU until the
receipt) and then asks for the readiness (its CPU until the judgement). CPU is that of the whole
process, with all that works behind it. A round is the median of some turns; the occasions take
turns within it. Where the work must not grow at all, what noise does is left to it: `FLAT`.
"""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from itertools import chain
from pathlib import Path

from bench.acting import report
from bench.clocks import cpu
from bench.filling import occasion, parties
from bench.table import Found, Row
from bench.worlds import OCCASION, Setting, open_here
from events.log.log_clock import LogClock
from schema.open_server import Server
from services.read.look_up import LookUp

FEW = 10
"""Commitments, and reports, of the small occasion."""
FLAT = 1.25
TURNS = 10


def judge(look_up: LookUp) -> None:
    """Ask for an occasion's readiness at the present."""
    view = look_up.occasion(OCCASION, look_up.now())
    if view is None or not view.readiness.leaves:
        raise SystemExit("the bench has no readiness to measure")


def judge_afresh(server: Server) -> None:
    """The same, with nothing kept."""
    judge(LookUp(server.log, LogClock()))


def readiness(setting: Setting) -> Iterator[Found]:
    """Many commitments against those of the home screen, with as many events on each."""
    few, many = setting.sizes.commitments, setting.sizes.many
    row = Row(
        f"readiness of {many} commitments, nothing kept: CPU",
        f"the same of {few}",
        7 if (few, many) == (60, 500) else None,
        6 if (few, many) == (60, 500) else None,
        is_cost=True,
    )
    wide = setting.grown(setting.sizes.events * many // few, many)
    ratios, costs = [], []
    with ExitStack() as stack:
        folders = setting.home(), setting.copy("wide", wide)
        small, large = (stack.enter_context(closing(open_here(folder))) for folder in folders)
        for _ in range(setting.rounds):
            spent = [
                (cpu(lambda: judge_afresh(small)), cpu(lambda: judge_afresh(large)))
                for _ in range(TURNS // 2)
            ]
            low, high = (statistics.median(side) for side in zip(*spent, strict=True))
            ratios.append(high / low)
            costs.append(low)
    yield row.found(ratios, f"the baseline spends {statistics.median(costs) * 1e3:.1f} ms")


def measure(setting: Setting) -> Iterator[Found]:
    """A report and the readiness after it, as reports and commitments grow in number."""
    with ExitStack() as stack:

        def opened(folder: Path) -> Server:
            return stack.enter_context(closing(open_here(folder)))

        sizes = setting.sizes
        few = opened(setting.copy("few", lambda: chain(parties(), occasion(OCCASION, FEW, FEW))))
        long = opened(
            setting.copy("long", lambda: chain(parties(), occasion(OCCASION, FEW, sizes.long, 1)))
        )
        large = opened(setting.large())
        spent: dict[str, list[float]] = {}
        for _ in range(setting.rounds):
            for name, cost in one_round({"few": few, "long": long, "large": large}).items():
                spent.setdefault(name, []).append(cost)
    yield from rows(setting, spent)


def one_round(servers: dict[str, Server]) -> dict[str, float]:
    """The median CPU of a report and of a readiness on each server, all taking turns."""
    spent: dict[str, list[float]] = {}
    for turn in range(TURNS):
        for name, server in servers.items():
            number = 0 if name == "long" else turn % FEW
            recorded = cpu(partial(report, server, number, turn))
            judged = cpu(partial(judge, server.house.look_up))
            spent.setdefault(f"{name} report", []).append(recorded)
            spent.setdefault(f"{name} readiness", []).append(judged)
    return {name: statistics.median(costs) for name, costs in spent.items()}


def rows(setting: Setting, spent: dict[str, list[float]]) -> Iterator[Found]:
    """The four rows."""
    sizes = setting.sizes
    base = f"the same with {FEW} reports on {FEW} commitments"
    long = f"with {sizes.long:,} reports on one commitment"
    large = f"with {sizes.reports:,} reports on {sizes.many} commitments"
    wanted = (
        ("long report", Row(f"a report {long}: CPU", base, 2, FLAT, is_cost=True)),
        ("long readiness", Row(f"readiness after a report {long}: CPU", base, FLAT, is_cost=True)),
        ("large report", Row(f"a report {large}: CPU", base, 2, FLAT, is_cost=True)),
        (
            "large readiness",
            Row(
                f"readiness after a report {large}: CPU", base, sizes.many / FEW, FLAT, is_cost=True
            ),
        ),
    )
    for name, row in wanted:
        small = spent[f"few {name.split()[1]}"]
        cost = statistics.median(spent[name]) * 1e3
        yield row.found(
            [high / low for high, low in zip(spent[name], small, strict=True)], f"{cost:.1f} ms"
        )
