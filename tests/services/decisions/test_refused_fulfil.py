"""Every refusal about reports, evidence, claims, verdicts, obstacles and corrections."""

import datetime as dt

import pytest

from events.facts.commitment import CommitmentAccepted
from events.facts.report import ProgressReported
from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import CLAIMED, DIVIDED_READY, OWNED, READY, REJECTED, REPORTED, VERIFIED
from tests.worlds.given import History
from tests.worlds.persons import person_of
from tests.worlds.refused import Refused

D2 = "commitment:psu/D2"
NORTH, SOUTH = "region:62.05.01", "region:62.05.02"
UNREPORTED = READY.and_(cast.ATTACH)
UNPROVEN = READY.and_(cast.REPORT_ALL)
HINDERED = READY.and_(cast.RAISE)
DIVIDED_CLAIMED = DIVIDED_READY.and_(
    cast.REPORT.but(region=NORTH, value=60),
    cast.REPORT.but(region=SOUTH, value=40),
    cast.CLAIM_BARE,
)
KIN = [Viewer((Role.VERIFIER,), party, person_of(party)) for party in ("KPU", "KPU-PROV", "PPK")]


def position_of_report(history: History) -> int:
    return history.last(ProgressReported).position


CORRECT = cast.CORRECT.but(report=position_of_report(REPORTED))
RETRACT = cast.RETRACT.but(report=position_of_report(REPORTED))
RETRACTED = REPORTED.and_(RETRACT)

REPORTING = [
    Refused("negative", READY, cast.REPORT.but(value=-1), No.INVALID_QUANTITY, "negative"),
    Refused(
        "beyond twice the target without a note",
        READY,
        cast.REPORT.but(value=200.001),
        No.INVALID_QUANTITY,
        "far_above",
    ),
    Refused(
        "beyond twice its region's target",
        DIVIDED_READY,
        cast.REPORT.but(region=NORTH, value=121),
        No.INVALID_QUANTITY,
    ),
    Refused("closed", VERIFIED, cast.REPORT, No.WRONG_STATUS),
    Refused("no region", DIVIDED_READY, cast.REPORT, No.REGION_REQUIRED),
    Refused("a region, undivided", READY, cast.REPORT.but(region=NORTH), No.INVALID_REGION),
    Refused("another region", DIVIDED_READY, cast.REPORT.but(region="62.05"), No.INVALID_REGION),
    Refused("no owner", cast.RECORDED, cast.REPORT, No.NOT_AUTHORISED),
    Refused("unknown commitment", READY, cast.REPORT.but(commitment=D2), No.NOT_FOUND),
]
PROVING = [
    Refused("twice", UNREPORTED, cast.ATTACH, No.ALREADY_EXISTS),
    Refused("unknown region", READY, cast.ATTACH.but(region="63"), No.UNKNOWN_REGION),
    Refused("no size", READY, cast.ATTACH.but(size=0), No.INVALID_QUANTITY),
    Refused("no hash", READY, cast.ATTACH.but(sha256="A" * 64), No.BAD_USER_INPUT),
    Refused("nothing reported", UNREPORTED, cast.CLAIM, No.BELOW_TARGET),
    Refused(
        "nothing reported of a target of one",
        OWNED.and_(cast.SET_DEADLINE, cast.DEFINE.but(target=1), cast.ACCEPT, cast.ATTACH),
        cast.CLAIM,
        No.BELOW_TARGET,
    ),
    Refused("below target", REPORTED.and_(cast.ATTACH), cast.CLAIM, No.BELOW_TARGET),
    Refused("no evidence, no waiver", UNPROVEN, cast.CLAIM, No.EVIDENCE_REQUIRED),
    Refused("an empty waiver", UNPROVEN, cast.CLAIM.but(evidence_waiver=" "), No.EVIDENCE_REQUIRED),
    Refused("no indicator", OWNED, cast.CLAIM_BARE, No.NOT_SPECIFIED, "indicator"),
    Refused("closed", VERIFIED, cast.CLAIM, No.WRONG_STATUS),
]
VERDICTS = [
    *(
        Refused(f"by {kin.party}", CLAIMED, act.but(kin), No.SEPARATION_OF_DUTIES)
        for kin in KIN
        for act in (cast.VERIFY_PROGRESS, cast.VERIFY_FULFILMENT, cast.REJECT)
    ),
    *(
        Refused(
            "on behalf of the owner",
            CLAIMED,
            act.but(on_behalf_of="party:KPU"),
            No.SEPARATION_OF_DUTIES,
        )
        for act in (cast.VERIFY_PROGRESS, cast.VERIFY_FULFILMENT, cast.REJECT)
    ),
    Refused("negative", REPORTED, cast.VERIFY_PROGRESS.but(value=-1), No.INVALID_QUANTITY),
    Refused("no region", DIVIDED_READY, cast.VERIFY_PROGRESS, No.REGION_REQUIRED),
    Refused("a region", READY, cast.VERIFY_PROGRESS.but(region=NORTH), No.INVALID_REGION),
    Refused("closed", VERIFIED, cast.VERIFY_PROGRESS, No.WRONG_STATUS),
    Refused("not claimed", UNPROVEN, cast.VERIFY_FULFILMENT, No.NOT_CLAIMED),
    Refused("rejected", REJECTED, cast.VERIFY_FULFILMENT, No.NOT_CLAIMED),
    Refused("already verified", VERIFIED, cast.VERIFY_FULFILMENT, No.NOT_CLAIMED),
    Refused("negative", CLAIMED, cast.VERIFY_FULFILMENT.but(value=-1), No.INVALID_QUANTITY),
    Refused("nothing", CLAIMED, cast.VERIFY_FULFILMENT.but(value=0), No.BELOW_TARGET),
    Refused("less than all", CLAIMED, cast.VERIFY_FULFILMENT.but(value=99), No.BELOW_TARGET),
    Refused("without a reason", CLAIMED, cast.REJECT.but(reason=None), No.REASON_REQUIRED),
    Refused("an empty reason", CLAIMED, cast.REJECT.but(reason="\n"), No.REASON_REQUIRED),
    Refused("not claimed", REPORTED, cast.REJECT, No.NOT_CLAIMED),
    Refused("negative", CLAIMED, cast.REJECT.but(accepted_value=-1), No.INVALID_QUANTITY),
    Refused("no region", DIVIDED_CLAIMED, cast.REJECT, No.REGION_REQUIRED),
    Refused(
        "before it was claimed",
        CLAIMED,
        cast.VERIFY_FULFILMENT.but(occurred_at=CLAIMED.now - dt.timedelta(seconds=1)),
        No.INVALID_DATES,
        "before_claimed",
    ),
    Refused("a region", CLAIMED, cast.REJECT.but(region=NORTH), No.INVALID_REGION),
]
OBSTACLES = [
    Refused("code taken", HINDERED, cast.RAISE, No.ALREADY_EXISTS),
    Refused("unknown region", READY, cast.RAISE.but(region="63"), No.UNKNOWN_REGION),
    Refused("without a text", READY, cast.RAISE.but(text=" "), No.BAD_USER_INPUT),
    Refused("unknown obstacle", READY, cast.RESOLVE, No.NOT_FOUND),
    Refused("already resolved", HINDERED.and_(cast.RESOLVE), cast.RESOLVE, No.WRONG_STATUS),
    Refused(
        "before it was there",
        HINDERED,
        cast.RESOLVE.but(occurred_at=HINDERED.now - dt.timedelta(seconds=1)),
        No.INVALID_DATES,
    ),
]
CORRECTING = [
    *(
        refused
        for act in (CORRECT, RETRACT)
        for refused in (
            Refused("no report", REPORTED, act.but(report=0), No.NOT_A_REPORT),
            Refused(
                "another event",
                REPORTED,
                act.but(report=REPORTED.last(CommitmentAccepted).position),
                No.NOT_A_REPORT,
            ),
            Refused("no position", REPORTED, act.but(report=2**53), No.BAD_USER_INPUT),
            Refused("beyond the head", REPORTED, act.but(report=999), No.NOT_A_REPORT),
            Refused("no such key", REPORTED, act.but(report=None, report_key="x"), No.NOT_A_REPORT),
            Refused("names none", REPORTED, act.but(report=None), No.BAD_USER_INPUT),
            Refused("names it twice", REPORTED, act.but(report_key="k23"), No.BAD_USER_INPUT),
            Refused("without a reason", REPORTED, act.but(reason=None), No.REASON_REQUIRED),
            Refused("already retracted", RETRACTED, act, No.WRONG_STATUS),
            Refused("of a party above", REPORTED, act.but(cast.BELOW_OWNER), No.NOT_AUTHORISED),
            Refused("by a stranger", REPORTED, act.but(cast.OTHER_OWNER), No.NOT_AUTHORISED),
            Refused(
                "the new owner, not its own",
                REPORTED.and_(cast.REASSIGN),
                act.but(cast.OTHER_OWNER),
                No.NOT_AUTHORISED,
                "not_own_report",
            ),
            Refused(
                "with a time of its own",
                REPORTED,
                act.but(occurred_at=REPORTED.now),
                No.INVALID_DATES,
            ),
        )
    ),
    Refused("negative", REPORTED, CORRECT.but(value=-1), No.INVALID_QUANTITY),
]
REFUSALS = [*REPORTING, *PROVING, *VERDICTS, *OBSTACLES, *CORRECTING]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
