"""Finding events: any combination of filters, in position order, by the index that fits best."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, asc, desc, false, func, or_, select
from sqlmodel import col

from events.format.canonical_bytes import read_event
from events.format.columns import micros
from events.format.recorded_event import RecordedEvent
from events.log.tables import PORTION, EventRow


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events a page is taken from; every part that is given must hold."""

    up_to: int | None = None
    positions: Sequence[int] | None = None
    occasion: str | None = None
    occasions: Sequence[str] | None = None
    commitment: str | None = None
    types: Sequence[str] | None = None
    party: str | None = None
    role: str | None = None
    recorded_from: dt.datetime | None = None
    recorded_to: dt.datetime | None = None
    occurred_from: dt.datetime | None = None
    occurred_to: dt.datetime | None = None
    late_by_more_than: float | None = None
    """Seconds between the event and its recording."""
    from_position: int | None = None
    to_position: int | None = None


SELECTIVITY = (
    "positions",
    "commitment",
    "late_by_more_than",
    "party",
    "types",
    "role",
    "occurred_from",
    "occurred_to",
    "occasion",
    "occasions",
)
"""Which filter leads to the rows: the most selective one that is given has its index, the others
are only checked. SQLite keeps no statistics here, and would otherwise choose by chance."""
UNSORTED = frozenset({"late_by_more_than", "occurred_from", "occurred_to"})
"""Leaders that are ranges over another column: what they find is sorted by position afterwards."""


def position_at(connection: Connection, known_at: dt.datetime) -> int:
    """The last position recorded at or before a moment; -1 if there is none."""
    found = connection.execute(last_recorded_by(known_at)).scalar()
    return -1 if found is None else int(found)


def positions_at(connection: Connection, moments: Sequence[dt.datetime]) -> list[int]:
    """The same for each of some moments, in one statement."""
    found = connection.execute(select(*(last_recorded_by(at).scalar_subquery() for at in moments)))
    return [-1 if position is None else int(position) for position in found.one()]


def last_recorded_by(moment: dt.datetime) -> Select[int]:
    """The statement for the last position recorded at or before a moment."""
    position, recorded = col(EventRow.position), col(EventRow.recorded_at)
    return (
        select(position)
        .where(recorded <= micros(moment))
        .order_by(recorded.desc(), position.desc())
        .limit(1)
    )


def read_events(connection: Connection, query: EventQuery) -> list[RecordedEvent]:
    """All events of a query in position order, in one statement."""
    return list(stream_events(connection, query))


def stream_events(connection: Connection, query: EventQuery) -> Iterator[RecordedEvent]:
    """All events of a query in position order, in one statement, held a portion at a time.

    For what reads a log from end to end. Raises UnreadableEvent when it comes to such bytes.
    """
    statement = _statement(query).order_by(col(EventRow.position))
    for row in connection.execute(statement, execution_options={"yield_per": PORTION}):
        yield read_event(row.leaf, row.sealed)


def stream_leaves(connection: Connection, first: int) -> Iterator[bytes]:
    """The leaf bytes of every event from a position on, held a portion at a time."""
    position = col(EventRow.position)
    statement = select(col(EventRow.leaf)).where(position >= first).order_by(position)
    for row in connection.execute(statement, execution_options={"yield_per": PORTION}):
        yield row.leaf


class EventAsStored(NamedTuple):
    """One event of an occasion, not read yet: some of its columns, and its bytes."""

    position: int
    occasion: str
    commitment: str | None
    occurred_at: int
    stream_version: int
    leaf: bytes
    sealed: bytes


def rows_since(
    connection: Connection, since: Mapping[str, int], up_to: int
) -> Iterator[EventAsStored]:
    """The events of some occasions, each past a position of its own, in position order.

    One statement, held a portion at a time.
    """
    statement = (
        select(*(col(getattr(EventRow, name)) for name in EventAsStored._fields))
        .where(_past(since), col(EventRow.position) <= up_to)
        .order_by(col(EventRow.position))
    )
    for row in connection.execute(statement, execution_options={"yield_per": PORTION}):
        yield EventAsStored(*row)


def bare_events_since(
    connection: Connection, since: Mapping[str, int], up_to: int
) -> Iterator[RecordedEvent]:
    """Of the same events those that are about no commitment, in position order."""
    statement = (
        select(col(EventRow.leaf), col(EventRow.sealed))
        .where(col(EventRow.commitment).is_(None), _past(since), col(EventRow.position) <= up_to)
        .order_by(col(EventRow.position))
    )
    for row in connection.execute(statement, execution_options={"yield_per": PORTION}):
        yield read_event(row.leaf, row.sealed)


def _past(since: Mapping[str, int]) -> ColumnElement[bool]:
    occasion, position = col(EventRow.occasion), col(EventRow.position)
    return or_(false(), *(and_(occasion == code, position > at) for code, at in since.items()))


def read_page(
    connection: Connection,
    query: EventQuery,
    *,
    limit: int,
    after: int | None = None,
    before: int | None = None,
    backwards: bool = False,
) -> list[RecordedEvent]:
    """At most `limit` events of a query in position order, past a position on either side.

    `backwards` takes them from the end.
    """
    statement = page_statement(query, limit=limit, after=after, before=before, backwards=backwards)
    events = [read_event(row.leaf, row.sealed) for row in connection.execute(statement)]
    return events[::-1] if backwards else events


@dataclass(frozen=True, slots=True)
class Span:
    """Which part of a list of events: at most `limit` past a position on either side."""

    limit: int
    after: int | None = None
    before: int | None = None
    backwards: bool = False
    types: tuple[str, ...] | None = None


def read_histories(
    connection: Connection, occasion: str, commitments: Sequence[str], span: Span
) -> dict[str, list[RecordedEvent]]:
    """The same part of the history of each of some commitments, in one statement."""
    position = col(EventRow.position)
    row_number = func.row_number().over(
        partition_by=col(EventRow.commitment),
        order_by=desc(position) if span.backwards else asc(position),
    )
    numbered = select(position, row_number.label("number")).where(
        col(EventRow.occasion) == occasion, col(EventRow.commitment).in_(commitments)
    )
    if span.types is not None:
        numbered = numbered.where(col(EventRow.type).in_(span.types))
    if span.after is not None:
        numbered = numbered.where(position > span.after)
    if span.before is not None:
        numbered = numbered.where(position < span.before)
    part = numbered.subquery()
    rows = connection.execute(
        select(col(EventRow.leaf), col(EventRow.sealed))
        .join(part, part.c.position == position)
        .where(part.c.number <= span.limit)
        .order_by(position)
    )
    found: dict[str, list[RecordedEvent]] = {}
    for row in rows:
        event = read_event(row.leaf, row.sealed)
        found.setdefault(event.commitment or "", []).append(event)
    return found


def page_statement(
    query: EventQuery,
    *,
    limit: int,
    after: int | None = None,
    before: int | None = None,
    backwards: bool = False,
) -> Select[bytes, bytes]:
    """The statement of a page."""
    key = _position(query)
    statement = _statement(query)
    if after is not None:
        statement = statement.where(key > after)
    if before is not None:
        statement = statement.where(key < before)
    return statement.order_by(desc(key) if backwards else asc(key)).limit(limit)


def _position(query: EventQuery) -> Any:
    """The position; only as a check where another column leads, and what it finds is sorted."""
    leader = _leader(query)
    several_types = leader == "types" and len(query.types or ()) > 1
    position = col(EventRow.position)
    return func.coalesce(position, None) if leader in UNSORTED or several_types else position


def _leader(query: EventQuery) -> str | None:
    return next((name for name in SELECTIVITY if getattr(query, name) is not None), None)


def _statement(query: EventQuery) -> Select[bytes, bytes]:
    statement = select(col(EventRow.leaf), col(EventRow.sealed))
    for condition in (*_conditions(query), *_position_conditions(query)):
        statement = statement.where(condition)
    return statement


def _conditions(query: EventQuery) -> Iterator[ColumnElement[bool]]:
    leader = _leader(query)
    late = int((query.late_by_more_than or 0) * 1_000_000)
    happened_from, happened_to = _micros(query.occurred_from), _micros(query.occurred_to)
    tests: dict[str, tuple[Any, Any]] = {
        "positions": (EventRow.position, lambda column: column.in_(query.positions)),
        "occasion": (EventRow.occasion, lambda column: column == query.occasion),
        "occasions": (EventRow.occasion, lambda column: column.in_(query.occasions)),
        "commitment": (EventRow.commitment, lambda column: column == query.commitment),
        "types": (EventRow.type, lambda column: column.in_(query.types)),
        "party": (EventRow.actor_party, lambda column: column == query.party),
        "role": (EventRow.actor_role, lambda column: column == query.role),
        "late_by_more_than": (EventRow.late_by, lambda column: column > late),
        "occurred_from": (EventRow.occurred_at, lambda column: column >= happened_from),
        "occurred_to": (EventRow.occurred_at, lambda column: column <= happened_to),
    }
    leading = {leader, "occasion"} if leader == "commitment" else {leader}
    if leader == "occurred_from":
        leading.add("occurred_to")
    for name, (column, test) in tests.items():
        if getattr(query, name) is not None:
            # A function of a column is checked, but no index is looked up for it.
            yield test(col(column) if name in leading else func.coalesce(col(column), None))


def _micros(moment: dt.datetime | None) -> int:
    return micros(moment) if moment else 0


def _position_conditions(query: EventQuery) -> Iterator[ColumnElement[bool]]:
    """Recorded times never run backwards along positions: a range of them is one of positions."""
    position, recorded = _position(query), col(EventRow.recorded_at)
    if query.up_to is not None:
        yield position <= query.up_to
    if query.from_position is not None:
        yield position >= query.from_position
    if query.to_position is not None:
        yield position <= query.to_position
    if query.recorded_from is not None:
        own = col(EventRow.position)
        first = select(own).where(recorded >= micros(query.recorded_from))
        yield position >= first.order_by(recorded, own).limit(1).scalar_subquery()
    if query.recorded_to is not None:
        yield position <= last_recorded_by(query.recorded_to).scalar_subquery()
