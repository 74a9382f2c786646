"""Erasing again what a backup brings back: texts, names and files erased after it was made."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from events.facts.erasure import PersonalDataErased, TextRedacted, TextRedactionProposed
from events.facts.fact import Fact, Text
from events.format.canonical_bytes import leaf_hash
from events.format.recorded_event import FILE_PATH
from events.log.erasing import erase_texts, has_names
from events.log.event_log import EventLog
from events.log.event_queries import EventQuery, read_events
from events.log.log_queries import read_bytes, read_head, read_texts
from services.copy.erasure_list import ERASING, Erasure, younger
from services.read.evidence_on_record import evidence_on_record
from services.write.open_log import record_own

REASON = "Applied again after a restore: erased on {at} by an event younger than the backup"


@dataclass(frozen=True, slots=True)
class Reapplied:
    """What was erased again."""

    texts: int
    """Texts, names and files that are gone again."""
    files: frozenset[str]
    """SHA-256 of the files that are erased by what is in the log now."""
    events: int
    """Events that say so in the restored log."""


def reapply(log: EventLog, items: Iterable[Erasure], now: dt.datetime) -> Reapplied:
    """Erase again, in one transaction, what a restored log holds although the list names it.

    The program itself says so in the log, with the moment of the first erasure as the reason: the
    event that demanded it, and who asked for it, are younger than the backup and lost with the
    rest. Raises LogUnavailable or OutcomeUnknown.
    """
    with log.writing() as connection:
        held = [event.leaf_hash.hex() for event in read_events(connection, _ERASURES)]
        first = read_head(connection).size
        texts = sum(_erase(connection, item, now) for item in younger(items, held))
        files = frozenset(evidence_on_record(connection).erased)
        done = Reapplied(texts, files, read_head(connection).size - first)
    if texts:
        log.forget_erased()
    return done


_ERASURES = EventQuery(types=ERASING)


def _erase(connection: Connection, item: Erasure, now: dt.datetime) -> int:
    reason = REASON.format(at=item.recorded_at)
    facts = _facts(connection, item, reason)
    if not facts:
        return 0
    head = read_head(connection)
    moment = max(now, head.recorded_at or now)
    positions = [record_own(connection, fact, moment, reason) for fact in facts]
    texts = erase_texts(connection, read_events(connection, EventQuery(positions=positions)))
    return texts + (item.path == FILE_PATH)


def _facts(connection: Connection, item: Erasure, reason: str) -> Sequence[Fact]:
    """What is to be said in the log; nothing where it does not hold what was erased."""
    if item.person is not None:
        is_there = has_names(connection, item.person)
        return (PersonalDataErased(person=item.person),) if is_there else ()
    if item.position is None or item.path is None:
        return ()
    found = read_bytes(connection, [item.position]).get(item.position)
    place = (item.position, item.path)
    if found is None or leaf_hash(found[0]).hex() != item.held_by:
        return ()
    if not _is_there(connection, *place):
        return ()
    proposal = read_head(connection).size
    return (
        TextRedactionProposed(redacts=place[0], path=place[1], legal_basis=Text(value=reason)),
        TextRedacted(proposal=proposal, redacts=place[0], path=place[1]),
    )


def _is_there(connection: Connection, position: int, path: str) -> bool:
    """Whether a text is kept, or a file is not erased yet wherever it is attached."""
    if path != FILE_PATH:
        return (position, path) in read_texts(connection, [(position, path)])
    on_record = evidence_on_record(connection)
    sha256 = on_record.at(position)
    return sha256 is not None and sha256 not in on_record.erased
