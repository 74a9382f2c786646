"""The deadline of a commitment, as its state keeps it."""

import datetime as dt
from dataclasses import dataclass

from events.facts.vocabulary import DeadlineBasis
from services.state.records import Order


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a commitment is due, and where that was laid down.

    It is a day, or so many days from the occasion's.
    """

    due: dt.date | None
    offset_days: int | None
    due_time: str
    """`HH:MM`, local."""
    planned_start: dt.date
    basis: DeadlineBasis
    set_by: int
    set_at: dt.datetime
    source: str | None = None

    @property
    def order(self) -> Order:
        """Effective order."""
        return (self.set_at, self.set_by)

    @property
    def time(self) -> dt.time:
        """Until when on its last day, local."""
        return dt.time.fromisoformat(self.due_time)

    def last_day(self, day: dt.date | None) -> dt.date | None:
        """The last day for it, where the occasion is on a day.

        None while that is open, and where so many days from it lie before the planned start.
        """
        if self.offset_days is None or day is None:
            return self.due
        anchored = day + dt.timedelta(days=self.offset_days)
        return None if anchored < self.planned_start else anchored
