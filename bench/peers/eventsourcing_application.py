"""The library `eventsourcing` on SQLite; arguments: a folder, and SIZE.

Each caller has an aggregate at hand, lets it report a value and a text of SIZE bytes, and saves it:
the library checks the aggregate's version, and commits one event in WAL mode with synchronous=FULL.
"""

import sys
from pathlib import Path

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from bench.peers.appending import obey

CALLERS = 64
FULL = 2


class Promise(Aggregate):
    """A commitment with the last value that was reported."""

    class Recorded(Aggregate.Created):
        """It was put on record."""

        code: str

    class Reported(Aggregate.Event):
        """Its owner said how much is done."""

        value: int
        text: str

    @event(Recorded)
    def __init__(self, code: str) -> None:
        self.code = code
        self.value = 0

    @event(Reported)
    def report(self, value: int, text: str) -> None:
        """Say how much is done."""
        del text
        self.value = value


def main() -> None:
    """Append as standard input says."""
    folder, size = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir()
    app: Application = Application(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "SQLITE_DBNAME": str(folder / "events.sqlite"),
        }
    )
    with app.factory.datastore.transaction(commit=False) as cursor:
        cursor.execute("PRAGMA synchronous")
        if cursor.fetchone()[0] != FULL:
            raise SystemExit("this SQLite is not synchronous by itself: the baseline would differ")
    promises = [Promise(f"D{number}") for number in range(CALLERS)]
    app.save(*promises)

    def append(caller: int, turn: int) -> None:
        promises[caller].report(turn, "x" * size)
        app.save(promises[caller])

    obey(append)


if __name__ == "__main__":
    main()
