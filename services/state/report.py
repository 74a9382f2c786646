"""A report, as the state of its commitment keeps it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from services.state.records import CHANGED, COUNTING, Moment, in_part, part_named


@dataclass(frozen=True, slots=True)
class Report(Moment):
    """A reported value; a correction changes the value, a retraction takes it out.

    A confirmed statement is one too, with the statement's time and position.
    """

    value: Decimal
    region: str | None
    party: str | None
    """The part, where the indicator is divided by party."""
    reporter: str | None
    """The party that reported it."""
    key: str | None
    recorded_at: dt.datetime
    confirmed_by: int | None = None
    """Position of the event from which on it counts, where it was first only stated."""
    retracted: bool = False
    changed_by: tuple[int, ...] = ()
    """Positions of its corrections and its retraction."""
    before: tuple[Decimal, ...] = ()
    """The value that each of them changed."""

    @property
    def part(self) -> str | None:
        """The name of the part that it is about; None: the whole."""
        return part_named(self.region, self.party)

    @property
    def tags(self) -> tuple[str, ...]:
        """Of what counts: that it does, and where; of what was put right: where."""
        where = in_part(self.part)
        put_right = (CHANGED + where,) if self.changed_by else ()
        return put_right if self.retracted else (COUNTING, where, *put_right)

    def value_at(self, position: int) -> Decimal | None:
        """What counted of it by what was put right up to a position; None: it was retracted."""
        for changed_by, value in zip(self.changed_by, self.before, strict=True):
            if changed_by > position:
                return value
        return None if self.retracted else self.value
