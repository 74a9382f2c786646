"""Rows that are named by two columns: each is found by its key, however many are asked for."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql
from sqlmodel import col

from events.facts.erasure import PersonalDataErased
from events.facts.fact import Text
from events.facts.vocabulary import Role
from events.format.log_entry import AcceptedCommand
from events.format.recorded_event import Actor, SealedEvent
from events.log.erasing import erase_texts
from events.log.log_queries import append, read_commands, read_texts
from events.log.places import GROUPS, IN_LIST, conditions
from events.log.sqlite.event_log import SqliteEventLog
from events.log.tables import DisclosureRow
from tests.events.log.entries import entry
from tests.worlds.statements import Statements

SIZE = 600
TEXTS = ("/comment", "/reason", "/actor/name")
Places = list[tuple[Any, ...]]
PLACE = (col(DisclosureRow.position), col(DisclosureRow.path))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteEventLog]:
    """A log of 600 events, each with three texts, each of a command of its own."""
    with closing(SqliteEventLog(tmp_path, holder="a test")) as opened:
        events = [_event(position) for position in range(SIZE)]
        commands = [
            AcceptedCommand(f"P{at % 7}", f"k{at}", "5a17", "d16e57", at, at) for at in range(SIZE)
        ]
        with opened.writing() as connection:
            append(connection, events, commands)
        yield opened


def _event(position: int) -> SealedEvent:
    return entry(
        position,
        actor=Actor(Role.OWNER, "KPU", f"person-{position % 2}", name=Text(value="Budi")),
        reason=Text(value=f"why {position}"),
    )


def plans(connection: Connection, run: Callable[[], object], table: str) -> list[list[str]]:
    """How SQLite finds the rows that each statement on a table reads or deletes."""
    with Statements() as ran:
        run()
    asked = list(zip(ran.seen, ran.values, strict=True))
    return [
        [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
        for sql, values in asked
        if table in sql and not sql.startswith("INSERT")
    ]


def require_keys(found: list[list[str]], key: str) -> None:
    """Every place is searched for by the whole key; nothing is scanned."""
    assert found
    for lines in found:
        steps = [line for line in lines if line.startswith(("SEARCH", "SCAN"))]
        assert steps
        assert all("autoindex" in line and f"({key})" in line for line in steps), lines


@pytest.mark.parametrize("count", [1, 2, 3, 50, SIZE])
def test_texts_are_found_by_their_places(log: SqliteEventLog, count: int) -> None:
    refs = [(at, path) for at in range(count) for path in TEXTS]
    with log.reading() as connection:
        assert read_texts(connection, refs).keys() == set(refs)
        found = plans(connection, lambda: read_texts(connection, refs), "disclosures")
    assert len(found) == 1
    require_keys(found, "position=? AND path=?")


@pytest.mark.parametrize("count", [1, 2, 3, 256, SIZE])
def test_accepted_commands_are_found_by_party_and_key(log: SqliteEventLog, count: int) -> None:
    keys = [(f"P{at % 7}", f"k{at}") for at in range(count)]
    with log.reading() as connection:
        assert read_commands(connection, [*keys, ("P1", "k0"), ("X", "k1")]).keys() == set(keys)
        found = plans(connection, lambda: read_commands(connection, keys), "accepted_commands")
    assert len(found) == 1
    require_keys(found, "party=? AND key=?")


def test_keys_of_more_parties_than_one_statement_names_are_found(log: SqliteEventLog) -> None:
    strangers = [(f"Q{number}", "k") for number in range(GROUPS + 1)]
    with log.reading() as connection:
        assert read_commands(connection, [*strangers, ("P0", "k0")]).keys() == {("P0", "k0")}


def test_erased_texts_are_found_by_their_places(log: SqliteEventLog) -> None:
    erased = entry(SIZE, fact=PersonalDataErased(person="person-1"), commitment=None)
    with log.writing() as connection:
        append(connection, [erased], [])
        found = plans(connection, lambda: erase_texts(connection, [erased.event]), "DELETE")
        left = connection.execute(select(PLACE[1])).scalars().all()
    assert left.count("/actor/name") == SIZE // 2
    assert left.count("/reason") == SIZE
    assert len(found) == 1
    require_keys(found, "position=? AND path=?")


def _names(statement: Any) -> int:
    return len(statement.compile(compile_kwargs={"render_postcompile": True}).params)


@pytest.mark.parametrize(
    ("places", "statements"),
    [
        ([], 0),
        ([(1, "a")] * 5, 1),
        ([(at, "a") for at in range(IN_LIST)], 1),
        ([(at, "a") for at in range(IN_LIST + 1)], 2),
        ([(at, str(at)) for at in range(GROUPS)], 1),
        ([(at, str(at)) for at in range(GROUPS + 1)], 2),
        ([(at, str(path)) for at in range(IN_LIST) for path in range(3)], 3),
    ],
    ids=["none", "one", "full list", "one more", "full groups", "one group more", "three lists"],
)
def test_places_are_named_in_bounded_statements(places: Places, statements: int) -> None:
    found = list(conditions(PLACE, places))
    assert len(found) == statements
    assert all(_names(condition) <= IN_LIST + GROUPS for condition in found)


def test_other_engines_are_asked_in_standard_sql() -> None:
    """No row values, no dialect: equalities, lists of values, AND and OR."""
    (condition,) = conditions(PLACE, [(1, "/a"), (2, "/a"), (3, "/b")])
    literal = {"literal_binds": True}
    # no-untyped-call: the dialects are not typed.
    engine = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy declares none
    said = str(condition.compile(dialect=engine, compile_kwargs=literal))
    assert " ".join(said.split()) == (
        "disclosures.path = '/a' AND disclosures.position IN (1, 2) "
        "OR disclosures.path = '/b' AND disclosures.position IN (3)"
    )


def test_nothing_is_found_for_no_places(log: SqliteEventLog) -> None:
    with log.reading() as connection, Statements() as ran:
        assert read_texts(connection, []) == {}
    assert not ran.seen
