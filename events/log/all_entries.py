"""The whole log from end to end, for copies: what stands in its tables, as entries."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Executable, select
from sqlmodel import col

from events.format.log_entry import AcceptedCommand, LogEntry
from events.format.recorded_event import Disclosure
from events.log.tables import LOG_METADATA, PORTION, DisclosureRow, ErasureRow, EventRow
from events.verify.flaw import Flaw, FlawedLog

COMMANDS = LOG_METADATA.tables["accepted_commands"]
COMMAND = (int, str, str, str, str, int, int)


def read_entries(connection: Connection, *, sealed: bool, disclosures: bool) -> Iterator[LogEntry]:
    """Every entry in order of position, a portion at a time.

    Without `sealed` only leaves, without `disclosures` no texts. Raises FlawedLog where an event is
    missing, in the middle or before what stands beside it, or where a value is of another kind than
    its column: SQLite takes any.
    """
    columns = (col(EventRow.position), col(EventRow.leaf), col(EventRow.leaf_hash))
    statement = select(*columns, *([col(EventRow.sealed)] if sealed else []))
    ordered = statement.order_by(col(EventRow.position))
    texts = _Beside(_rows(connection, _texts(), (int, str, str, str)) if disclosures else ())
    erasures = _Beside(_rows(connection, _erasures(), (int, int, str)) if sealed else ())
    commands = _Beside(_rows(connection, _commands(), COMMAND) if sealed else ())
    rows = _rows(connection, ordered, (int, bytes, bytes, bytes)[: 4 if sealed else 3])
    for position, row in enumerate(rows):
        if row.position != position:
            raise FlawedLog(Flaw.HOLE, position)
        yield LogEntry(
            position=position,
            leaf=row.leaf,
            sealed=row.sealed if sealed else None,
            disclosures=tuple(Disclosure(*text) for text in texts.at(position))
            if disclosures
            else None,
            erased=tuple((at, path) for _, at, path in erasures.at(position)),
            commands=tuple(AcceptedCommand(*fields) for _, *fields in commands.at(position))
            if sealed
            else None,
            leaf_hash=row.leaf_hash,
        )
    for beside in (texts, erasures, commands):
        beside.require_end()


def _texts() -> Executable:
    position, path = col(DisclosureRow.position), col(DisclosureRow.path)
    columns = select(position, path, col(DisclosureRow.salt), col(DisclosureRow.value))
    return columns.order_by(position, path)


def _erasures() -> Executable:
    columns = (col(ErasureRow.erased_by), col(ErasureRow.position), col(ErasureRow.path))
    return select(*columns).order_by(*columns)


def _commands() -> Executable:
    """By the index on both positions: commands never overlap, so their ends are in order too."""
    first, last = COMMANDS.c.first_position, COMMANDS.c.last_position
    return select(last, *COMMANDS.c).order_by(first, last)


def _rows(connection: Connection, statement: Executable, kinds: tuple[type, ...]) -> Iterator[Any]:
    """Rows that begin with the position of their event, fetched a portion at a time."""
    for row in connection.execute(statement, execution_options={"yield_per": PORTION}):
        if tuple(map(type, row)) != kinds:
            raise FlawedLog(Flaw.KIND, row[0] if type(row[0]) is int else 0)
        yield row


class _Beside:
    """Rows that stand beside events, in the order of their events."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = iter(rows)
        self._next: Any = next(self._rows, None)

    def at(self, position: int) -> Iterator[Any]:
        """The rows of one event."""
        while self._next is not None and self._next[0] <= position:
            row, self._next = self._next, next(self._rows, None)
            if row[0] < position:
                raise FlawedLog(Flaw.HOLE, row[0])
            yield row

    def require_end(self) -> None:
        """Raise FlawedLog where a row is left that belongs to no event."""
        if self._next is not None:
            raise FlawedLog(Flaw.HOLE, self._next[0])
