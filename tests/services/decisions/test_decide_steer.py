"""Dependencies, escalations, waivers, reopening, declarations: what is recorded."""

import datetime as dt
from decimal import Decimal

import pytest

from events.facts.commitment import CommitmentReopened
from events.facts.declaration import ReadinessDeclared
from events.facts.dependency import DependencyLinked, DependencyReleased
from events.facts.escalation import CommitmentEscalated, EscalationAnswered
from events.facts.fact import Text
from events.facts.vocabulary import Light, Role
from events.facts.waiver import RemainderWaived, WaiverProposed
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentStatus as Status
from services.state.records import ActedBy
from tests.worlds import cast
from tests.worlds.cast import CLAIMED, ESCALATED, LINKED, OCCASION, PROPOSED, READY, TWO, VERIFIED
from tests.worlds.given import History, moment

D1, D2, D3 = cast.D1, cast.D2, cast.D3
NORTH = "region:62.05.01"
HOUR = dt.timedelta(hours=1)
THREE = TWO.and_(cast.RECORD.but(code="D3"), cast.ASSIGN.but(commitment=D3))


def later(history: History, **passed: float) -> History:
    return history.and_(history.now + dt.timedelta(**passed))


# ---- dependencies


@pytest.mark.parametrize("viewer", [cast.OWNER, cast.ABOVE_OWNER])
def test_the_owner_or_a_party_above_links_and_releases(viewer: Viewer) -> None:
    linked = TWO.when(cast.LINK.but(viewer)).then(DependencyLinked(on="D2"))
    assert linked.commitment().dependencies == ("D2",)
    released = linked.when(cast.RELEASE.but(viewer)).then(DependencyReleased(on="D2"))
    assert released.commitment().dependencies == ()


def test_a_commitment_waits_for_several_in_the_order_they_were_linked() -> None:
    history = THREE.and_(cast.LINK.but(on=D3), cast.LINK)
    assert history.commitment().dependencies == ("D3", "D2")
    again = history.and_(cast.RELEASE.but(on=D3), cast.LINK.but(on=D3))
    assert again.commitment().dependencies == ("D2", "D3")


def test_what_was_released_may_be_linked_again() -> None:
    again = LINKED.and_(cast.RELEASE).when(cast.LINK).accepted()
    assert again.commitment().dependencies == ("D2",)
    assert len(again.commitment().dependency_marks) == 3


def test_a_circle_of_three_is_refused_until_one_of_them_is_released() -> None:
    chain = THREE.and_(cast.LINK, cast.LINK.but(commitment=D2, on=D3))
    closing = cast.LINK.but(commitment=D3, on=D1)
    chain.when(closing).then_refused(No.CIRCULAR_DEPENDENCY)
    for released in (cast.RELEASE, cast.RELEASE.but(commitment=D2, on=D3)):
        opened = chain.and_(released)
        closed = opened.when(closing).accepted()
        back = cast.LINK.but(**released.fields)
        closed.when(back).then_refused(No.CIRCULAR_DEPENDENCY)
        opened.when(back).accepted()


def test_two_ways_to_the_same_commitment_are_no_circle() -> None:
    history = THREE.and_(cast.LINK, cast.LINK.but(commitment=D2, on=D3), cast.LINK.but(on=D3))
    assert history.commitment().dependencies == ("D2", "D3")


def test_links_and_releases_may_be_told_later_in_their_order() -> None:
    history = later(TWO, days=9)
    linked = history.and_(cast.LINK.but(occurred_at=history.now - 8 * HOUR))
    released = linked.and_(cast.RELEASE.but(occurred_at=history.now - 4 * HOUR))
    released.when(cast.LINK.but(occurred_at=history.now - 5 * HOUR)).then_refused(No.INVALID_DATES)
    again = released.and_(cast.LINK.but(occurred_at=history.now - 4 * HOUR))
    assert again.commitment().dependencies == ("D2",)


# ---- escalations


def test_a_recorder_escalates_and_the_party_that_is_asked_decides() -> None:
    asked = READY.when(cast.ESCALATE.but(level=3)).then(
        CommitmentEscalated(
            code="E1", to="BUPATI", level=3, question=Text(value="Siapa yang memutuskan?")
        )
    )
    (escalation,) = asked.commitment().open_escalations
    raised_by = ActedBy(party="SETDA", person=cast.PERSON, on_behalf_of=None)
    assert (escalation.code, escalation.raised_by) == ("E1", raised_by)
    answered = asked.when(cast.ANSWER).then(
        EscalationAnswered(code="E1", decision=Text(value="KPU memutuskan"))
    )
    assert answered.commitment().open_escalations == ()
    assert answered.commitment().escalations[0].answered_by == answered.events[-1].position


def test_each_escalation_is_answered_for_itself() -> None:
    history = ESCALATED.and_(cast.ESCALATE.but(code="E2", to="party:SEKDA"), cast.ANSWER)
    assert [item.code for item in history.commitment().open_escalations] == ["E2"]
    sekda = Viewer((Role.LEADER,), "SEKDA")
    other = cast.ANSWER.but(sekda, escalation="escalation:psu/D1/E2")
    history.when(other).accepted()
    history.when(other.but(cast.LEADER)).then_refused(No.NOT_AUTHORISED, "not_asked")


def test_an_escalation_says_nothing_about_the_state_of_the_commitment() -> None:
    for stage in (READY, CLAIMED, VERIFIED):
        after = stage.and_(cast.ESCALATE, cast.ANSWER)
        assert after.commitment().status is stage.commitment().status


# ---- waivers


def test_a_coordinator_proposes_and_a_leader_waives() -> None:
    proposed = READY.when(cast.PROPOSE_WAIVER).then(
        WaiverProposed(code="W1", remainder=Decimal(40))
    )
    assert proposed.commitment().waived == 0
    assert proposed.commitment().reduced_target == 100
    waived = proposed.when(cast.WAIVE).then(RemainderWaived(code="W1", remainder=Decimal(40)))
    state = waived.commitment()
    assert state.waived == 40
    assert state.reduced_target == 60
    assert state.waivers[0].granted is not None
    assert state.indicator is not None
    assert state.indicator.target == 100


def test_proposing_and_waiving_need_the_reason_only_once() -> None:
    assert "reason" not in cast.WAIVE.fields
    assert "Anggaran berkurang" in PROPOSED.and_(cast.WAIVE).texts.values()


@pytest.mark.parametrize(
    ("proposer", "leader"),
    [
        (cast.COORDINATOR, cast.LEADER),
        (Viewer((Role.COORDINATOR,), "SEKDA", cast.PERSON), cast.LEADER),
        (
            Viewer((Role.COORDINATOR,), "SEKDA", cast.PERSON),
            Viewer((Role.LEADER,), "BUPATI", cast.OTHER_PERSON),
        ),
    ],
)
def test_proposer_and_leader_are_two_persons_of_two_parties(
    proposer: Viewer, leader: Viewer
) -> None:
    READY.and_(cast.PROPOSE_WAIVER.but(proposer)).when(cast.WAIVE.but(leader)).accepted()


def test_a_remainder_is_all_that_is_neither_waived_nor_verified_at_most() -> None:
    half = READY.and_(cast.VERIFY_PROGRESS.but(value=30))
    half.when(cast.PROPOSE_WAIVER.but(remainder=70)).accepted()
    waived = half.and_(cast.PROPOSE_WAIVER.but(remainder=20), cast.WAIVE)
    waived.when(cast.PROPOSE_WAIVER.but(code="W2", remainder=50)).accepted()


def test_a_regions_remainder_is_waived_in_that_region() -> None:
    proposed = cast.DIVIDED_READY.when(cast.PROPOSE_WAIVER.but(region=NORTH)).then(
        WaiverProposed(code="W1", remainder=Decimal(40), region="62.05.01")
    )
    waived = proposed.when(cast.WAIVE).then(
        RemainderWaived(code="W1", remainder=Decimal(40), region="62.05.01")
    )
    state = waived.commitment()
    assert state.waived_in("62.05.01") == state.waived == 40
    assert state.waived_in("62.05.02") == 0


def test_less_may_be_claimed_once_a_remainder_is_waived() -> None:
    waived = PROPOSED.and_(cast.WAIVE, cast.ATTACH, cast.REPORT.but(value=60))
    PROPOSED.and_(cast.ATTACH, cast.REPORT.but(value=60)).when(cast.CLAIM).then_refused(
        No.BELOW_TARGET
    )
    verified = waived.and_(cast.CLAIM, cast.VERIFY_FULFILMENT)
    assert verified.commitment().status is Status.VERIFIED


# ---- turns


def test_a_verified_commitment_is_reopened() -> None:
    VERIFIED.when(cast.REOPEN).then(CommitmentReopened())


def test_a_leader_declares_and_no_state_changes() -> None:
    declared = OCCASION.when(cast.DECLARE).then(
        ReadinessDeclared(statement=Text(value="Kami siap"), light=Light.GREEN)
    )
    before, after = OCCASION.occasions["psu"], declared.occasions["psu"]
    assert (after.occasion, after.commitments) == (before.occasion, before.commitments)
    OCCASION.when(cast.DECLARE.but(light=None)).accepted()
    assert declared.events[-1].occurred_at == moment("2025-07-10 09:00")
