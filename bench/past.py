"""Reading the past for the first time, as a log grows around an occasion that does not.

In a log of each size the occasion's events are spread evenly among those of other occasions. A
first read is made by a new look-up, in which nothing is kept: at a moment of knowledge after a
tenth, a half and nine tenths of the log's time, and at the present, which is the baseline. CPU of
the whole process; a round is the median of some reads at different moments, and the logs take turns
within it.
"""

import datetime as dt
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial

from bench.clocks import cpu
from bench.filling import LENGTH, Happening
from bench.growing import FLAT, judge
from bench.table import Found, Row
from bench.worlds import OCCASION, RECENTLY, Setting, amid_others, open_here
from events.log.log_clock import LogClock, system_time
from schema.open_server import Server
from services.read.look_up import LookUp

PLACES = {"early": 0.1, "middle": 0.5, "late": 0.9}
TURNS = 3
PAST = "`asOf` first read, {place}, in a log of {size:,}: CPU"


def read_past(server: Server, known_at: dt.datetime) -> None:
    """The readiness as it was known at a moment, with nothing kept."""
    look_up = LookUp(server.log, LogClock())
    view = look_up.occasion(OCCASION, look_up.point(None, known_at, None))
    if view is None or not view.readiness.leaves:
        raise SystemExit("the bench has no past to measure")


def read_present(server: Server) -> None:
    """The readiness at the present, with nothing kept."""
    judge(LookUp(server.log, LogClock()))


def one_round(server: Server, number: int) -> dict[str, float]:
    """The median CPU of a first read at each place and at the present."""
    start = system_time() - RECENTLY - LENGTH
    spent: dict[str, list[float]] = {}
    for turn in range(TURNS):
        spent.setdefault("present", []).append(cpu(partial(read_present, server)))
        for name, share in PLACES.items():
            moment = start + LENGTH * share + dt.timedelta(minutes=number * TURNS + turn)
            spent.setdefault(name, []).append(cpu(partial(read_past, server, moment)))
    return {name: statistics.median(costs) for name, costs in spent.items()}


def measure(setting: Setting) -> Iterator[Found]:
    """Each place against the present at each size; then the largest log against the smallest."""
    sizes = setting.sizes
    spent: dict[int, list[dict[str, float]]] = {size: [] for size in sizes.logs}
    with ExitStack() as stack:
        servers = {
            size: stack.enter_context(closing(open_here(setting.copy(*grown_log(setting, size)))))
            for size in sizes.logs
        }
        for number in range(setting.rounds):
            for size, server in servers.items():
                spent[size].append(one_round(server, number))
    for size, found in spent.items():
        for place in PLACES:
            row = Row(PAST.format(place=place, size=size), "the present, same log", 3, is_cost=True)
            cost = statistics.median(costs[place] for costs in found) * 1e3
            yield row.found([costs[place] / costs["present"] for costs in found], f"{cost:.1f} ms")
    least, most = sizes.logs[0], sizes.logs[-1]
    row = Row(PAST.format(place="late", size=most), f"the same at {least:,}", FLAT, is_cost=True)
    pairs = zip(spent[most], spent[least], strict=True)
    yield row.found([high["late"] / low["late"] for high, low in pairs])


def grown_log(setting: Setting, size: int) -> tuple[str, Callable[[], Iterator[Happening]]]:
    """The name of a log of a size, and what has happened in it."""
    sizes = setting.sizes
    events = min(sizes.events, size * 9 // 10)
    return f"log-{size}", partial(amid_others, size, sizes.commitments, events)
