"""Rule readiness-1, why a region's light is what it is: only what holds for that part counts."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given

from events.facts.obstacle import ObstacleRaised
from events.facts.vocabulary import Light
from events.format.recorded_event import RecordedEvent
from services.readiness.answer import Reason, RegionalFigure
from services.readiness.answer import ReasonCode as Why
from services.readiness.readiness_1 import readiness_1
from services.state.growing_occasion import fold_occasion
from tests.worlds import cast, oracle
from tests.worlds.given import History, Step, moment
from tests.worlds.judging import hindered, history, leaf, planned, reported, verified, whole
from tests.worlds.oracle_reads import as_the_oracle_reads
from tests.worlds.random_histories import histories

NORTH, SOUTH = "region:62.05.01", "region:62.05.02"
AT = "2025-07-16 12:00"
"""A day and a half into a plan of three weeks."""
PLAN = planned()
DIVIDED = (*PLAN[:3], PLAN[3].but(breakdown=cast.DIVIDED))
"""60 in the north, 40 in the south."""


def north(past: History, at: str = AT) -> RegionalFigure:
    """The one figure of the north."""
    (figure,) = whole(past, at).regions["62.05.01"]
    return figure


def why(past: History, at: str = AT) -> Reason:
    """The reason of the north's light."""
    reason = north(past, at).reason
    assert reason is not None
    return reason


def rejected(at: str, value: float) -> Step:
    return cast.REJECT.but(accepted_value=value, region=NORTH, occurred_at=moment(at))


CLAIMED = (
    reported("2025-07-15 08:00", 60, region=NORTH),
    reported("2025-07-15 08:00", 40, region=SOUTH),
    cast.CLAIM_BARE.but(occurred_at=moment("2025-07-15 09:00")),
)
WHY: dict[Why, tuple[Step, ...]] = {
    Why.FALLEN_BACK: (
        verified("2025-07-15 08:00", 30, region=NORTH),
        reported("2025-07-15 09:00", 20, region=NORTH),
        hindered("2025-07-15 10:00", "MEDIUM", region=NORTH),
    ),
    Why.CLAIM_REJECTED: (
        *CLAIMED,
        rejected("2025-07-15 10:00", 50),
        hindered("2025-07-15 11:00", "MEDIUM", region=NORTH),
    ),
    Why.CLAIMED_UNVERIFIED: (*CLAIMED, hindered("2025-07-15 11:00", "MEDIUM", region=NORTH)),
    Why.OBSTACLE_OPEN: (hindered("2025-07-15 08:00", "MEDIUM", region=NORTH),),
    Why.UNVERIFIED_PROGRESS: (reported("2025-07-15 08:00", 1, region=NORTH),),
}


@pytest.mark.parametrize("code", WHY)
def test_the_first_reason_that_holds_for_the_part(code: Why) -> None:
    past = history(*DIVIDED, *WHY[code])
    assert (north(past).light, why(past).code) == (Light.YELLOW, code)
    events = [as_the_oracle_reads(event) for event in past.events if event.occasion == "psu"]
    told = oracle.readiness(events, "psu", past.events[-1].position, moment(AT))
    assert told["regions"]["62.05.01"][1]["D1"] == (Light.YELLOW, code)


def test_behind_plan_is_told_by_how_much_of_the_part() -> None:
    """Half of 20 days and 23:59 hours have passed, and 15 of 60 are reported."""
    past = history(*DIVIDED, reported("2025-07-15 08:00", 15, region=NORTH))
    planned_by_then = leaf(past, "2025-07-25 12:00").planned
    assert planned_by_then is not None
    reason = why(past, "2025-07-25 12:00")
    assert reason.code is Why.BEHIND_PLAN
    assert reason.value == round(float(planned_by_then - Fraction(1, 4)), 4)


def test_what_holds_in_another_region_is_no_reason_here() -> None:
    past = history(
        *DIVIDED,
        hindered("2025-07-15 08:00", region=SOUTH),
        hindered("2025-07-15 08:00", "MEDIUM", code="O2", region="region:62.05"),
        hindered("2025-07-15 08:00", "MEDIUM", code="O3"),
        verified("2025-07-15 08:00", 30, region=SOUTH),
        reported("2025-07-15 09:00", 20, region=SOUTH),
    )
    assert leaf(past, AT).reasons[0].code is Why.OBSTACLE_OPEN
    assert why(past).code is Why.UNVERIFIED_PROGRESS


def test_a_report_after_a_rejection_is_heard() -> None:
    past = history(
        *DIVIDED,
        *CLAIMED,
        rejected("2025-07-15 10:00", 50),
        reported("2025-07-15 11:00", 60, region=NORTH),
    )
    assert why(past).code is Why.CLAIMED_UNVERIFIED
    at_once = history(
        *DIVIDED,
        *CLAIMED,
        rejected("2025-07-15 10:00", 50),
        reported("2025-07-15 10:00", 60, region=NORTH),
    )
    assert why(at_once).code is Why.CLAIM_REJECTED
    elsewhere = history(
        *DIVIDED,
        *CLAIMED,
        rejected("2025-07-15 10:00", 50),
        reported("2025-07-15 11:00", 40, region=SOUTH),
    )
    assert why(elsewhere).code is Why.CLAIM_REJECTED


def test_information_is_never_why_a_region_is_yellow() -> None:
    """The leaf is GREEN: of its reasons only information is left."""
    past = history(
        *DIVIDED,
        cast.RESCHEDULE,
        verified("2025-07-15 08:00", 10, region=NORTH),
        verified("2025-07-15 08:00", 30, region=SOUTH),
    )
    judged = leaf(past, "2025-07-17 00:00")
    assert (judged.light, [reason.code for reason in judged.reasons]) == (
        Light.GREEN,
        [Why.RESCHEDULED],
    )
    assert north(past, "2025-07-17 00:00").light is Light.YELLOW
    assert why(past, "2025-07-17 00:00").code is Why.UNVERIFIED_PROGRESS


def test_what_is_not_begun_or_not_specified_says_so_in_every_region() -> None:
    assert why(history(*DIVIDED), "2025-07-14 12:00").code is Why.NOT_STARTED
    unowned = history(DIVIDED[0], *DIVIDED[2:])
    assert (why(unowned).code, why(unowned).missing) == (Why.NOT_ASSESSABLE, ("OWNER",))


def test_what_makes_a_region_red_is_told_with_its_days_and_its_number() -> None:
    past = history(
        *DIVIDED,
        hindered("2025-07-15 08:00", region=NORTH),
        hindered("2025-07-15 08:00", code="O2", region=NORTH),
        hindered("2025-07-15 08:00", "LOW", code="O3", region=NORTH),
    )
    assert (north(past).light, why(past).code, why(past).value) == (
        Light.RED,
        Why.OBSTACLE_OPEN,
        2,
    )
    late = why(past, "2025-08-06 11:59")
    assert (late.code, late.value) == (Why.OVERDUE, 1.5)


def test_a_reason_names_the_events_of_its_part_alone() -> None:
    past = history(*DIVIDED, *CLAIMED, rejected("2025-07-15 10:00", 50))
    by_type = {event.fact.type_name(): event.position for event in past.events}
    assert why(past).events == (by_type["ClaimRejected"],)
    fallen = history(
        *DIVIDED,
        verified("2025-07-15 08:00", 30, region=NORTH),
        verified("2025-07-15 08:00", 30, region=SOUTH),
        reported("2025-07-15 09:00", 20, region=NORTH),
    )
    last = fallen.events[-1].position
    assert why(fallen).events == (last - 2, last)
    silent = history(*DIVIDED, reported("2025-07-15 09:00", 20, region=SOUTH))
    set_by = next(
        event.position for event in silent.events if event.fact.type_name() == "DeadlineSet"
    )
    heard = history(*DIVIDED, reported("2025-07-15 09:00", 5, region=NORTH))
    report = heard.events[-1].position
    late = "2025-07-25 12:00"
    assert (why(silent).events, why(silent, late).events) == ((set_by,), (set_by,))
    assert (why(heard).events, why(heard, late).events) == ((report,), (set_by, report))


@given(histories())
def test_whatever_happened_a_reason_is_of_its_place_and_never_information(
    drawn: tuple[list[RecordedEvent], dt.datetime],
) -> None:
    events, moment_drawn = drawn
    judged = readiness_1(fold_occasion(events, moment_drawn), moment_drawn)
    where = {
        event.position: event.fact.region
        for event in events
        if isinstance(event.fact, ObstacleRaised)
    }
    groups = [judged.whole, *judged.areas.values()]
    reasons = [reason for group in groups for reason in group.reasons]
    for region, figures in judged.regions.items():
        for figure in figures:
            assert (figure.reason is None) == (figure.light is Light.GREEN)
            reasons += [figure.reason] if figure.reason else []
            if figure.reason and figure.reason.code is Why.OBSTACLE_OPEN:
                assert {where[position] for position in figure.reason.events} == {region}
    assert not {Why.RESCHEDULED, Why.REMAINDER_WAIVED} & {reason.code for reason in reasons}
