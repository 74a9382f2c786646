"""The embedded accounts: one SQLite file beside the log, its owner's alone.

It has a rollback journal instead of a write-ahead log: `rakor account` writes while the server
does, and what is deleted lies in no file beside it (`secure_delete` writes zeros over it).
"""

import os
import sqlite3
from contextlib import suppress
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateIndex, CreateTable, DDLElement

from events.durable_file import PRIVATE
from services.accounts.account_book import AccountBook, AccountsUnavailable
from services.accounts.tables import METADATA

FILE_NAME = "accounts.sqlite"
SCHEMA_VERSION = 1
BUSY_SECONDS = 5.0
PRAGMAS = (
    "PRAGMA journal_mode=DELETE",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
)


def sqlite_book(folder: Path) -> AccountBook:
    """The accounts in a folder. The file is made when it is first asked for."""
    connect = partial(_connect, folder / FILE_NAME)
    readers, writers = _engine(connect, "BEGIN"), _engine(connect, "BEGIN IMMEDIATE")

    def close() -> None:
        readers.dispose()
        writers.dispose()

    return AccountBook(readers.begin, writers.begin, close)


def _engine(connect: "partial[sqlite3.Connection]", begin: str) -> Engine:
    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _connect(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    connection = sqlite3.connect(
        file, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS
    )
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found > SCHEMA_VERSION:
            raise AccountsUnavailable(
                f"the accounts have schema {found}, and this program knows {SCHEMA_VERSION}: "
                "use a newer program"
            )
        if found < SCHEMA_VERSION:
            _make_tables(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_tables(connection: sqlite3.Connection) -> None:
    dialect = sqlite.dialect()
    connection.execute("BEGIN IMMEDIATE")
    for table in METADATA.sorted_tables:
        made: list[DDLElement] = [CreateTable(table, if_not_exists=True)]
        made += [CreateIndex(index, if_not_exists=True) for index in table.indexes]
        for statement in made:
            connection.execute(str(statement.compile(dialect=dialect)))
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    connection.execute("COMMIT")
