"""What SQLite says of its own file, and the shape that a database has: tables, indexes, triggers.

The server reads through indexes, and triggers keep the log growing only. Whoever holds the database
can change both without touching a row, so a verifier must look at them too.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

KEPT_BY_SQLITE = ("sqlite_stat1", "sqlite_stat4")
"""The tables in which ANALYZE counts; they change how a query runs, and never what it finds."""
MESSAGES = 20
"""How many messages SQLite gives of a file that is not whole."""
CACHE_KIBIBYTES = 200_000
"""Enough to read an index of a million events from the file once, not once for each event."""


class SchemaObject(NamedTuple):
    """A table, an index, a trigger or a view, and on which table; an automatic index has no SQL."""

    kind: str
    name: str
    table: str
    sql: str


def schema_of(connection: Connection) -> Counter[SchemaObject]:
    """Everything in a SQLite database, counted: a schema written by hand can name a thing twice."""
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master")
    objects = (SchemaObject(*(" ".join(str(value).split()) for value in row)) for row in rows)
    return Counter(item for item in objects if not _is_kept_by_sqlite(item))


def _is_kept_by_sqlite(item: SchemaObject) -> bool:
    return item.kind == "table" and item.name in KEPT_BY_SQLITE


def schema_made_by(makers: Iterable[Callable[[Connection], None]]) -> Counter[SchemaObject]:
    """All that some functions make in an empty database."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            for make in makers:
                make(connection)
            return schema_of(connection)
    finally:
        engine.dispose()


def integrity_messages(connection: Connection) -> list[str]:
    """What SQLite finds wrong in its own file, such as an index that lacks a row.

    It reads the whole file, and knows nothing of events: whatever the rows say is fine with it.
    """
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KIBIBYTES}")
    try:
        rows = connection.exec_driver_sql(f"PRAGMA integrity_check({MESSAGES})").scalars().all()
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={before}")
    return [message for message in (" ".join(str(row).split()) for row in rows) if message != "ok"]
