"""Dates of an occasion as instants: wall-clock times of its zone, also where clocks change."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.state.time_zones import time_zone

SECOND = dt.timedelta(seconds=1)
INSTANTS = 4_096
"""How many instants are kept: those asked for last."""


@lru_cache(INSTANTS)
def local_instant(day: dt.date, at: dt.time, zone: str) -> dt.datetime:
    """The instant (UTC) of a local wall-clock time.

    A time that happens twice means the first; one that is skipped, the first valid instant after.
    """
    wall = dt.datetime.combine(day, at)
    tz = time_zone(zone)
    first = wall.replace(tzinfo=tz).astimezone(dt.UTC)
    if first.astimezone(tz).replace(tzinfo=None) == wall:
        return first
    return _end_of_gap(wall, tz)


def _end_of_gap(wall: dt.datetime, tz: ZoneInfo) -> dt.datetime:
    """The transition that skips a wall-clock time, found by halving to the second."""
    before = wall.replace(tzinfo=tz, fold=1).astimezone(dt.UTC)
    after = wall.replace(tzinfo=tz, fold=0).astimezone(dt.UTC)
    offset_after = after.astimezone(tz).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle <= before:
            break
        if middle.astimezone(tz).utcoffset() == offset_after:
            after = middle
        else:
            before = middle
    return after


def start_of_day(day: dt.date, zone: str) -> dt.datetime:
    """00:00 local, as an instant."""
    return local_instant(day, dt.time(0, 0), zone)


def end_of_day(day: dt.date, zone: str) -> dt.datetime:
    """23:59 local, as an instant."""
    return local_instant(day, dt.time(23, 59), zone)


def local_date(moment: dt.datetime, zone: str) -> dt.date:
    """The calendar day of an instant in a zone."""
    return moment.astimezone(time_zone(zone)).date()
