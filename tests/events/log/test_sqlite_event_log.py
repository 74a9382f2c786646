"""The embedded log: the contract of every log, and what is particular about SQLite."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from events.log.event_log import EventLog, LogUnavailable, OutcomeUnknown
from events.log.log_queries import append, read_head
from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from events.log.writer_lock import LogIsBusy
from tests.events.log.entries import REST, TAMPERING, contents, entry, write
from tests.events.log.event_log_contract import EventLogContract
from tests.events.log.event_queries_contract import EventQueriesContract
from tests.worlds.breakage import full_disk

ROOT = Path(__file__).parents[3]
HOLD = """
import sys
from pathlib import Path
from events.log.sqlite.event_log import SqliteEventLog
log = SqliteEventLog(Path(sys.argv[1]), holder="rakor serve")
print("held", flush=True)
sys.stdin.read()
"""


class TestSqliteEventLog(EventLogContract, EventQueriesContract):
    """The contract, on SQLite."""

    @pytest.fixture
    def log(self, tmp_path: Path) -> Iterator[EventLog]:
        with closing(SqliteEventLog(tmp_path, holder="a test")) as log:
            yield log


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteEventLog]:
    with closing(SqliteEventLog(tmp_path, holder="a test")) as log:
        write(log, entry(0), entry(1), entry(2), keys=("key-1",))
        yield log


REPLACING = (
    "INSERT OR REPLACE INTO events SELECT 1, $REST FROM events WHERE position=2",
    "INSERT OR REPLACE INTO events SELECT NULL, $REST FROM events LIMIT 1",
    "INSERT OR IGNORE INTO events SELECT 9, $REST FROM events LIMIT 1",
    "REPLACE INTO events SELECT 3, leaf, sealed, leaf_hash, type, stream, stream_version, 'x', 'x',"
    " 0, 0, 0, 'X', 'X', NULL FROM events WHERE position = 1",
    "INSERT OR REPLACE INTO disclosures SELECT position, path, salt, 'other' FROM disclosures",
    "REPLACE INTO accepted_commands SELECT party, key, salt, 'x', 0, 0 FROM accepted_commands",
    "UPDATE OR REPLACE events SET position = 0 WHERE position = 1",
    "UPDATE OR IGNORE disclosures SET value = 'x'",
)


@pytest.mark.parametrize(
    "statement", [*TAMPERING, *(replacing.replace("$REST", REST) for replacing in REPLACING)]
)
def test_a_foreign_program_cannot_change_the_record_either(
    log: SqliteEventLog, tmp_path: Path, statement: str
) -> None:
    before = contents(log)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as foreign:
        assert foreign.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        with pytest.raises(sqlite3.IntegrityError):
            foreign.execute(statement)
        foreign.commit()
    assert contents(log) == before


def test_the_writer_is_as_durable_and_strict_as_promised(log: SqliteEventLog) -> None:
    with log.writing() as connection:
        in_force = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "recursive_triggers", "secure_delete")
        }
    assert in_force == {
        "journal_mode": "wal",
        "synchronous": 2,
        "recursive_triggers": 1,
        "secure_delete": 1,
    }


def test_the_writer_stays_durable_after_it_had_to_reopen(log: SqliteEventLog) -> None:
    with full_disk(), pytest.raises(OutcomeUnknown):
        write(log, entry(3))
    test_the_writer_is_as_durable_and_strict_as_promised(log)


def test_nothing_of_the_old_connection_is_used_after_an_unclear_commit(
    log: SqliteEventLog,
) -> None:
    with log.writing() as connection:
        connection.execute(text("PRAGMA cache_size=-1234"))
    with full_disk(), pytest.raises(OutcomeUnknown):
        write(log, entry(3))
    with log.writing() as connection:
        assert connection.execute(text("PRAGMA cache_size")).scalar() != -1234


def test_the_head_is_read_under_the_write_lock(log: SqliteEventLog, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME, timeout=0)) as foreign:
        with log.writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
            foreign.execute("BEGIN IMMEDIATE")
        foreign.execute("BEGIN IMMEDIATE")


@contextmanager
def another_process_writing(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds the log until it is killed or the block ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writing_process_is_refused_and_told_who_writes(tmp_path: Path) -> None:
    with another_process_writing(tmp_path) as process:
        with pytest.raises(LogIsBusy, match=f"^rakor serve, pid {process.pid}$"):
            SqliteEventLog(tmp_path, holder="rakor import")
        with closing(SqliteEventLog(tmp_path)) as reader, reader.reading() as connection:
            assert read_head(connection).size == 0


def test_the_writers_place_is_free_once_its_holder_was_killed(tmp_path: Path) -> None:
    with another_process_writing(tmp_path) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with closing(SqliteEventLog(tmp_path, holder="rakor import")) as log:
            write(log, entry(0))
            with pytest.raises(LogIsBusy, match=f"^rakor import, pid {os.getpid()}$"):
                SqliteEventLog(tmp_path, holder="rakor serve")


def test_a_closed_log_leaves_the_writers_place(tmp_path: Path) -> None:
    SqliteEventLog(tmp_path, holder="first").close()
    SqliteEventLog(tmp_path, holder="second").close()


def test_without_a_holder_a_log_is_only_read(log: SqliteEventLog, tmp_path: Path) -> None:
    with closing(SqliteEventLog(tmp_path)) as reader:
        assert contents(reader) == contents(log)
        with pytest.raises(LogUnavailable), reader.writing():
            pass


def test_a_log_can_be_read_after_its_writer_has_gone(tmp_path: Path) -> None:
    with closing(SqliteEventLog(tmp_path, holder="a test")) as log:
        write(log, entry(0))
    with closing(SqliteEventLog(tmp_path)) as reader, reader.reading() as connection:
        assert read_head(connection).size == 1


def test_a_folder_without_a_log_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable, match="no log"):
        SqliteEventLog(tmp_path)


def test_a_log_stands_in_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "a?b#c%20 é" / "log"
    with closing(SqliteEventLog(folder, holder="a test")) as log:
        write(log, entry(0))
        assert len(contents(log)["events"]) == 1


@pytest.mark.parametrize("place", ["file/log", "file"])
def test_a_folder_that_cannot_be_made_gives_no_log(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(LogUnavailable):
        SqliteEventLog(tmp_path / place, holder="a test")


def test_a_file_that_is_no_database_gives_no_log_and_no_lock(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database" * 100)
    with pytest.raises(LogUnavailable) as caught:
        SqliteEventLog(tmp_path, holder="first")
    (tmp_path / FILE_NAME).unlink()
    with closing(SqliteEventLog(tmp_path, holder="second")):
        assert "database" in str(caught.value)


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The folder of a log that a newer program has written."""
    with closing(SqliteEventLog(tmp_path, holder="a test")) as log:
        write(log, entry(0))
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("PRAGMA user_version=99")
    return tmp_path


def test_a_database_of_a_newer_program_is_left_alone(newer: Path) -> None:
    before = (newer / FILE_NAME).read_bytes()
    for _ in range(2):
        with pytest.raises(LogUnavailable, match=r"schema 99.*use a newer program"):
            SqliteEventLog(newer, holder="a test")
    assert (newer / FILE_NAME).read_bytes() == before


def test_a_database_of_a_newer_program_is_not_read_either(newer: Path) -> None:
    with closing(SqliteEventLog(newer)) as log:
        for _ in range(2):
            with pytest.raises(LogUnavailable, match=r"schema 99.*use a newer program"):
                contents(log)


def test_a_log_that_a_newer_program_takes_over_is_read_on_only_by_it(
    log: SqliteEventLog, tmp_path: Path
) -> None:
    with closing(SqliteEventLog(tmp_path)) as reader:
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as database:
            database.execute("PRAGMA user_version=99")
        with pytest.raises(LogUnavailable, match="use a newer program"):
            contents(reader)


def test_after_a_commit_that_failed_the_outcome_is_unknown_and_writing_goes_on(
    log: SqliteEventLog,
) -> None:
    before = contents(log)
    with full_disk(), pytest.raises(OutcomeUnknown, match="disk"):
        write(log, entry(3))
    assert contents(log) == before
    write(log, entry(3))
    assert len(contents(log)["events"]) == 4


def test_a_statement_that_finds_the_disk_full_writes_nothing_and_writing_goes_on(
    log: SqliteEventLog,
) -> None:
    before = contents(log)
    with log.writing() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(LogUnavailable, match="full"):
        write(log, *(entry(position) for position in range(3, 100)))
    assert contents(log) == before
    with log.writing() as connection:
        connection.execute(text("PRAGMA max_page_count=1000000"))
        append(connection, [entry(3)], [])
    assert len(contents(log)["events"]) == 4


def mode(path: Path) -> int:
    """Who may do what with a file."""
    return path.stat().st_mode & 0o777


def test_a_new_database_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with closing(SqliteEventLog(tmp_path, holder="a test")) as log:
            write(log, entry(0))
            modes = {path.name: mode(path) for path in tmp_path.glob(f"{FILE_NAME}*")}
    finally:
        os.umask(before)
    assert modes == {FILE_NAME: 0o600, f"{FILE_NAME}-wal": 0o600, f"{FILE_NAME}-shm": 0o600}


def test_a_database_that_is_there_keeps_who_may_read_it(tmp_path: Path) -> None:
    SqliteEventLog(tmp_path, holder="a test").close()
    (tmp_path / FILE_NAME).chmod(0o640)
    with closing(SqliteEventLog(tmp_path, holder="a test")) as log:
        write(log, entry(0))
        assert {mode(path) for path in tmp_path.glob(f"{FILE_NAME}*")} == {0o640}
