"""Events to fill a log with, by position, and ways to tamper with it."""

import datetime as dt
from typing import Any

from sqlalchemy import text

from events.facts.commitment import CommitmentAccepted
from events.facts.fact import Text
from events.facts.vocabulary import Role
from events.format.canonical_bytes import seal
from events.format.log_entry import AcceptedCommand
from events.format.recorded_event import Actor, Draft, SealedEvent
from events.log.event_log import EventLog
from events.log.log_queries import append

BEGINNING = dt.datetime(2025, 7, 11, 1, 0, tzinfo=dt.UTC)


def at(position: int) -> dt.datetime:
    """When the event at a position is recorded: one minute after another."""
    return BEGINNING + dt.timedelta(minutes=position)


def entry(position: int, **changes: Any) -> SealedEvent:
    """An event of its own stream at a position, with one text."""
    fields: dict[str, Any] = {
        "stream": f"commitment:psu/D{position}",
        "fact": CommitmentAccepted(comment=Text(value=f"words at {position}")),
        "actor": Actor(Role.OWNER, "KPU"),
        "occurred_at": at(position) - dt.timedelta(hours=position),
        "occasion": "psu",
        "commitment": f"D{position}",
    }
    version = changes.pop("stream_version", 1)
    return seal(
        Draft(**(fields | changes)),
        position=position,
        stream_version=version,
        recorded_at=at(position),
        new_salt=lambda: f"{position:032x}",
    )


def remembered(key: str, position: int = 0) -> AcceptedCommand:
    """What is remembered of a command of KPU."""
    return AcceptedCommand("KPU", key, "5a17", "d16e57", position, position)


def write(log: EventLog, *entries: SealedEvent, keys: tuple[str, ...] = ()) -> None:
    """Write events, and keys as accepted by the first of them, in one transaction."""
    with log.writing() as connection:
        append(connection, entries, [remembered(key, entries[0].event.position) for key in keys])


def contents(log: EventLog) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that stands in the log's tables."""
    with log.reading() as connection:
        return {
            # S608: the names are those of our own tables, none comes from outside.
            table: sorted(tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}")))
            for table in ("events", "disclosures", "erasures", "accepted_commands")
        }


REST = (
    "leaf, sealed, leaf_hash, type, stream, 9, occasion, commitment, recorded_at, occurred_at,"
    " late_by, actor_role, NULL, NULL"
)
STATEMENTS = (
    "UPDATE events SET leaf = sealed WHERE position = 1",
    "UPDATE events SET occasion = 'other'",
    "UPDATE events SET position = 3 WHERE position = 2",
    "DELETE FROM events WHERE position = 2",
    "DELETE FROM events",
    "UPDATE disclosures SET value = 'other words'",
    "DELETE FROM disclosures WHERE position = 0",
    "INSERT INTO erasures VALUES (0, '/comment', 1)",
    "INSERT INTO erasures VALUES (0, '/comment', 99)",
    "UPDATE accepted_commands SET digest = 'other'",
    "DELETE FROM accepted_commands",
    "INSERT INTO events SELECT 1, $REST FROM events WHERE position = 1",
    "INSERT INTO events SELECT 4, $REST FROM events WHERE position = 1",
    "INSERT INTO events SELECT -1, $REST FROM events WHERE position = 1",
    "INSERT INTO disclosures SELECT position, path, salt, 'other' FROM disclosures",
    "INSERT INTO accepted_commands SELECT party, key, salt, 'x', 0, 0 FROM accepted_commands",
)
TAMPERING = tuple(statement.replace("$REST", REST) for statement in STATEMENTS)
"""Statements that would change the record of three events; the database refuses each."""
