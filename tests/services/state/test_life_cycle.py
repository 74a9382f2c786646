"""The life of a commitment: its statuses, its first values, and reports in any order."""

import datetime as dt
from dataclasses import replace

import pytest

from events.facts.claim import FulfilmentClaimed
from events.format.recorded_event import RecordedEvent
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentStatus as Status
from services.state.commitment_evolve import evolve_commitment
from services.state.growing_occasion import fold_occasion
from services.state.records import COUNTING
from tests.worlds import cast
from tests.worlds.cast import CLAIMED, READY, RECORDED, REJECTED, REPORTED, SPECIFIED, VERIFIED
from tests.worlds.given import Act, History, Step, moment

SECOND = dt.timedelta(seconds=1)
JULY = {day: moment(f"2025-07-{day} 12:00") for day in range(10, 32)}
LATER = READY.and_(moment("2025-07-31 12:00"))
"""On 31 July everything is specified, and nothing reported."""


def status(*steps: Step, after: History = READY) -> Status:
    return after.and_(*steps).commitment().status


def reported(day: int, value: float) -> Act:
    return cast.REPORT.but(value=value, occurred_at=JULY[day])


def of_psu(history: History) -> list[RecordedEvent]:
    return [event for event in history.events if event.occasion == "psu"]


def claimed_after(*steps: Step) -> object:
    return LATER.and_(*steps).commitment().claimed


def test_from_recorded_to_verified() -> None:
    stages = [RECORDED, SPECIFIED, READY, REPORTED, CLAIMED, VERIFIED]
    assert [stage.commitment().status for stage in stages] == [
        Status.RECORDED,
        Status.RECORDED,
        Status.READY,
        Status.IN_PROGRESS,
        Status.CLAIMED,
        Status.VERIFIED,
    ]


def test_a_rejected_claim_does_not_conform_until_something_later_is_reported() -> None:
    assert REJECTED.commitment().status is Status.NOT_YET_CONFORMING
    again = REJECTED.and_(REJECTED.now + SECOND)
    assert status(cast.REPORT_ALL, after=again) is Status.IN_PROGRESS
    assert status(cast.REPORT_ALL, cast.CLAIM, after=again) is Status.CLAIMED


def test_a_report_of_an_earlier_or_the_same_moment_does_not_answer_a_rejection() -> None:
    again = REJECTED.and_(REJECTED.now + SECOND)
    for earlier in (REJECTED.now - SECOND, REJECTED.now):
        report = cast.REPORT_ALL.but(occurred_at=earlier)
        assert status(report, after=again) is Status.NOT_YET_CONFORMING


def test_retracting_the_report_that_answered_a_rejection_leaves_it_unanswered() -> None:
    again = REJECTED.and_(REJECTED.now + SECOND, cast.REPORT_ALL)
    key = again.events[-1].key
    assert status(cast.RETRACT.but(report_key=key), after=again) is Status.NOT_YET_CONFORMING


def test_a_verified_commitment_stays_verified() -> None:
    """A claim that is effective only later does not reopen it."""
    later = VERIFIED.last(FulfilmentClaimed)
    later = replace(later, position=99, occurred_at=VERIFIED.now + SECOND)
    assert evolve_commitment(VERIFIED.commitment(), later).status is Status.VERIFIED


def test_verified_progress_alone_is_progress() -> None:
    assert status(cast.VERIFY_PROGRESS) is Status.IN_PROGRESS
    assert CLAIMED.and_(cast.VERIFY_PROGRESS).commitment().status is Status.CLAIMED


def test_retracting_the_only_report_makes_it_ready_again() -> None:
    assert status(cast.RETRACT.but(report_key=REPORTED.events[-1].key), after=REPORTED) is (
        Status.READY
    )


@pytest.mark.parametrize("stage", [SPECIFIED, READY, REPORTED, CLAIMED, REJECTED])
def test_reassigning_keeps_status_and_reports_and_asks_for_acceptance_again(
    stage: History,
) -> None:
    before, after = stage.commitment(), stage.and_(cast.REASSIGN).commitment()
    assert (after.status, after.reports, after.verdicts) == (
        before.status,
        before.reports,
        before.verdicts,
    )
    assert not after.accepted
    accepted = stage.and_(cast.REASSIGN, cast.ACCEPT.but(cast.OTHER_OWNER)).commitment()
    assert accepted.accepted


def test_first_owner_deadline_and_indicator_stay_beside_the_current_ones() -> None:
    state = READY.and_(
        cast.REVISE,
        cast.REVISE.but(old_target=120, new_target=90),
        cast.RESCHEDULE,
        cast.RESCHEDULE.but(old_due="2025-08-05", new_due="2025-08-03"),
        cast.REASSIGN,
        cast.REASSIGN.but(old_owner="party:DINKES", new_owner="party:PPK"),
    ).commitment()
    assert state.owners == ("KPU", "DINKES", "PPK")
    assert state.owner == "PPK"
    assert state.first_deadline
    assert state.deadline
    assert (state.first_deadline.due, state.deadline.due) == (
        dt.date(2025, 8, 4),
        dt.date(2025, 8, 3),
    )
    assert state.deadline.planned_start == state.first_deadline.planned_start
    assert state.first_indicator
    assert state.indicator
    assert state.first_indicator.target == 100
    assert state.indicator.target == 90
    assert len(state.reschedules) == 2


def test_a_late_report_about_an_earlier_day_never_overwrites_a_later_one() -> None:
    assert claimed_after(reported(25, 60), reported(20, 30)) == 60
    assert claimed_after(reported(20, 30), reported(25, 60)) == 60
    assert claimed_after(reported(25, 60), reported(27, 50)) == 50


def test_of_two_reports_about_one_moment_the_one_recorded_last_counts() -> None:
    assert claimed_after(reported(20, 30), reported(20, 40)) == 40


def test_a_late_verdict_about_an_earlier_day_never_overwrites_a_later_one() -> None:
    verified = cast.VERIFY_PROGRESS.but(value=50, occurred_at=JULY[25])
    earlier = cast.VERIFY_PROGRESS.but(value=20, occurred_at=JULY[20])
    assert LATER.and_(verified, earlier).commitment().verified == 50


def corrected(position: int, value: float) -> Act:
    return cast.CORRECT.but(report=position, value=value)


def test_a_correction_takes_the_place_of_the_report_at_the_reports_own_time() -> None:
    first = LATER.and_(reported(20, 30))
    history = first.and_(reported(25, 60), corrected(first.events[-1].position, 99))
    assert history.commitment().claimed == 60
    assert history.events[-1].occurred_at == JULY[20]
    report = history.commitment().reports[0]
    assert report.value == 99
    assert report.changed_by == (history.events[-1].position,)


def test_the_last_correction_by_position_counts() -> None:
    history = LATER.and_(reported(20, 30))
    position = history.events[-1].position
    state = history.and_(corrected(position, 35), corrected(position, 33)).commitment()
    assert state.claimed == 33
    assert len(state.reports[0].changed_by) == 2


def test_a_correction_of_a_correction_is_none_the_original_report_is_named() -> None:
    history = LATER.and_(reported(20, 30))
    history = history.and_(corrected(history.events[-1].position, 35))
    history.when(corrected(history.events[-1].position, 36)).then_refused(No.NOT_A_REPORT)


def test_a_retraction_ends_the_chain_and_gives_way_to_the_report_before() -> None:
    history = LATER.and_(reported(20, 30), reported(25, 60))
    position = history.events[-1].position
    after = history.and_(corrected(position, 70), cast.RETRACT.but(report=position))
    state = after.commitment()
    assert state.claimed == 30
    assert state.reports[-1].retracted
    assert len(list(state.reports.all_of(COUNTING))) == 1


def test_before_a_correction_was_recorded_the_report_stands() -> None:
    history = LATER.and_(reported(20, 30))
    after = history.and_(corrected(history.events[-1].position, 99))
    assert fold_occasion(of_psu(history), LATER.now).commitments["D1"].claimed == 30
    assert fold_occasion(of_psu(after), LATER.now).commitments["D1"].claimed == 99


def test_effective_is_what_happened_no_later_than_the_minute() -> None:
    history = LATER.and_(cast.REPORT.but(occurred_at=JULY[20] + SECOND * 59))
    events = of_psu(history)
    state = fold_occasion(events, JULY[20] + SECOND * 3)
    assert state.commitments["D1"].claimed == 40
    state = fold_occasion(events, JULY[20] - SECOND)
    assert state.commitments["D1"].claimed is None
    assert state.commitments["D1"].version == history.commitment().version


def test_the_present_is_the_fold_of_the_past() -> None:
    for stage in (VERIFIED, REJECTED, LATER.and_(reported(25, 60), reported(20, 30))):
        assert fold_occasion(of_psu(stage), stage.now) == stage.occasions["psu"]


def test_the_latest_time_in_the_world_is_known() -> None:
    history = LATER.and_(reported(25, 60), reported(20, 30))
    assert history.occasions["psu"].latest == JULY[25]
    assert cast.OCCASION.occasions["psu"].latest == cast.OCCASION.now
