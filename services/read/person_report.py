"""Everything that is kept of one person, for whom it is about (UU 27/2022, articles 5 to 7)."""

import datetime as dt
from base64 import urlsafe_b64encode
from dataclasses import dataclass, fields
from typing import Any

from events.facts.field_type import fields_naming
from events.facts.reference import Refers
from events.format.recorded_event import NAME_PATH, RecordedEvent
from events.log.erasing import read_erasures
from events.log.event_log import EventLog
from events.log.event_queries import EventQuery, stream_events
from events.log.log_queries import read_texts
from services.accounts.account_book import AccountRows
from services.projections.loading import IN_DIRECTORY
from services.state.admission import Admission
from services.state.directory import Directory

SHOWN_BYTES = frozenset({"id", "public_key"})
"""Of a passkey; every other value in bytes is, or leads to, a secret."""
PASSWORD = "password"  # noqa: S105  # the name of a column


def kept_beside_the_log(rows: AccountRows, person: str) -> dict[str, Any] | None:
    """The account with all that the person signs in with, without secrets; None without one."""
    account = rows.account(person)
    if account is None:
        return None
    return {
        **_plain(account),
        "has_password": account.password is not None,
        "passkeys": [_plain(each) for each in rows.passkeys(person)],
        "sessions": [{"id": each.id, **_plain(each)} for each in rows.sessions(person)],
        "tokens": [{"id": each.id, **_plain(each)} for each in rows.tokens(person)],
    }


def _plain(item: Any) -> dict[str, Any]:
    """What a row says, as JSON, but for secrets and what leads to one."""
    values = {each.name: getattr(item, each.name) for each in fields(item)}
    return {
        name: _said(value)
        for name, value in values.items()
        if name != PASSWORD and (name in SHOWN_BYTES or not isinstance(value, bytes))
    }


def _said(value: Any) -> Any:
    match value:
        case dt.datetime():
            return value.isoformat()
        case bytes():
            return urlsafe_b64encode(value).rstrip(b"=").decode()
        case tuple():
            return list(value)
        case _:
            return value


@dataclass(frozen=True, slots=True)
class _Found:
    acts: list[RecordedEvent]
    naming: list[RecordedEvent]
    directory: Directory


def kept_in_the_log(log: EventLog, person: str) -> dict[str, Any]:
    """Admissions, acts, where the person is named, and which names stand there or are erased.

    The whole log is read once. Raises LogUnavailable.
    """
    with log.reading() as connection:
        found = _Found([], [], Directory())
        for event in stream_events(connection, EventQuery()):
            if event.actor.person == person:
                found.acts.append(event)
            if person in _persons_in(event):
                found.naming.append(event)
            if isinstance(event.fact, IN_DIRECTORY):
                found.directory.follow(event)
        positions = [event.position for event in found.acts]
        names = read_texts(connection, [(position, NAME_PATH) for position in positions])
        erased = read_erasures(connection, positions)
    admissions = [each for each in found.directory.admissions if each.person == person]
    return {
        "admissions": [_admission(each) for each in admissions],
        "acts": [{**_place(event), "role": event.actor.role} for event in found.acts],
        "named_in": [_place(event) for event in found.naming],
        "names": [{"position": at, "name": name} for (at, _), name in sorted(names.items())],
        "erased_names": [at for at, paths in sorted(erased.items()) if NAME_PATH in paths],
        "erased_texts": [
            {"position": at, "path": path}
            for at, paths in sorted(erased.items())
            for path in paths
            if path != NAME_PATH
        ],
    }


def _persons_in(event: RecordedEvent) -> set[str]:
    """The persons that a fact names."""
    return {getattr(event.fact, name) for name in fields_naming(type(event.fact), Refers.PERSON)}


def _place(event: RecordedEvent) -> dict[str, Any]:
    return {
        "position": event.position,
        "type": event.fact.type_name(),
        "recorded_at": event.recorded_at.isoformat(),
        "party": event.actor.party,
    }


def _admission(each: Admission) -> dict[str, Any]:
    return {
        "party": each.party,
        "role": each.role,
        "key_fingerprint": each.fingerprint,
        "in_force": each.is_in_force,
        "proposed_at": each.first.position,
        "since": each.since,
        "ended_at": each.ended,
    }
