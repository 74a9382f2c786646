"""A whole session over HTTP: each step is read back at once, in readiness and history."""

from typing import Any

import pytest

from tests.worlds.furniture import COORDINATOR, OCCASION, VERIFIER
from tests.worlds.hall import D01, SHA, THE_OCCASION, Hall

pytestmark = pytest.mark.fast  # the one session over HTTP that is tried between two edits
D03 = f"commitment:{OCCASION}/D03"
STANDING = """
query ($id: ID!, $o: ID!) {
  commitment(id: $id) {
    status auditStatus version claimedTotal verifiedTotal owner { code }
    deadline { due setBy { position } } firstDeadline { due }
    evidence { edges { node { sha256 attachedBy { position } } } }
    readiness { light score claimed verified reasons { code missing events { position } } }
    history(last: 1) { edges { node {
      position type recordedAt occurredAt reason actor { role party { code } } leafHash
    } } }
  }
  readiness(occasion: $o) { score unassessable { commitment { code } } asOf { position } }
}
"""


class Story:
    """Steps about one commitment, each read back."""

    def __init__(self, hall: Hall, commitment: str) -> None:
        self.hall, self.commitment = hall, commitment
        self.events = 0

    def after(self, payload: Any) -> Any:
        """How the commitment stands after a step."""
        token = self.hall.token("AUDITOR", party="BPK")
        data = self.hall.data(STANDING, token, id=self.commitment, o=THE_OCCASION)
        found = data["commitment"]
        (last,) = (edge["node"] for edge in found["history"]["edges"])
        self.events += len(payload["events"])
        assert last["position"] == payload["position"] == data["readiness"]["asOf"]["position"]
        assert last["leafHash"] == payload["leafHash"]
        assert last["type"] == payload["events"][-1]["type"]
        assert found["version"] == self.events
        code = self.commitment.partition("/")[2]
        unassessable = [one["commitment"]["code"] for one in data["readiness"]["unassessable"]]
        light = found["readiness"]["light"]
        assert (code in unassessable) == (light == "GREY")
        return found | {"last": last, "light": light, "why": found["readiness"]["reasons"]}


def reasons(standing: Any) -> list[str]:
    """Codes of the reasons of a light."""
    return [reason["code"] for reason in standing["why"]]


def specified(hall: Hall) -> Story:
    """D03, recorded and specified step by step."""
    story = Story(hall, D03)
    stands = story.after(
        hall.secretary(
            "commitmentRecord",
            rakor=f"rakor:{OCCASION}/R1",
            code="D03",
            title="Boxes",
            kind="UNDERTAKING",
            area="LOGISTICS",
            committedBy=["party:DINKES"],
            verbatim="We shall bring the boxes.",
        )
    )
    assert (stands["status"], stands["light"]) == ("RECORDED", "GREY")
    assert stands["why"][0]["missing"] == ["OWNER", "DEADLINE", "INDICATOR"]
    stands = story.after(hall.coordinator("commitmentAssignOwner", D03, owner="party:DINKES"))
    assert (stands["owner"], stands["why"][0]["missing"]) == (
        {"code": "DINKES"},
        ["DEADLINE", "INDICATOR"],
    )
    days = {"due": "2025-07-25", "plannedStart": "2025-07-12", "basis": "AGREED"}
    stands = story.after(hall.coordinator("commitmentSetDeadline", D03, **days))
    assert stands["why"][0]["missing"] == ["INDICATOR"]
    counted = {"name": "Boxes", "target": 10, "unit": "boxes"}
    assert hall.refusals("commitmentAccept", "OWNER", "DINKES", commitment=D03) == ["NOT_SPECIFIED"]
    hall.at("2025-07-13T08:00:00+07:00")
    stands = story.after(hall.coordinator("commitmentDefineIndicator", D03, **counted))
    assert (stands["status"], reasons(stands)) == ("RECORDED", ["NO_REPORT"])
    stands = story.after(hall.owner("commitmentAccept", D03, party="DINKES", comment="Agreed"))
    assert (stands["status"], stands["auditStatus"]) == ("READY", "NOT_FOLLOWED_UP")
    return story


def test_a_promise_from_the_room_to_its_verification(hall: Hall) -> None:
    story = specified(hall)
    hall.at("2025-07-16T10:00:00+07:00")
    mine: dict[str, Any] = {"party": "DINKES"}
    stands = story.after(hall.owner("commitmentReportProgress", D03, value=4, **mine))
    assert (stands["status"], stands["claimedTotal"], stands["verifiedTotal"]) == (
        "IN_PROGRESS",
        4,
        None,
    )
    assert (stands["readiness"]["claimed"], stands["readiness"]["score"]) == (0.4, 0.2)
    hall.at("2025-07-17T10:00:00+07:00")
    stands = story.after(hall.owner("commitmentReportProgress", D03, value=10, **mine))
    assert reasons(stands) == ["CLAIMED_UNVERIFIED"]
    bare = {"commitment": D03, "statement": "Done"}
    assert hall.refusals("commitmentClaimFulfilment", "OWNER", "DINKES", **bare) == [
        "EVIDENCE_REQUIRED"
    ]
    attached = {"sha256": SHA, "mediaType": "image/jpeg", "size": 100, "title": "The boxes"}
    stands = story.after(hall.owner("commitmentAttachEvidence", D03, **attached, **mine))
    (item,) = stands["evidence"]["edges"]
    assert item["node"] == {
        "sha256": SHA,
        "attachedBy": {"position": stands["last"]["position"]},
    }
    stands = story.after(hall.owner("commitmentClaimFulfilment", D03, statement="Done", **mine))
    assert (stands["status"], stands["light"]) == ("CLAIMED", "YELLOW")
    stands = story.after(hall.verifier("commitmentVerifyFulfilment", D03, method="SITE"))
    assert (stands["status"], stands["auditStatus"]) == ("VERIFIED", "CONFORMING")
    assert (stands["light"], stands["readiness"]["score"], stands["why"]) == ("GREEN", 1, [])
    assert stands["last"]["actor"] == {"role": "VERIFIER", "party": {"code": VERIFIER}}


def test_a_claim_rejected_and_a_deadline_moved(hall: Hall) -> None:
    story = specified(hall)
    hall.at("2025-07-20T10:00:00+07:00")
    story.after(hall.owner("commitmentReportProgress", D03, value=10, party="DINKES"))
    waived = {"evidenceWaiver": "The camera broke"}
    story.after(hall.owner("commitmentClaimFulfilment", D03, **waived, party="DINKES"))
    rejected = {"acceptedValue": 6, "reason": "Four were empty"}
    stands = story.after(hall.verifier("commitmentRejectClaim", D03, **rejected))
    assert (stands["status"], stands["verifiedTotal"]) == ("NOT_YET_CONFORMING", 6)
    assert "CLAIM_REJECTED" in reasons(stands)
    assert stands["last"]["reason"] == "Four were empty"
    moved = {"oldDue": "2025-07-25", "newDue": "2025-07-30", "reason": "Rain"}
    asked = {"code": "Q1", "deadline": {"due": "2025-07-30"}, "reason": "Rain"}
    story.after(hall.owner("commitmentRequestChange", D03, **asked, party="DINKES"))
    by = {"request": f"request:{OCCASION}/D03/Q1"}
    stands = story.after(hall.coordinator("commitmentReschedule", D03, **moved, **by))
    assert (stands["deadline"]["due"], stands["firstDeadline"]["due"]) == (
        "2025-07-30",
        "2025-07-25",
    )
    assert stands["deadline"]["setBy"]["position"] == stands["last"]["position"]
    assert reasons(stands)[-1] == "RESCHEDULED"
    assert hall.refusals(
        "commitmentReschedule", "COORDINATOR", COORDINATOR, commitment=D03, **moved, **by
    ) == ["STALE_VALUE"]
    hall.at("2025-07-31T00:00:00+07:00")
    token = hall.token("AUDITOR", party="BPK")
    late = hall.data(STANDING, token, id=D03, o=THE_OCCASION)["commitment"]["readiness"]
    assert (late["light"], late["reasons"][0]["code"]) == ("RED", "OVERDUE")


def test_nobody_judges_or_grants_their_own_case(hall: Hall) -> None:
    hall.owner("commitmentReportProgress", D01, value=100)
    hall.owner("commitmentClaimFulfilment", D01, evidenceWaiver="None")
    before = hall.size()
    done = {"commitment": D01, "method": "SITE"}
    no = ["SEPARATION_OF_DUTIES"]
    for kin in ("KPU-LOG", "KPU"):
        assert hall.refusals("commitmentVerifyFulfilment", "VERIFIER", kin, **done) == no
        assert hall.refusals("commitmentVerifyProgress", "VERIFIER", kin, **done, value=1) == no
    moved = {"oldDue": "2025-08-04", "newDue": "2025-08-05", "reason": "Rain"}
    asked = {"code": "Q1", "deadline": {"due": "2025-08-05"}, "reason": "Rain"}
    hall.coordinator("commitmentRequestChange", D01, **asked)
    own = {"commitment": D01, "request": f"request:{OCCASION}/D01/Q1"}
    assert hall.refusals("commitmentReschedule", "COORDINATOR", COORDINATOR, **own, **moved) == no
    assert hall.size() == before + 1
