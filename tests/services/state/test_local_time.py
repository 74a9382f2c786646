"""Wall-clock times of a zone as instants, also where the clock is put forward or back."""

import datetime as dt
import zoneinfo
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.state.local_time import end_of_day, local_date, local_instant, start_of_day
from services.state.time_zones import time_zone

MINUTE = dt.timedelta(minutes=1)
ZONES = [
    *("Asia/Jakarta", "Asia/Jayapura", "America/Sao_Paulo", "Pacific/Apia", "Europe/Dublin"),
    *("Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns"),
]


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}:00+00:00")


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Asia/Jakarta", "2025-08-05T17:00", "2025-08-06T16:59"),
        ("Asia/Jayapura", "2025-08-05T15:00", "2025-08-06T14:59"),
        ("UTC", "2025-08-06T00:00", "2025-08-06T23:59"),
        ("America/St_Johns", "2025-08-06T02:30", "2025-08-07T02:29"),
    ],
)
def test_a_day_lasts_from_midnight_to_a_minute_before(zone: str, first: str, last: str) -> None:
    day = dt.date(2025, 8, 6)
    assert start_of_day(day, zone) == utc(first)
    assert end_of_day(day, zone) == utc(last)


def test_a_skipped_midnight_is_the_first_instant_of_the_day() -> None:
    """In São Paulo 4 November 2018 began at 01:00."""
    day, zone = dt.date(2018, 11, 4), "America/Sao_Paulo"
    assert start_of_day(day, zone) == utc("2018-11-04T03:00")
    assert start_of_day(day, zone) == local_instant(day, dt.time(1), zone)
    assert local_instant(day, dt.time(0, 30), zone) == utc("2018-11-04T03:00")
    assert end_of_day(day - dt.timedelta(days=1), zone) == start_of_day(day, zone) - MINUTE


def test_a_day_that_is_skipped_whole_is_the_first_instant_after_it() -> None:
    """Samoa went from 29 to 31 December 2011."""
    day, zone = dt.date(2011, 12, 30), "Pacific/Apia"
    assert start_of_day(day, zone) == end_of_day(day, zone) == utc("2011-12-30T10:00")
    assert start_of_day(dt.date(2011, 12, 31), zone) == utc("2011-12-30T10:00")
    assert end_of_day(dt.date(2011, 12, 29), zone) == utc("2011-12-30T09:59")


def test_a_skipped_hour_in_the_day() -> None:
    """Dublin, 30 March 2025: after 00:59 comes 02:00."""
    for minute in (0, 30, 59):
        at = dt.time(1, minute)
        assert local_instant(dt.date(2025, 3, 30), at, "Europe/Dublin") == utc("2025-03-30T01:00")


def test_a_time_that_comes_twice_means_the_first() -> None:
    """Dublin, 26 October 2025: 01:30 comes an hour apart; in Havana midnight itself does."""
    assert local_instant(dt.date(2025, 10, 26), dt.time(1, 30), "Europe/Dublin") == utc(
        "2025-10-26T00:30"
    )
    assert start_of_day(dt.date(2025, 11, 2), "America/Havana") == utc("2025-11-02T04:00")


def test_half_an_hour_may_be_skipped_too() -> None:
    day = dt.date(2025, 10, 5)
    skipped = local_instant(day, dt.time(2, 15), "Australia/Lord_Howe")
    assert skipped == utc("2025-10-04T15:30")


def test_a_gap_that_ends_between_two_minutes_ends_on_its_second() -> None:
    """Amsterdam, 1 July 1937: the clock went from 00:00:00 to 00:00:28."""
    day = dt.date(1937, 7, 1)
    ended = start_of_day(day, "Europe/Amsterdam").astimezone(time_zone("Europe/Amsterdam"))
    assert ended.replace(tzinfo=None) >= dt.datetime.combine(day, dt.time())


def test_the_local_day_of_an_instant() -> None:
    moment = utc("2025-08-05T16:30")
    assert local_date(moment, "Asia/Jakarta") == dt.date(2025, 8, 5)
    assert local_date(moment, "Asia/Jayapura") == dt.date(2025, 8, 6)


@given(
    day=st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)),
    at=st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
)
def test_it_is_the_first_instant_whose_local_time_is_not_before(
    day: dt.date, at: dt.time, zone: str
) -> None:
    """At the instant the wall clock shows the time or a later one; a minute earlier it did not."""
    tz, wall = time_zone(zone), dt.datetime.combine(day, at)
    instant = local_instant(day, at, zone)
    shown = instant.astimezone(tz).replace(tzinfo=None)
    earlier = (instant - dt.timedelta(microseconds=1)).astimezone(tz).replace(tzinfo=None)
    assert shown >= wall
    assert earlier < wall


def test_zones_are_those_of_the_pinned_data_alone(tmp_path: Path) -> None:
    """What the host says of a zone, or calls one, changes no answer."""
    jayapura = files("tzdata.zoneinfo").joinpath("Asia", "Jayapura").read_bytes()
    (tmp_path / "Asia").mkdir()
    for name in ("Asia/Jakarta", "localtime"):
        (tmp_path / name).write_bytes(jayapura)
    zoneinfo.reset_tzpath(to=[str(tmp_path)])
    zoneinfo.ZoneInfo.clear_cache()
    time_zone.cache_clear()
    try:
        assert utc("2025-08-06T00:00").astimezone(zoneinfo.ZoneInfo("localtime")).hour == 9
        assert end_of_day(dt.date(2025, 8, 6), "Asia/Jakarta") == utc("2025-08-06T16:59")
        with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
            end_of_day(dt.date(2025, 8, 6), "localtime")
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()
        time_zone.cache_clear()
