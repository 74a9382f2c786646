"""One entry of a log as it was found: its bytes, and what came beside them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from events.format.recorded_event import Disclosure

TextPlace = tuple[int, str]
"""Where a text stands: (position of its event, path)."""


@dataclass(frozen=True, slots=True)
class AcceptedCommand:
    """What is remembered of an accepted command: enough to answer it again, not to read it."""

    party: str
    key: str
    salt: str
    digest: str
    first_position: int
    last_position: int


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One event as a database, an export or a bundle of tiles shows it."""

    position: int
    """Where it was found: its number in the order of reading."""
    leaf: bytes
    sealed: bytes | None = None
    """None where the sealed bytes were not handed out."""
    disclosures: tuple[Disclosure, ...] | None = None
    """None where texts were not handed out."""
    erased: tuple[TextPlace, ...] = ()
    """Texts that are noted as erased by this event."""
    commands: tuple[AcceptedCommand, ...] | None = None
    """Accepted commands: in an export those whose last event this is, in a database those that say
    to begin with it; None where they were not handed out."""
    leaf_hash: bytes | None = None
    """The hash that the tree of the place was made from."""
    columns: Mapping[str, object] | None = None
    """What stands in the database beside the bytes."""
