"""The rows are as they were written, and the database around them is not.

A server reads through indexes; what an index lacks is not shown, and every row still verifies.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from events.log.event_queries import EventQuery, read_events
from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from events.log.sqlite.triggers import OLDER_TRIGGERS, SQLITE_TRIGGERS
from events.log.tables import LOG_METADATA
from services.projections.snapshots import SNAPSHOT_METADATA
from tests.attacks.attacker import Attacker
from tests.attacks.signed_log import SignedLog, Verdict
from tests.worlds.program import rakor_here
from tests.worlds.sealed_world import SealedWorld, as_version_1, findings

LEFT_OUT = 173
"""An event that is somewhere in every index of the events, and not as the first or the last."""
INDEXES = sorted(str(index.name) for index in LOG_METADATA.tables["events"].indexes)
TRIGGERS = sorted(sql.split()[5] for sql in SQLITE_TRIGGERS)


def said(verdict: Verdict) -> str:
    """The details of all findings, one after another."""
    return "\n".join(item["detail"] for item in verdict.report["findings"])


def shown(log: SignedLog, query: EventQuery) -> list[int]:
    """The positions that a server would show."""
    events = SqliteEventLog(log.folder)
    with closing(events), events.reading() as connection:
        return [event.position for event in read_events(connection, query)]


def edit_index(attacker: Attacker, name: str, statement: str, *values: object) -> None:
    """Run a statement over an index as if it were a table, `entries`, of columns c0, c1 …"""
    ((sql, on),) = attacker.run("SELECT sql, tbl_name FROM sqlite_master WHERE name = ?", name)
    width = len(attacker.run(f"PRAGMA index_xinfo({name})"))
    columns = ", ".join(f"c{number}" for number in range(width))
    table = f"CREATE TABLE entries({columns}, PRIMARY KEY({columns})) WITHOUT ROWID"
    move = "UPDATE sqlite_master SET type = ?, name = ?, tbl_name = ?, sql = ? WHERE name = ?"
    attacker.run("PRAGMA writable_schema=ON")
    attacker.run(move, "table", "entries", "entries", table, name)
    attacker.run("PRAGMA writable_schema=RESET")
    assert attacker.database.execute(statement, values).rowcount > 0
    attacker.run("PRAGMA writable_schema=ON")
    attacker.run(move, "index", name, on, sql, "entries")
    attacker.run("PRAGMA writable_schema=RESET")


def leave_out(log: SignedLog, index: str) -> None:
    """Take an event out of an index, and leave its row as it is."""
    with Attacker(log) as attacker:
        columns = [row[2] for row in attacker.run(f"PRAGMA index_xinfo({index})")]
        place = columns.index("position") if "position" in columns else len(columns) - 1
        edit_index(attacker, index, f"DELETE FROM entries WHERE c{place} = ?", LEFT_OUT)


@pytest.mark.parametrize("index", INDEXES)
def test_an_event_is_left_out_of_an_index(short_log: SignedLog, index: str) -> None:
    leave_out(short_log, index)
    verdict = short_log.verify("--key", short_log.public_key)
    assert verdict.found == {"DAMAGED": None}
    assert index in said(verdict)


def test_what_an_index_lacks_is_not_shown(short_log: SignedLog) -> None:
    registered = EventQuery(types=("PartyRegistered",))
    before = shown(short_log, registered)
    assert LEFT_OUT in before
    leave_out(short_log, "events_type")
    assert shown(short_log, registered) == [place for place in before if place != LEFT_OUT]


def test_of_many_entries_that_are_gone_the_first_are_named(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        edit_index(attacker, "events_type", "DELETE FROM entries")
    verdict = short_log.verify()
    assert verdict.found == {"DAMAGED": None}
    assert verdict.report["counts"] == {"DAMAGED": 20}


@pytest.mark.parametrize("index", INDEXES)
def test_an_index_is_gone(short_log: SignedLog, index: str) -> None:
    with Attacker(short_log) as attacker:
        attacker.run(f"DROP INDEX {index}")
    verdict = short_log.verify()
    assert verdict.found == {"COLUMN_MISMATCH": None}
    assert said(verdict) == f"the index {index} of the database is missing"


def test_an_index_over_a_part_of_the_events(short_log: SignedLog) -> None:
    """SQLite itself finds nothing wrong with it."""
    with Attacker(short_log) as attacker:
        attacker.run("DROP INDEX events_type")
        attacker.run(
            f"CREATE INDEX events_type ON events (type, position) WHERE position < {LEFT_OUT}"
        )
    verdict = short_log.verify()
    assert verdict.found == {"COLUMN_MISMATCH": None}
    assert (
        said(verdict) == "the index events_type of the database differs from that of this program"
    )


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_trigger_is_gone(short_log: SignedLog, trigger: str) -> None:
    with Attacker(short_log) as attacker:
        attacker.drop_trigger(trigger)
    verdict = short_log.verify()
    assert verdict.found == {"COLUMN_MISMATCH": None}
    assert said(verdict) == f"the trigger {trigger} of the database is missing"


def test_a_trigger_that_refuses_nothing(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        attacker.drop_trigger("events_no_update")
        attacker.run("CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT 1; END")
    verdict = short_log.verify()
    assert verdict.found == {"COLUMN_MISMATCH": None}
    assert "the trigger events_no_update of the database differs" in said(verdict)


@pytest.mark.parametrize("table", ["events", "disclosures", "snapshots"])
def test_a_trigger_that_swallows_what_is_written(short_log: SignedLog, table: str) -> None:
    with Attacker(short_log) as attacker:
        attacker.run(
            f"CREATE TRIGGER quiet BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END"
        )
    verdict = short_log.verify()
    assert verdict.found == {"COLUMN_MISMATCH": None}
    assert said(verdict) == "the trigger quiet of the database is none of this program"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (words TEXT)",
        "CREATE VIEW more AS SELECT leaf FROM events",
        "CREATE INDEX more ON events (leaf_hash)",
        "CREATE TABLE more (words TEXT PRIMARY KEY) WITHOUT ROWID",
    ],
)
def test_something_else_lies_in_the_database(short_log: SignedLog, statement: str) -> None:
    with Attacker(short_log) as attacker:
        attacker.run(statement)
    verdict = short_log.verify()
    assert verdict.found == {"COLUMN_MISMATCH": None}
    assert "more of the database is none of this program" in said(verdict)


@pytest.mark.parametrize("table", sorted(LOG_METADATA.tables | SNAPSHOT_METADATA.tables))
def test_a_table_that_takes_what_it_should_not(short_log: SignedLog, table: str) -> None:
    with Attacker(short_log) as attacker:
        sql = attacker.one("SELECT sql FROM sqlite_master WHERE name = ?", table)
        attacker.rewrite_schema(table, sql.replace(" NOT NULL", ""))
    verdict = short_log.verify()
    assert verdict.found == {"COLUMN_MISMATCH": None}
    assert f"the table {table} of the database differs" in said(verdict)


def test_names_of_any_length_move_nothing_on_the_terminal(short_log: SignedLog) -> None:
    name = "\x1b[2J\nSOUND: " + "x" * 10_000
    with Attacker(short_log) as attacker:
        attacker.run(f'CREATE TABLE "{name}" (words TEXT)')
    ended = rakor_here(short_log.folder, "verify")
    assert ended.returncode == 15
    assert "\x1b" not in ended.stdout
    assert not [line for line in ended.stdout.splitlines() if line.startswith("SOUND")]
    assert max(map(len, ended.stdout.splitlines())) < 400


def test_statistics_and_a_compacted_file_are_no_attack(short_log: SignedLog) -> None:
    with closing(sqlite3.connect(short_log.database)) as database:
        database.execute("ANALYZE")
        database.execute("VACUUM")
    assert short_log.verify().found == {}


def test_a_log_of_version_1_is_whole_before_and_after_it_gets_its_tree(tmp_path: Path) -> None:
    with SealedWorld(tmp_path) as world:
        world.sealed()
    as_version_1(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as database:
        database.execute("DROP TRIGGER events_dense")
        for trigger in OLDER_TRIGGERS:
            database.execute(trigger)
        database.commit()
    for holder in (None, "a test", None):
        with closing(SqliteEventLog(tmp_path, holder=holder)) as log:
            assert findings(log) == []
