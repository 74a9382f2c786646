"""An event: one fact and the envelope it travels in, before and after it is recorded."""

import datetime as dt
from dataclasses import dataclass, field

from events.facts.fact import Fact, Text
from events.facts.vocabulary import Role

NAME_PATH = "/actor/name"
"""Where the name of who acts is disclosed."""
FILE_PATH = "/file"
"""What a redaction names that erases no text, but the file of a piece of evidence."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person of a party, in a role, perhaps on behalf of another party."""

    role: Role
    party: str | None = None
    person: str | None = None
    on_behalf_of: str | None = None
    name: Text | None = None
    """The person's name: erasable, like every text."""


SYSTEM = Actor(Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a person's passkey signed of an act, as WebAuthn has it; each part in base64url."""

    authenticator_data: str
    client_data: str
    signature: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that was decided and is not recorded yet."""

    stream: str
    fact: Fact
    actor: Actor
    occurred_at: dt.datetime
    occasion: str | None = None
    commitment: str | None = None
    reason: Text | None = None
    causation: int | None = None
    correlation: str | None = None
    key: str | None = None
    assertion: Assertion | None = None

    @property
    def written(self) -> Fact:
        """The fact as it is to stand in the bytes: as it is."""
        return self.fact


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One entry of the log, as it reads back from its bytes. Texts are digests only."""

    position: int
    stream: str
    stream_version: int
    """How many events its stream holds up to and including this one."""
    fact: Fact
    """In its newest shape."""
    actor: Actor
    recorded_at: dt.datetime
    occurred_at: dt.datetime
    leaf_hash: bytes
    occasion: str | None = None
    commitment: str | None = None
    reason: Text | None = None
    causation: int | None = None
    correlation: str | None = None
    key: str | None = None
    assertion: Assertion | None = None
    """By which whoever acted signed it."""
    earlier: Fact | None = None
    """The fact in the shape that stands in the bytes, where that is not the newest."""

    @property
    def written(self) -> Fact:
        """The fact in the shape and the version that stand in the bytes."""
        return self.fact if self.earlier is None else self.earlier

    @property
    def order(self) -> tuple[dt.datetime, int]:
        """Effective order: by the time in the world, then by position."""
        return (self.occurred_at, self.position)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Salt and value of one text: what is deleted when a text is erased.

    `path` is a JSON Pointer (RFC 6901) into the sealed object, for example `/reason`.
    """

    position: int
    path: str
    salt: str
    value: str


@dataclass(frozen=True, slots=True)
class SealedEvent:
    """An event with the exact bytes that are stored for ever, and the disclosures of its texts."""

    event: RecordedEvent
    leaf: bytes
    sealed: bytes
    disclosures: tuple[Disclosure, ...] = field(default=())
