"""Who answered never judges, who judged never answers, and who judged never owns: every way round
that is refused."""

from dataclasses import replace
from typing import Any

import pytest

from events.facts.report import ProgressReported
from events.facts.vocabulary import Role
from services.permissions import Viewer
from services.refusals import RefusalCode as No
from services.state.records import ActedBy
from tests.worlds import cast
from tests.worlds.duties import (
    ANNA,
    ATTACH,
    CLAIM,
    CLAIMED,
    D2,
    D3,
    D4,
    REGENCY,
    REPORT_ALL,
    REPORTED,
    VERDICTS,
    owner,
    verifier,
)
from tests.worlds.given import History
from tests.worlds.refused import Refused

SEP = No.SEPARATION_OF_DUTIES
OUTSIDE = "AUDITOR-BRANCH"


def last_report(history: History) -> int:
    return history.last(ProgressReported).position


def corrected(history: History, who: Viewer) -> History:
    return history.and_(cast.CORRECT.but(who, report=last_report(history), value=100))


def retracted(history: History, who: Viewer) -> History:
    """A report is taken back, and somebody else of the party claims on another one."""
    again = history.and_(cast.RETRACT.but(who, report=last_report(history)))
    return again.and_(REPORT_ALL)


def claimed(history: History, **fields: Any) -> History:
    return history.and_(ATTACH.but(**fields), CLAIM.but(**fields))


ANNA_AT_KPU = owner("KPU", ANNA)
ANSWERED = {
    "accepted": claimed(
        REGENCY.and_(
            cast.REASSIGN.but(new_owner="party:PPK"),
            cast.ACCEPT.but(owner("PPK", ANNA)),
            cast.REASSIGN.but(old_owner="party:PPK", new_owner="party:KPU"),
            REPORT_ALL,
        )
    ),
    "reported": claimed(REGENCY.and_(REPORT_ALL.but(ANNA_AT_KPU))),
    "reported for a party above": claimed(REGENCY.and_(REPORT_ALL.but(owner("KPU-PROV", ANNA)))),
    "reported for a party below": claimed(
        REGENCY.and_(REPORT_ALL.but(ANNA_AT_KPU, on_behalf_of="party:PPK"))
    ),
    "reported, then others did": claimed(
        REGENCY.and_(cast.REPORT.but(ANNA_AT_KPU, value=1), REPORT_ALL)
    ),
    "reported, then corrected by another": claimed(
        corrected(REGENCY.and_(cast.REPORT.but(ANNA_AT_KPU)), owner("KPU"))
    ),
    "reported, then retracted by another": claimed(
        retracted(REGENCY.and_(cast.REPORT.but(ANNA_AT_KPU)), owner("KPU"))
    ),
    "corrected": claimed(corrected(REPORTED, ANNA_AT_KPU)),
    "retracted": claimed(retracted(REPORTED, ANNA_AT_KPU)),
    "attached": REPORTED.and_(ATTACH.but(ANNA_AT_KPU), CLAIM),
    "claimed": REPORTED.and_(ATTACH, CLAIM.but(ANNA_AT_KPU)),
    "reported, then reassigned": CLAIMED.and_(
        cast.REPORT.but(ANNA_AT_KPU, value=100), cast.REASSIGN
    ),
}
"""What Anna did as somebody of the owner; D1 is claimed."""
ABOVE_REPORTED = claimed(REGENCY.and_(REPORT_ALL.but(owner("KPU-PROV"))))
PPK_OWNED_ONCE = CLAIMED.and_(
    cast.REASSIGN.but(new_owner="party:UPTD"),
    cast.REASSIGN.but(old_owner="party:UPTD", new_owner="party:DINKES"),
)
JUDGING = [
    *(
        Refused(f"Anna {told} and judges elsewhere", history, act.but(who), SEP, "answered")
        for told, history in ANSWERED.items()
        for who in (verifier(OUTSIDE, ANNA), verifier("BAWASLU", ANNA))
        for act in VERDICTS
    ),
    *(
        Refused(f"by {party}, {told}", history, act.but(verifier(party)), SEP, variant)
        for act in VERDICTS
        for told, history, party, variant in (
            (
                "sister of the owner, as the one above both reported",
                ABOVE_REPORTED,
                "KPU-SISTER",
                "above",
            ),
            ("the owner", CLAIMED, "KPU", "kin"),
            ("the child of the owner", CLAIMED, "PPK", "above"),
            ("the parent of the owner", CLAIMED, "KPU-PROV", "kin"),
            ("an owner in between", PPK_OWNED_ONCE, "UPTD", "kin"),
            ("the grandparent of an owner in between", PPK_OWNED_ONCE, "PEMKAB", "kin"),
        )
    ),
    *(
        Refused(
            "in the name of the owner's child",
            CLAIMED,
            act.but(verifier(OUTSIDE), on_behalf_of="party:PPK"),
            SEP,
        )
        for act in VERDICTS
    ),
    *(
        Refused(
            "as verifier, being the owner too",
            CLAIMED,
            act.but(Viewer((Role.OWNER, Role.VERIFIER), "KPU", ANNA), act_as="VERIFIER"),
            SEP,
        )
        for act in VERDICTS
    ),
    *(
        Refused(
            "nobody owns it",
            REGENCY,
            act.but(verifier(OUTSIDE), commitment=D4),
            No.NOT_SPECIFIED,
            "owner",
        )
        for act in VERDICTS
    ),
    *(
        Refused(
            "the government's own promise, from below",
            REGENCY,
            act.but(verifier(party), commitment=D3),
            SEP,
            "above",
        )
        for act in VERDICTS
        for party in ("INSPEKTORAT-KAB", "IRBAN")
    ),
    Refused(
        "the government's own promise, handed to an agency afterwards",
        REGENCY.and_(
            cast.REASSIGN.but(commitment=D3, old_owner="party:PEMKAB", new_owner="party:UPTD")
        ),
        cast.VERIFY_PROGRESS.but(verifier("INSPEKTORAT-KAB"), commitment=D3),
        SEP,
        "above",
    ),
]

JUDGED = REPORTED.and_(cast.VERIFY_PROGRESS.but(verifier(OUTSIDE, ANNA)))
"""Anna found part of D1 done, as somebody of AUDITOR-BRANCH."""
JUDGED_AGAIN = JUDGED.and_(cast.VERIFY_PROGRESS.but(verifier("BAWASLU")))
REJECTED = CLAIMED.and_(cast.REJECT.but(verifier(OUTSIDE, ANNA)))
FOR_DINKES = REPORTED.and_(
    cast.VERIFY_PROGRESS.but(verifier(OUTSIDE, ANNA), on_behalf_of="party:DINKES")
)
REOPENED = CLAIMED.and_(cast.VERIFY_FULFILMENT.but(verifier(OUTSIDE, ANNA)), cast.REOPEN)
OF_DINAS = REGENCY.and_(
    cast.VERIFY_PROGRESS.but(verifier("INSPEKTORAT-KAB"), commitment=D2),
    cast.REPORT.but(owner("DINAS"), commitment=D2),
)
HER_REPORT: dict[str, Any] = {"report": last_report(JUDGED)}


def to_owner(party: str, history: History, told: str = "") -> Refused:
    act = cast.REASSIGN.but(new_owner=f"party:{party}")
    return Refused(f"to {party} {told}", history, act, SEP, "judge")


def judged_before_it_was_owned() -> History:
    """As older programs allowed: D4 has a verdict, and no owner yet."""
    occasion = REGENCY.occasions["psu"]
    by = (ActedBy(OUTSIDE, ANNA, None),)
    state = occasion.commitments["D4"].model_copy(update={"verified_by": by})
    commitments = {**occasion.commitments, "D4": state}
    return replace(REGENCY, occasions={"psu": replace(occasion, commitments=commitments)})


ANSWERING = [
    *(
        Refused(
            "Anna judged and answers for the owner", JUDGED, act.but(ANNA_AT_KPU), SEP, "verified"
        )
        for act in (
            cast.ACCEPT,
            cast.REPORT,
            ATTACH,
            cast.CLAIM_BARE,
            cast.CORRECT.but(**HER_REPORT),
            cast.RETRACT.but(**HER_REPORT),
        )
    ),
    Refused(
        "Anna rejected it and reports", REJECTED, cast.REPORT.but(ANNA_AT_KPU), SEP, "verified"
    ),
    Refused(
        "reported in the name of who judged",
        JUDGED,
        cast.REPORT.but(owner("KPU"), on_behalf_of="party:AUDITOR-BRANCH"),
        SEP,
        "verified",
    ),
    *(
        Refused(
            "the one above owner and verifier reports",
            OF_DINAS,
            act.but(owner("PEMKAB"), commitment=D2),
            SEP,
            "verified",
        )
        for act in (cast.REPORT, ATTACH, cast.CLAIM_BARE)
    ),
    *(
        to_owner(party, history, told)
        for told, history in (
            ("found it", JUDGED),
            ("rejected it", REJECTED),
            ("found it all", REOPENED),
        )
        for party in (OUTSIDE, "ABOVE-AUDITOR", "AUDITOR-DESK")
    ),
    to_owner(OUTSIDE, JUDGED_AGAIN, "found it before another did"),
    to_owner("BAWASLU", JUDGED_AGAIN, "found it after another did"),
    to_owner(OUTSIDE, FOR_DINKES, "which found it in another's name"),
    *(
        Refused(
            f"{party} as the first owner",
            judged_before_it_was_owned(),
            cast.ASSIGN.but(commitment=D4, owner=f"party:{party}"),
            SEP,
            "judge",
        )
        for party in (OUTSIDE, "ABOVE-AUDITOR", "AUDITOR-DESK")
    ),
]

REFUSALS = [*JUDGING, *ANSWERING]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
