"""Logs with many events, made quickly: the leaf at a position is its number in ASCII."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from events.format.canonical_bytes import leaf_hash
from events.log.sqlite.event_log import SqliteEventLog
from events.log.tables import LOG_METADATA

EVENT = (
    "INSERT INTO events VALUES (?, ?, x'', ?, 'T', 's' || ?, 1, NULL, NULL, 0, 0, 0, 'R', NULL,"
    " NULL)"
)


def leaf(position: int) -> bytes:
    """The leaf at a position of a filled log."""
    return b"%d" % position


@contextmanager
def bare_log(folder: Path) -> Iterator[SqliteEventLog]:
    """A log without what only queries need, so that a hundred thousand events are a second."""
    with closing(SqliteEventLog(folder, holder="a test")) as log:
        with log.writing() as connection:
            connection.execute(text("DROP TRIGGER events_stream_once"))
            for index in LOG_METADATA.tables["events"].indexes:
                connection.execute(text(f"DROP INDEX {index.name}"))
        yield log


def fill(connection: Connection, before: int, size: int) -> None:
    """Write events alone, without a tree, until a log of `before` has `size`."""
    connection.exec_driver_sql(
        EVENT,
        [
            (position, leaf(position), leaf_hash(leaf(position)), position)
            for position in range(before, size)
        ],
    )
