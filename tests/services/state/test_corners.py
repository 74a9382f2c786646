"""Corners where waivers, divisions and times meet: each was wrong once."""

import datetime as dt

import pytest

from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentStatus as Status
from services.state.growing_occasion import fold_occasion
from services.state.records import ActedBy
from tests.worlds import cast
from tests.worlds.cast import CLAIMED, DIVIDED_READY, OWNED, READY
from tests.worlds.given import moment

NORTH, SOUTH = "region:62.05.01", "region:62.05.02"
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
MORE_THAN_THE_WHOLE = [
    {"region": "62.05.01", "target": 80},
    {"region": "62.05.02", "target": 40},
]
WAIVED_IN_THE_NORTH = DIVIDED_READY.and_(cast.PROPOSE_WAIVER.but(region=NORTH), cast.WAIVE)


def test_no_more_is_waived_than_the_whole_target_leaves() -> None:
    history = OWNED.and_(
        cast.SET_DEADLINE,
        cast.DEFINE.but(breakdown=MORE_THAN_THE_WHOLE, note="Cadangan"),
        cast.ACCEPT,
        cast.PROPOSE_WAIVER.but(region=NORTH, remainder=80),
        cast.WAIVE,
        cast.VERIFY_PROGRESS.but(region=SOUTH, value=10),
    )
    history.when(cast.PROPOSE_WAIVER.but(code="W2", region=SOUTH, remainder=10)).accepted()
    more = history.when(cast.PROPOSE_WAIVER.but(code="W2", region=SOUTH, remainder=11))
    more.then_refused(No.INVALID_QUANTITY, "remainder")


def test_a_region_with_a_waiver_stays_in_the_division() -> None:
    gone = [{"region": "62.05.02", "target": 120}]
    WAIVED_IN_THE_NORTH.when(cast.REVISE.but(breakdown=gone)).then_refused(No.INVALID_REGION)


def test_an_undivided_target_with_a_waiver_is_not_divided() -> None:
    waived = READY.and_(cast.PROPOSE_WAIVER, cast.WAIVE)
    divided = cast.REVISE.but(new_target=100, breakdown=cast.DIVIDED)
    waived.when(divided).then_refused(No.INVALID_REGION)


def test_a_regions_target_stays_above_what_was_waived_there() -> None:
    less = [{"region": "62.05.01", "target": 30}, {"region": "62.05.02", "target": 70}]
    revised = WAIVED_IN_THE_NORTH.when(cast.REVISE.but(new_target=100, breakdown=less))
    revised.then_refused(No.INVALID_QUANTITY)


def test_a_revision_alone_never_verifies() -> None:
    history = READY.and_(
        cast.VERIFY_PROGRESS.but(value=60), cast.PROPOSE_WAIVER.but(remainder=10), cast.WAIVE
    )
    assert history.commitment().status is Status.IN_PROGRESS
    revised = history.and_(cast.REVISE.but(new_target=70))
    assert revised.commitment().status is Status.IN_PROGRESS


def test_verified_fulfilment_is_never_less_than_the_target() -> None:
    history = DIVIDED_READY.and_(
        moment("2025-07-20 12:00"),
        cast.REPORT.but(region=NORTH, value=60),
        cast.REPORT.but(region=SOUTH, value=40),
    )
    claim = history.when(cast.CLAIM_BARE.but(occurred_at=history.now - 5 * HOUR))
    verify = cast.VERIFY_FULFILMENT.but(occurred_at=history.now - 3 * HOUR)
    outcome = claim.history.when(verify)
    state = outcome.history.commitment()
    assert state.status is not Status.VERIFIED or state.verified == 100


def test_what_lies_a_minute_ahead_is_not_lost_in_a_verification() -> None:
    ahead = DIVIDED_READY.now + MINUTE
    history = DIVIDED_READY.and_(
        cast.REPORT.but(region=NORTH, value=60, occurred_at=ahead),
        cast.REPORT.but(region=SOUTH, value=40),
        cast.CLAIM_BARE,
    )
    state = history.when(cast.VERIFY_FULFILMENT).history.commitment()
    assert state.status is not Status.VERIFIED or state.verified == 100


def test_a_reopening_that_is_accepted_reopens() -> None:
    verify = cast.VERIFY_FULFILMENT.but(occurred_at=CLAIMED.now + MINUTE)
    outcome = CLAIMED.and_(verify).when(cast.REOPEN)
    assert outcome.refusal or outcome.history.commitment().status is Status.REOPENED


@pytest.mark.parametrize("level", ["2", True, 2.0])
def test_a_level_is_a_whole_number(level: object) -> None:
    READY.when(cast.ESCALATE.but(level=level)).then_refused(No.BAD_USER_INPUT)


def test_of_two_obstacles_the_one_that_is_named_is_resolved() -> None:
    two = READY.and_(cast.RAISE, cast.RAISE.but(code="O2"))
    for gone, left in (("O1", "O2"), ("O2", "O1")):
        state = two.and_(cast.RESOLVE.but(obstacle=f"obstacle:psu/D1/{gone}")).commitment()
        assert [obstacle.code for obstacle in state.open_obstacles] == [left]


def test_of_two_escalations_the_one_that_is_named_is_answered() -> None:
    two = READY.and_(cast.ESCALATE, cast.ESCALATE.but(code="E2"))
    for gone, left in (("E1", "E2"), ("E2", "E1")):
        state = two.and_(cast.ANSWER.but(escalation=f"escalation:psu/D1/{gone}")).commitment()
        assert [escalation.code for escalation in state.open_escalations] == [left]


def test_of_two_waivers_the_one_that_is_named_is_granted() -> None:
    two = READY.and_(
        cast.PROPOSE_WAIVER.but(remainder=10), cast.PROPOSE_WAIVER.but(code="W2", remainder=20)
    )
    for granted, waived in (("W1", 10), ("W2", 20)):
        state = two.and_(cast.WAIVE.but(waiver=f"waiver:psu/D1/{granted}")).commitment()
        assert state.waived == waived


def test_who_proposed_a_waiver_or_escalated_is_kept_whole() -> None:
    proposed = READY.and_(
        cast.PROPOSE_WAIVER.but(
            Viewer((Role.COORDINATOR,), "SEKDA", person=cast.PERSON), on_behalf_of="party:BUPATI"
        ),
        cast.ESCALATE,
    ).commitment()
    waiver, escalation = proposed.waivers.last, proposed.escalations.last
    assert waiver is not None
    assert escalation is not None
    assert waiver.proposed_by == ActedBy("SEKDA", cast.PERSON, "BUPATI")
    assert escalation.raised_by == ActedBy("SETDA", cast.PERSON, None)


def test_what_is_known_to_come_is_counted_though_it_does_not_count_yet() -> None:
    later = READY.now + 2 * MINUTE
    history = READY.and_(cast.REPORT.but(occurred_at=later))
    events = [event for event in history.events if event.occasion == "psu"]
    for moment_of_reading, reports in ((READY.now, 0), (later, 1)):
        state = fold_occasion(events, moment_of_reading)
        assert (state.size, state.last) == (len(events), events[-1].position)
        assert len(list(state.commitments["D1"].reports)) == reports
