"""Folding an occasion's events, read already, into its state: events a second of CPU.

The shapes: many commitments in turn; one commitment with all reports; one whose reports are all
recorded late, the last one first; and one whose every report is corrected. The fold is the one that
the past is read by. A fold that takes more than two seconds is cut off there, and counts as far as
it came. The baseline is the number to reach, as this figure has no peer.
"""

import datetime as dt
import statistics
import time
from collections.abc import Iterable, Iterator

from bench.filling import Happening, Placing, correction, frame, promise, report
from bench.table import Found, Row
from bench.worlds import OCCASION, Setting
from events.format.canonical_bytes import read_event
from events.format.recorded_event import RecordedEvent
from events.log.log_clock import system_time
from services.state.growing_occasion import fold_occasion

ENOUGH = 60_000
PATIENCE = 2.0
COMMITMENTS = 50
MINUTE = dt.timedelta(minutes=1)


def histories(count: int) -> dict[str, list[RecordedEvent]]:
    """Each shape, with about so many reports."""
    wide = [item for number in range(COMMITMENTS) for item in promise(OCCASION, number)]
    one = [*frame(OCCASION), *promise(OCCASION, 0)]
    late = [report(OCCASION, 0, n, n * 2 * MINUTE) for n in range(count)]
    corrected: list[Happening] = []
    for number in range(count // 2):
        position = len(one) + len(corrected)
        corrected += report(OCCASION, 0, number), correction(OCCASION, 0, position, number + 1)
    return {
        "many commitments": read(
            [*frame(OCCASION), *wide, *(report(OCCASION, n % COMMITMENTS, n) for n in range(count))]
        ),
        "one commitment": read([*one, *(report(OCCASION, 0, n) for n in range(count))]),
        "all late": read([*one, *late]),
        "all corrected": read([*one, *corrected]),
    }


def read(happenings: Iterable[Happening]) -> list[RecordedEvent]:
    """The events as they are read from a log's bytes, a minute apart."""
    placing = Placing(0, system_time() - dt.timedelta(days=24), MINUTE)
    sealed = map(placing.place, happenings)
    return [read_event(event.leaf, event.sealed) for event in sealed]


def speed(events: list[RecordedEvent]) -> float:
    """Events a second."""
    folded = 0
    start = time.process_time()

    def until_patience_ends() -> Iterator[RecordedEvent]:
        nonlocal folded
        for event in events:
            if time.process_time() - start > PATIENCE:
                return
            folded += 1
            yield event

    fold_occasion(until_patience_ends(), system_time())
    return folded / (time.process_time() - start)


def measure(setting: Setting) -> Iterator[Found]:
    """A row for each shape."""
    shapes = histories(setting.sizes.replayed)
    rates: dict[str, list[float]] = {name: [] for name in shapes}
    for _ in range(setting.rounds):
        for name, events in shapes.items():
            rates[name].append(speed(events))
    for name, found in rates.items():
        row = Row(f"replay, {name}: events a second of CPU", f"{ENOUGH:,} a second", 1)
        also = f"{statistics.median(found):,.0f} a second"
        yield row.found([rate / ENOUGH for rate in found], also)
