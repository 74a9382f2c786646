"""The embedded log: one SQLite file, one writing process, many readers.

Discipline, and why: BEGIN IMMEDIATE so that the head is read under the write lock; WAL with
`synchronous=FULL` so that an acknowledged event survives a power cut; readers open `mode=ro`, so
that only the writer ever checkpoints (before SQLite 3.51.3 two connections that checkpoint can
corrupt the WAL); `recursive_triggers` so that INSERT OR REPLACE meets the delete triggers.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool, StaticPool

from events.durable_file import PRIVATE
from events.log.event_log import LogFull, LogReplaced, LogUnavailable, OutcomeUnknown
from events.log.sqlite.triggers import create_log_schema
from events.log.writer_lock import WriterLock

SCHEMA_VERSION = 2
"""2 added the tree and the checkpoints; a log of version 1 gets them when it is opened."""
OLDEST_SQLITE = (3, 35, 0)
"""The first with RETURNING, which SQLAlchemy writes where it can."""
FILE_NAME = "rakor.sqlite"
BUSY_MILLISECONDS = 5_000
WRITER_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
)


class SqliteEventLog:
    """A log in a folder. With `holder` it may write, and holds the folder's writer lock."""

    def __init__(
        self, folder: Path, *, holder: str | None = None, file_name: str = FILE_NAME
    ) -> None:
        self._file = folder / file_name
        self._is_lenient = holder is None
        self._lock = WriterLock(folder / "writer.lock")
        self._write_turn = RLock()
        self._writer: Engine | None = None
        self._opened: tuple[int, int] | None = None
        """Which file this process writes; None where it only reads."""
        self._log_beside: tuple[int, int] | None = None
        """Which write-ahead log, once it was written."""
        if holder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                self._lock.acquire(holder)
            except OSError as error:
                raise LogUnavailable(f"the log's folder cannot be written: {error}") from error
            try:
                self._create_file()
                self._opened = _identity(self._file)
                self._open_writer()
                self.forget_erased()  # what a process left behind that died after erasing
            except BaseException:
                self._stop_writing()
                raise
        elif not self._file.exists():
            raise LogUnavailable(f"no log in {folder}")
        self._readers = create_engine(
            "sqlite://",
            creator=self._connect_reader,
            poolclass=QueuePool,
            pool_size=8,
            max_overflow=24,
            hide_parameters=True,
        )
        _begin_with(self._readers, "BEGIN")

    def _connect_reader(self) -> sqlite3.Connection:
        beside = self._beside
        # On a read-only disk SQLite cannot make the files that readers share; nobody writes there.
        still = "&immutable=1" if not (os.access(beside.parent, os.W_OK) or beside.exists()) else ""
        connection = sqlite3.connect(
            f"{self._file.absolute().as_uri()}?mode=ro{still}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=5,
        )
        if self._is_lenient:
            connection.text_factory = _text_or_bytes
        return _known(connection)

    def _connect_writer(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._file, isolation_level=None, check_same_thread=False, timeout=5
        )
        _known(connection)
        try:
            for pragma in WRITER_PRAGMAS:
                connection.execute(pragma)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _create_file(self) -> None:
        """Make a new file its owner's alone: sealed bytes and names are in it, and beside it."""
        try:
            os.close(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
        except FileExistsError:
            return
        except OSError as error:
            raise LogUnavailable(f"the log's folder cannot be written: {error}") from error

    def _open_writer(self) -> None:
        self._writer = create_engine(
            "sqlite://", creator=self._connect_writer, poolclass=StaticPool, hide_parameters=True
        )
        _begin_with(self._writer, "BEGIN IMMEDIATE")
        try:
            with self._writer.begin() as connection:
                create_log_schema(connection)
                connection.execute(text(f"PRAGMA user_version={SCHEMA_VERSION}"))
        except SQLAlchemyError as error:
            raise LogUnavailable(str(error.__cause__ or error)) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot of the file. Raises LogUnavailable."""
        self._require_same_file()
        try:
            with self._readers.connect() as connection, connection.begin():
                yield connection
        except (SQLAlchemyError, UnicodeDecodeError) as error:
            # What SQLite says of a damaged file quotes it, and need not be text.
            raise LogUnavailable(str(error.__cause__ or error)) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one writing transaction. Raises what the port says."""
        if self._writer is None:
            raise LogUnavailable("this process may only read the log")
        with self._write_turn:
            self._require_same_file()
            try:
                connection = self._writer.connect()
                transaction = connection.begin()
            except SQLAlchemyError as error:
                self._reopen()
                raise _unavailable(error) from error
            try:
                yield connection
            except BaseException as error:
                self._roll_back(connection)
                if isinstance(error, SQLAlchemyError):
                    raise _unavailable(error) from error
                raise
            try:
                transaction.commit()
                connection.close()
            except SQLAlchemyError as error:
                self._reopen()
                failed = _unavailable(error)
                if isinstance(failed, LogFull):  # the commit is the last frame: it was not written
                    raise failed from error
                raise OutcomeUnknown(str(failed)) from error
            self._note_where_it_went()

    def _require_same_file(self) -> None:
        """Raise LogReplaced where the file that is open is not the file that is there."""
        if self._opened is None:
            return
        if _identity(self._file) != self._opened:
            raise LogReplaced(f"{self._file.name} was deleted or replaced while it was open")
        if self._log_beside not in (None, _identity(self._beside)):
            raise LogReplaced(f"{self._beside.name} was deleted or replaced while it was open")

    def _note_where_it_went(self) -> None:
        """After a commit: what went into a file that is not there any more is not kept."""
        if self._log_beside is None:
            self._log_beside = _identity(self._beside)
        try:
            self._require_same_file()
        except LogReplaced as error:
            raise OutcomeUnknown(str(error)) from error

    @property
    def _beside(self) -> Path:
        return self._file.with_name(f"{self._file.name}-wal")

    def _roll_back(self, connection: Connection) -> None:
        try:
            connection.close()
        except SQLAlchemyError:
            # SQLite already dropped the transaction; only a fresh connection is in a known state.
            self._reopen()

    def _reopen(self) -> None:
        """After an unclear commit nothing of the old connection can be trusted."""
        if self._writer is not None:
            self._log_beside = None  # the last connection that closes takes it along
            self._writer.dispose()

    def forget_erased(self) -> bool:
        """Empty the write-ahead log, where erased texts may still lie; False: ask again later.

        Readers can hold it back; they are never waited for.
        """
        if self._writer is None:
            return True
        try:
            with self._write_turn, self._writer.connect() as connection:
                connection.rollback()
                raw = connection.connection.dbapi_connection
                if raw is None:
                    return False
                raw.execute("PRAGMA busy_timeout=0")
                try:
                    return not raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                finally:
                    raw.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        except (SQLAlchemyError, sqlite3.Error):
            return False

    def bytes_on_disk(self) -> int:
        """Bytes of the file and of what SQLite keeps beside it."""
        sizes = []
        for file in self._file.parent.glob(f"{self._file.name}*"):
            with suppress(OSError):  # gone meanwhile
                sizes.append(file.stat().st_size)
        return sum(sizes)

    def is_only_writer(self) -> bool:
        """Whether this process holds the lock that every other one would try to take."""
        return self._lock.is_in_place()

    def close(self) -> None:
        """Close every connection and give the writer lock back."""
        self._readers.dispose()
        self._stop_writing()

    def _stop_writing(self) -> None:
        if self._writer is not None:
            self._writer.dispose()
            self._writer = None
        self._lock.release()


def sqlite_version() -> tuple[int, ...]:
    """Of the library that this program is linked with."""
    return sqlite3.sqlite_version_info


def _identity(file: Path) -> tuple[int, int] | None:
    """Which file lies at a path; None where none does."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _unavailable(error: SQLAlchemyError) -> LogUnavailable:
    """Why nothing was written."""
    cause = error.__cause__
    is_full = getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return (LogFull if is_full else LogUnavailable)(str(cause or error))


def _known(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A connection to a database of a shape that this program knows; any other is closed.

    A newer program may keep its log in another way: this one would show it wrongly, or spoil it.
    """
    try:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found > SCHEMA_VERSION:
            raise LogUnavailable(
                f"the database has schema {found}, and this program knows {SCHEMA_VERSION}: "
                "use a newer program"
            )
    except BaseException:
        connection.close()
        raise
    return connection


def _text_or_bytes(data: bytes) -> str | bytes:
    """A verifier must get to see even what is no text."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _begin_with(engine: Engine, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)
