"""The database itself refuses to change tiles, checkpoints, cosignatures and the log's keys."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from events.heads.checkpoint import sign_head, signature_by
from events.heads.note_keys import COSIGNATURE, ED25519, SignerKey
from events.heads.tree_head import TreeHead
from events.log.checkpoint_store import save_checkpoint, save_cosignatures
from events.log.event_log import LogUnavailable
from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from events.log.stored_tree import grow
from tests.events.log.filling import fill

TABLES = ("tiles", "checkpoints", "cosignatures", "log_keys")
KEY = SignerKey("rakor.example", ED25519, bytes(32))
WITNESS = SignerKey("witness.example", COSIGNATURE, bytes(32))
TAMPERING = (
    "UPDATE tiles SET hashes = root",
    "UPDATE tiles SET number = 2 WHERE number = 1",
    "UPDATE tiles SET level = 1 WHERE number = 1",
    "DELETE FROM tiles",
    "DELETE FROM tiles WHERE number = 1",
    "INSERT INTO tiles SELECT level, 0, root, hashes FROM tiles WHERE number = 1",
    "INSERT INTO tiles SELECT level, 1, root, hashes FROM tiles WHERE number = 1",
    "INSERT INTO tiles SELECT level, 3, root, hashes FROM tiles WHERE number = 1",
    "INSERT INTO tiles SELECT level, -1, root, hashes FROM tiles WHERE number = 1",
    "INSERT INTO tiles SELECT 1, 1, root, hashes FROM tiles WHERE number = 1",
    "UPDATE checkpoints SET note = 'other'",
    "UPDATE checkpoints SET size = 1 WHERE number = 0",
    "UPDATE checkpoints SET signed_at = 0",
    "UPDATE checkpoints SET number = 2 WHERE number = 1",
    "DELETE FROM checkpoints",
    "DELETE FROM checkpoints WHERE number = 1",
    "INSERT INTO checkpoints VALUES (0, 1, 'other', 0)",
    "INSERT INTO checkpoints VALUES (1, 1, 'other', 0)",
    "INSERT INTO checkpoints VALUES (3, 1, 'other', 0)",
    "INSERT INTO checkpoints VALUES (-1, 1, 'other', 0)",
    "INSERT INTO checkpoints (size, note, signed_at) VALUES (1, 'other', 0)",
    "UPDATE cosignatures SET line = 'other'",
    "UPDATE cosignatures SET checkpoint = 1",
    "DELETE FROM cosignatures",
    "INSERT INTO cosignatures SELECT checkpoint, line FROM cosignatures",
    "UPDATE log_keys SET key = 'other'",
    "DELETE FROM log_keys",
    "INSERT INTO log_keys SELECT key FROM log_keys",
)
REPLACING = (
    "REPLACE INTO tiles SELECT level, 0, root, root FROM tiles WHERE number = 1",
    "INSERT OR IGNORE INTO tiles SELECT level, 3, root, hashes FROM tiles WHERE number = 1",
    "UPDATE OR REPLACE tiles SET number = 0 WHERE number = 1",
    "REPLACE INTO checkpoints VALUES (1, 1, 'other', 0)",
    "REPLACE INTO checkpoints VALUES (NULL, 1, 'other', 0)",
    "UPDATE OR REPLACE checkpoints SET number = 0 WHERE number = 1",
    "REPLACE INTO cosignatures SELECT checkpoint, line FROM cosignatures",
    "REPLACE INTO log_keys SELECT key FROM log_keys",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the log lies: one for all, as nothing can change it."""
    return tmp_path_factory.mktemp("log")


@pytest.fixture(scope="module")
def log(folder: Path) -> Iterator[SqliteEventLog]:
    """A log with two tiles, two checkpoints, and a cosignature under the first."""
    with closing(SqliteEventLog(folder, holder="a test")) as log:
        with log.writing() as connection:
            fill(connection, 0, 512)
            grow(connection, 0, 512)
            for size in (256, 512):
                signed = sign_head(TreeHead("rakor.example", size, bytes(32)), [KEY], 0)
                moment = dt.datetime(2025, 8, 6, tzinfo=dt.UTC)
                save_checkpoint(connection, signed, moment, [KEY.verifier])
            save_cosignatures(connection, 0, [signature_by(WITNESS, signed.text, 1)])
        yield log


def contents(log: SqliteEventLog) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that stands in the four tables."""
    with log.reading() as connection:
        return {
            # S608: the names are those of our own tables, none comes from outside.
            table: sorted(tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}")))
            for table in TABLES
        }


def test_what_stands_there_to_be_changed(log: SqliteEventLog) -> None:
    assert {table: len(rows) for table, rows in contents(log).items()} == {
        "tiles": 2,
        "checkpoints": 2,
        "cosignatures": 1,
        "log_keys": 1,
    }


@pytest.mark.parametrize("statement", [*TAMPERING, *REPLACING])
def test_our_own_program_cannot_change_it(log: SqliteEventLog, statement: str) -> None:
    before = contents(log)
    with pytest.raises(LogUnavailable), log.writing() as connection:
        connection.execute(text(statement))
    assert contents(log) == before


@pytest.mark.parametrize("statement", [*TAMPERING, *REPLACING])
def test_a_foreign_program_cannot_change_it_either(
    log: SqliteEventLog, folder: Path, statement: str
) -> None:
    before = contents(log)
    with closing(sqlite3.connect(folder / FILE_NAME)) as foreign:
        with pytest.raises(sqlite3.IntegrityError):
            foreign.execute(statement)
        foreign.commit()
    assert contents(log) == before
