"""Commitments that are withdrawn: alone what was recorded by mistake, by two whatever else."""

import pytest

from events.facts.commitment import CommitmentWithdrawn, WithdrawalProposed
from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentStatus as Status
from tests.worlds import cast, cast_steer
from tests.worlds.cast import CLAIMED, OWNED, READY, RECORDED, REPORTED, SPECIFIED, VERIFIED
from tests.worlds.cast_steer import (
    GRANT_WITHDRAWAL,
    PROPOSE_WITHDRAWAL,
    WITHDRAWAL_PROPOSED,
    WITHDRAWN,
)
from tests.worlds.duties import ANNA, BUDI, REGENCY, as_, owner
from tests.worlds.given import History, moment
from tests.worlds.refused import Refused

SEP = No.SEPARATION_OF_DUTIES
OVERDUE = SPECIFIED.and_(moment("2025-08-05 00:00"))
H_1 = OWNED.and_(cast.SET_DEADLINE.but(due=None, offset_days=-1, basis=None), cast.DEFINE)
OPEN_DAY = cast_steer.MOVE_OCCASION.but(new_day=None)


@pytest.mark.parametrize("stage", [RECORDED, OWNED, SPECIFIED])
def test_what_was_recorded_by_mistake_is_withdrawn_alone(stage: History) -> None:
    after = stage.when(cast.WITHDRAW).then(CommitmentWithdrawn())
    assert after.commitment().status is Status.WITHDRAWN


def test_what_was_only_reported_by_mistake_may_be_withdrawn_alone_too() -> None:
    reported = SPECIFIED.and_(cast.REPORT)
    retracted = reported.and_(cast.RETRACT.but(report_key=reported.events[-1].key))
    retracted.when(cast.WITHDRAW).accepted()


def test_what_is_past_due_is_not_withdrawn_alone() -> None:
    SPECIFIED.and_(moment("2025-08-04 23:59")).when(cast.WITHDRAW).accepted()
    OVERDUE.when(cast.WITHDRAW).then_refused(No.APPROVAL_REQUIRED, "withdrawal")


def test_nor_what_is_past_its_hour_or_its_days_from_the_occasions() -> None:
    noon = OWNED.and_(cast.SET_DEADLINE.but(due_time="12:00"))
    noon.and_(moment("2025-08-04 12:00")).when(cast.WITHDRAW).accepted()
    noon.and_(moment("2025-08-04 12:01")).when(cast.WITHDRAW).then_refused(No.APPROVAL_REQUIRED)
    H_1.and_(moment("2025-08-05 23:59")).when(cast.WITHDRAW).accepted()
    late = H_1.and_(moment("2025-08-06 00:00"))
    late.when(cast.WITHDRAW).then_refused(No.APPROVAL_REQUIRED)


def test_what_ran_out_was_not_met_by_moving_its_deadline() -> None:
    later = cast.RESCHEDULE.but(new_due="2025-09-01")
    SPECIFIED.and_(later, moment("2025-08-05 00:00")).when(cast.WITHDRAW).accepted()
    OVERDUE.and_(later).when(cast.WITHDRAW).then_refused(No.APPROVAL_REQUIRED, "withdrawal")


def test_nor_by_moving_the_occasions_day() -> None:
    moved = cast_steer.MOVE_OCCASION.but(new_day="2025-09-01")
    after = moment("2025-08-06 00:00")
    H_1.and_(moved, after).when(cast.WITHDRAW).accepted()
    H_1.and_(after, moved).when(cast.WITHDRAW).then_refused(No.APPROVAL_REQUIRED)
    H_1.and_(after, OPEN_DAY).when(cast.WITHDRAW).then_refused(No.APPROVAL_REQUIRED)


def test_what_was_moved_in_time_is_due_on_its_new_day_however_the_occasion_moves() -> None:
    in_time = cast.RESCHEDULE.but(old_due="2025-08-05", new_due="2025-12-01")
    moved = cast_steer.MOVE_OCCASION.but(new_day="2025-09-01")
    H_1.and_(in_time, moment("2025-08-10 09:00"), moved).when(cast.WITHDRAW).accepted()


def test_what_was_never_due_is_not_past_due() -> None:
    undue = H_1.and_(OPEN_DAY, moment("2025-12-01 09:00"))
    undue.when(cast.WITHDRAW).accepted()
    to_late = cast_steer.MOVE_OCCASION.but(old_day=None, new_day="2025-12-24")
    undue.and_(to_late, moment("2025-12-23 23:59")).when(cast.WITHDRAW).accepted()
    undue.and_(to_late, moment("2025-12-24 00:00")).when(cast.WITHDRAW).then_refused(
        No.APPROVAL_REQUIRED
    )


def test_the_owner_does_not_withdraw_its_own_promise() -> None:
    kpu = Viewer((Role.COORDINATOR,), "KPU", cast.OTHER_PERSON)
    SPECIFIED.when(cast.WITHDRAW.but(kpu)).then_refused(SEP, "eased")


@pytest.mark.parametrize("stage", [READY, OVERDUE, REPORTED, CLAIMED, VERIFIED, RECORDED])
def test_whatever_else_is_withdrawn_by_two(stage: History) -> None:
    proposed = stage.when(PROPOSE_WITHDRAWAL).then(WithdrawalProposed(code="Z1"))
    assert proposed.commitment().status is stage.commitment().status
    after = proposed.when(GRANT_WITHDRAWAL).then(CommitmentWithdrawn(code="Z1"))
    state = after.commitment()
    assert state.status is Status.WITHDRAWN
    assert state.withdrawals[0].granted_by == after.events[-1].position


def test_either_of_several_proposals_is_granted() -> None:
    two = WITHDRAWAL_PROPOSED.and_(PROPOSE_WITHDRAWAL.but(code="Z2"))
    granted = two.and_(GRANT_WITHDRAWAL.but(withdrawal="withdrawal:psu/D1/Z2"))
    state = granted.commitment()
    assert [each.granted_by is not None for each in state.withdrawals] == [False, True]


PROPOSED_AT_OFFICE = REGENCY.and_(
    PROPOSE_WITHDRAWAL.but(as_(Role.COORDINATOR, "OFFICE-OF-SEKDA", ANNA))
)
REPORTED_BY_ANNA = REGENCY.and_(cast.REPORT.but(owner("KPU", ANNA)), PROPOSE_WITHDRAWAL)
GRANTING = [
    *(
        Refused(told, PROPOSED_AT_OFFICE, GRANT_WITHDRAWAL.but(leader), SEP, "proposer")
        for told, leader in (
            ("by the same person for another party", as_(Role.LEADER, "BUPATI", ANNA)),
            ("by another of the same party", as_(Role.LEADER, "OFFICE-OF-SEKDA", BUDI)),
            ("by the party above", as_(Role.LEADER, "SEKDA")),
            ("by the party below", as_(Role.LEADER, "DESK-OF-SEKDA")),
        )
    ),
    Refused(
        "by who reported it",
        REPORTED_BY_ANNA,
        GRANT_WITHDRAWAL.but(as_(Role.LEADER, "BUPATI", ANNA)),
        SEP,
        "eased",
    ),
    Refused(
        "by the owner",
        WITHDRAWAL_PROPOSED,
        GRANT_WITHDRAWAL.but(as_(Role.LEADER, "KPU", BUDI)),
        SEP,
        "eased",
    ),
    Refused("nothing proposed", READY, GRANT_WITHDRAWAL, No.APPROVAL_REQUIRED, "withdrawal"),
    Refused(
        "another code",
        WITHDRAWAL_PROPOSED,
        GRANT_WITHDRAWAL.but(withdrawal="withdrawal:psu/D1/Z9"),
        No.APPROVAL_REQUIRED,
    ),
    Refused(
        "unknown commitment",
        WITHDRAWAL_PROPOSED,
        GRANT_WITHDRAWAL.but(withdrawal="withdrawal:psu/D9/Z1"),
        No.NOT_FOUND,
    ),
    Refused("withdrawn already", WITHDRAWN, GRANT_WITHDRAWAL, No.WRONG_STATUS),
    Refused(
        "by a token that names nobody",
        WITHDRAWAL_PROPOSED,
        GRANT_WITHDRAWAL.but(Viewer((Role.LEADER,), "BUPATI")),
        No.NOT_AUTHORISED,
        "person",
    ),
    Refused(
        "by a coordinator",
        WITHDRAWAL_PROPOSED,
        GRANT_WITHDRAWAL.but(cast.COORDINATOR),
        No.NOT_AUTHORISED,
        "as_given",
    ),
]
ALONE = [
    Refused(
        "by a leader alone", RECORDED, cast.WITHDRAW.but(cast.LEADER), No.NOT_AUTHORISED, "as_given"
    ),
    Refused("nothing named", READY, cast.WITHDRAW.but(commitment=None), No.BAD_USER_INPUT),
    Refused(
        "both named",
        WITHDRAWAL_PROPOSED,
        GRANT_WITHDRAWAL.but(commitment=cast.D1),
        No.BAD_USER_INPUT,
        "at_most_one",
    ),
]
PROPOSING = [
    Refused("without a reason", READY, PROPOSE_WITHDRAWAL.but(reason=None), No.REASON_REQUIRED),
    Refused("code taken", WITHDRAWAL_PROPOSED, PROPOSE_WITHDRAWAL, No.ALREADY_EXISTS),
    Refused("withdrawn", WITHDRAWN, PROPOSE_WITHDRAWAL.but(code="Z2"), No.WRONG_STATUS),
    Refused(
        "given up",
        READY.and_(cast.PROPOSE_WAIVER.but(remainder=None), cast.WAIVE),
        PROPOSE_WITHDRAWAL,
        No.WRONG_STATUS,
    ),
    Refused("by a leader", READY, PROPOSE_WITHDRAWAL.but(cast.LEADER), No.NOT_AUTHORISED),
]
REFUSALS = [*GRANTING, *ALONE, *PROPOSING]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()


def test_who_holds_both_roles_withdraws_in_the_one_that_may() -> None:
    both = Viewer((Role.COORDINATOR, Role.LEADER), "BUPATI", cast.OTHER_PERSON)
    granted = WITHDRAWAL_PROPOSED.when(GRANT_WITHDRAWAL.but(both)).accepted()
    alone = RECORDED.when(cast.WITHDRAW.but(both)).accepted()
    roles = [history.events[-1].actor.role for history in (granted, alone)]
    assert roles == [Role.LEADER, Role.COORDINATOR]
