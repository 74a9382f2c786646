"""A log of 100,000 rows for queries; each holds the number of its position for leaf bytes."""

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from events.facts.all import FACT_TYPES
from events.facts.vocabulary import Role
from events.log.sqlite.event_log import SqliteEventLog
from events.log.tables import EventRow

SIZE = 100_000
MICROS = 1_000_000
START = int(dt.datetime(2025, 7, 1, tzinfo=dt.UTC).timestamp()) * MICROS
TYPES = [fact.type_name() for fact in FACT_TYPES]
PARTIES = [None, *(f"P{number}" for number in range(300))]
OCCASIONS = [None, *(f"o{number}" for number in range(6))]
LATE = [0] * 9 + [3_600, 86_400, 864_000]


@dataclass(frozen=True)
class Row:
    """What a query can ask about one event; `late_by` and the times in microseconds."""

    position: int
    type: str
    occasion: str | None
    commitment: str | None
    recorded_at: int
    occurred_at: int
    late_by: int
    actor_role: str
    actor_party: str | None


@cache  # made where a test asks for them: to find the tests must take no second
def rows() -> list[Row]:
    """Events as they come in a long life: most of a few kinds, some late, several in a moment."""
    # S311: chance that can be made again, no secret.
    chance, made, recorded = random.Random(7), list[Row](), START
    for position in range(SIZE):
        recorded += chance.choice([0, 1, MICROS, 30 * MICROS])
        late = chance.choice(LATE) * MICROS + chance.randrange(2)
        occasion = chance.choice(OCCASIONS)
        commitment = f"D{chance.randrange(40)}" if occasion and chance.random() < 0.9 else None
        made.append(
            Row(
                position,
                TYPES[min(int(chance.expovariate(0.3)), len(TYPES) - 1)],
                occasion,
                commitment,
                recorded,
                recorded - late,
                late,
                chance.choice(list(Role)).value,
                chance.choice(PARTIES),
            )
        )
    return made


@contextmanager
def full_log(folder: Path) -> Iterator[SqliteEventLog]:
    """A log that holds all these rows."""
    with closing(SqliteEventLog(folder, holder="a test")) as log:
        with log.writing() as connection:
            for start in range(0, SIZE, 10_000):
                part = rows()[start : start + 10_000]
                connection.execute(insert(EventRow), [stored(row) for row in part])
        yield log


def stored(row: Row) -> dict[str, Any]:
    """A row as it is written."""
    known = {field.name: getattr(row, field.name) for field in fields(row)}
    return known | {
        "leaf": b"%d" % row.position,
        "sealed": b"",
        "leaf_hash": b"",
        "stream": f"s{row.position}",
        "stream_version": 1,
        "actor_person": None,
    }
