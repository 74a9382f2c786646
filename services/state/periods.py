"""The periods of a duty that comes back: calendar days, weeks, or months, one after the other."""

import calendar
import datetime as dt
from collections.abc import Iterator

from events.facts.vocabulary import Every

WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)


def starts_of(every: Every, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The first day of each period from a day to another, both included."""
    start, number = first, 0
    while start <= last:
        yield start
        number += 1
        start = _start(every, first, number)


def count_of(every: Every, first: dt.date, last: dt.date) -> int:
    """How many periods there are from a day to another, both included."""
    days = (last - first).days
    match every:
        case Every.DAY:
            return max(days + 1, 0)
        case Every.WEEK:
            return max(days // 7 + 1, 0)
        case Every.MONTH:
            return sum(1 for _ in starts_of(every, first, last))


def _start(every: Every, first: dt.date, number: int) -> dt.date:
    """The first day of a period, the first one being number 0."""
    match every:
        case Every.DAY:
            return first + number * DAY
        case Every.WEEK:
            return first + number * WEEK
        case Every.MONTH:
            years, month = divmod(first.month - 1 + number, 12)
            year = first.year + years
            last = calendar.monthrange(year, month + 1)[1]
            return dt.date(year, month + 1, min(first.day, last))
