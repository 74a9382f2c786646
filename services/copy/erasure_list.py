"""The list of erasures, kept apart from the log: what a restore must do again.

An erasure is younger than the backups made before it, so its event is in none of them. The list
names each by its event's leaf hash; it holds random ids, places and hashes, no name and no text.
Ship it elsewhere: beside the backups, not in them.
"""

import datetime as dt
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from events.durable_file import PRIVATE, make_folder
from events.facts.erasure import PersonalDataErased, TextRedacted
from events.format.canonical_bytes import leaf_hash
from events.format.recorded_event import RecordedEvent
from events.log.event_queries import EventQuery, read_events
from events.log.log_queries import read_bytes

ERASING = (PersonalDataErased.__name__, TextRedacted.__name__)


class MalformedList(Exception):
    """A line of the list cannot be read; the message says which."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure. It names a person, a text, or an account."""

    recorded_at: str
    event: str | None = None
    """Leaf hash of the event that demanded it, in hex; None for an account, which has none."""
    person: str | None = None
    """Whose names were erased."""
    held_by: str | None = None
    """Leaf hash of the event that held the text."""
    position: int | None = None
    """Its position."""
    path: str | None = None
    """Which of its texts."""
    account: str | None = None
    """The person whose account was removed."""


class ErasureList:
    """The list in a file, to which lines are only added."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Erasure]:
        """Everything on the list; nothing where there is no file. Raises MalformedList, OSError."""
        if not self._path.exists():
            return []
        found = []
        for number, line in enumerate(self._path.read_bytes().splitlines(), 1):
            try:
                found.append(Erasure(**json.loads(line)))
            except (TypeError, ValueError) as error:
                raise MalformedList(f"line {number}: {error}") from None
        return found

    def catch_up(self, connection: Connection) -> int:
        """Add the erasures of a log that the list has not; how many. Raises as `read` does."""
        known = {item.event for item in self.read()}
        events = read_events(connection, EventQuery(types=ERASING))
        missing = [event for event in events if event.leaf_hash.hex() not in known]
        self._add([_of_event(connection, event) for event in missing])
        return len(missing)

    def add_account(self, person: str, now: dt.datetime) -> None:
        """Add that an account was removed. Raises OSError."""
        self._add([Erasure(now.isoformat(), account=person)])

    def _add(self, items: Sequence[Erasure]) -> None:
        """Write lines so that they are there after a power cut."""
        if not items:
            return
        make_folder(self._path.parent)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE)
        try:
            os.write(handle, "".join(map(_line, items)).encode())
            os.fsync(handle)
        finally:
            os.close(handle)


def younger(items: Iterable[Erasure], held: Iterable[str]) -> list[Erasure]:
    """Those whose event is not among these leaf hashes, and all that have none."""
    known = set(held)
    return [item for item in items if item.event is None or item.event not in known]


def _line(item: Erasure) -> str:
    said = {name: value for name, value in asdict(item).items() if value is not None}
    return json.dumps(said) + "\n"


def _of_event(connection: Connection, event: RecordedEvent) -> Erasure:
    told = Erasure(event.recorded_at.isoformat(), event.leaf_hash.hex())
    fact = event.fact
    if isinstance(fact, PersonalDataErased):
        return replace(told, person=fact.person)
    if not isinstance(fact, TextRedacted):
        return told
    (leaf, _) = read_bytes(connection, [fact.redacts])[fact.redacts]
    held_by = leaf_hash(leaf).hex()
    return replace(told, held_by=held_by, position=fact.redacts, path=fact.path)
