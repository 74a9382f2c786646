"""Promises that depend on something, until that is met or fails."""

import pytest

from events.facts.commitment import ConditionFailed, ConditionMet
from events.facts.fact import Text
from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentStatus as Status
from tests.worlds import cast, cast_steer
from tests.worlds.cast import RECORDED
from tests.worlds.cast_steer import CONDITIONAL, FAIL, MEET, SOURCE
from tests.worlds.given import Act
from tests.worlds.refused import Refused

MET, FAILED = CONDITIONAL.and_(MEET), CONDITIONAL.and_(FAIL)
OWNED = CONDITIONAL.and_(cast.ASSIGN)
BY_OWNER = Viewer((Role.COORDINATOR,), "KPU", cast.OTHER_PERSON)


def test_what_it_depends_on_is_met() -> None:
    met = CONDITIONAL.when(MEET.but(source=SOURCE)).then(
        ConditionMet(how=Text(value="DPA terbit"), source="S1")
    )
    assert CONDITIONAL.commitment().is_condition_open
    assert not met.commitment().is_condition_open
    CONDITIONAL.when(MEET.but(how=None)).then(ConditionMet())


def test_or_fails_and_the_promise_is_over() -> None:
    failed = CONDITIONAL.when(FAIL).then(ConditionFailed())
    assert failed.commitment().status is Status.CONDITION_FAILED
    assert not failed.commitment().is_live


@pytest.mark.parametrize(
    "act",
    [
        *(cast.ASSIGN, cast.SET_DEADLINE, cast.DEFINE, cast_steer.NAME_PARTNERS),
        *(cast_steer.AMEND, cast_steer.PROPOSE_WITHDRAWAL, cast.WITHDRAW),
    ],
    ids=str,
)
def test_nothing_is_done_to_what_is_over(act: Act) -> None:
    FAILED.when(act).then_refused(No.WRONG_STATUS)
    CONDITIONAL.when(act).accepted()


def test_the_owner_may_say_that_it_is_met_and_not_that_it_failed() -> None:
    OWNED.when(MEET.but(BY_OWNER)).accepted()
    OWNED.when(FAIL.but(BY_OWNER)).then_refused(No.SEPARATION_OF_DUTIES, "eased")


REFUSALS = [
    *(
        Refused("no condition", RECORDED, act, No.NOT_SPECIFIED, "condition")
        for act in (MEET, FAIL)
    ),
    *(Refused("met already", MET, act, No.WRONG_STATUS, "condition_met") for act in (MEET, FAIL)),
    *(Refused("failed already", FAILED, act, No.WRONG_STATUS, "") for act in (MEET, FAIL)),
    Refused("without a reason", CONDITIONAL, FAIL.but(reason=None), No.REASON_REQUIRED),
    Refused("by the owner", OWNED, FAIL.but(BY_OWNER), No.SEPARATION_OF_DUTIES),
    Refused("no source on record", CONDITIONAL, MEET.but(source="source:psu/S9"), No.NOT_FOUND),
    *(
        Refused(f"by {viewer.roles[0]}", OWNED, act.but(viewer), No.NOT_AUTHORISED)
        for viewer in (cast.RECORDER, cast.OWNER, cast.LEADER)
        for act in (MEET, FAIL)
    ),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
