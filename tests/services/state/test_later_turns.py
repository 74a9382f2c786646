"""The later turns of a life: waived, reopened, withdrawn, and what a report does then."""

import datetime as dt
from typing import Any

import pytest

from events.facts.evidence import EvidenceAttached
from services.state.commitment import CommitmentStatus as Status
from services.state.growing_occasion import fold_occasion
from services.state.records import TextAt
from tests.worlds import cast
from tests.worlds.cast import CLAIMED, DIVIDED_READY, READY, REJECTED, REPORTED, VERIFIED
from tests.worlds.given import Act, History, Step

SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
NORTH, SOUTH = "region:62.05.01", "region:62.05.02"


def status(*steps: Step, after: History) -> Status:
    return after.and_(*steps).commitment().status


def later(history: History) -> History:
    return history.and_(history.now + MINUTE)


def waived(remainder: float, code: str = "W1", **fields: Any) -> tuple[Act, Act]:
    return (
        cast.PROPOSE_WAIVER.but(code=code, remainder=remainder, **fields),
        cast.WAIVE.but(waiver=f"waiver:psu/D1/{code}"),
    )


REOPENED = later(later(VERIFIED).and_(cast.REOPEN))


# ---- waivers


@pytest.mark.parametrize(
    ("found", "remainder", "turns"),
    [(60, 40, Status.VERIFIED), (60, 39.999, Status.IN_PROGRESS), (0.001, 99.999, Status.VERIFIED)],
)
def test_a_waiver_that_brings_the_target_down_to_what_is_verified_verifies(
    found: float, remainder: float, turns: Status
) -> None:
    history = READY.and_(cast.VERIFY_PROGRESS.but(value=found))
    assert status(*waived(remainder), after=history) is turns


def test_what_is_claimed_only_is_not_verified_by_a_waiver() -> None:
    assert status(*waived(60), after=REPORTED) is Status.IN_PROGRESS
    assert status(*waived(50), after=CLAIMED) is Status.CLAIMED


def test_a_rejected_claim_conforms_once_the_rest_is_waived() -> None:
    assert status(*waived(50), after=REJECTED) is Status.VERIFIED
    assert status(*waived(49), after=REJECTED) is Status.NOT_YET_CONFORMING


@pytest.mark.parametrize("stage", [READY, REPORTED, CLAIMED, cast.SPECIFIED])
def test_whatever_is_open_cannot_be_followed_up_once_its_whole_target_is_waived(
    stage: History,
) -> None:
    assert status(*waived(100), after=stage) is Status.CANNOT_BE_FOLLOWED_UP


def test_the_whole_may_be_waived_bit_by_bit() -> None:
    history = READY.and_(*waived(40))
    assert history.commitment().status is Status.READY
    history = history.and_(*waived(60, "W2"))
    assert history.commitment().status is Status.CANNOT_BE_FOLLOWED_UP
    assert history.commitment().waived == 100
    assert history.commitment().reduced_target == 0


def test_a_proposal_alone_changes_nothing() -> None:
    history = READY.and_(cast.VERIFY_PROGRESS.but(value=60))
    assert status(cast.PROPOSE_WAIVER, after=history) is Status.IN_PROGRESS


def test_a_waiver_in_one_region_does_not_verify_another() -> None:
    north = DIVIDED_READY.and_(cast.VERIFY_PROGRESS.but(value=60, region=NORTH))
    assert status(*waived(39, region=SOUTH), after=north) is Status.IN_PROGRESS
    assert status(*waived(40, region=SOUTH), after=north) is Status.VERIFIED
    history = DIVIDED_READY.and_(*waived(60, region=NORTH))
    assert history.commitment().status is Status.READY
    assert status(*waived(40, "W2", region=SOUTH), after=history) is Status.CANNOT_BE_FOLLOWED_UP


def test_a_region_counts_to_its_full_target_also_after_a_waiver_there() -> None:
    """Decided: the caps stay; only the whole target is reduced."""
    history = DIVIDED_READY.and_(
        *waived(20, region=NORTH),
        cast.VERIFY_PROGRESS.but(value=70, region=NORTH),
        cast.VERIFY_PROGRESS.but(value=20, region=SOUTH),
    )
    state = history.commitment()
    assert state.verified == 80
    assert state.reduced_target == 80


def test_before_it_was_granted_a_waiver_waives_nothing() -> None:
    history = READY.and_(cast.VERIFY_PROGRESS.but(value=60), cast.PROPOSE_WAIVER)
    granted = later(history).and_(cast.WAIVE)
    events = [event for event in granted.events if event.occasion == "psu"]
    before = fold_occasion(events, history.now).commitments["D1"]
    assert before.status is Status.IN_PROGRESS
    assert before.waived == 0
    assert fold_occasion(events, granted.now) == granted.occasions["psu"]


# ---- reopened


def test_a_verified_commitment_is_reopened_until_something_later_is_reported() -> None:
    assert REOPENED.commitment().status is Status.REOPENED
    assert status(cast.REPORT, after=REOPENED) is Status.IN_PROGRESS
    again = later(REOPENED).and_(cast.REPORT_ALL)
    assert status(cast.CLAIM, after=again) is Status.CLAIMED
    assert status(cast.CLAIM, cast.VERIFY_FULFILMENT, after=again) is Status.VERIFIED


def test_a_report_about_an_earlier_or_the_same_moment_does_not_begin_it_again() -> None:
    at = REOPENED.commitment().reopened[-1].occurred_at
    for moment in (at - MINUTE, at - SECOND, at):
        assert status(cast.REPORT.but(occurred_at=moment), after=REOPENED) is Status.REOPENED
    after = cast.REPORT.but(occurred_at=at + SECOND)
    assert status(after, after=REOPENED) is Status.IN_PROGRESS


def test_retracting_what_began_it_again_leaves_it_reopened() -> None:
    again = REOPENED.and_(cast.REPORT)
    retract = cast.RETRACT.but(report_key=again.events[-1].key)
    assert status(retract, after=again) is Status.REOPENED


def test_a_reopened_commitment_may_be_claimed_and_verified_again_and_again() -> None:
    history = REOPENED
    for _ in range(2):
        history = later(history).and_(cast.REPORT_ALL, cast.CLAIM, cast.VERIFY_FULFILMENT)
        assert history.commitment().status is Status.VERIFIED
        history = later(history).and_(cast.REOPEN)
        assert history.commitment().status is Status.REOPENED


def test_what_was_verified_by_a_waiver_is_reopened_too() -> None:
    verified = READY.and_(cast.VERIFY_PROGRESS.but(value=60), *waived(40))
    reopened = later(verified).and_(cast.REOPEN)
    assert reopened.commitment().status is Status.REOPENED
    assert reopened.commitment().waived == 40
    assert status(cast.REPORT, after=later(reopened)) is Status.IN_PROGRESS


def test_a_late_verdict_from_before_the_reopening_does_not_close_it_again() -> None:
    at = REOPENED.commitment().reopened[-1].occurred_at
    late = cast.VERIFY_PROGRESS.but(value=100, occurred_at=at - SECOND)
    assert status(late, after=REOPENED) is Status.REOPENED


def test_reopening_keeps_values_and_verdicts() -> None:
    before, after = VERIFIED.commitment(), REOPENED.commitment()
    assert (after.verified, after.claimed) == (before.verified, before.claimed)
    assert (after.verdicts, after.reports, after.evidence) == (
        before.verdicts,
        before.reports,
        before.evidence,
    )


# ---- withdrawn


def test_a_withdrawn_commitment_is_listed_but_was_open_before() -> None:
    withdrawn = later(cast.RECORDED).and_(cast.WITHDRAW)
    state = withdrawn.commitment()
    assert (state.status, state.is_live) == (Status.WITHDRAWN, False)
    events = [event for event in withdrawn.events if event.occasion == "psu"]
    before = fold_occasion(events, cast.RECORDED.now)
    assert before.commitments["D1"].status is Status.RECORDED


# ---- records


@pytest.mark.parametrize("title", ["Foto", None])
def test_a_record_has_what_its_fact_says_and_of_a_text_the_place_if_there_is_one(
    title: str | None,
) -> None:
    history = READY.and_(cast.ATTACH.but(title=title))
    event = history.events[-1]
    (item,) = history.commitment().evidence
    assert isinstance(event.fact, EvidenceAttached)
    for name in ("sha256", "media_type", "byte_count", "taken_at", "region"):
        assert getattr(item, name) == getattr(event.fact, name)
    assert item.title == (TextAt(event.position, "/title") if title else None)
    assert item.order == event.order
