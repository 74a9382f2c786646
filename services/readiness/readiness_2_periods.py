"""The periods of a duty that comes back, by rule readiness-2: counted, never listed.

A duty may run for years, so a period is found by its day, and all that is kept of it by number.
"""

import calendar
import datetime as dt
from dataclasses import dataclass

from events.facts.vocabulary import Every
from services.readiness.readiness_2_clock import Days
from services.state.local_time import end_of_day

ONE_DAY = dt.timedelta(days=1)
LENGTH = {Every.DAY: 1, Every.WEEK: 7}
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods without gaps, from the planned start to the last day; the first one is number 0."""

    days: Days
    every: Every
    first: dt.date
    last: dt.date

    @property
    def number(self) -> int:
        """How many there are."""
        return self.at(self.last) + 1

    def at(self, day: dt.date) -> int:
        """The number of the period that holds a day; below 0 before the first one.

        It goes on after the last day, as if that had not cut the last one short.
        """
        if self.every is not Every.MONTH:
            return (day - self.first).days // LENGTH[self.every]
        months = (day.year - self.first.year) * MONTHS_A_YEAR + day.month - self.first.month
        return months if day >= self._begin(months) else months - 1

    def of(self, day: dt.date) -> int | None:
        """The number of the period that holds a day; None where none does."""
        return self.at(day) if self.first <= day <= self.last else None

    def is_in_time(self, number: int, day: dt.date) -> bool:
        """Whether what is written down on a day still counts for a period.

        It does until the end of the period that follows in the calendar.
        """
        return self.at(day) <= number + 1

    def due_at(self, minute: dt.datetime, today: dt.date) -> int:
        """How many are due at a minute, of which the local day is given."""
        until = self.days.until
        last = today if until is None else min(today, until)
        due = max(0, min(self.at(last), self.number))
        while due < self.number and self._is_due(due, minute):
            due += 1
        while due > 0 and not self._is_due(due - 1, minute):
            due -= 1
        return due

    def _is_due(self, number: int, minute: dt.datetime) -> bool:
        end = end_of_day(self._end(number), self.days.zone)
        return minute > end and self.days.within(minute) >= end

    def _end(self, number: int) -> dt.date:
        """The last day of one."""
        if number == self.number - 1:
            return self.last
        return self._begin(number + 1) - ONE_DAY

    def _begin(self, number: int) -> dt.date:
        """The first day of one; of a month that has no such day, its last."""
        if self.every is not Every.MONTH:
            return self.first + number * LENGTH[self.every] * ONE_DAY
        year, month = divmod(
            self.first.year * MONTHS_A_YEAR + self.first.month - 1 + number, MONTHS_A_YEAR
        )
        day = min(self.first.day, calendar.monthrange(year, month + 1)[1])
        return dt.date(year, month + 1, day)
