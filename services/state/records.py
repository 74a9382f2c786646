"""What every record of a state is made of: a place, a time, who acted, where a text is.

Records are plain dataclasses: there is one for every event of a log, and a model would take three
times the memory.
"""

import datetime as dt
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from events.format.recorded_event import Actor

Order = tuple[dt.datetime, int]


COUNTING, OPEN, GRANTED = "counting", "open", "granted"
"""Tags of what was not retracted, what waits for an end, and what was granted."""
CHANGED = "changed "
"""How the tags begin of what was corrected or retracted, before those of parts."""
IN, LINKED, RELEASED = "in", "linked to ", "released from "
"""How tags begin: of what concerns a part or none, and of dependencies."""
PARTY = "party:"
"""How the name of a part begins that is a party; no code of a region holds a colon."""


def part_named(region: str | None, party: str | None) -> str | None:
    """The name of a part of an indicator: its region's code, or its party's; None for the whole."""
    return f"{PARTY}{party}" if region is None and party is not None else region


def in_part(part: str | None) -> str:
    """The tag of what concerns a part, or none."""
    return IN if part is None else f"{IN} {part}"


def folded(code: str) -> str:
    """A code whatever its case; codes are ASCII, so that every way of folding comes to the same."""
    return code.lower()


def coded(code: str) -> str:
    """The tag of what bears a code, in whatever case."""
    return f"code {folded(code)}"


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

    @property
    def tags(self) -> tuple[str, ...]:
        """What a timeline finds it by, beside its order; each tag once."""
        return ()


@dataclass(frozen=True, slots=True)
class ActedBy:
    """Who did something, as far as it decides who may not do the next thing."""

    party: str | None
    person: str | None
    on_behalf_of: str | None

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties spoken for, the own one first."""
        return tuple(code for code in (self.party, self.on_behalf_of) if code is not None)


def acted_by(actor: Actor) -> ActedBy:
    """Who an actor is, as it is kept in a state."""
    return ActedBy(party=actor.party, person=actor.person, on_behalf_of=actor.on_behalf_of)


@dataclass(frozen=True, slots=True)
class TextAt:
    """Where a text is disclosed."""

    position: int
    path: str
