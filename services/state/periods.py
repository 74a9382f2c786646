"""The periods of a duty that comes back: which of them are due, and in which it was kept. Pure.

A duty may run for years, so a period is found by its day, and never listed.
"""

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from events.facts.vocabulary import Every, Measure
from services.state.commitment import CommitmentState
from services.state.local_time import end_of_day, local_date
from services.state.occasion import Occasion
from services.state.records import in_part
from services.state.report import Report

LENGTH = {Every.DAY: 1, Every.WEEK: 7}
KEPT = 1
"""The least value of a report that keeps a period."""


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods without gaps, from the planned start to the last day; the first one is number 0."""

    first: dt.date
    last: dt.date
    every: Every
    zone: str
    until: dt.date | None
    """The last day that readiness is judged for; None where there is none."""

    @property
    def number(self) -> int:
        """How many there are."""
        return self.at(self.last) + 1

    def start(self, period: int) -> dt.date:
        """The first day of one, as if nothing cut the last one short.

        Of a month that has no such day it is the last one.
        """
        if self.every is not Every.MONTH:
            return self.first + dt.timedelta(days=period * LENGTH[self.every])
        months = self.first.year * 12 + self.first.month - 1 + period
        year, month = divmod(months, 12)
        length = calendar.monthrange(year, month + 1)[1]
        return dt.date(year, month + 1, min(self.first.day, length))

    def at(self, day: dt.date) -> int:
        """The number of the one that holds a day; below 0 before the first one.

        It goes on after the last day, as if that had not cut the last one short.
        """
        if self.every is not Every.MONTH:
            return (day - self.first).days // LENGTH[self.every]
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        return months if self.start(months) <= day else months - 1

    def of(self, day: dt.date) -> int | None:
        """The number of the one that holds a day; None where none does."""
        return self.at(day) if self.first <= day <= self.last else None

    def last_day(self, period: int) -> dt.date:
        """The last day of one."""
        return min(self.start(period + 1) - dt.timedelta(days=1), self.last)

    def end(self, period: int) -> dt.datetime:
        """23:59 of its last day."""
        return end_of_day(self.last_day(period), self.zone)

    def due(self, minute: dt.datetime) -> int:
        """How many are due at a minute: over, and before the last day that is judged."""
        today = local_date(minute, self.zone)
        judged = today if self.until is None else min(today, self.until)
        due = max(0, min(self.at(judged), self.number))
        while due < self.number and self._is_due(due, minute):
            due += 1
        while due > 0 and not self._is_due(due - 1, minute):
            due -= 1
        return due

    def _is_due(self, period: int, minute: dt.datetime) -> bool:
        end = self.end(period)
        return minute > end and (self.until is None or end <= end_of_day(self.until, self.zone))

    def is_over(self, minute: dt.datetime) -> bool:
        """Whether the last one is over, however long readiness is judged."""
        return minute > end_of_day(self.last, self.zone)

    def reported_by(self, report: Report) -> int | None:
        """The number of the one that a report is about; None where it is about none."""
        return self.of(local_date(report.occurred_at, self.zone))

    def is_in_time(self, period: int, report: Report) -> bool:
        """Whether a report about one was recorded before the next one ended.

        The next one ends as the calendar has it, also where the last day cuts it short.
        """
        return self.at(local_date(report.recorded_at, self.zone)) <= period + 1

    def kept_by(self, report: Report) -> int | None:
        """The number of the one that a report keeps; None where it keeps none."""
        period = self.reported_by(report)
        if period is None or report.value < KEPT or not self.is_in_time(period, report):
            return None
        return period

    def kept(self, state: CommitmentState, part: str | None, minute: dt.datetime) -> int:
        """In how many of those due at a minute a part (None: the whole) was kept."""
        due = self.due(minute)
        found = {self.kept_by(report) for report in state.reports.all_of(in_part(part))}
        return sum(period is not None and period < due for period in found)


def periods_of(state: CommitmentState, occasion: Occasion) -> Periods | None:
    """The periods of a commitment; None where it is no duty, or has no last day yet."""
    indicator, deadline = state.indicator, state.deadline
    if indicator is None or indicator.measure is not Measure.PERIODIC or indicator.every is None:
        return None
    last = deadline.last_day(occasion.day) if deadline else None
    if deadline is None or last is None or last < deadline.planned_start:
        return None
    start, zone = deadline.planned_start, occasion.time_zone
    return Periods(start, last, indicator.every, zone, occasion.until)


def claimed_at(state: CommitmentState, occasion: Occasion, minute: dt.datetime) -> Decimal | None:
    """How much is claimed of a commitment; of a duty, how many periods due by then were kept."""
    periods = periods_of(state, occasion)
    if periods is None or state.indicator is None:
        return state.claimed
    parts: tuple[str | None, ...] = tuple(state.indicator.parts) or (None,)
    return Decimal(sum(periods.kept(state, part, minute) for part in parts))
