"""Finding events in a log of 100,000: no filter, and no two of them, read it from end to end."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite

from events.format.columns import EPOCH
from events.log.event_queries import (
    SELECTIVITY,
    UNSORTED,
    EventQuery,
    last_recorded_by,
    page_statement,
)
from events.log.sqlite.event_log import SqliteEventLog
from events.log.tables import EventRow
from tests.events.log.full_log import MICROS, SIZE, TYPES, Row, full_log, rows, stored

LIMIT = 60


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteEventLog]:
    """A log of 100,000 rows."""
    with full_log(tmp_path_factory.mktemp("full")) as log:
        yield log


def at(micros: int) -> dt.datetime:
    return EPOCH + dt.timedelta(microseconds=micros)


def middle() -> Row:
    return rows()[SIZE // 2]


@cache
def given() -> dict[str, Any]:
    """What each filter asks for."""
    return {
        "up_to": 70_000,
        "positions": (3, 40_000, 60_000, 60_001, 99_999, 200_000),
        "occasion": "o1",
        "occasions": ("o1", "o3"),
        "commitment": "D7",
        "types": ("ProgressReported",),
        "party": "P7",
        "role": "OWNER",
        "recorded_from": at(rows()[20_000].recorded_at),
        "recorded_to": at(rows()[80_000].recorded_at),
        "occurred_from": at(middle().recorded_at - 3_600 * MICROS),
        "occurred_to": at(middle().recorded_at),
        "late_by_more_than": 80_000.0,
        "from_position": 30_000,
        "to_position": 90_000,
    }


RANGES = {"up_to", "recorded_from", "recorded_to", "from_position", "to_position"}
"""Ranges of positions, in one way or another: alone, they are walked along."""
NAMES = [field.name for field in fields(EventQuery)]
ASKED = [
    *((name,) for name in NAMES),
    *combinations(NAMES, 2),
    ("occasion", "commitment", "types"),
    ("occurred_from", "occurred_to", "party"),
    ("occasion", "types", "recorded_from", "recorded_to"),
    ("occasion", "up_to", "types", "late_by_more_than"),
]
INDEXES = {
    "commitment": {"events_commitment"},
    "late_by_more_than": {"events_late"},
    "party": {"events_party"},
    "types": {"events_type", "events_occasion_type"},
    "role": {"events_role"},
    "occurred_from": {"events_occurred"},
    "occurred_to": {"events_occurred"},
    "occasion": {"events_occasion", "events_commitment", "events_occasion_type"},
    "occasions": {"events_occasion", "events_commitment", "events_occasion_type"},
}
"""Which index may lead to what a filter asks for."""


def test_every_part_of_a_query_is_asked() -> None:
    assert set(NAMES) == set(given()) == set(TESTS)


Sides = dict[str, int]
SIDES: list[Sides] = [{}, {"after": 45_000}, {"before": 65_000}]
SIDES += [SIDES[1] | SIDES[2]]
TESTS: dict[str, Callable[[Row], bool]] = {
    "up_to": lambda row: row.position <= given()["up_to"],
    "positions": lambda row: row.position in given()["positions"],
    "occasion": lambda row: row.occasion == given()["occasion"],
    "occasions": lambda row: row.occasion in given()["occasions"],
    "commitment": lambda row: row.commitment == given()["commitment"],
    "types": lambda row: row.type in given()["types"],
    "party": lambda row: row.actor_party == given()["party"],
    "role": lambda row: row.actor_role == given()["role"],
    "recorded_from": lambda row: at(row.recorded_at) >= given()["recorded_from"],
    "recorded_to": lambda row: at(row.recorded_at) <= given()["recorded_to"],
    "occurred_from": lambda row: at(row.occurred_at) >= given()["occurred_from"],
    "occurred_to": lambda row: at(row.occurred_at) <= given()["occurred_to"],
    "late_by_more_than": lambda row: row.late_by > given()["late_by_more_than"] * MICROS,
    "from_position": lambda row: row.position >= given()["from_position"],
    "to_position": lambda row: row.position <= given()["to_position"],
}
"""What each filter asks for, told the plain way."""


@cache
def having(name: str) -> frozenset[int]:
    """The positions that one filter alone lets through."""
    return frozenset(row.position for row in rows() if TESTS[name](row))


def page(found: frozenset[int], side: Sides, *, backwards: bool) -> list[int]:
    """The positions of a page of those that are asked for."""
    span = range(side.get("after", -1) + 1, side.get("before", SIZE))
    return sorted((at for at in found if at in span), reverse=backwards)[:LIMIT]


def pages(names: tuple[str, ...]) -> Iterator[tuple[Any, Sides, bool]]:
    """The statements of the pages of one query, forwards and backwards, past either side."""
    query = EventQuery(**{name: given()[name] for name in names})
    for side in SIDES:
        for backwards in (False, True):
            statement = page_statement(query, limit=LIMIT, backwards=backwards, **side)
            yield statement, side, backwards


def plan(connection: Connection, statement: Any) -> list[str]:
    """How SQLite would find it, line by line."""
    compiled = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    explained = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
    return [str(row[3]) for row in explained]


def is_looked_up(lines: list[str], names: tuple[str, ...]) -> bool:
    """Whether events are found by the index of a filter; a walk is for ranges of positions."""
    filters = set(names) - RANGES
    leading = next(line for line in lines if re.match("(SEARCH|SCAN) events", line))
    if not filters:
        return "INTEGER PRIMARY KEY" in leading or leading == "SCAN events"
    if any(line.startswith("SCAN") for line in lines):
        return False
    if "positions" in filters:
        return "INTEGER PRIMARY KEY (rowid=?)" in leading
    used = re.search(r"SEARCH events USING INDEX (\w+)", leading)
    return used is not None and used[1] in set().union(*(INDEXES[name] for name in filters))


def leader(names: tuple[str, ...]) -> str | None:
    return next((name for name in SELECTIVITY if name in names), None)


def walks(names: tuple[str, ...]) -> bool:
    """What is not looked up yet: see the last tests."""
    return names_no_occasion(names) or leader(names) in UNSORTED


def names_no_occasion(names: tuple[str, ...]) -> bool:
    return leader(names) == "commitment" and "occasion" not in names


first_name = pytest.mark.parametrize("first", NAMES)


@first_name
def test_every_page_holds_what_was_asked_for(filled: SqliteEventLog, first: str) -> None:
    with filled.reading() as connection:
        for names in ASKED:
            if names[0] != first:
                continue
            found = frozenset.intersection(*map(having, names))
            for statement, side, backwards in pages(names):
                given = [int(row.leaf) for row in connection.execute(statement)]
                assert given == page(found, side, backwards=backwards), (names, side, backwards)


@first_name
def test_every_page_is_found_by_an_index(filled: SqliteEventLog, first: str) -> None:
    with filled.reading() as connection:
        for names in ASKED:
            if names[0] == first and not walks(names):
                for statement, *_ in pages(names):
                    lines = plan(connection, statement)
                    assert is_looked_up(lines, names), (names, lines)


def test_a_commitment_of_any_occasion_is_found_by_an_index(filled: SqliteEventLog) -> None:
    require_looked_up(filled, [names for names in ASKED if names_no_occasion(names)])


@pytest.mark.parametrize("leading", sorted(UNSORTED))
def test_a_range_of_another_column_is_found_by_its_index(
    filled: SqliteEventLog, leading: str
) -> None:
    """Every query of the API has a last position: it then reads all events and sorts them."""
    require_looked_up(filled, [names for names in ASKED if leader(names) == leading])


def require_looked_up(log: SqliteEventLog, asked: list[tuple[str, ...]]) -> None:
    assert asked
    with log.reading() as connection:
        for names in asked:
            for statement, *_ in pages(names):
                lines = plan(connection, statement)
                assert is_looked_up(lines, names), (names, lines)


@pytest.mark.parametrize("types", [TYPES[:2], TYPES[3:9], TYPES, []], ids=len)
@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
def test_several_types_are_found_by_their_index(
    filled: SqliteEventLog, types: list[str], backwards: bool
) -> None:
    query = EventQuery(occasion="o2", types=types)
    statement = page_statement(query, limit=LIMIT, backwards=backwards)
    asked = (row.position for row in rows() if row.occasion == "o2" and row.type in types)
    with filled.reading() as connection:
        lines = plan(connection, statement)
        assert not types or not any(line.startswith("SCAN") for line in lines), lines
        given = [int(row.leaf) for row in connection.execute(statement)]
    assert given == page(frozenset(asked), {}, backwards=backwards)


def test_the_position_known_at_a_moment_is_looked_up(filled: SqliteEventLog) -> None:
    with filled.reading() as connection:
        statement = last_recorded_by(at(middle().recorded_at))
        assert all("events_recorded" in line for line in plan(connection, statement))
        found = connection.execute(statement).scalar()
    assert found == max(row.position for row in rows() if row.recorded_at <= middle().recorded_at)


def test_these_rows_leave_no_column_out() -> None:
    assert set(stored(rows()[0])) == set(EventRow.model_fields)
