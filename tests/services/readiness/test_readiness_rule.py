"""Rule readiness-1 for one commitment: examples worked out by hand, on both sides of each boundary.

The occasion is on 6 August 2025 in Jakarta; D1 is planned from 15 July to 4 August, target 100.
"""

from fractions import Fraction

import pytest

from events.facts.claim import FulfilmentClaimed
from events.facts.commitment import CommitmentRecorded
from events.facts.deadline import DeadlineRescheduled, DeadlineSet
from events.facts.report import ProgressReported
from events.facts.vocabulary import Light
from services.readiness.answer import ReasonCode as Why
from services.readiness.answer import Specification
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
    rejected,
    reported,
    verified,
)

PLAN = planned()
SECOND = MINUTE / 60
SPAN = 10 * 1440 - 1
"""Minutes from 15 July 00:00 to 24 July 23:59."""
HALF = Fraction(1, 2)


def test_not_assessable_names_what_is_missing_and_has_no_numbers() -> None:
    missing = {
        0: (Specification.OWNER, Specification.DEADLINE, Specification.INDICATOR),
        1: (Specification.DEADLINE, Specification.INDICATOR),
        2: (Specification.INDICATOR,),
    }
    for done, lacking in missing.items():
        past = history(*PLAN[: done + 1])
        judged = leaf(past, "2025-07-20 09:00")
        assert (judged.light, codes(judged)) == (Light.GREY, [Why.NOT_ASSESSABLE])
        assert judged.reasons[0].missing == lacking
        assert judged.reasons[0].events == (past.last(CommitmentRecorded).position,)
        numbers = {judged.score, judged.claimed, judged.verified, judged.freshness, judged.planned}
        assert numbers == {None}
    no_owner = leaf(history(PLAN[0], *PLAN[2:]), "2025-07-20 09:00")
    assert no_owner.reasons[0].missing == (Specification.OWNER,)


def test_before_its_planned_start_it_has_not_started() -> None:
    past = history(*PLAN)
    for at in ("2025-07-11 00:00", "2025-07-14 23:59"):
        judged = leaf(past, at)
        assert (judged.light, codes(judged)) == (Light.GREY, [Why.NOT_STARTED])
        assert {judged.score, judged.claimed, judged.verified, judged.freshness} == {0}
    started = leaf(past, "2025-07-15 00:00")
    assert (started.light, codes(started)) == (Light.YELLOW, [Why.NO_REPORT])


def test_nothing_ever_reported_or_verified() -> None:
    judged = leaf(history(*PLAN), "2025-07-16 00:00")
    assert (judged.light, codes(judged)) == (Light.YELLOW, [Why.NO_REPORT])


def test_a_report_of_nothing_is_no_progress() -> None:
    judged = leaf(history(*PLAN, reported("2025-07-15 08:00", 0)), "2025-07-16 00:00")
    assert (judged.light, codes(judged)) == (Light.YELLOW, [Why.NO_PROGRESS])
    judged = leaf(history(*PLAN, verified("2025-07-15 08:00", 0)), "2025-07-16 00:00")
    assert codes(judged) == [Why.NO_PROGRESS]


def test_what_was_retracted_was_never_reported() -> None:
    past = history(*PLAN, reported("2025-07-15 08:00", 40))
    past = past.and_(cast.RETRACT.but(report_key=past.events[-1].key))
    assert codes(leaf(past, "2025-07-16 00:00")) == [Why.NO_REPORT]


def test_red_when_more_than_0_40_behind_plan() -> None:
    """Planned and claimed are whole multiples of 1/(5·span), so the gap is exactly 2/5."""
    plan = planned(due="2025-07-24", target=5 * SPAN)
    at = moment("2025-07-15 00:00") + 10_000 * MINUTE
    tie = 5 * 10_000 - 2 * SPAN
    judged = leaf(history(*plan, reported("2025-07-20 08:00", tie)), at)
    assert judged.planned is not None
    assert judged.claimed is not None
    assert judged.planned - judged.claimed == Fraction(40, 100)
    assert (judged.light, codes(judged)) == (Light.YELLOW, [Why.BEHIND_PLAN])
    judged = leaf(history(*plan, reported("2025-07-20 08:00", tie - 0.001)), at)
    assert (judged.light, codes(judged)) == (Light.RED, [Why.BEHIND_PLAN])
    assert judged.reasons[0].value == 0.4


def test_yellow_when_more_than_0_15_behind_plan() -> None:
    plan = planned(due="2025-07-24", target=20 * SPAN)
    at = moment("2025-07-15 00:00") + 10_000 * MINUTE
    tie = 20 * 10_000 - 3 * SPAN
    judged = leaf(history(*plan, verified("2025-07-20 08:00", tie)), at)
    assert judged.planned is not None
    assert judged.score is not None
    assert judged.planned - judged.score == Fraction(15, 100)
    assert (judged.light, codes(judged)) == (Light.GREEN, [])
    judged = leaf(history(*plan, verified("2025-07-20 08:00", tie - 0.001)), at)
    assert (judged.light, codes(judged)) == (Light.YELLOW, [Why.BEHIND_PLAN])


@pytest.mark.parametrize(("due", "light"), [("2025-07-17", "YELLOW"), ("2025-07-18", "RED")])
def test_a_plan_of_less_than_72_hours_never_makes_red_before_its_end(due: str, light: str) -> None:
    """15 to 17 July are 71:59 hours, to the 18th 95:59."""
    at = moment(f"{due} 23:00")
    judged = leaf(history(*planned(due=due)), at)
    assert judged.light == light
    assert codes(judged)[0] is Why.BEHIND_PLAN


@pytest.mark.parametrize("at", ["2025-08-04 23:59", "2025-08-05 00:00"])
def test_it_is_overdue_a_minute_after_23_59_of_its_due(at: str) -> None:
    past = history(*PLAN, verified("2025-08-04 12:00", 99))
    overdue = at.endswith("00:00")
    for when in (moment(at), moment(at) + 59 * SECOND):
        judged = leaf(past, when)
        assert judged.light is (Light.RED if overdue else Light.GREEN)
        assert codes(judged) == [Why.OVERDUE] * overdue
    if overdue:
        assert judged.reasons[0].value == round(1 / 1440, 4)
        assert judged.reasons[0].events == (past.last(DeadlineSet).position,)


@pytest.mark.parametrize(("found", "score"), [(0, "0.5"), (20, "0.5"), (50, "0.5"), (60, "0.6")])
def test_a_high_obstacle_caps_the_score_at_half_or_what_is_verified(
    found: float, score: str
) -> None:
    past = history(*PLAN, verified("2025-07-20 08:00", found), reported("2025-07-20 09:00", 100))
    free = leaf(past, "2025-07-20 10:00")
    assert free.score == Fraction(found + 100) / 200
    capped = leaf(past.and_(hindered("2025-07-20 09:00")), "2025-07-20 10:00")
    assert capped.score == Fraction(score)
    medium = leaf(past.and_(hindered("2025-07-20 09:00", "MEDIUM")), "2025-07-20 10:00")
    assert medium.score == free.score


def test_a_high_obstacle_within_three_days_of_the_due_is_red() -> None:
    past = history(*PLAN, verified("2025-08-01 12:00", 95), hindered("2025-08-01 13:00"))
    judged = leaf(past, "2025-08-01 23:58")
    assert (judged.light, codes(judged)) == (Light.YELLOW, [Why.OBSTACLE_OPEN])
    judged = leaf(past, "2025-08-01 23:59")
    assert (judged.light, codes(judged)) == (
        Light.RED,
        [Why.BLOCKED_NEAR_DUE, Why.OBSTACLE_OPEN],
    )
    assert judged.reasons[0].value == 3.0


def test_another_obstacle_is_yellow_until_it_is_resolved() -> None:
    past = history(
        *PLAN,
        verified("2025-08-01 12:00", 95),
        hindered("2025-08-01 13:00", "MEDIUM"),
        cast.RESOLVE.but(occurred_at=moment("2025-08-02 08:00")),
    )
    assert codes(leaf(past, "2025-08-02 07:59")) == [Why.OBSTACLE_OPEN]
    assert leaf(past, "2025-08-02 08:00").light is Light.GREEN


def test_claimed_in_full_is_yellow_until_verified() -> None:
    past = history(*PLAN, verified("2025-07-20 08:00", 90), reported("2025-07-20 08:00", 100))
    judged = leaf(past, "2025-07-20 09:00")
    assert (judged.light, codes(judged)) == (Light.YELLOW, [Why.CLAIMED_UNVERIFIED])
    judged = leaf(past.and_(verified("2025-07-20 10:00", 100)), "2025-07-20 10:00")
    assert judged.light is Light.GREEN


def test_claimed_in_full_names_the_last_report_and_the_last_claim() -> None:
    claim = cast.CLAIM_BARE.but(occurred_at=moment("2025-07-20 08:30"))
    past = history(*PLAN, reported("2025-07-20 08:00", 100), claim)
    (reason,) = leaf(past, "2025-07-20 09:00").reasons
    named = (past.last(ProgressReported).position, past.last(FulfilmentClaimed).position)
    assert (reason.code, reason.events) == (Why.CLAIMED_UNVERIFIED, named)


def test_a_rejection_counts_what_was_accepted_until_a_later_report() -> None:
    past = history(
        *PLAN,
        reported("2025-07-18 08:00", 100),
        *rejected("2025-07-18 12:00", 70),
        reported("2025-07-18 11:00", 95),
        reported("2025-07-18 12:01", 90),
    )
    judged = leaf(past, "2025-07-18 12:00")
    assert (judged.light, codes(judged)) == (Light.YELLOW, [Why.CLAIM_REJECTED])
    assert (judged.score, judged.claimed) == (Fraction(70, 100), Fraction(95, 100))
    judged = leaf(past, "2025-07-18 12:01")
    assert (judged.light, judged.score) == (Light.GREEN, Fraction(80, 100))


def test_claimed_is_never_less_than_verified() -> None:
    past = history(*PLAN, reported("2025-07-18 08:00", 20), verified("2025-07-18 09:00", 60))
    judged = leaf(past, "2025-07-18 10:00")
    assert (judged.claimed, judged.verified, judged.score) == (
        Fraction(60, 100),
        Fraction(60, 100),
        Fraction(60, 100),
    )


def test_above_the_target_is_the_target() -> None:
    past = history(*PLAN, reported("2025-07-18 08:00", 300), verified("2025-07-18 08:00", 110))
    judged = leaf(past, "2025-07-18 10:00")
    assert judged.claimed == 1
    assert judged.verified == 1
    assert judged.light is Light.GREEN


def test_moving_the_due_does_not_move_the_planned_start_and_stays_a_reason() -> None:
    past = history(*planned(due="2025-07-24"), cast.RESCHEDULE.but(old_due="2025-07-24"))
    judged = leaf(past, "2025-07-15 00:00")
    assert codes(judged) == [Why.NO_REPORT, Why.RESCHEDULED]
    assert judged.reasons[-1].value == 1.0
    assert judged.reasons[-1].events == (past.last(DeadlineRescheduled).position,)
    midway = leaf(past, moment("2025-07-15 00:00") + 11 * DAY)
    assert midway.planned == Fraction(11 * 1440, 22 * 1440 - 1)


def test_what_made_the_light_comes_first_and_each_reason_once() -> None:
    past = history(*PLAN, hindered("2025-07-20 08:00"), cast.RESCHEDULE)
    assert codes(leaf(past, "2025-08-06 00:00")) == [
        Why.OVERDUE,
        Why.BLOCKED_NEAR_DUE,
        Why.BEHIND_PLAN,
        Why.STALE,
        Why.OBSTACLE_OPEN,
        Why.NO_REPORT,
        Why.RESCHEDULED,
    ]
