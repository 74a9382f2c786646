"""What is on record of a commitment or a meeting is put right, and what it was stays visible."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from events.facts.commitment import CommitmentAmended
from events.facts.rakor import RakorAmended, StatedDate
from events.facts.vocabulary import CommitmentKind
from services.refusals import RefusalCode as No
from tests.worlds import cast, cast_steer
from tests.worlds.cast import OCCASION, OWNED, READY, RECORDED, REPORTED, SPECIFIED, TWO, VERIFIED
from tests.worlds.cast_steer import AMEND, AMEND_RAKOR, Q1, SOURCE
from tests.worlds.given import History, moment
from tests.worlds.refused import Refused

D1, D2, D3 = cast.D1, cast.D2, cast.D3
BARE = AMEND.but(weight=None)
UNDER = BARE.but(parent=D2)
THREE = RECORDED.and_(cast.RECORD.but(code="D2"), cast.RECORD.but(code="D3", parent=D2))
"""D3 stands under D2."""
OVERDUE = SPECIFIED.and_(moment("2025-08-05 00:00"))
SECOND = cast.RECORD_RAKOR.but(
    code="R2", name="Rakor kedua", held_on={"verbatim": "Kamis", "resolved": "2025-07-17"}
)
TWO_MEETINGS = OCCASION.and_(SECOND)


# ---- a commitment


@pytest.mark.parametrize(
    ("given", "fact"),
    [
        ({"title": "Logistik dan distribusi"}, {"title": "Logistik dan distribusi"}),
        ({"area": "KAM"}, {"area": "KAM"}),
        ({"kind": "JOINT"}, {"commitment_kind": CommitmentKind.JOINT}),
        ({"region": "region:62.05.01"}, {"region": "62.05.01"}),
        ({"weight": 2.5, "critical": True}, {"weight": Decimal("2.5"), "critical": True}),
    ],
)
def test_what_is_named_is_another_from_now_on(given: dict[str, Any], fact: dict[str, Any]) -> None:
    amended = READY.when(BARE.but(**given)).then(CommitmentAmended(**fact))
    recorded = amended.commitment().recorded
    assert recorded is not None
    assert {name: getattr(recorded, name) for name in fact} == fact


def test_what_it_was_stays_with_its_reason() -> None:
    amended = READY.and_(AMEND, AMEND.but(weight=5))
    before = [amendment.before.weight for amendment in amended.commitment().amendments]
    assert before == [1, 3]
    assert "Bobotnya salah tulis" in amended.texts.values()


def test_a_commitment_is_put_under_an_umbrella() -> None:
    THREE.when(UNDER).then(CommitmentAmended(parent="D2"))
    THREE.when(UNDER.but(parent=D3)).accepted()


def test_what_stands_over_others_already_may_be_accepted_as_a_whole() -> None:
    roof = TWO.and_(
        cast.SET_DEADLINE.but(commitment=D2),
        cast.DEFINE.but(commitment=D2),
        cast.RECORD.but(code="D3", parent=D2),
        cast.ACCEPT.but(commitment=D2),
    )
    roof.when(UNDER).accepted()


def test_it_names_the_request_or_the_source_that_asked_for_it() -> None:
    cast_steer.INDICATOR_ASKED.when(AMEND.but(request=Q1)).then(
        CommitmentAmended(weight=Decimal(3), request="Q1")
    )
    READY.when(AMEND.but(source=SOURCE)).then(CommitmentAmended(weight=Decimal(3), source="S1"))


@pytest.mark.parametrize("kind", ["DECISION", "ASSURANCE"])
def test_what_was_recorded_by_mistake_turns_out_to_be_no_promise(kind: str) -> None:
    for stage in (RECORDED, OWNED, SPECIFIED):
        stage.when(BARE.but(kind=kind)).accepted()
    decision = RECORDED.and_(BARE.but(kind=kind), moment("2025-09-01 09:00"))
    decision.when(BARE.but(kind="UNDERTAKING")).accepted()


@pytest.mark.parametrize("kind", ["DECISION", "ASSURANCE"])
@pytest.mark.parametrize("stage", [READY, REPORTED, OVERDUE])
def test_no_promise_leaves_the_sums_by_another_name(stage: History, kind: str) -> None:
    """That is a withdrawal, which takes two."""
    refusal = stage.when(BARE.but(kind=kind)).then_refused(No.WRONG_STATUS, "leaves_sums")
    assert refusal.field == ("kind",)
    stage.when(BARE.but(kind="ONGOING")).accepted()


def test_nor_by_another_that_is_put_under_it() -> None:
    two = READY.and_(cast.RECORD.but(code="D2"))
    put = BARE.but(commitment=D2, parent=D1)
    two.when(put).then_refused(No.WRONG_STATUS, "parent_judged")
    SPECIFIED.and_(cast.RECORD.but(code="D2")).when(put).accepted()


AMENDING = [
    Refused("nothing named", READY, BARE, No.BAD_USER_INPUT, "unchanged"),
    Refused("as it is", READY, BARE.but(weight=1, area="LOG"), No.BAD_USER_INPUT, "unchanged"),
    Refused("without a reason", READY, AMEND.but(reason=None), No.REASON_REQUIRED),
    Refused("unknown area", READY, BARE.but(area="X"), No.UNKNOWN_AREA),
    Refused("unknown region", READY, BARE.but(region="63"), No.UNKNOWN_REGION),
    Refused("weight 0", READY, AMEND.but(weight=0), No.INVALID_QUANTITY),
    Refused("unknown umbrella", READY, UNDER, No.NOT_FOUND),
    Refused(
        "an umbrella of another occasion",
        READY,
        UNDER.but(parent="commitment:haji/D1"),
        No.NOT_FOUND,
    ),
    Refused("under itself", READY, UNDER.but(parent=D1), No.CIRCULAR_DEPENDENCY, "parent"),
    Refused(
        "under what stands below it",
        THREE,
        UNDER.but(commitment=D2, parent=D3),
        No.CIRCULAR_DEPENDENCY,
        "parent",
    ),
    Refused("verified", VERIFIED, AMEND, No.WRONG_STATUS),
    Refused("withdrawn", cast_steer.WITHDRAWN, AMEND, No.WRONG_STATUS),
    Refused(
        "by the owner's name", READY, AMEND.but(on_behalf_of="party:KPU"), No.SEPARATION_OF_DUTIES
    ),
    Refused("in no source on record", READY, AMEND.but(source="source:psu/S9"), No.NOT_FOUND),
    *(
        Refused(f"by {viewer.roles[0]}", READY, AMEND.but(viewer), No.NOT_AUTHORISED)
        for viewer in (cast.RECORDER, cast.OWNER, cast.LEADER)
    ),
]


# ---- a meeting


def test_a_meeting_is_put_right() -> None:
    OCCASION.when(AMEND_RAKOR).then(RakorAmended(rakor="R1", venue="Aula"))
    held_on = {"verbatim": "Kamis (10/7/2025)", "resolved": "2025-07-10"}
    amended = OCCASION.when(
        AMEND_RAKOR.but(
            venue=None, name="Rakor", held_on=held_on, organiser="party:KPU", chair="party:SEKDA"
        )
    ).then(
        RakorAmended(
            rakor="R1",
            name="Rakor",
            held_on=StatedDate(
                verbatim="Kamis (10/7/2025)", candidates=(), resolved=dt.date(2025, 7, 10)
            ),
            organiser="KPU",
            chair="SEKDA",
        )
    )
    occasion = amended.occasions["psu"].occasion
    assert occasion is not None
    rakor = occasion.rakors["R1"]
    assert (rakor.name, rakor.organiser, rakor.chair, rakor.venue) == (
        "Rakor",
        "KPU",
        "SEKDA",
        None,
    )
    assert [joined.party for joined in rakor.participants] == ["KPU"]


MEETINGS = [
    Refused("unknown meeting", OCCASION, AMEND_RAKOR.but(rakor="rakor:psu/R9"), No.NOT_FOUND),
    Refused("nothing named", OCCASION, AMEND_RAKOR.but(venue=None), No.BAD_USER_INPUT, "unchanged"),
    Refused(
        "as it is",
        OCCASION.and_(AMEND_RAKOR),
        AMEND_RAKOR.but(name="Rakor persiapan PSU"),
        No.BAD_USER_INPUT,
        "unchanged",
    ),
    Refused("without a reason", OCCASION, AMEND_RAKOR.but(reason=None), No.REASON_REQUIRED),
    Refused("unknown chair", OCCASION, AMEND_RAKOR.but(chair="party:X"), No.UNKNOWN_PARTY),
    Refused("unknown organiser", OCCASION, AMEND_RAKOR.but(organiser="party:X"), No.UNKNOWN_PARTY),
    Refused(
        "the same as another",
        TWO_MEETINGS,
        AMEND_RAKOR.but(name="Rakor kedua", held_on={"verbatim": "Kamis"}),
        No.ALREADY_EXISTS,
        "rakor",
    ),
    *(
        Refused(f"by {viewer.roles[0]}", OCCASION, AMEND_RAKOR.but(viewer), No.NOT_AUTHORISED)
        for viewer in (cast.RECORDER, cast.OWNER, cast.LEADER)
    ),
]
REFUSALS = [*AMENDING, *MEETINGS]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
