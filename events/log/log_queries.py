"""Every SQL statement on the log's own tables: append, read, find. One place for all engines."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, insert, or_, select
from sqlmodel import col

from events.format.columns import EPOCH, columns_of, is_moment, micros
from events.format.log_entry import AcceptedCommand
from events.format.recorded_event import SealedEvent
from events.log.event_log import LogUnavailable
from events.log.places import GROUPS, conditions, parts
from events.log.stored_tree import grow
from events.log.tables import LOG_METADATA, CommandRow, DisclosureRow, EventRow

TextRef = tuple[int, str]
"""Where a text is disclosed: (position, path)."""
COMMANDS = LOG_METADATA.tables["accepted_commands"]
# Statements of every append, made once: to make one costs as much as to run it.
INSERT_EVENTS, INSERT_TEXTS = insert(EventRow), insert(DisclosureRow)
INSERT_COMMANDS = insert(CommandRow)
LAST_EVENT = (
    select(col(EventRow.position), col(EventRow.recorded_at))
    .order_by(col(EventRow.position).desc())
    .limit(1)
)


@lru_cache(GROUPS)  # to make it takes longer than to run it
def commands_of_parties(count: int) -> Select[Any]:
    """A statement for some keys of each of so many parties: `party0`, `keys0`, `party1` …"""
    party, key = COMMANDS.c.party, COMMANDS.c.key
    return select(COMMANDS).where(
        or_(
            *(
                and_(
                    party == bindparam(f"party{n}"), key.in_(bindparam(f"keys{n}", expanding=True))
                )
                for n in range(count)
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Head:
    """How far a log has grown: its number of events, and when the last one was recorded."""

    size: int
    recorded_at: dt.datetime | None

    @property
    def position(self) -> int:
        """Position of the last event; -1 in an empty log."""
        return self.size - 1


def append(
    connection: Connection, events: Sequence[SealedEvent], commands: Sequence[AcceptedCommand]
) -> None:
    """Write sealed events, their texts, the tree over them, and the keys that wrote them.

    Texts come first: once its event is written, no text can be put (back) in its place.
    """
    if not events:
        return
    disclosures = [
        {"position": text.position, "path": text.path, "salt": text.salt, "value": text.value}
        for sealed in events
        for text in sealed.disclosures
    ]
    if disclosures:
        connection.execute(INSERT_TEXTS, disclosures)
    connection.execute(INSERT_EVENTS, [_row(sealed) for sealed in events])
    grow(connection, events[0].event.position, events[-1].event.position + 1)
    if commands:
        connection.execute(
            INSERT_COMMANDS,
            [{name: getattr(command, name) for name in command.__slots__} for command in commands],
        )


def _row(sealed: SealedEvent) -> dict[str, object]:
    return {"leaf": sealed.leaf, "sealed": sealed.sealed, **columns_of(sealed.event)}


def read_head(connection: Connection) -> Head:
    """The log's size and the time of its last event. Raises LogUnavailable for a changed column."""
    row = connection.execute(LAST_EVENT).first()
    if row is None:
        return Head(0, None)
    if not is_moment(row.recorded_at):
        raise LogUnavailable(f"the columns at position {row.position} were changed")
    return Head(row.position + 1, EPOCH + dt.timedelta(microseconds=row.recorded_at))


def is_untouched(connection: Connection) -> bool:
    """Whether nothing was ever written into any of the log's tables."""
    tables = LOG_METADATA.sorted_tables
    return not any(connection.execute(select(table).limit(1)).first() for table in tables)


def count_events(connection: Connection) -> int:
    """How many rows there are, wherever they say that they stand."""
    statement = select(func.count(col(EventRow.position)))
    return int(connection.execute(statement).scalar_one())


def stream_version(connection: Connection, stream: str) -> int:
    """How many events a stream holds."""
    found = connection.execute(
        select(func.max(col(EventRow.stream_version))).where(col(EventRow.stream) == stream)
    ).scalar()
    return int(found or 0)


def read_bytes(connection: Connection, positions: Iterable[int]) -> dict[int, tuple[bytes, bytes]]:
    """Leaf bytes and sealed bytes by position."""
    found: dict[int, tuple[bytes, bytes]] = {}
    columns = select(col(EventRow.position), col(EventRow.leaf), col(EventRow.sealed))
    for part in parts(list(positions)):
        for row in connection.execute(columns.where(col(EventRow.position).in_(part))):
            found[row.position] = (row.leaf, row.sealed)
    return found


def read_texts(connection: Connection, refs: Iterable[TextRef]) -> dict[TextRef, str]:
    """The values of the texts that are still disclosed; an erased one is absent."""
    found: dict[TextRef, str] = {}
    place = (col(DisclosureRow.position), col(DisclosureRow.path))
    texts = select(*place, col(DisclosureRow.value))
    for condition in conditions(place, refs):
        rows = connection.execute(texts.where(condition))
        found.update({(row.position, row.path): row.value for row in rows})
    return found


def read_names(connection: Connection, persons: Iterable[str]) -> dict[str, str]:
    """The latest disclosed name of each person; an erased one is absent."""
    named = (
        select(col(EventRow.actor_person), func.max(col(EventRow.position)).label("position"))
        .join(DisclosureRow, col(DisclosureRow.position) == col(EventRow.position))
        .where(col(DisclosureRow.path) == "/actor/name")
        .where(col(EventRow.actor_person).in_(list(persons)))
        .group_by(col(EventRow.actor_person))
        .subquery()
    )
    rows = connection.execute(
        select(named.c.actor_person, col(DisclosureRow.value))
        .join(named, named.c.position == col(DisclosureRow.position))
        .where(col(DisclosureRow.path) == "/actor/name")
    )
    return {str(person): str(name) for person, name in rows}


def party_of_person(connection: Connection, person: str) -> str | None:
    """The party a person last acted for; None if the person never acted."""
    found = connection.execute(
        select(col(EventRow.actor_party))
        .where(col(EventRow.actor_person) == person)
        .order_by(col(EventRow.position).desc())
        .limit(1)
    ).scalar()
    return None if found is None else str(found)


def read_commands(
    connection: Connection, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], AcceptedCommand]:
    """What is remembered under (party, key)."""
    of_parties: dict[str, list[str]] = {}
    for party, key in dict.fromkeys(keys):
        of_parties.setdefault(party, []).append(key)
    parties, rows = list(of_parties), list[Row[Any]]()
    for start in range(0, len(parties), GROUPS):
        portion = parties[start : start + GROUPS]
        named = {f"party{n}": party for n, party in enumerate(portion)}
        wanted = {f"keys{n}": of_parties[party] for n, party in enumerate(portion)}
        rows += connection.execute(commands_of_parties(len(portion)), named | wanted).all()
    return {(row.party, row.key): AcceptedCommand(**row._mapping) for row in rows}


def count_events_of_parties(
    connection: Connection, parties: Iterable[str], since: dt.datetime
) -> dict[str, int]:
    """How many events each party has recorded since a moment."""
    statement = (
        select(col(EventRow.actor_party), func.count())
        .where(
            col(EventRow.recorded_at) >= micros(since), col(EventRow.actor_party).in_(list(parties))
        )
        .group_by(col(EventRow.actor_party))
    )
    return {str(party): count for party, count in connection.execute(statement)}
