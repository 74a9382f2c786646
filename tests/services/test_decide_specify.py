"""What a commitment is: recorded, owned, due, measured, accepted, changed; and every refusal."""

import datetime as dt
from decimal import Decimal

import pytest

from events import facts_of_commitment as facts
from events.fact import Text
from events.vocabulary import CommitmentKind, CommitmentRole, DeadlineBasis, LinkKind
from services.commands.command import Command
from services.refusals import RefusalCode as No
from tests import cast
from tests.cast import CLAIMED, FRAME, OWNED, READY, RECORDED, SPECIFIED, VERIFIED
from tests.given import Act, Refused

ELSEWHERE = FRAME.and_(
    cast.DECLARE_OCCASION.but(code="haji"),
    cast.REGISTER_SOURCE.but(occasion="occasion:haji", code="S1"),
    cast.RECORD_RAKOR.but(occasion="occasion:haji"),
    cast.RECORD.but(rakor="rakor:haji/R1"),
)
D2 = "commitment:psu/D2"
PARTS = (
    facts.RegionTarget(region="62.05.01", target=Decimal(60)),
    facts.RegionTarget(region="62.05.02", target=Decimal(40)),
)
DIVIDED = SPECIFIED.and_(
    cast.RECORD.but(code="D2"),
    cast.DEFINE_DIVIDED.but(commitment=D2),
)
REVISE_DIVIDED = cast.REVISE.but(commitment=D2)


def breakdown(**targets: float) -> list[dict[str, object]]:
    return [{"region": f"62.05.{code[1:]}", "target": target} for code, target in targets.items()]


def link(kind: str, commitment: str) -> dict[str, str]:
    return {"kind": kind, "commitment": commitment}


RECORDING = [
    Refused("unknown meeting", FRAME, cast.RECORD.but(rakor="rakor:psu/R9"), No.NOT_FOUND),
    Refused("unknown occasion", FRAME, cast.RECORD.but(rakor="rakor:x/R1"), No.NOT_FOUND),
    Refused("code taken", RECORDED, cast.RECORD, No.ALREADY_EXISTS),
    Refused("unknown area", FRAME, cast.RECORD.but(area="X"), No.UNKNOWN_AREA),
    Refused("unknown region", FRAME, cast.RECORD.but(region="63"), No.UNKNOWN_REGION),
    Refused(
        "unknown promiser", FRAME, cast.RECORD.but(committed_by=["party:X"]), No.UNKNOWN_PARTY
    ),
    Refused("unknown source", FRAME, cast.RECORD.but(sources=["source:psu/S9"]), No.NOT_FOUND),
    Refused(
        "source of another occasion",
        ELSEWHERE,
        cast.RECORD.but(sources=["source:haji/S1"]),
        No.NOT_FOUND,
    ),
    Refused("unknown parent", FRAME, cast.RECORD.but(parent=D2), No.NOT_FOUND),
    Refused("its own parent", FRAME, cast.RECORD.but(parent=cast.D1), No.NOT_FOUND),
    Refused(
        "parent of another occasion",
        ELSEWHERE,
        cast.RECORD.but(code="D9", parent="commitment:haji/D1"),
        No.NOT_FOUND,
    ),
    Refused(
        "link to an unknown commitment",
        FRAME,
        cast.RECORD.but(links=[link("REFINES", D2)]),
        No.NOT_FOUND,
    ),
    Refused(
        "link into another occasion",
        ELSEWHERE,
        cast.RECORD.but(links=[link("REFINES", "commitment:haji/D1")]),
        No.NOT_FOUND,
    ),
    Refused("weight 0", FRAME, cast.RECORD.but(weight=0), No.INVALID_QUANTITY),
    Refused("weight below 0", FRAME, cast.RECORD.but(weight=-1), No.INVALID_QUANTITY),
]
FIRST_VALUES = [
    Refused("already owned", OWNED, cast.ASSIGN.but(owner="party:DINKES"), No.ALREADY_SET),
    Refused("unknown party", RECORDED, cast.ASSIGN.but(owner="party:X"), No.UNKNOWN_PARTY),
    Refused("unknown commitment", FRAME, cast.ASSIGN, No.NOT_FOUND),
    Refused("already set", SPECIFIED, cast.SET_DEADLINE, No.ALREADY_SET),
    Refused(
        "due before planned start",
        OWNED,
        cast.SET_DEADLINE.but(due="2025-07-14"),
        No.INVALID_DATES,
    ),
    Refused("no such day", OWNED, cast.SET_DEADLINE.but(due="2025-02-29"), No.BAD_USER_INPUT),
    Refused("already set", SPECIFIED, cast.DEFINE, No.ALREADY_SET),
    Refused("target 0", OWNED, cast.DEFINE.but(target=0), No.INVALID_QUANTITY),
    Refused("target below 0", OWNED, cast.DEFINE.but(target=-5), No.INVALID_QUANTITY),
    Refused(
        "a part of 0",
        OWNED,
        cast.DEFINE.but(breakdown=breakdown(r01=100, r02=0)),
        No.INVALID_QUANTITY,
    ),
    Refused(
        "does not add up, without a note",
        OWNED,
        cast.DEFINE.but(breakdown=breakdown(r01=60, r02=39.999)),
        No.BREAKDOWN_MISMATCH,
    ),
    Refused(
        "unknown region", OWNED, cast.DEFINE.but(breakdown=breakdown(r77=100)), No.UNKNOWN_REGION
    ),
    Refused(
        "a region twice",
        OWNED,
        cast.DEFINE.but(breakdown=breakdown(r01=60) + breakdown(r01=40)),
        No.INVALID_REGION,
    ),
]
ACCEPTING = [
    Refused("no owner", RECORDED, cast.ACCEPT, No.NOT_AUTHORISED),
    Refused("no deadline and indicator", OWNED, cast.ACCEPT, No.NOT_SPECIFIED),
    Refused("no indicator", OWNED.and_(cast.SET_DEADLINE), cast.ACCEPT, No.NOT_SPECIFIED),
    Refused("no deadline", OWNED.and_(cast.DEFINE), cast.ACCEPT, No.NOT_SPECIFIED),
    Refused("not the owner", SPECIFIED, cast.ACCEPT.but(cast.OTHER_OWNER), No.NOT_AUTHORISED),
    Refused("already accepted", READY, cast.ACCEPT, No.ALREADY_SET),
]
CHANGING = [
    *(
        Refused("without a reason", SPECIFIED, act.but(reason=reason), No.REASON_REQUIRED)
        for act in (cast.REVISE, cast.RESCHEDULE, cast.REASSIGN)
        for reason in (None, " ")
    ),
    Refused("old is not current", READY, cast.REVISE.but(old_target=99), No.STALE_VALUE),
    Refused("old is not current", READY, cast.RESCHEDULE.but(old_due="2025-08-03"), No.STALE_VALUE),
    Refused("old is not current", READY, cast.REASSIGN.but(old_owner="party:PPK"), No.STALE_VALUE),
    *(
        Refused(
            "requester approves itself",
            READY,
            act.but(requested_by="party:SEKDA"),
            No.SEPARATION_OF_DUTIES,
        )
        for act in (cast.REVISE, cast.RESCHEDULE)
    ),
    *(
        Refused("unknown requester", READY, act.but(requested_by="party:X"), No.UNKNOWN_PARTY)
        for act in (cast.REVISE, cast.RESCHEDULE)
    ),
    *(
        Refused("nothing to change yet", RECORDED, act, No.NOT_SPECIFIED)
        for act in (cast.REVISE, cast.RESCHEDULE, cast.REASSIGN)
    ),
    Refused("target 0", READY, cast.REVISE.but(new_target=0), No.INVALID_QUANTITY),
    Refused("old parts, new target", DIVIDED, REVISE_DIVIDED, No.BREAKDOWN_MISMATCH),
    Refused(
        "unknown region",
        DIVIDED,
        REVISE_DIVIDED.but(breakdown=breakdown(r77=120)),
        No.UNKNOWN_REGION,
    ),
    Refused(
        "a region twice",
        DIVIDED,
        REVISE_DIVIDED.but(breakdown=breakdown(r01=60) + breakdown(r01=60)),
        No.INVALID_REGION,
    ),
    Refused(
        "before planned start",
        READY,
        cast.RESCHEDULE.but(new_due="2025-07-14"),
        No.INVALID_DATES,
    ),
    Refused(
        "to the same day", READY, cast.RESCHEDULE.but(new_due="2025-08-04"), No.INVALID_DATES
    ),
    Refused("unknown owner", READY, cast.REASSIGN.but(new_owner="party:X"), No.UNKNOWN_PARTY),
    Refused("to itself", READY, cast.REASSIGN.but(new_owner="party:KPU"), No.ALREADY_SET),
]
CLOSED = [
    Refused("closed", VERIFIED, act, No.WRONG_STATUS)
    for act in (cast.ASSIGN, cast.SET_DEADLINE, cast.DEFINE, cast.ACCEPT)
    + (cast.REVISE, cast.RESCHEDULE, cast.REASSIGN)
]
REFUSALS = [*RECORDING, *FIRST_VALUES, *ACCEPTING, *CHANGING, *CLOSED]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()


def test_a_commitment_is_recorded_with_its_unknowns() -> None:
    FRAME.when(cast.RECORD).then(
        facts.CommitmentRecorded(
            rakor="R1",
            code="D1",
            title="Logistik surat suara",
            commitment_kind=CommitmentKind.UNDERTAKING,
            commitment_role=CommitmentRole.LEAF,
            area="LOG",
            weight=Decimal(1),
            critical=False,
            committed_by=(),
            sources=(),
            links=(),
        )
    )


def test_a_commitment_is_recorded_with_all_that_is_known() -> None:
    history = RECORDED.when(
        cast.RECORD.but(
            code="D2",
            role="UMBRELLA",
            parent=cast.D1,
            region="region:62.05",
            weight=2.5,
            critical=True,
            committed_by=["party:KPU", "party:SEKDA"],
            sources=["source:psu/S1"],
            links=[link("SUPERSEDES", cast.D1)],
            verbatim="“Kami siap”",
        )
    ).accepted()
    recorded = history.commitment("D2").recorded
    assert recorded is not None
    assert (recorded.parent, recorded.region, recorded.weight) == ("D1", "62.05", Decimal("2.5"))
    assert (recorded.committed_by, recorded.sources) == (("KPU", "SEKDA"), ("S1",))
    assert recorded.links == (facts.Link(kind=LinkKind.SUPERSEDES, commitment="D1"),)
    assert recorded.critical


def test_owner_deadline_and_indicator_are_given_once() -> None:
    RECORDED.when(cast.ASSIGN).then(facts.OwnerAssigned(owner="KPU"))
    RECORDED.when(cast.SET_DEADLINE).then(
        facts.DeadlineSet(
            due=dt.date(2025, 8, 4),
            planned_start=dt.date(2025, 7, 15),
            deadline_basis=DeadlineBasis.STATED,
        )
    )
    RECORDED.when(cast.DEFINE).then(
        facts.IndicatorDefined(name="Surat suara", target=Decimal(100), unit="lembar")
    )


def test_a_deadline_may_be_the_day_on_which_work_starts() -> None:
    RECORDED.when(cast.SET_DEADLINE.but(due="2025-07-15")).accepted()


def test_an_indicator_may_be_divided_by_region() -> None:
    RECORDED.when(cast.DEFINE_DIVIDED).then(
        facts.IndicatorDefined(
            name="Surat suara", target=Decimal(100), unit="lembar", breakdown=PARTS
        )
    )


def test_a_breakdown_that_does_not_add_up_needs_a_note() -> None:
    outcome = RECORDED.when(cast.DEFINE.but(breakdown=breakdown(r01=60), note="TPS 901 menyusul"))
    outcome.then(
        facts.IndicatorDefined(
            name="Surat suara",
            target=Decimal(100),
            unit="lembar",
            breakdown=PARTS[:1],
            note=Text(value="TPS 901 menyusul"),
        )
    )


@pytest.mark.parametrize("viewer", [cast.OWNER, cast.ABOVE_OWNER])
def test_the_owner_or_a_party_above_it_accepts(viewer: cast.Viewer) -> None:
    SPECIFIED.when(cast.ACCEPT.but(viewer, comment="Siap")).then(
        facts.CommitmentAccepted(comment=Text(value="Siap"))
    )


def test_a_target_is_revised_on_anothers_request() -> None:
    READY.when(cast.REVISE).then(
        facts.IndicatorRevised(
            old_target=Decimal(100), new_target=Decimal(120), requested_by="KPU"
        )
    )


def test_a_divided_target_is_revised_part_by_part_or_with_a_note() -> None:
    DIVIDED.when(REVISE_DIVIDED.but(breakdown=breakdown(r01=60, r02=60))).accepted()
    noted = DIVIDED.when(REVISE_DIVIDED.but(note="Sisanya cadangan")).accepted()
    indicator = noted.commitment("D2").indicator
    assert indicator is not None
    assert (indicator.target, indicator.breakdown) == (Decimal(120), PARTS)


def test_a_deadline_is_moved_on_anothers_request() -> None:
    READY.when(cast.RESCHEDULE).then(
        facts.DeadlineRescheduled(
            old_due=dt.date(2025, 8, 4),
            new_due=dt.date(2025, 8, 5),
            requested_by="KPU",
            approved_by="SEKDA",
        )
    )


def test_a_commitment_is_reassigned() -> None:
    READY.when(cast.REASSIGN).then(
        facts.CommitmentReassigned(old_owner="KPU", new_owner="DINKES")
    )


def test_the_reason_is_kept_with_the_event() -> None:
    history = READY.when(cast.RESCHEDULE.but(reason="Banjir\ndi Lahei")).accepted()
    assert "Banjir\ndi Lahei" in history.texts.values()


@pytest.mark.parametrize(
    "act", [cast.REVISE, cast.RESCHEDULE, cast.REASSIGN], ids=str
)
def test_what_is_claimed_may_still_be_changed(act: Act) -> None:
    CLAIMED.when(act).accepted()


def test_these_are_decisions_but_for_the_recording_itself() -> None:
    decisions: set[type[Command]] = {
        act.command
        for act in (cast.ASSIGN, cast.SET_DEADLINE, cast.DEFINE, cast.ACCEPT)
        + (cast.REVISE, cast.RESCHEDULE, cast.REASSIGN)
    }
    assert all(command.is_decision for command in decisions)
    assert not cast.RECORD.command.is_decision
