"""The logs that are measured: each is made once, and every measure works on a copy of its own."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path

from bench.filling import LENGTH, Happening, Placing, fill, occasion, parties, reports_among
from events.facts.vocabulary import Dataset
from events.log.event_log import EventLog
from events.log.log_clock import system_time
from events.log.sqlite.event_log import SqliteEventLog
from schema.open_server import Server, open_server
from schema.settings import Settings
from services.heads.signing_keys import KeyFolder
from services.read.log_name import origin_of
from services.write.open_log import open_log
from services.write.script import RehearsalClock

OCCASION = "o"
OTHER_COMMITMENTS, OTHER_REPORTS = 100, 1_500
QUOTA = 100_000_000
"""Events that a party may write in a day: a bench is no flood."""
RECENTLY = dt.timedelta(minutes=20)


@dataclass(frozen=True)
class Sizes:
    """How large everything is."""

    commitments: int = 60
    events: int = 1_000
    """Of the occasion behind the home screen."""
    many: int = 500
    """Commitments of the large occasion."""
    reports: int = 20_000
    """Reports of the large occasion."""
    long: int = 5_000
    """Reports on one commitment."""
    logs: tuple[int, ...] = (1_000, 10_000, 100_000)
    """Events in the logs that grow around an occasion that does not."""
    past_reads: int = 500
    replayed: int = 5_000
    appends: int = 256
    """Appends of one caller, and of each round."""
    each: int = 8
    """Appends of each of 64 callers."""


@dataclass
class Setting:
    """What a measure is given: sizes, rounds, and a folder for its logs."""

    folder: Path
    sizes: Sizes = field(default_factory=Sizes)
    rounds: int = 5
    seconds: float = 1.5
    """How long each load lasts."""
    _numbers: Iterator[int] = field(default_factory=count)

    def number(self) -> int:
        """A number that this run has not used yet."""
        return next(self._numbers)

    def home(self) -> Path:
        """A copy of the log behind the home screen: one occasion of the usual size."""
        return self.copy("home", self.grown(self.sizes.events, self.sizes.commitments))

    def grown(self, size: int, commitments: int) -> Callable[[], Iterator[Happening]]:
        """One occasion whose events make a log of about `size`; its commitments are specified."""
        reports = reports_among(size - len([*parties()]) - 4 * commitments - 3)
        return lambda: chain(parties(), occasion(OCCASION, commitments, reports))

    def large(self) -> Path:
        """A copy of the log with the large occasion."""
        many, reports = self.sizes.many, self.sizes.reports
        return self.copy("large", lambda: chain(parties(), occasion(OCCASION, many, reports)))

    def copy(self, name: str, happenings: Callable[[], Iterator[Happening]]) -> Path:
        """A copy of a log that is made when it is first asked for by its name."""
        made = self.folder / name
        if not made.exists():
            make_log(made, happenings)
        copied = self.folder / f"{name}-{self.number()}"
        shutil.copytree(made, copied)
        return copied


def make_log(folder: Path, happenings: Callable[[], Iterable[Happening]]) -> None:
    """A log with a key, in which everything has happened, as a server leaves it that was asked.

    Its events are recorded evenly, from 24 days ago until a while ago. `happenings` is called to
    count them and again to record them, so that a million are never held at once.
    """
    step = LENGTH / (sum(1 for _ in happenings()) + 1)
    end = system_time() - RECENTLY
    start = end - LENGTH
    with closing(SqliteEventLog(folder, holder="bench")) as log:
        open_log(log, RehearsalClock(start), "bench.example/demo", Dataset.DEMO)
        fill(log, happenings(), Placing(1, start, step))
        with log.reading() as connection:
            origin = origin_of(connection)
    KeyFolder(settings_of(folder).keys_folder).make(origin)
    with closing(open_here(folder)) as server:
        look_up = server.house.look_up
        look_up.occasion(OCCASION, look_up.now())


def amid_others(size: int, commitments: int, events: int) -> Iterator[Happening]:
    """A log of `size` events: an occasion, spread evenly among the histories of other ones."""
    own = occasion(OCCASION, commitments, reports_among(events - 4 * commitments - 2))
    rest = size - 1 - len(own) - len([*parties()])
    yield from parties()
    others = chain.from_iterable(
        occasion(f"x{n}", OTHER_COMMITMENTS, OTHER_REPORTS) for n in count()
    )
    written = 0
    for index, item in enumerate(own, start=1):
        yield item
        while written < rest * index // len(own):
            written += 1
            yield next(others)


def settings_of(folder: Path) -> Settings:
    """The settings of a log in this process."""
    return Settings(data=folder, quota=QUOTA, development=True)


def open_here(folder: Path) -> Server:
    """A log with everything that works on it, in this process."""
    return open_server(settings_of(folder), "bench")


def log_of(folder: Path) -> EventLog:
    """A log, to be read."""
    return SqliteEventLog(folder)
