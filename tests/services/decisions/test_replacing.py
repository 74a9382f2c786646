"""Nobody makes a light greener by replacing: a promise makes room only for what is judged as it."""

from typing import Any

import pytest

from services.commands.amendment import AmendCommitment
from services.commands.party import SucceedParty
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import CLAIMED, D1, D2, OCCASION, PROPOSED, READY, RECORDED
from tests.worlds.given import Act, History

STATED: dict[str, Any] = {
    "owner": "party:KPU",
    "deadline": {"due": "2025-08-05"},
    "indicator": {"name": "Surat suara", "target": 100, "unit": "lembar"},
    "source": "source:psu/S1",
}
ACCEPT_D2 = cast.ACCEPT.but(commitment=D2)


def link(kind: str, commitment: str = D1) -> dict[str, str]:
    return {"kind": kind, "commitment": commitment}


def replacing(**fields: Any) -> Act:
    return cast.RECORD.but(code="D2", links=[link("SUPERSEDES")], **{**STATED, **fields})


def test_a_promise_takes_the_place_of_another() -> None:
    READY.and_(replacing()).when(ACCEPT_D2).accepted()


@pytest.mark.parametrize(
    "act",
    [
        replacing(kind="DECISION"),
        replacing(kind="ASSURANCE"),
        replacing().but(links=[link("SUPERSEDES"), link("REAFFIRMS")]),
    ],
)
def test_nothing_does_that_is_in_no_sum(act: Act) -> None:
    READY.and_(act).when(ACCEPT_D2).then_refused(No.WRONG_STATUS, "not_in_place")


def test_nor_an_umbrella() -> None:
    child = cast.RECORD.but(code="D3", parent=D2)
    READY.and_(replacing(), child).when(ACCEPT_D2).then_refused(No.WRONG_STATUS, "not_in_place")


def test_a_decision_takes_the_place_of_a_decision() -> None:
    earlier = OCCASION.and_(cast.RECORD.but(kind="DECISION"))
    earlier.and_(replacing(kind="DECISION")).when(ACCEPT_D2).accepted()


DECIDED = cast.RECORD.but(code="D2", kind="DECISION", parent=D1)


def judged_over(*under: Act) -> History:
    """D1 is accepted and judged for itself: what stands under it is in no sum."""
    specify = (cast.ASSIGN, cast.SET_DEADLINE, cast.DEFINE, cast.ACCEPT)
    return RECORDED.and_(*under, *specify)


def test_what_stands_over_a_mere_decision_takes_no_promise_in() -> None:
    promise = cast.RECORD.but(code="D3", parent=D1)
    judged_over(DECIDED).when(promise).then_refused(No.WRONG_STATUS, "parent_judged")


def test_nor_by_way_of_that_decision() -> None:
    promise = cast.RECORD.but(code="D3", parent=D2)
    judged_over(DECIDED).when(promise).then_refused(No.WRONG_STATUS, "parent_judged")


def test_nor_does_the_decision_become_a_promise() -> None:
    amend = Act(
        cast.COORDINATOR,
        AmendCommitment,
        {"commitment": D2, "kind": "UNDERTAKING", "reason": "Salah jenis"},
    )
    refusal = judged_over(DECIDED).when(amend).then_refused(No.WRONG_STATUS, "parent_judged")
    assert refusal.field == ("kind",)


def test_nor_does_what_waits_under_it_begin_to_count() -> None:
    other = cast.RECORD.but(code="D3")
    waits = replacing(parent=D1).but(links=[link("SUPERSEDES", "commitment:psu/D3")])
    judged = judged_over(other, waits)
    judged.when(ACCEPT_D2).then_refused(No.WRONG_STATUS, "parent_judged")


def test_an_heir_of_the_owner_eases_nothing_either() -> None:
    heir = cast.act(cast.RECORDER, SucceedParty, party="party:KPU", successor="party:BUPATI")
    PROPOSED.when(cast.WAIVE).accepted()
    PROPOSED.and_(heir).when(cast.WAIVE).then_refused(No.SEPARATION_OF_DUTIES, "eased")


def test_nor_does_one_that_became_one_institution_with_the_owner_judge() -> None:
    merged = [
        cast.act(cast.RECORDER, SucceedParty, party=party, successor="party:DINKES")
        for party in ("party:KPU", "party:BAWASLU")
    ]
    judge = cast.VERIFY_FULFILMENT.but(cast.OTHER_VERIFIER)
    CLAIMED.when(judge).accepted()
    CLAIMED.and_(*merged).when(judge).then_refused(No.SEPARATION_OF_DUTIES, "kin")
