"""A duty that comes back: its periods, which of them are due, and in which it was kept. Pure."""

import calendar
import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal

from events.facts.vocabulary import Every, Measure
from services.state.commitment import CommitmentState
from services.state.local_time import end_of_day, local_date, start_of_day
from services.state.occasion import Occasion
from services.state.records import in_part
from services.state.report import Report

DAYS = {Every.DAY: 1, Every.WEEK: 7}
KEPT = 1
"""The least value of a report that keeps a period."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Periods without gaps from the planned start to the last day, which ends the last of them."""

    first: dt.date
    last: dt.date
    every: Every
    zone: str
    until: dt.date | None
    """The last day that readiness is judged for; None where there is none."""

    @property
    def total(self) -> int:
        """How many periods there are."""
        return self.period_of(self.last) + 1

    def start(self, period: int) -> dt.date:
        """The first day of a period, counted from 0; as if nothing cut the last one short."""
        if self.every is not Every.MONTH:
            return self.first + dt.timedelta(days=period * DAYS[self.every])
        months = self.first.year * 12 + self.first.month - 1 + period
        year, month = divmod(months, 12)
        length = calendar.monthrange(year, month + 1)[1]
        return dt.date(year, month + 1, min(self.first.day, length))

    def period_of(self, day: dt.date) -> int:
        """The period that a day lies in; below 0 before the first."""
        if self.every is not Every.MONTH:
            return (day - self.first).days // DAYS[self.every]
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        return months if self.start(months) <= day else months - 1

    def end(self, period: int) -> dt.datetime:
        """23:59 of the last day of a period."""
        last = min(self.start(period + 1) - dt.timedelta(days=1), self.last)
        return end_of_day(last, self.zone)

    def due(self, minute: dt.datetime) -> int:
        """How many periods are due at a minute: over, and before the last day that is judged."""
        judged = None if self.until is None else end_of_day(self.until, self.zone)

        def waits(period: int) -> bool:
            end = self.end(period)
            return end >= minute or (judged is not None and end > judged)

        return bisect_left(range(self.total), True, key=waits)

    def is_over(self, minute: dt.datetime) -> bool:
        """Whether its last period is over, however long readiness is judged."""
        return minute > end_of_day(self.last, self.zone)

    def period_kept_by(self, report: Report) -> int | None:
        """The period that a report keeps: it lies in it, and was recorded before the next ended."""
        day = local_date(report.occurred_at, self.zone)
        if report.value < KEPT or not self.first <= day <= self.last:
            return None
        period = self.period_of(day)
        is_late = report.recorded_at >= start_of_day(self.start(period + 2), self.zone)
        return None if is_late else period

    def kept(self, state: CommitmentState, part: str | None, minute: dt.datetime) -> int:
        """In how many of the periods due at a minute a part (None: the whole) was kept."""
        due = self.due(minute)
        found = {self.period_kept_by(report) for report in state.reports.all_of(in_part(part))}
        return sum(period is not None and period < due for period in found)


def duty_of(state: CommitmentState, occasion: Occasion) -> Duty | None:
    """The periods of a commitment; None where it is no duty, or has no last day yet."""
    indicator, deadline = state.indicator, state.deadline
    if indicator is None or indicator.measure is not Measure.PERIODIC or indicator.every is None:
        return None
    last = deadline.last_day(occasion.day) if deadline else None
    if deadline is None or last is None:
        return None
    return Duty(deadline.planned_start, last, indicator.every, occasion.time_zone, occasion.until)


def claimed_at(state: CommitmentState, occasion: Occasion, minute: dt.datetime) -> Decimal | None:
    """How much is claimed of a commitment; of a duty, how many periods due by then were kept."""
    duty = duty_of(state, occasion)
    if duty is None or state.indicator is None:
        return state.claimed
    parts: tuple[str | None, ...] = tuple(state.indicator.parts) or (None,)
    return Decimal(sum(duty.kept(state, part, minute) for part in parts))
