"""Secrets about parts by party, about what is asked for, and about what hangs on something else."""

from typing import Any

from tests.worlds.furniture import COORDINATOR, OCCASION, RECORDER, VERIFIER
from tests.worlds.hall import LEADER, THE_OCCASION
from tests.worlds.keeper import D05, RAKOR, Keeper


def divide_by_party(vault: Keeper) -> None:
    """Two parties promise together, and everything is about the part of one of them."""
    by, about = ("COORDINATOR", COORDINATOR), {"commitment": f"commitment:{OCCASION}/D07"}
    _promise(vault, "D07")
    parts = [{"party": f"party:{code}", "target": 5} for code in ("DINKES", "KPU")]
    counted = {
        "name": "Cars",
        "target": 10,
        "unit": "cars",
        "breakdown": parts,
        "note": vault.text("note"),
    }
    vault.keep("commitmentNamePartners", *by, **about, parties=["party:KPU"])
    vault.keep("commitmentDefineIndicator", *by, **about, **counted)
    vault.keep("commitmentAccept", "OWNER", "DINKES", **about, comment=vault.text("yes"))
    part, owner, verifier = {"party": "party:KPU"}, ("OWNER", "KPU"), ("VERIFIER", VERIFIER)
    said = {"code": "T7", "statedBy": "party:KPU", "note": vault.text("said")}
    shown = {"sha256": vault.sha256[::-1], "mediaType": "image/png", "size": 987_654}
    hindered = {"code": "O7", "severity": "LOW", "text": vault.text("cut")}
    vault.places = vault.of_parties
    vault.keep("commitmentStateProgress", "RECORDER", RECORDER, **about, **part, **said, value=4)
    vault.keep("commitmentReportProgress", *owner, **about, **part, value=4)
    corrected = {"report": vault.of_parties["PROGRESS_REPORTED"], "value": 3}
    vault.keep("reportCorrect", *owner, **corrected)
    vault.keep("commitmentAttachEvidence", *owner, **about, **part, **shown)
    vault.keep("commitmentRaiseObstacle", *owner, **about, **part, **hindered)
    vault.keep("commitmentVerifyProgress", *verifier, **about, **part, value=2, method="SITE")
    vault.keep("commitmentProposeWaiver", *by, **about, **part, code="W7", remainder=2)
    waiver = f"waiver:{OCCASION}/D07/W7"
    vault.keep("commitmentWaiveRemainder", "LEADER", LEADER, waiver=waiver)
    whole = {"party": "party:DINKES", "value": 5}
    vault.keep("commitmentReportProgress", "OWNER", "DINKES", **about, **whole)
    claim = {"evidenceWaiver": vault.text("none")}
    vault.keep("commitmentClaimFulfilment", "OWNER", "DINKES", **about, **claim)
    vault.keep("commitmentRejectClaim", *verifier, **about, **part, acceptedValue=2)
    vault.places = vault.positions


def _promise(vault: Keeper, code: str, **more: Any) -> None:
    """One more promise, owned by DINKES, with a day."""
    by, about = ("COORDINATOR", COORDINATOR), {"commitment": f"commitment:{OCCASION}/{code}"}
    promised = {"title": "Title", "kind": "UNDERTAKING", "area": "HEALTH"}
    secret = {"region": f"region:{vault.region}", "verbatim": vault.text("verbatim")}
    given = {"rakor": RAKOR, "code": code, **promised, **secret, **more}
    vault.keep("commitmentRecord", "RECORDER", RECORDER, **given)
    days = {"due": "2025-08-01", "plannedStart": "2025-07-12"}
    vault.keep("commitmentAssignOwner", *by, **about, owner="party:DINKES")
    vault.keep("commitmentSetDeadline", *by, **about, **days)


def ask_and_depend(vault: Keeper) -> None:
    """What is asked for, and proposed; what hangs on something else; a day that is moved."""
    by, owner = ("COORDINATOR", COORDINATOR), ("OWNER", "DINKES")
    asked = {"code": "Q5", "indicator": {"target": 13, "breakdown": vault.targets(8, 5)}}
    vault.keep("commitmentRequestChange", *owner, commitment=D05, **asked)
    amended = {"region": f"region:{vault.other_region}", "weight": 2}
    vault.keep("commitmentAmend", *by, commitment=D05, **amended)
    for code in ("D08", "D09", "D10"):
        _promise(vault, code, condition="If there is money")
    d08, d09, d10 = (f"commitment:{OCCASION}/{code}" for code in ("D08", "D09", "D10"))
    vault.keep("commitmentMeetCondition", *by, commitment=d08, how=vault.text("council"))
    vault.keep("commitmentFailCondition", *by, commitment=d09)
    vault.keep("commitmentDecline", *owner, commitment=d10)
    vault.keep("commitmentProposeWithdrawal", *by, commitment=d08, code="Z5")
    withdrawal = f"withdrawal:{OCCASION}/D08/Z5"
    vault.keep("commitmentWithdraw", "LEADER", LEADER, withdrawal=withdrawal)
    vault.keep("rakorAmend", *by, rakor=RAKOR, name="Rakor II")
    days = {"oldDay": "2025-08-06", "newDay": "2025-08-07"}
    source = f"source:{OCCASION}/S1"
    about = {"occasion": THE_OCCASION, "source": source}
    vault.keep("occasionReschedule", "RECORDER", RECORDER, **about, **days)
