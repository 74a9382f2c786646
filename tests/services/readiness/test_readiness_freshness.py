"""Rule readiness-1: how a figure fades, by hand. The occasion is on 6 August 2025 in Jakarta."""

from fractions import Fraction

import pytest

from events.facts.vocabulary import Light
from services.readiness.answer import ReasonCode as Why
from tests.worlds import cast
from tests.worlds.given import moment
from tests.worlds.judging import (
    DAY,
    MINUTE,
    codes,
    hindered,
    history,
    leaf,
    planned,
    reported,
    verified,
)

PLAN = planned()
HALF = Fraction(1, 2)


def test_early_work_is_judged_before_the_planned_start_and_is_never_stale_then() -> None:
    judged = leaf(history(*PLAN, reported("2025-05-01 08:00", 40)), "2025-07-14 23:59")
    assert (judged.light, codes(judged)) == (Light.GREEN, [])
    assert judged.score == Fraction(20, 100)
    assert judged.freshness == 1


def test_early_work_ages_from_the_planned_start() -> None:
    past = history(*PLAN, reported("2025-05-01 08:00", 40))
    assert leaf(past, "2025-07-22 00:00").freshness == 1
    assert leaf(past, "2025-07-22 00:01").freshness == 1 - Fraction(1, 1440) / 7


@pytest.mark.parametrize(
    ("boundary", "before", "at"),
    [("2025-07-23 07:00", 5, Fraction(1, 2)), ("2025-07-30 07:00", 2, Fraction(1, 2))],
)
def test_the_window_narrows_14_and_7_days_before_07_00_of_the_day(
    boundary: str, before: int, at: Fraction
) -> None:
    """Five days old: fresh in (7, 14), half faded in (3, 7); two days: the same one window on."""
    switch = moment(boundary)
    report = cast.REPORT.but(occurred_at=switch - before * DAY)
    past = history(*PLAN, report)
    assert leaf(past, switch - MINUTE).freshness == 1
    assert leaf(past, switch).freshness == at


@pytest.mark.parametrize(
    ("judged_at", "fresh", "faded"),
    [("2025-07-22 07:00", 7, 14), ("2025-07-26 07:00", 3, 7), ("2025-08-03 07:00", 1, 3)],
)
def test_freshness_lasts_f0_days_and_is_gone_after_f1(
    judged_at: str, fresh: int, faded: int
) -> None:
    at, plan = moment(judged_at), planned(start="2025-07-01")
    for age, freshness in (
        (fresh * DAY, Fraction(1)),
        (fresh * DAY + MINUTE, 1 - Fraction(1, 1440) / (faded - fresh)),
        ((fresh + faded) * DAY / 2, HALF),
        (faded * DAY, Fraction(0)),
        (faded * DAY + DAY, Fraction(0)),
    ):
        past = history(*plan, cast.REPORT.but(value=80, occurred_at=at - age))
        judged = leaf(past, at)
        assert judged.freshness == freshness
        assert judged.has(Why.STALE) == (freshness < 1)
        assert judged.score == HALF * freshness * Fraction(80, 100)


def test_what_is_fully_verified_never_ages_and_is_green() -> None:
    past = history(*PLAN, verified("2025-07-15 08:00", 100), hindered("2025-07-16 08:00"))
    for at in ("2025-07-16 09:00", "2025-08-04 23:00", "2025-08-30 00:00"):
        judged = leaf(past, at)
        assert (judged.light, codes(judged)) == (Light.GREEN, [])
        assert judged.score == 1
        assert judged.freshness == 1


def test_age_and_plan_stop_at_the_end_of_the_day_of_the_occasion() -> None:
    plan = planned(due="2025-08-06")
    past = history(*plan, reported("2025-08-05 23:59", 90), verified("2025-08-05 23:59", 90))
    judged = leaf(past, "2025-08-20 00:00")
    assert judged.freshness == 1
    assert judged.planned == 1
    assert codes(judged) == [Why.OVERDUE]
