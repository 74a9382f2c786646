"""The whole bench as one Markdown table: `make bench`, or `python -m bench.run`.

Every figure is a ratio to a baseline that is measured in the same minute, round by round in turn;
a lone time says nothing on a noisy machine. Least, median and most are those of the rounds, and
the median is what must reach the target. How each figure is made stands at the head of the module
that makes it. What needs a peer that is not installed says so instead.
"""

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench import cold, growing, home, memory, past, replaying, reporting, series, starting, writing
from bench.table import Found, markdown
from bench.worlds import Setting, Sizes

MEASURES: dict[str, Callable[[Setting], Iterator[Found]]] = {
    "home": home.measure,
    "cold": cold.measure,
    "report": reporting.measure,
    "append": writing.measure,
    "readiness": growing.readiness,
    "growing": growing.measure,
    "past": past.measure,
    "series": series.measure,
    "startup": starting.measure,
    "memory": memory.measure,
    "replay": replaying.measure,
}
PACKAGES = ("strawberry-graphql", "starlette", "uvicorn", "eventsourcing", "umadb")
QUICK = Sizes(
    commitments=10,
    events=100,
    many=30,
    reports=200,
    long=200,
    logs=(200, 1_000),
    past_reads=20,
    replayed=300,
    appends=16,
    each=1,
)
FULL = Sizes(logs=(1_000, 10_000, 100_000, 1_000_000))


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="bench.run", description="Measure, and print a table.")
    parser.add_argument("--only", help=f"some of: {','.join(MEASURES)}", default="")
    parser.add_argument("--rounds", type=int, help="rounds of each measure (5, quick 2)")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="small sizes, figures of no worth")
    size.add_argument("--full", action="store_true", help="logs of up to a million events")
    asked = parser.parse_args(given)
    asked.names = [name for name in asked.only.split(",") if name] or list(MEASURES)
    if unknown := set(asked.names) - set(MEASURES):
        parser.error(f"no measure is called {', '.join(sorted(unknown))}")
    return asked


def setting_for(asked: argparse.Namespace, folder: Path) -> Setting:
    """Sizes, rounds and seconds as they are asked for."""
    if asked.quick:
        return Setting(folder, QUICK, asked.rounds or 2, 0.3)
    return Setting(folder, FULL if asked.full else Sizes(), asked.rounds or 5)


def conditions(setting: Setting) -> str:
    """Under which conditions the table was made."""
    sizes = setting.sizes
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version} with "
        f"synchronous=FULL, {os.cpu_count()} cores, load of the machine before "
        f"{os.getloadavg()[0]:.1f}; {', '.join(map(_installed, PACKAGES))}.\n"
        f"Home screen: {sizes.commitments} commitments, {sizes.events:,} events; large occasion: "
        f"{sizes.many} commitments, {sizes.reports:,} reports; logs of "
        f"{' / '.join(f'{size:,}' for size in sizes.logs)} events.\n"
        f"{setting.rounds} rounds in turn with their baselines, loads of {setting.seconds} seconds."
    )


def _installed(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} not installed"


def main(given: Sequence[str] | None = None) -> None:
    """Measure what is asked for; the table goes to standard output, progress to standard error."""
    asked = arguments(sys.argv[1:] if given is None else given)
    found: list[Found] = []
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="rakor-bench-") as name:
        setting = setting_for(asked, Path(name))
        said = conditions(setting)
        for measure in asked.names:
            for row in MEASURES[measure](setting):
                took = time.perf_counter() - start
                print(f"{took:4.0f} s  {measure}: {row.summary()}", file=sys.stderr)
                found.append(row)
    print(f"{said}\n\n{markdown(found)}")


if __name__ == "__main__":
    main()
