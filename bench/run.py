"""Measures the two paths against baselines of the same minute: `python -m bench.run`.

Prints ratios with their conditions; a lone time says nothing on a noisy machine.
"""

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from events.facts.vocabulary import Dataset, Role
from events.log.log_clock import LogClock
from events.log.sqlite.event_log import WRITER_PRAGMAS, SqliteEventLog
from services.commands.all import COMMAND_BY_MUTATION
from services.permissions import Viewer
from services.read.look_up import LookUp
from services.read.read_point import ReadPoint
from services.write.open_log import open_log
from services.write.record import Recorder

ROUNDS = 5
REPORTS = 512


class Bench:
    """A log in a temporary folder with one occasion and some specified commitments."""

    def __init__(self, folder: Path, commitments: int) -> None:
        self._keys = 0
        self.log, clock = SqliteEventLog(folder, holder="bench"), LogClock()
        open_log(self.log, clock, "bench.example/demo", Dataset.DEMO)
        self.recorder = Recorder(self.log, clock, Dataset.DEMO, quota=10_000_000)
        self.look_up = LookUp(self.log, clock)
        self._furnish(commitments)

    def submit(self, mutation: str, role: Role, party: str, /, **fields: Any) -> Any:
        """Ask for one command without waiting."""
        self._keys += 1
        given = {"idempotencyKey": f"bench-{self._keys}", **fields}
        command = COMMAND_BY_MUTATION[mutation].model_validate(given)
        return self.recorder.submit(command, Viewer((role,), party))

    def _furnish(self, commitments: int) -> None:
        secretary = (Role.RECORDER, "SETDA")
        for code in ("SETDA", "SEKDA", "DINAS"):
            self.submit("partyRegister", *secretary, code=code, name=code, kind="AGENCY").result()
        areas = [{"code": "a", "name": "a"}]
        self.submit(
            "occasionDeclare", *secretary, code="o", name="o", day="2030-08-06", areas=areas
        ).result()
        held_on = {"verbatim": "-"}
        self.submit(
            "rakorRecord", *secretary, occasion="occasion:o", code="R", name="r", heldOn=held_on
        ).result()
        waiting = [
            future
            for number in range(commitments)
            for future in self._specified(f"D{number}", secretary)
        ]
        for future in waiting:
            future.result()

    def _specified(self, code: str, secretary: tuple[Role, str]) -> list[Any]:
        about: dict[str, Any] = {"commitment": f"commitment:o/{code}"}
        plan: dict[str, Any] = {"plannedStart": "2026-01-01", "due": "2030-08-01"}
        measure: dict[str, Any] = {"name": "n", "target": 100, "unit": "u"}
        lead = (Role.COORDINATOR, "SEKDA")
        return [
            self.submit(
                "commitmentRecord",
                *secretary,
                rakor="rakor:o/R",
                code=code,
                title=f"Janji {code}",
                kind="UNDERTAKING",
                area="a",
            ),
            self.submit("commitmentAssignOwner", *lead, **about, owner="party:DINAS"),
            self.submit("commitmentSetDeadline", *lead, **about, **plan),
            self.submit("commitmentDefineIndicator", *lead, **about, **measure),
            self.report(code, 1),
        ]

    def report(self, code: str, value: int) -> Any:
        """Ask for one report without waiting."""
        about = {"commitment": f"commitment:o/{code}"}
        return self.submit("commitmentReportProgress", Role.OWNER, "DINAS", **about, value=value)

    def close(self) -> None:
        """Let go of the log."""
        self.recorder.close()
        self.log.close()


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def raw_commits(folder: Path) -> None:
    """The baseline of writing: one bare row a commit, with the same pragmas."""
    connection = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    for pragma in WRITER_PRAGMAS:
        connection.execute(pragma)
    connection.execute("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, data BLOB)")
    for _ in range(REPORTS):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO rows (data) VALUES (?)", (b"x" * 600,))
        connection.execute("COMMIT")
    connection.close()


def writing(bench: Bench, folder: Path) -> None:
    """Reports a second, one after another and all waiting at once, against bare commits."""
    alone, together = [], []
    for _ in range(ROUNDS):
        raw = seconds(lambda: raw_commits(folder))
        one = seconds(lambda: [bench.report(f"D{n % 500}", 1).result() for n in range(REPORTS)])
        many = seconds(
            lambda: [f.result() for f in [bench.report(f"D{n % 500}", 2) for n in range(REPORTS)]]
        )
        alone.append(raw / one)
        together.append(raw / many)
    print(f"reports one after another   {spread(alone)} of the speed of bare commits")
    print(f"reports, {REPORTS} waiting       {spread(together)} of the speed of bare commits")


def reading(bench: Bench, small: Bench) -> None:
    """Readiness of 500 commitments against 10, for now and for a past position."""
    ratios, past = [], []
    for number in range(ROUNDS):
        for one in (bench, small):
            one.report("D1", number).result()
        large_time, small_time = _seconds_at(bench, back=0), _seconds_at(small, back=0)
        ratios.append(large_time / small_time)
        past.append(_seconds_at(bench, back=1) / large_time)
    print(f"readiness, 500 : 10         {spread(ratios)} of the time, nothing remembered")
    print(f"readiness, past : now       {spread(past)} of the time, at 500 commitments")


def _seconds_at(bench: Bench, back: int) -> float:
    """How long a readiness takes so many positions back, with nothing remembered."""
    look_up = LookUp(bench.log, LogClock())
    point = look_up.point(look_up.head().position - back, None, None)
    return seconds(lambda: _judge(look_up, point))


def _judge(look_up: LookUp, point: ReadPoint) -> None:
    view = look_up.occasion("o", point)
    if view is None or not view.readiness.leaves:
        raise SystemExit("the bench has no readiness to measure")


def spread(values: list[float]) -> str:
    """Minimum, median and maximum of some ratios."""
    return f"{min(values):6.2f} {statistics.median(values):6.2f} {max(values):6.2f}"


def main() -> None:
    """Measure everything, and say under which conditions."""
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores, synchronous=FULL; min, median, max of {ROUNDS} rounds"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large = Bench(folder / "small", 10), Bench(folder / "large", 500)
        writing(large, folder)
        reading(large, small)
        small.close()
        large.close()


if __name__ == "__main__":
    main()
