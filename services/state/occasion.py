"""What is known of one occasion at one read point, and its commitments."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field, PrivateAttr

from events.facts.occasion import Area
from services.state.codes import Spellings
from services.state.commitment import CommitmentState
from services.state.discrepancy import Discrepancy
from services.state.rakor import Rakor
from services.state.records import Moment, State
from services.state.source import Source

KINDS = {"rakor": "rakors", "source": "sources", "discrepancy": "discrepancies"}
"""What an occasion holds by code, and in which field."""


@dataclass(frozen=True, slots=True)
class Move(Moment):
    """An occasion's day was moved, or opened."""

    old_day: dt.date | None
    new_day: dt.date | None
    until: dt.date | None


class Occasion(State):
    """An occasion without its commitments."""

    code: str
    name: str
    day: dt.date | None
    """The day on which it must go right; None while that is open."""
    first_day: dt.date
    """The day for which it was declared."""
    until: dt.date | None
    """The last day that readiness is judged for; None where there is none."""
    first_until: dt.date
    moves: tuple[Move, ...] = ()
    time_zone: str
    areas: tuple[Area, ...]
    region: str | None
    rule: str
    position: int
    rakors: dict[str, Rakor] = Field(default_factory=dict)
    sources: dict[str, Source] = Field(default_factory=dict)
    discrepancies: dict[str, Discrepancy] = Field(default_factory=dict)
    latest: dt.datetime
    """The latest time in the world of any event of the occasion."""
    _spellings: Spellings = PrivateAttr(default_factory=Spellings)

    def model_post_init(self, _: Any) -> None:
        """Take in the codes of what it begins with."""
        self._spellings = Spellings({kind: self._known(kind) for kind in (*KINDS, "area")})

    def _known(self, kind: str) -> Collection[str]:
        if kind == "area":
            return [area.code for area in self.areas]
        known: dict[str, Any] = getattr(self, KINDS[kind])
        return known

    def spelt(self, kind: str, code: str) -> str | None:
        """The code of a rakor, source, discrepancy or area as it was given when it was recorded.

        None where none is on record, or several that differ by case and none is spelt so.
        """
        return self._spellings.of(kind, code, self._known(kind))

    def taken(self, kind: str, code: str) -> str | None:
        """The code on record beside which another could not be told; None where there is none."""
        return self._spellings.taken(kind, code, self._known(kind))

    def at(self, minute: dt.datetime) -> "Occasion":
        """Itself with the day that was in force at a minute."""
        then = [move for move in self.moves if whole_minute(move.occurred_at) <= minute]
        if len(then) == len(self.moves):
            return self
        last = (then[-1].new_day, then[-1].until) if then else (self.first_day, self.first_until)
        return self.model_copy(update={"day": last[0], "until": last[1], "moves": tuple(then)})

    def day_for(self, moment: dt.datetime) -> dt.date | None:
        """The day in force at a moment; where it was open then, the one that it got next."""
        day: dt.date | None = self.first_day
        for move in self.moves:
            if move.occurred_at > moment and day is not None:
                break
            day = move.new_day
        return day

    def having(self, kind: str, code: str, changed: dict[str, Any]) -> "Occasion":
        """Itself, changed, and knowing one more code."""
        new = self.model_copy(update=changed)
        if code not in self._known(kind):
            new._spellings = self._spellings.another()
            new._spellings.note(kind, code)
        return new


@dataclass(frozen=True, slots=True)
class OccasionState:
    """One occasion with all its commitments, by code, in the order they were recorded."""

    occasion: Occasion | None = None
    commitments: Mapping[str, CommitmentState] = field(default_factory=dict)
    last: int = -1
    """Position of its latest known event; -1: it has none."""
    size: int = 0
    """How many of its events are known."""
    latest: dt.datetime | None = None
    """The latest time in the world of any of its events that count."""
    spellings: Spellings = field(default_factory=Spellings, compare=False)
    """Of its commitments' codes; it may hold more than are known here."""

    def spelt(self, commitment: str) -> str | None:
        """The code of a commitment as it was given when it was recorded.

        None where none is on record, or several that differ by case and none is spelt so.
        """
        return self.spellings.of("commitment", commitment, self.commitments)

    def taken(self, commitment: str) -> str | None:
        """The code on record beside which another could not be told; None where there is none."""
        return self.spellings.taken("commitment", commitment, self.commitments)


EMPTY = OccasionState()


def whole_minute(moment: dt.datetime) -> dt.datetime:
    """A moment cut down to its minute."""
    return moment.replace(second=0, microsecond=0)
