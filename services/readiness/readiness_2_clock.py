"""The clock of rule readiness-2: an occasion's days as instants, and what a plan is there."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from events.facts.vocabulary import Measure
from services.state.deadline import Deadline
from services.state.indicator import Indicator
from services.state.local_time import end_of_day, local_instant, start_of_day
from services.state.occasion import Move, Occasion, whole_minute

MICROSECOND, MINUTE = dt.timedelta(microseconds=1), dt.timedelta(minutes=1)
HOUR = 3_600_000_000
"""In microseconds, in which time is counted here: whole numbers are exact, and fast."""
DAY = 24 * HOUR
ZERO, ONE = Fraction(0), Fraction(1)


def micros_between(later: dt.datetime, earlier: dt.datetime) -> int:
    """Elapsed microseconds, exactly; negative where the later one is the earlier."""
    return (later - earlier) // MICROSECOND


@dataclass(frozen=True, slots=True)
class Days:
    """What the rule takes of an occasion: its days, where the minutes are those of a zone."""

    zone: str
    day: dt.date | None
    """The day on which it must go right; None while it is open."""
    until: dt.date | None
    """The last day that is judged; None while it is open."""
    first: tuple[dt.date | None, dt.date | None]
    """Day and last day when it was declared."""
    moves: tuple[Move, ...]
    """How they were moved, in effective order."""

    @property
    def closing(self) -> dt.datetime | None:
        """The last minute that is judged."""
        return None if self.until is None else end_of_day(self.until, self.zone)

    def within(self, moment: dt.datetime) -> dt.datetime:
        """A moment, no later than the last minute that is judged."""
        closing = self.closing
        return moment if closing is None else min(moment, closing)

    def at(self, minute: dt.datetime) -> "Days":
        """The days as they were at a minute."""
        then = [move for move in self.moves if whole_minute(move.occurred_at) <= minute]
        if len(then) == len(self.moves):
            return self
        day, until = (then[-1].new_day, then[-1].until) if then else self.first
        return Days(self.zone, day, until, self.first, tuple(then))

    def due(self, deadline: Deadline | None, indicator: Indicator | None) -> dt.datetime | None:
        """The instant of a deadline, whatever the last day judged; None where it has none.

        Of a duty that comes back it is the end of its last day.
        """
        last = deadline.last_day(self.day) if deadline else None
        if deadline is None or last is None:
            return None
        if indicator is not None and indicator.measure is Measure.PERIODIC:
            return end_of_day(last, self.zone)
        return local_instant(last, deadline.time, self.zone)

    def plan(self, deadline: Deadline | None, indicator: Indicator | None) -> "Plan | None":
        """From when until when something is to be done; None where that is not known."""
        due = self.due(deadline, indicator)
        if deadline is None or due is None:
            return None
        start = start_of_day(deadline.planned_start, self.zone)
        return Plan(start, self.within(due), deadline.set_by)


def days_of(occasion: Occasion) -> Days:
    """What the rule takes of an occasion."""
    return Days(
        occasion.time_zone,
        occasion.day,
        occasion.until,
        (occasion.first_day, occasion.first_until),
        occasion.moves,
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """From when until when something is to be done."""

    start: dt.datetime
    end: dt.datetime
    """Its due, no later than the last minute that is judged."""
    set_by: int
    """Position of the event that set the deadline."""

    @property
    def span(self) -> int:
        """How long it is, in microseconds; 0 or less where it is over before it begins."""
        return micros_between(self.end, self.start)

    @property
    def half(self) -> dt.datetime:
        """The moment at which half of it is over."""
        return self.start + (self.end - self.start) / 2

    def elapsed(self, last: dt.datetime) -> Fraction:
        """Which share of it is over at a moment."""
        since, span = micros_between(last, self.start), self.span
        if span <= 0:
            return ONE if since >= 0 else ZERO
        if since <= 0:
            return ZERO
        return ONE if since >= span else Fraction(since, span)


@dataclass(frozen=True, slots=True)
class Clock:
    """One minute of an occasion: what the rule calls T, L, F0 and F1."""

    days: Days
    at: dt.datetime
    """T, a whole minute."""
    last: dt.datetime
    """L: T, but no later than the last minute that is judged."""
    window: tuple[int, int]
    """Days until a figure begins to fade, and until it has faded."""


def clock_at(days: Days, at: dt.datetime) -> Clock:
    """The clock of an occasion at a whole minute."""
    return Clock(days, at, days.within(at), _window(days, at))


def _window(days: Days, at: dt.datetime) -> tuple[int, int]:
    if days.day is None:
        return 7, 14
    ahead = micros_between(local_instant(days.day, dt.time(7, 0), days.zone), at)
    return (7, 14) if ahead > 14 * DAY else (3, 7) if ahead > 7 * DAY else (1, 3)
