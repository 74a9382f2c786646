"""What a commitment's state is made of: one record for each thing that happened to it.

Plain dataclasses: there is one for every event of a log, a model would take three times the memory.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from events.facts.commitment import RegionTarget
from events.facts.vocabulary import DeadlineBasis, Severity

Order = tuple[dt.datetime, int]


class State(BaseModel):
    """Base of immutable state."""

    model_config = ConfigDict(frozen=True)


@dataclass(frozen=True, slots=True)
class Moment:
    """One event's place: its position and its time in the world."""

    position: int
    occurred_at: dt.datetime

    @property
    def order(self) -> Order:
        """Effective order."""
        return (self.occurred_at, self.position)


@dataclass(frozen=True, slots=True)
class ActedBy:
    """Who did something, as far as it decides who may not do the next thing."""

    party: str | None
    person: str | None
    on_behalf_of: str | None


@dataclass(frozen=True, slots=True)
class TextAt:
    """Where a text is disclosed."""

    position: int
    path: str


@dataclass(frozen=True, slots=True)
class Report(Moment):
    """A reported value; a correction changes the value, a retraction takes it out."""

    value: Decimal
    region: str | None
    party: str | None
    key: str | None
    retracted: bool = False
    changed_by: tuple[int, ...] = ()
    """Positions of its corrections and its retraction."""


class VerdictKind(StrEnum):
    """What a verifier said."""

    PROGRESS = "PROGRESS"
    FULFILMENT = "FULFILMENT"
    REJECTION = "REJECTION"


@dataclass(frozen=True, slots=True)
class Verdict(Moment):
    """A verified value. A verdict on fulfilment covers every region at its claimed value."""

    kind: VerdictKind
    value: Decimal
    region: str | None
    by_region: tuple[RegionTarget, ...] = ()
    """What fulfilment was verified at in each region: a later correction does not change it."""


@dataclass(frozen=True, slots=True)
class Obstacle(Moment):
    """Something that hinders, until it is resolved."""

    code: str
    severity: Severity
    text: TextAt
    region: str | None
    resolved: Moment | None = None


@dataclass(frozen=True, slots=True)
class EvidenceItem(Moment):
    """A document named as evidence."""

    sha256: str
    media_type: str
    byte_count: int
    title: TextAt | None
    taken_at: dt.datetime | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a commitment is due, and where that was laid down."""

    due: dt.date
    planned_start: dt.date
    basis: DeadlineBasis
    set_by: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted, how much is fulfilment, and how it is divided."""

    name: str
    target: Decimal
    unit: str
    breakdown: tuple[RegionTarget, ...]
    set_by: int


@dataclass(frozen=True, slots=True)
class DependencyMark(Moment):
    """A dependency that was linked or released; the last mark on a commitment counts."""

    on: str
    linked: bool


@dataclass(frozen=True, slots=True)
class Escalation(Moment):
    """A question put to a party, until it is answered."""

    code: str
    to: str
    level: int
    question: TextAt
    raised_by: ActedBy
    decision: TextAt | None = None
    answered_by: int | None = None


@dataclass(frozen=True, slots=True)
class Waiver(Moment):
    """A remainder that was proposed to be given up, and the moment it was granted, if it was."""

    code: str
    remainder: Decimal
    region: str | None
    proposed_by: ActedBy
    granted: Moment | None = None
    target: Decimal | None = None
    """The whole target when it was granted: a later revision does not judge it anew."""
