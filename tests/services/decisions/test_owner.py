"""Who answers for a commitment, who declines to, who takes part beside; what a source states."""

import datetime as dt

import pytest

from events.facts.deadline import DeadlineSet
from events.facts.indicator import IndicatorDefined
from events.facts.owner import AssignmentDeclined, OwnerAssigned, PartnersNamed
from events.facts.vocabulary import DeadlineBasis, Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentStatus as Status
from tests.worlds import cast, cast_steer
from tests.worlds.cast import OWNED, READY, RECORDED, SPECIFIED
from tests.worlds.cast_steer import (
    ASSIGN_STATED,
    DECLINE,
    DEFINE_STATED,
    NAME_PARTNERS,
    PARTNER,
    PARTNERED,
    SET_STATED,
)
from tests.worlds.given import Act, moment

STATED = pytest.mark.parametrize("act", [ASSIGN_STATED, SET_STATED, DEFINE_STATED], ids=str)
INSTANT = dt.timedelta(microseconds=1)
LATER = RECORDED.and_(moment("2025-07-20 09:00"))
TWO_ROLES = Viewer((Role.COORDINATOR, Role.RECORDER), "SETDA", cast.PERSON)
UNDATED = cast.OCCASION.and_(
    cast.RECORD_RAKOR.but(code="R2", name="Rakor kedua", held_on={"verbatim": "awal Juli"}),
    cast.RECORD.but(rakor="rakor:psu/R2"),
)


# ---- as a registered source states it


def test_a_recorder_writes_down_what_a_source_states() -> None:
    RECORDED.when(ASSIGN_STATED).then(OwnerAssigned(owner="KPU", source="S1"))
    bare = SET_STATED.but(basis=None, planned_start=None)
    RECORDED.when(bare).then(
        DeadlineSet(
            due=dt.date(2025, 8, 4),
            planned_start=dt.date(2025, 7, 10),
            deadline_basis=DeadlineBasis.STATED,
            source="S1",
        )
    )
    fact = RECORDED.when(DEFINE_STATED).facts[0]
    assert isinstance(fact, IndicatorDefined)
    assert fact.source == "S1"


def test_a_coordinator_may_name_the_source_too() -> None:
    RECORDED.when(cast.ASSIGN.but(source=cast_steer.SOURCE)).then(
        OwnerAssigned(owner="KPU", source="S1")
    )


@STATED
def test_what_was_stated_was_so_since_the_meeting_and_not_before(act: Act) -> None:
    """It was on 9 or on 10 July: so on 10 July at the latest."""
    since = moment("2025-07-10 00:00")
    after = LATER.when(act.but(occurred_at=since)).accepted()
    assert after.events[-1].occurred_at == since
    LATER.when(act.but(occurred_at=since - INSTANT)).then_refused(No.INVALID_DATES, "before_rakor")


def test_a_deadline_that_was_stated_later_is_planned_from_then() -> None:
    then = SET_STATED.but(planned_start=None, occurred_at=moment("2025-07-12 00:30"))
    deadline = LATER.when(then).accepted().commitment().deadline
    assert deadline is not None
    assert deadline.planned_start == dt.date(2025, 7, 12)


@STATED
def test_of_a_meeting_that_nobody_can_date_nothing_is_dated_back(act: Act) -> None:
    late = UNDATED.and_(moment("2025-07-20 09:00"))
    late.when(act.but(occurred_at=late.now)).then_refused(No.INVALID_DATES, "rakor_undated")
    late.when(act).accepted()


@STATED
def test_what_a_coordinator_agrees_to_takes_effect_when_it_is_recorded(act: Act) -> None:
    by_coordinator = act.but(cast.COORDINATOR, occurred_at=moment("2025-07-10 09:00"))
    LATER.when(by_coordinator).then_refused(No.INVALID_DATES, "decision")


@STATED
def test_who_holds_both_roles_states_with_a_source_and_agrees_without(act: Act) -> None:
    stated = RECORDED.when(act.but(TWO_ROLES)).accepted()
    agreed = RECORDED.when(act.but(TWO_ROLES, source=None)).accepted()
    roles = [history.events[-1].actor.role for history in (stated, agreed)]
    assert roles == [Role.RECORDER, Role.COORDINATOR]


def test_who_holds_both_roles_and_agrees_on_a_deadline_coordinates() -> None:
    history = RECORDED.when(SET_STATED.but(TWO_ROLES, basis="AGREED")).accepted()
    assert history.events[-1].actor.role is Role.COORDINATOR


# ---- declining


def test_the_owner_declines_and_the_first_owner_stays_visible() -> None:
    declined = SPECIFIED.when(DECLINE).then(AssignmentDeclined(owner="KPU"))
    state = declined.commitment()
    assert (state.owner, state.owners, state.status) == (None, ("KPU",), Status.RECORDED)
    again = declined.when(cast.ASSIGN.but(owner="party:DINKES")).then(OwnerAssigned(owner="DINKES"))
    assert again.commitment().owners == ("KPU", "DINKES")


@pytest.mark.parametrize("viewer", [cast.ABOVE_OWNER])
def test_a_party_above_the_owner_declines_for_it(viewer: Viewer) -> None:
    OWNED.when(DECLINE.but(viewer)).then(AssignmentDeclined(owner="KPU"))


def test_another_owner_is_no_older_than_what_the_first_one_declined() -> None:
    """Else it would not have been without owner in between."""
    late = OWNED.and_(DECLINE, moment("2025-07-20 09:00"))
    late.when(ASSIGN_STATED.but(occurred_at=moment("2025-07-15 09:00"))).then_refused(
        No.INVALID_DATES, "decision"
    )
    late.when(ASSIGN_STATED).accepted()


def test_nobody_accepts_reports_or_judges_what_was_declined() -> None:
    declined = SPECIFIED.and_(DECLINE)
    for act in (cast.ACCEPT, cast.REPORT, DECLINE):
        declined.when(act).then_refused(No.NOT_AUTHORISED)
    declined.when(cast.VERIFY_PROGRESS).then_refused(No.NOT_SPECIFIED, "owner")


def test_what_is_past_due_is_not_declined_any_more() -> None:
    SPECIFIED.and_(moment("2025-08-04 23:59")).when(DECLINE).accepted()
    late = SPECIFIED.and_(moment("2025-08-04 23:59") + INSTANT)
    late.when(DECLINE).then_refused(No.WRONG_STATUS, "not_declined")


# ---- partners


def test_partners_are_named_as_a_whole_list() -> None:
    named = READY.when(NAME_PARTNERS).then(PartnersNamed(parties=("DINKES",)))
    assert named.commitment().partners == ("DINKES",)
    others = named.when(NAME_PARTNERS.but(parties=["party:BAWASLU", "party:DINKES"]))
    assert others.accepted().commitment().partners == ("BAWASLU", "DINKES")
    assert named.and_(NAME_PARTNERS.but(parties=[])).commitment().partners == ()


@pytest.mark.parametrize(
    "act",
    [cast.ACCEPT, cast.CLAIM_BARE, DECLINE, cast.ESCALATE, cast.LINK.but(on=cast.D1)],
    ids=str,
)
def test_the_owner_alone_answers_for_the_whole(act: Act) -> None:
    history = SPECIFIED.and_(NAME_PARTNERS)
    history.when(act.but(PARTNER)).then_refused(No.NOT_AUTHORISED)


def test_the_owner_escalates_and_no_stranger() -> None:
    after = READY.when(cast.ESCALATE.but(cast.OWNER)).accepted()
    assert after.events[-1].actor.role is Role.OWNER
    READY.when(cast.ESCALATE.but(cast.OTHER_OWNER)).then_refused(No.NOT_AUTHORISED)


def test_partners_stay_when_the_owner_changes() -> None:
    history = PARTNERED.and_(cast.REASSIGN.but(new_owner="party:BAWASLU"))
    assert history.commitment().partners == ("DINKES",)
