"""Conditions that name many rows by several columns, each row found by its primary key.

`(a, b) IN (VALUES …)` reads the whole table in SQLite as soon as there is more than one pair.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Mapped

IN_LIST = 15_000
"""How many values one statement names at most."""
GROUPS = 100
"""How many groups of places one statement names at most: each takes a search of its own."""

T = TypeVar("T")
Place = tuple[Any, ...]


def parts(values: list[T]) -> Iterable[list[T]]:
    """Values in portions that one statement can name."""
    return (values[start : start + IN_LIST] for start in range(0, len(values), IN_LIST))


def conditions(
    columns: Sequence[Mapped[Any]], places: Iterable[Place]
) -> Iterator[ColumnElement[bool]]:
    """Conditions for the rows that stand at some places, one condition for each statement.

    One column is listed and all others are equal: `(a = ? AND b IN (…)) OR (a = ? AND b IN (…))`.
    The listed one is that which leaves the fewest groups: mostly a handful, however many places.
    """
    wanted = list(dict.fromkeys(places))
    listed = min(range(len(columns)), key=lambda at: len({_without(place, at) for place in wanted}))
    groups: dict[Place, list[Any]] = {}
    for place in wanted:
        groups.setdefault(_without(place, listed), []).append(place[listed])
    others = [column for at, column in enumerate(columns) if at != listed]
    for portion in _portions(groups):
        yield or_(
            *(
                and_(
                    *(column == value for column, value in zip(others, equal, strict=True)),
                    columns[listed].in_(values),
                )
                for equal, values in portion
            )
        )


def _without(place: Place, at: int) -> Place:
    return place[:at] + place[at + 1 :]


def _portions(groups: dict[Place, list[Any]]) -> Iterator[list[tuple[Place, list[Any]]]]:
    portion: list[tuple[Place, list[Any]]] = []
    named = 0
    for equal, values in groups.items():
        for part in parts(values):
            if portion and (len(portion) == GROUPS or named + len(part) > IN_LIST):
                yield portion
                portion, named = [], 0
            portion.append((equal, part))
            named += len(part)
    if portion:
        yield portion
