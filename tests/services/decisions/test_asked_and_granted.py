"""Changes that somebody asks for and somebody else grants, or that a coordinator makes alone."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from events.facts.deadline import DeadlineRescheduled
from events.facts.indicator import IndicatorRevised
from events.facts.owner import CommitmentReassigned
from events.facts.request import AskedDeadline, AskedIndicator, ChangeRequested
from events.facts.vocabulary import ChangeKind, Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast, cast_steer
from tests.worlds.cast import READY
from tests.worlds.cast_steer import (
    ASK,
    ASK_DEADLINE,
    ASK_INDICATOR,
    ASK_OWNER,
    DEADLINE_ASKED,
    INDICATOR_ASKED,
    OWNER_ASKED,
    PARTNERED,
    Q1,
    SOURCE,
)
from tests.worlds.duties import D2, REGENCY, as_, owner
from tests.worlds.given import Act, History

FIFTH, FOURTH = dt.date(2025, 8, 5), dt.date(2025, 8, 4)
SEP = No.SEPARATION_OF_DUTIES
GRANTED: list[tuple[History, Act]] = [
    (DEADLINE_ASKED, cast.RESCHEDULE.but(request=Q1)),
    (INDICATOR_ASKED, cast.REVISE.but(request=Q1)),
    (OWNER_ASKED, cast.REASSIGN.but(request=Q1)),
    (DEADLINE_ASKED, cast_steer.AMEND.but(request=Q1)),
]


def open_requests(history: History) -> list[str]:
    requests = history.commitment().requests
    return [request.code for request in requests if request.granted_by is None]


# ---- asking


def test_the_owner_asks_for_another_deadline() -> None:
    asked = READY.when(ASK_DEADLINE).then(
        ChangeRequested(code="Q1", change=ChangeKind.DEADLINE, deadline=AskedDeadline(due=FIFTH))
    )
    assert open_requests(asked) == ["Q1"]
    before, after = READY.commitment(), asked.commitment()
    assert (after.deadline, after.status) == (before.deadline, before.status)


def test_or_for_another_hour_or_start_alone_or_for_days_from_the_occasions() -> None:
    for deadline in (
        {"due_time": "12:00"},
        {"planned_start": "2025-07-20"},
        {"offset_days": -1, "due_time": "08:00"},
    ):
        READY.when(ASK.but(deadline=deadline)).accepted()


def test_or_for_another_target() -> None:
    READY.when(ASK_INDICATOR).then(
        ChangeRequested(
            code="Q1",
            change=ChangeKind.INDICATOR,
            indicator=AskedIndicator(target=Decimal(120)),
        )
    )
    parts = [{"region": "62.05.01", "target": 70}, {"region": "62.05.02", "target": 50}]
    cast.DIVIDED_READY.when(ASK.but(indicator={"target": 120, "breakdown": parts})).accepted()


def test_or_that_another_party_answers_for_it() -> None:
    READY.when(ASK_OWNER).then(ChangeRequested(code="Q1", change=ChangeKind.OWNER, owner="DINKES"))


def test_a_partner_and_a_coordinator_ask_too_and_nobody_else() -> None:
    PARTNERED.when(ASK_DEADLINE.but(cast_steer.PARTNER)).accepted()
    READY.when(ASK_DEADLINE.but(cast.COORDINATOR)).accepted()
    for viewer in (cast_steer.PARTNER, cast.RECORDER, cast.VERIFIER, cast.LEADER):
        READY.when(ASK_DEADLINE.but(viewer)).then_refused(No.NOT_AUTHORISED)


# ---- granting


def test_what_was_asked_for_is_granted_and_shows_who_asked() -> None:
    DEADLINE_ASKED.when(cast.RESCHEDULE.but(request=Q1)).then(
        DeadlineRescheduled(
            old_due=FOURTH, new_due=FIFTH, request="Q1", requested_by="KPU", approved_by="SEKDA"
        )
    )
    INDICATOR_ASKED.when(cast.REVISE.but(request=Q1)).then(
        IndicatorRevised(
            old_target=Decimal(100), new_target=Decimal(120), request="Q1", requested_by="KPU"
        )
    )
    OWNER_ASKED.when(cast.REASSIGN.but(request=Q1)).then(
        CommitmentReassigned(old_owner="KPU", new_owner="DINKES", request="Q1", requested_by="KPU")
    )


@pytest.mark.parametrize(("history", "act"), GRANTED)
def test_a_request_is_granted_once(history: History, act: Act) -> None:
    granted = history.and_(act)
    assert open_requests(granted) == []
    again = cast.RESCHEDULE.but(request=Q1, old_due="2025-08-05", new_due="2025-08-06")
    if act.command is cast.RESCHEDULE.command:
        granted.when(again).then_refused(No.WRONG_STATUS, "request_granted")


@pytest.mark.parametrize(
    ("history", "act", "left_out"),
    [
        (DEADLINE_ASKED, cast.RESCHEDULE, "new_due"),
        (INDICATOR_ASKED, cast.REVISE, "new_target"),
        (OWNER_ASKED, cast.REASSIGN, "new_owner"),
    ],
)
def test_what_is_left_out_is_granted_as_it_was_asked_for(
    history: History, act: Act, left_out: str
) -> None:
    said = history.when(act.but(request=Q1)).facts
    assert history.when(act.but(request=Q1, **{left_out: None})).facts == said


def test_parts_that_were_asked_for_are_granted_with_them() -> None:
    parts = [{"region": "62.05.01", "target": 70}, {"region": "62.05.02", "target": 50}]
    asked = cast.DIVIDED_READY.and_(ASK.but(indicator={"target": 120, "breakdown": parts}))
    granted = asked.and_(cast.REVISE.but(request=Q1, new_target=None))
    indicator = granted.commitment().indicator
    assert indicator is not None
    assert [part.target for part in indicator.breakdown] == [70, 50]


def test_less_than_was_asked_for_may_be_granted_and_nobody_is_said_to_have_asked_for_it() -> None:
    asked = READY.and_(ASK.but(deadline={"due": "2025-08-06"}))
    fact = asked.when(cast.RESCHEDULE.but(request=Q1, new_due="2025-08-05")).facts[0]
    assert isinstance(fact, DeadlineRescheduled)
    assert (fact.new_due, fact.request, fact.requested_by) == (FIFTH, "Q1", None)


@pytest.mark.parametrize(
    ("history", "act"),
    [
        (INDICATOR_ASKED, cast.REVISE.but(request=Q1, new_target=110)),
        (OWNER_ASKED, cast.REASSIGN.but(request=Q1, new_owner="party:BUPATI")),
    ],
)
def test_nobody_is_said_to_have_asked_for_another_target_or_owner(
    history: History, act: Act
) -> None:
    fact = history.when(act).facts[0]
    assert isinstance(fact, IndicatorRevised | CommitmentReassigned)
    assert (fact.request, fact.requested_by) == ("Q1", None)


def test_what_a_source_asks_for_is_granted_with_that_source() -> None:
    fact = READY.when(cast.RESCHEDULE.but(source=SOURCE)).facts[0]
    assert isinstance(fact, DeadlineRescheduled)
    assert (fact.source, fact.requested_by) == ("S1", None)
    for act in (cast.REVISE, cast.REASSIGN, cast_steer.AMEND):
        READY.when(act.but(source=SOURCE)).accepted()


def test_requests_wait_beside_each_other() -> None:
    two = DEADLINE_ASKED.and_(ASK_INDICATOR.but(code="Q2"))
    assert open_requests(two) == ["Q1", "Q2"]
    assert open_requests(two.and_(cast.RESCHEDULE.but(request=Q1))) == ["Q2"]


def test_a_token_that_grants_a_reassignment_names_a_person_and_one_that_makes_it_need_not() -> None:
    nobody = Viewer((Role.COORDINATOR,), "SEKDA")
    OWNER_ASKED.when(cast.REASSIGN.but(nobody, request=Q1)).then_refused(
        No.NOT_AUTHORISED, "person"
    )
    OWNER_ASKED.when(cast.REASSIGN.but(nobody)).accepted()


# ---- on the coordinator's own motion

OF_DINAS: dict[str, Any] = {"commitment": D2, "old_owner": "party:DINAS", "new_owner": "party:KPU"}
MOVES = [
    cast.RESCHEDULE.but(commitment=D2),
    cast.REVISE.but(commitment=D2),
    cast.REASSIGN.but(**OF_DINAS),
    cast_steer.AMEND.but(commitment=D2),
]
each_move = pytest.mark.parametrize("act", MOVES, ids=str)


@each_move
@pytest.mark.parametrize("party", ["PEMKAB", "UPTD"])
def test_kin_of_the_owner_moves_nothing_of_its_own_accord(act: Act, party: str) -> None:
    kin = as_(Role.COORDINATOR, party)
    REGENCY.when(act.but(kin)).then_refused(SEP, "own_motion")
    REGENCY.when(act.but(kin, source=SOURCE)).accepted()


@each_move
def test_nor_does_who_acts_in_the_name_of_kin(act: Act) -> None:
    REGENCY.when(act.but(on_behalf_of="party:PEMKAB")).then_refused(SEP, "own_motion")


@each_move
def test_nor_a_partner_who_eases_its_own_part(act: Act) -> None:
    partner = cast_steer.NAME_PARTNERS.but(commitment=D2, parties=["party:SEKDA"])
    REGENCY.and_(partner).when(act).then_refused(SEP, "eased")


@each_move
def test_a_neighbour_does(act: Act) -> None:
    REGENCY.when(act.but(as_(Role.COORDINATOR, "INSPEKTORAT-KAB"))).accepted()


@pytest.mark.parametrize(
    ("ask", "move"),
    [
        (ASK_DEADLINE, {"new_due": "2025-08-06"}),
        (ASK_DEADLINE, {"due_time": "12:00"}),
        (ASK_DEADLINE, {"planned_start": "2025-07-20"}),
    ],
)
def test_kin_grants_what_was_asked_for_and_nothing_else(ask: Act, move: dict[str, Any]) -> None:
    """Else any request would do for any change."""
    asked = REGENCY.and_(ask.but(as_(Role.COORDINATOR, "DINKES"), commitment=D2))
    grant = cast.RESCHEDULE.but(
        as_(Role.COORDINATOR, "PEMKAB"), commitment=D2, request="request:psu/D2/Q1"
    )
    asked.when(grant.but(**move)).then_refused(SEP, "own_motion")
    asked.when(grant).accepted()
    by_owner = REGENCY.and_(ask.but(owner("DINAS"), commitment=D2))
    by_owner.when(grant).then_refused(SEP, "requester")


def test_another_target_or_owner_than_was_asked_for_is_a_motion_of_ones_own() -> None:
    pemkab = as_(Role.COORDINATOR, "PEMKAB")
    for ask, grant, other in (
        (ASK_INDICATOR, MOVES[1], {"new_target": 90}),
        (ASK_OWNER.but(owner="party:KPU"), MOVES[2], {"new_owner": "party:DINKES"}),
    ):
        asked = REGENCY.and_(ask.but(as_(Role.COORDINATOR, "DINKES"), commitment=D2))
        granting = grant.but(pemkab, request="request:psu/D2/Q1")
        asked.when(granting.but(**other)).then_refused(SEP, "own_motion")
        asked.when(granting).accepted()


def test_an_amendment_is_never_asked_for_in_so_many_words() -> None:
    asked = REGENCY.and_(ASK_DEADLINE.but(as_(Role.COORDINATOR, "DINKES"), commitment=D2))
    amend = MOVES[3].but(as_(Role.COORDINATOR, "PEMKAB"), request="request:psu/D2/Q1")
    asked.when(amend).then_refused(SEP, "own_motion")
