"""The periods of a duty: without gaps from the planned start to the last day."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.facts.vocabulary import Every
from services.state.local_time import end_of_day, start_of_day
from services.state.periods import Periods

ZONE = "Asia/Jakarta"
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def duty(first: str, last: str, every: Every, until: str | None = None) -> Periods:
    return Periods(day(first), day(last), every, ZONE, day(until) if until else None)


def starts(of: Periods) -> list[str]:
    return [of.start(period).isoformat() for period in range(of.number)]


def minute(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}+07:00").astimezone(dt.UTC)


def test_a_month_begins_on_the_day_of_the_first_or_on_its_own_last_day() -> None:
    of = duty("2024-01-31", "2024-05-30", Every.MONTH)
    assert starts(of) == ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]
    assert of.at(day("2024-02-28")) == 0
    assert of.at(day("2024-03-30")) == 1


def test_a_week_has_seven_days_from_whatever_day_it_begins() -> None:
    assert starts(duty("2025-07-16", "2025-07-30", Every.WEEK)) == [
        "2025-07-16",
        "2025-07-23",
        "2025-07-30",
    ]


@given(DAYS, st.integers(0, 400), st.sampled_from(Every))
def test_every_day_lies_in_one_period_and_the_last_one_ends_with_the_duty(
    first: dt.date, length: int, every: Every
) -> None:
    last = first + dt.timedelta(days=length)
    of = Periods(first, last, every, ZONE, None)
    days = [first + dt.timedelta(days=n) for n in range(length + 1)]
    periods = [of.at(each) for each in days]
    assert periods[0] == 0
    assert periods[-1] == of.number - 1
    assert all(later - earlier in (0, 1) for earlier, later in pairwise(periods))
    assert all(of.start(n) == days[periods.index(n)] for n in range(of.number))
    assert of.end(of.number - 1) == end_of_day(last, ZONE)


@pytest.mark.parametrize(
    ("at", "until", "due"),
    [
        ("2025-07-15 23:59", None, 0),
        ("2025-07-16 00:00", None, 1),
        ("2025-07-17 12:00", None, 2),
        ("2025-07-25 00:00", None, 4),
        ("2025-07-25 00:00", "2025-07-16", 2),
        ("2025-07-25 00:00", "2025-07-14", 0),
        ("2025-07-16 23:59", "2025-07-16", 1),
    ],
)
def test_a_period_is_due_once_it_is_over_and_within_what_is_judged(
    at: str, until: str | None, due: int
) -> None:
    assert duty("2025-07-15", "2025-07-18", Every.DAY, until).due(minute(at)) == due


def test_a_duty_is_over_after_its_last_day_however_long_readiness_is_judged() -> None:
    of = duty("2025-07-15", "2025-07-18", Every.DAY, until="2025-07-16")
    assert not of.is_over(minute("2025-07-18 23:59"))
    assert of.is_over(minute("2025-07-19 00:00"))


@given(
    DAYS,
    st.integers(0, 400),
    st.sampled_from(Every),
    st.none() | st.integers(-20, 420),
    st.integers(-30 * 24 * 60, 430 * 24 * 60),
)
def test_those_are_due_that_are_over_and_within_what_is_judged(
    first: dt.date, length: int, every: Every, until: int | None, passed: int
) -> None:
    last = first + dt.timedelta(days=length)
    judged = None if until is None else first + dt.timedelta(days=until)
    at = start_of_day(first, ZONE) + dt.timedelta(minutes=passed)
    of = Periods(first, last, every, ZONE, judged)
    ends = [of.end(n) for n in range(of.number)]
    limit = None if judged is None else end_of_day(judged, ZONE)
    assert of.due(at) == sum(at > end and (limit is None or end <= limit) for end in ends)
