"""Every refusal to record a commitment, or to say or change what it is."""

import pytest

from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import OCCASION, OWNED, READY, RECORDED, SPECIFIED, VERIFIED
from tests.worlds.refused import Refused

ELSEWHERE = RECORDED.and_(
    cast.DECLARE_OCCASION.but(code="haji"),
    cast.REGISTER_SOURCE.but(occasion="occasion:haji", code="S1"),
    cast.RECORD_RAKOR.but(occasion="occasion:haji"),
    cast.RECORD.but(rakor="rakor:haji/R1"),
)
D2 = "commitment:psu/D2"
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
    Refused("unknown meeting", OCCASION, cast.RECORD.but(rakor="rakor:psu/R9"), No.NOT_FOUND),
    Refused("unknown occasion", OCCASION, cast.RECORD.but(rakor="rakor:x/R1"), No.NOT_FOUND),
    Refused("code taken", RECORDED, cast.RECORD, No.ALREADY_EXISTS),
    Refused("unknown area", OCCASION, cast.RECORD.but(area="X"), No.UNKNOWN_AREA),
    Refused("unknown region", OCCASION, cast.RECORD.but(region="63"), No.UNKNOWN_REGION),
    Refused(
        "unknown promiser", OCCASION, cast.RECORD.but(committed_by=["party:X"]), No.UNKNOWN_PARTY
    ),
    Refused("unknown source", OCCASION, cast.RECORD.but(sources=["source:psu/S9"]), No.NOT_FOUND),
    Refused(
        "source of another occasion",
        ELSEWHERE,
        cast.RECORD.but(code="D9", sources=["source:haji/S1"]),
        No.NOT_FOUND,
    ),
    Refused("unknown parent", OCCASION, cast.RECORD.but(parent=D2), No.NOT_FOUND),
    Refused("its own parent", OCCASION, cast.RECORD.but(parent=cast.D1), No.NOT_FOUND),
    Refused(
        "parent accepted",
        READY,
        cast.RECORD.but(code="D2", parent=cast.D1),
        No.WRONG_STATUS,
        "parent_judged",
    ),
    Refused(
        "parent of another occasion",
        ELSEWHERE,
        cast.RECORD.but(code="D9", parent="commitment:haji/D1"),
        No.NOT_FOUND,
    ),
    Refused(
        "link to an unknown commitment",
        OCCASION,
        cast.RECORD.but(links=[link("REFINES", D2)]),
        No.NOT_FOUND,
    ),
    Refused(
        "link to what another occasion does not have",
        ELSEWHERE,
        cast.RECORD.but(code="D9", links=[link("REFINES", "commitment:haji/D9")]),
        No.NOT_FOUND,
    ),
    Refused("weight 0", OCCASION, cast.RECORD.but(weight=0), No.INVALID_QUANTITY),
    Refused("weight below 0", OCCASION, cast.RECORD.but(weight=-1), No.INVALID_QUANTITY),
]
FIRST_VALUES = [
    Refused("already owned", OWNED, cast.ASSIGN.but(owner="party:DINKES"), No.ALREADY_SET),
    Refused("unknown party", RECORDED, cast.ASSIGN.but(owner="party:X"), No.UNKNOWN_PARTY),
    Refused("unknown commitment", OCCASION, cast.ASSIGN, No.NOT_FOUND),
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
    Refused("no deadline and indicator", OWNED, cast.ACCEPT, No.NOT_SPECIFIED, ""),
    Refused(
        "no indicator", OWNED.and_(cast.SET_DEADLINE), cast.ACCEPT, No.NOT_SPECIFIED, "indicator"
    ),
    Refused("no deadline", OWNED.and_(cast.DEFINE), cast.ACCEPT, No.NOT_SPECIFIED, "deadline"),
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
            "in the owner's name",
            READY,
            act.but(on_behalf_of="party:KPU"),
            No.SEPARATION_OF_DUTIES,
            "eased",
        )
        for act in (cast.REVISE, cast.RESCHEDULE, cast.REASSIGN)
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
    Refused("to the same day", READY, cast.RESCHEDULE.but(new_due="2025-08-04"), No.INVALID_DATES),
    Refused("unknown owner", READY, cast.REASSIGN.but(new_owner="party:X"), No.UNKNOWN_PARTY),
    Refused("to itself", READY, cast.REASSIGN.but(new_owner="party:KPU"), No.ALREADY_SET),
]
UNDIVIDED_AGAIN = cast.REVISE.but(new_target=100, breakdown=cast.DIVIDED)
ALL = cast.READY.and_(cast.REPORT_ALL)
"""Reported in one number; this report is retracted once its fulfilment was verified."""
NO_REPORT = cast.RETRACT.but(report_key=ALL.events[-1].key)
VERIFIED_ONLY = ALL.and_(*(cast.ATTACH, cast.CLAIM, cast.VERIFY_FULFILMENT, cast.REOPEN, NO_REPORT))
IN_REGIONS = [
    cast.REPORT.but(value=entry["target"], region=entry["region"]) for entry in cast.DIVIDED
]
ALL_IN_REGIONS = cast.DIVIDED_READY.and_(*IN_REGIONS)
VERIFIED_IN_REGIONS = ALL_IN_REGIONS.and_(
    *(cast.ATTACH, cast.CLAIM, cast.VERIFY_FULFILMENT, cast.REOPEN),
    *(cast.RETRACT.but(report_key=event.key) for event in ALL_IN_REGIONS.events[-2:]),
)
REPORTED_BEFORE = [
    *(
        Refused(f"{told}, divided", history, act, No.INVALID_REGION, "reported")
        for told, history, act in (
            ("reported", OWNED.and_(cast.REPORT), cast.DEFINE_DIVIDED),
            ("verified", OWNED.and_(cast.VERIFY_PROGRESS), cast.DEFINE_DIVIDED),
            ("reported", READY.and_(cast.REPORT), UNDIVIDED_AGAIN),
            ("rejected", cast.REJECTED, UNDIVIDED_AGAIN),
            ("fulfilment verified, its report retracted", VERIFIED_ONLY, UNDIVIDED_AGAIN),
        )
    ),
    *(
        Refused(f"{told} in a region that goes", history, act, No.INVALID_REGION, "reported")
        for told, history in (
            ("reported", cast.DIVIDED_READY.and_(cast.REPORT.but(region="62.05.01"))),
            ("verified", cast.DIVIDED_READY.and_(cast.VERIFY_PROGRESS.but(region="62.05.01"))),
            ("fulfilment verified, its reports retracted", VERIFIED_IN_REGIONS),
        )
        for act in (
            cast.REVISE.but(breakdown=breakdown(r02=120)),
            cast.REVISE.but(breakdown=[]),
        )
    ),
]
WAIVED = READY.and_(cast.PROPOSE_WAIVER, cast.WAIVE)
BELOW_WAIVED = [
    Refused(f"to {target}", WAIVED, cast.REVISE.but(new_target=target), No.INVALID_QUANTITY)
    for target in (1, 39.999, 40)
]
CLOSED = [
    Refused("closed", VERIFIED, act, No.WRONG_STATUS)
    for act in (
        *(cast.ASSIGN, cast.SET_DEADLINE, cast.DEFINE, cast.ACCEPT),
        *(cast.REVISE, cast.RESCHEDULE, cast.REASSIGN),
    )
]
REFUSALS = [
    *(*RECORDING, *FIRST_VALUES, *ACCEPTING, *CHANGING),
    *(*REPORTED_BEFORE, *BELOW_WAIVED, *CLOSED),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()


def test_a_verified_fulfilment_stays_where_it_was_verified() -> None:
    """A division that keeps its regions may be revised, and one number to another."""
    whole = VERIFIED_ONLY.and_(cast.REVISE)
    divided = VERIFIED_IN_REGIONS.and_(cast.REVISE.but(breakdown=breakdown(r01=70, r02=50)))
    assert whole.commitment().verified == divided.commitment().verified == 100
