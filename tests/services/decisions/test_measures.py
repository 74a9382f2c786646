"""Values as their measure reads them: which can be reported and verified, and what is enough."""

from decimal import Decimal
from typing import Any

import pytest

from events.facts.indicator import PartTarget
from events.facts.verdict import FulfilmentVerified
from events.facts.vocabulary import VerificationMethod
from services.readiness.readiness_2_clock import days_of
from services.readiness.readiness_2_duty import duty_of
from services.refusals import RefusalCode as No
from services.state.occasion import whole_minute
from tests.worlds import cast
from tests.worlds.cast import DIVIDED_READY, READY
from tests.worlds.cast_course import (
    DELIVERABLE,
    DINKES,
    DUTY,
    FALLING,
    KPU,
    RATE,
    RATES,
    SHARED,
    SHARED_DUTY,
    measured,
)
from tests.worlds.given import History, moment
from tests.worlds.refused import Refused

BY_DOCUMENT = VerificationMethod.DOCUMENT
FIRST_WEEK, SECOND_WEEK = moment("2025-07-16 08:00"), moment("2025-07-23 08:00")
IN_THE_THIRD, OVER = moment("2025-07-29 10:00"), moment("2025-08-05 08:00")


def proven(history: History, *values: float) -> History:
    """With evidence, and these values reported."""
    return history.and_(cast.ATTACH, *(cast.REPORT.but(value=value) for value in values))


@pytest.mark.parametrize("value", [0, 1])
def test_what_is_delivered_once_is_delivered_or_not(value: int) -> None:
    DELIVERABLE.when(cast.REPORT.but(value=value)).accepted()
    DELIVERABLE.when(cast.VERIFY_PROGRESS.but(value=value)).accepted()


def test_a_delivery_is_claimed_and_verified_as_one() -> None:
    proven(DELIVERABLE, 0).when(cast.CLAIM).then_refused(No.BELOW_TARGET)
    claimed = proven(DELIVERABLE, 1).and_(cast.CLAIM)
    claimed.when(cast.VERIFY_FULFILMENT).then(
        FulfilmentVerified(value=Decimal(1), method=BY_DOCUMENT)
    )
    claimed.when(cast.VERIFY_FULFILMENT.but(value=0)).then_refused(No.BELOW_TARGET, "verify")


def test_a_rate_is_claimed_once_it_is_at_its_target() -> None:
    proven(RATE, 74.9).when(cast.CLAIM).then_refused(No.BELOW_TARGET)
    claimed = proven(RATE, 75.5).and_(cast.CLAIM)
    claimed.when(cast.VERIFY_FULFILMENT).then(
        FulfilmentVerified(value=Decimal("75.5"), method=BY_DOCUMENT)
    )


def test_the_parts_of_a_rate_are_verified_each_at_its_own_and_come_to_no_sum() -> None:
    at_75 = RATES.and_(cast.ATTACH, cast.REPORT.but(party=KPU, value=75))
    almost = at_75.and_(cast.REPORT.but(party=DINKES, value=79))
    almost.when(cast.CLAIM).then_refused(No.BELOW_TARGET, "parts")
    claimed = at_75.and_(cast.REPORT.but(party=DINKES, value=80), cast.CLAIM)
    claimed.when(cast.VERIFY_FULFILMENT).then(
        FulfilmentVerified(
            method=BY_DOCUMENT,
            by_part=(
                PartTarget(party="KPU", target=Decimal(75)),
                PartTarget(party="DINKES", target=Decimal(80)),
            ),
        )
    )
    refused = claimed.when(cast.VERIFY_FULFILMENT.but(value=78))
    assert refused.then_refused(No.INVALID_QUANTITY, "mean").field == ("value",)


def test_what_is_to_fall_is_claimed_once_it_has() -> None:
    proven(FALLING, 11).when(cast.CLAIM).then_refused(No.BELOW_TARGET, "at_most")
    claimed = proven(FALLING, 9).and_(cast.CLAIM)
    claimed.when(cast.VERIFY_FULFILMENT).then(
        FulfilmentVerified(value=Decimal(9), method=BY_DOCUMENT)
    )
    claimed.when(cast.VERIFY_FULFILMENT.but(value=11)).then_refused(No.BELOW_TARGET, "verify")


def test_the_parts_of_what_is_to_fall_are_verified_each_at_its_own_and_add_up() -> None:
    divided = measured(
        direction="AT_MOST",
        baseline=40,
        target=10,
        unit="kasus",
        breakdown=[
            {"party": KPU, "target": 6, "baseline": 24},
            {"party": DINKES, "target": 4, "baseline": 16},
        ],
    )
    at_5 = divided.and_(cast.ATTACH, cast.REPORT.but(party=KPU, value=5))
    at_5.when(cast.CLAIM).then_refused(No.BELOW_TARGET, "parts")
    claimed = at_5.and_(cast.REPORT.but(party=DINKES, value=4), cast.CLAIM)
    verdict = claimed.when(cast.VERIFY_FULFILMENT).facts[0]
    assert isinstance(verdict, FulfilmentVerified)
    assert verdict.value == 9
    assert [part.target for part in verdict.by_part] == [5, 4]
    claimed.when(cast.VERIFY_FULFILMENT.but(value=10)).accepted()
    claimed.when(cast.VERIFY_FULFILMENT.but(value=11)).then_refused(No.BELOW_TARGET, "verify")


def test_a_part_counts_in_the_whole_with_no_more_than_is_asked_for_of_it() -> None:
    history = SHARED.and_(cast.ATTACH, cast.REPORT.but(party=KPU, value=90))
    claimed = history.and_(cast.REPORT.but(party=DINKES, value=40), cast.CLAIM)
    verdict = claimed.when(cast.VERIFY_FULFILMENT).facts[0]
    assert isinstance(verdict, FulfilmentVerified)
    assert verdict.value == 100
    assert [part.target for part in verdict.by_part] == [90, 40]


def test_only_what_goes_beyond_twice_a_target_that_is_to_be_reached_needs_a_note() -> None:
    READY.when(cast.REPORT.but(value=200)).accepted()
    READY.when(cast.REPORT.but(value=200.001)).then_refused(No.INVALID_QUANTITY, "far_above")
    READY.when(cast.REPORT.but(value=200.001, note="Dua gudang")).accepted()
    FALLING.when(cast.REPORT.but(value=500)).accepted()
    DUTY.when(cast.REPORT.but(value=500)).accepted()
    divided = cast.REPORT.but(region="62.05.02", value=81)
    DIVIDED_READY.when(divided).then_refused(No.INVALID_QUANTITY, "far_above")


def test_what_was_verified_counts_for_a_claim_too() -> None:
    """The same p as in readiness: the greater of what was reported and what was accepted after."""
    history = proven(READY, 40).and_(cast.VERIFY_PROGRESS.but(value=100))
    claimed = history.and_(cast.CLAIM)
    claimed.when(cast.VERIFY_FULFILMENT).then(
        FulfilmentVerified(value=Decimal(100), method=BY_DOCUMENT)
    )
    later = history.and_(cast.REPORT.but(value=99))
    later.when(cast.CLAIM).then_refused(No.BELOW_TARGET)


def test_a_rejected_claim_is_no_ground_for_the_next_one() -> None:
    history = proven(READY, 100).and_(cast.CLAIM, cast.REJECT)
    history.when(cast.CLAIM).then_refused(No.BELOW_TARGET)
    history.and_(cast.REPORT_ALL).when(cast.CLAIM).accepted()


def kept(history: History, *days: str, **fields: Any) -> History:
    """With a report on each of these days; the weeks begin on 15, 22 and 29 July."""
    for day in days:
        history = history.and_(moment(f"2025-{day} 10:00"), cast.REPORT.but(value=1, **fields))
    return history.and_(cast.ATTACH)


def test_a_duty_is_verified_in_periods_that_were_due_by_then() -> None:
    history = DUTY.and_(IN_THE_THIRD)  # two weeks are over
    for kept_so_far in (0, 1, 2):
        history.when(cast.VERIFY_PROGRESS.but(value=kept_so_far)).accepted()
    for value in (3.0, 1.5):
        refused = history.when(cast.VERIFY_PROGRESS.but(value=value))
        assert refused.then_refused(No.INVALID_QUANTITY, "periods").params == {"due": 2}
    back = cast.VERIFY_PROGRESS.but(value=2, occurred_at=SECOND_WEEK)
    history.when(back).then_refused(No.INVALID_QUANTITY, "periods")
    history.when(back.but(value=1)).accepted()


def test_a_duty_may_be_claimed_once_its_last_period_is_over_whatever_was_kept() -> None:
    none_kept = DUTY.and_(cast.ATTACH)
    refusal = none_kept.and_(moment("2025-08-04 23:59")).when(cast.CLAIM)
    refusal.then_refused(No.BELOW_TARGET, "periods")
    none_kept.and_(moment("2025-08-05 00:00")).when(cast.CLAIM).accepted()
    early = cast.CLAIM.but(occurred_at=IN_THE_THIRD)
    none_kept.and_(OVER).when(early).then_refused(No.BELOW_TARGET, "periods")


def test_to_verify_a_duty_is_to_verify_how_often_it_was_kept() -> None:
    claimed = kept(DUTY, "07-16", "07-30").and_(OVER, cast.CLAIM)
    claimed.when(cast.VERIFY_FULFILMENT).then(
        FulfilmentVerified(value=Decimal(2), method=BY_DOCUMENT)
    )
    claimed.when(cast.VERIFY_FULFILMENT.but(value=2)).accepted()
    refused = claimed.when(cast.VERIFY_FULFILMENT.but(value=3))
    assert refused.then_refused(No.INVALID_QUANTITY, "kept").field == ("value",)


@pytest.mark.parametrize(
    ("day", "recorded", "counts"),
    [
        ("07-16 10:00", "07-28 23:59", 1),
        ("07-16 10:00", "07-29 00:00", 0),
        # the last week counts as if its end had not been cut short, and the one after it too
        ("08-04 10:00", "08-11 23:59", 1),
        ("08-04 10:00", "08-12 00:00", 0),
        ("07-14 23:59", "07-15 08:00", 0),
        ("08-05 00:00", "08-05 00:00", 0),
    ],
)
def test_a_report_keeps_its_period_if_it_is_recorded_before_the_next_one_ends(
    day: str, recorded: str, counts: int
) -> None:
    report = cast.REPORT.but(value=1, occurred_at=moment(f"2025-{day}"))
    history = DUTY.and_(moment(f"2025-{recorded}"), report, cast.ATTACH)
    claimed = history.and_(moment("2025-08-13 08:00"), cast.CLAIM)
    (verdict,) = claimed.when(cast.VERIFY_FULFILMENT).facts
    assert isinstance(verdict, FulfilmentVerified)
    assert verdict.value == counts
    occasion = claimed.occasions["psu"].occasion
    assert occasion is not None
    by_the_rule = duty_of(claimed.commitment(), days_of(occasion))
    assert by_the_rule is not None
    assert [part.kept for part in by_the_rule.at(whole_minute(claimed.now)).parts] == [counts]


@pytest.mark.parametrize(("value", "counts"), [(0, 0), (0.999, 0), (1, 1), (12, 1)])
def test_a_report_of_less_than_one_keeps_no_period(value: float, counts: int) -> None:
    history = DUTY.and_(moment("2025-07-16 10:00"), cast.REPORT.but(value=value), cast.ATTACH)
    verdict = history.and_(OVER, cast.CLAIM).when(cast.VERIFY_FULFILMENT).facts[0]
    assert isinstance(verdict, FulfilmentVerified)
    assert verdict.value == counts


def test_each_part_of_a_duty_has_its_own_periods() -> None:
    history = kept(SHARED_DUTY, "07-23", "07-30", party=KPU).and_(OVER, cast.CLAIM)
    history.when(cast.VERIFY_FULFILMENT).then(
        FulfilmentVerified(
            value=Decimal(2),
            method=BY_DOCUMENT,
            by_part=(
                PartTarget(party="KPU", target=Decimal(2)),
                PartTarget(party="DINKES", target=Decimal(0)),
            ),
        )
    )


REFUSALS = [
    *(
        Refused(f"delivered {value}", DELIVERABLE, act, No.INVALID_QUANTITY, "deliverable")
        for value in (0.5, 2)
        for act in (cast.REPORT.but(value=value), cast.VERIFY_PROGRESS.but(value=value))
    ),
    Refused(
        "more periods than were due",
        kept(DUTY).and_(OVER, cast.CLAIM),
        cast.REJECT.but(accepted_value=4),
        No.INVALID_QUANTITY,
        "periods",
    ),
    Refused(
        "a negative rate", RATE, cast.VERIFY_PROGRESS.but(value=-1), No.INVALID_QUANTITY, "negative"
    ),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
