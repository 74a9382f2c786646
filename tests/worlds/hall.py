"""A LIVE log under a clock that stands still, furnished over HTTP as `furniture` says."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from pydantic.alias_generators import to_camel

from tests.worlds.acts_admission import admission_acts, make_administrator
from tests.worlds.acts_course import SAID, course_acts
from tests.worlds.acts_steering import specified_acts, steering_acts
from tests.worlds.api import Api
from tests.worlds.furniture import COORDINATOR, FURNITURE, OCCASION, OWNERS, RECORDER, VERIFIER
from tests.worlds.persons import person_of
from tests.worlds.world import StillClock, moment

SHA = "a" * 64
D01, D02 = (f"commitment:{OCCASION}/{code}" for code in ("D01", "D02"))
THE_OCCASION = f"occasion:{OCCASION}"
BYSTANDER = "POLRES"
"""A party that owns nothing."""
LEADER = "INSPEKTORAT"
"""The party that acts as the head of the region; it owns nothing."""
PERSON = "5a0d3a52-6c0e-4f53-9d35-6a3b8a0c9d10"
"""A person whom only `acts` names."""


def camel(value: Any) -> Any:
    """An input with its names as the API writes them."""
    if isinstance(value, dict):
        return {to_camel(name): camel(inner) for name, inner in value.items() if inner is not None}
    return [camel(inner) for inner in value] if isinstance(value, list) else value


class Hall(Api):
    """Who is in the room, and what they do; everything must be recorded unless `refused` says."""

    def __init__(self, folder: Path, **more: Any) -> None:
        self.time = StillClock()
        super().__init__(folder, clock=self.time.log_clock(), **more)

    @classmethod
    def furnished(cls, folder: Path, **more: Any) -> Self:
        """One in which everything is recorded already, and copied: that is sooner done."""
        shutil.copytree(_furnished_once().name, folder, dirs_exist_ok=True)
        hall = cls(folder, **more)
        hall._keys += len(FURNITURE)
        return hall

    def furnish(self) -> Self:
        """Record everything in `tests.worlds.furniture`, over HTTP."""
        for mutation, role, party, fields in FURNITURE:
            self.record(mutation, role, party, **camel(fields))
        return self

    def at(self, when: str) -> "Hall":
        """Let time pass until a moment."""
        self.time.go(moment(when))
        return self

    def record(
        self, mutation: str, role: str, party: str, wanted: str = "", /, **fields: Any
    ) -> Any:
        """The payload of a mutation that must not be refused."""
        payload = self.mutate(mutation, role, party, wanted, **fields)
        assert payload["userErrors"] == [], payload["userErrors"]
        assert payload["position"] == self.size() - 1
        return payload

    def secretary(self, mutation: str, /, **fields: Any) -> Any:
        """Recorded by the RECORDER."""
        return self.record(mutation, "RECORDER", RECORDER, **fields)

    def coordinator(self, mutation: str, commitment: str, /, **fields: Any) -> Any:
        """Recorded by the COORDINATOR."""
        return self.record(mutation, "COORDINATOR", COORDINATOR, commitment=commitment, **fields)

    def owner(self, mutation: str, commitment: str, /, **fields: Any) -> Any:
        """Recorded by the commitment's owner."""
        owner = fields.pop("party", None) or OWNERS[commitment.partition("/")[2]]
        return self.record(mutation, "OWNER", owner, commitment=commitment, **fields)

    def verifier(self, mutation: str, commitment: str, /, **fields: Any) -> Any:
        """Recorded by the VERIFIER."""
        return self.record(mutation, "VERIFIER", VERIFIER, commitment=commitment, **fields)

    def leader(self, mutation: str, /, **fields: Any) -> Any:
        """Recorded by the LEADER."""
        return self.record(mutation, "LEADER", LEADER, **fields)

    def everything_once(self) -> dict[str, int]:
        """What `acts` speaks of, about D01 and D02, with texts; positions by what it is."""
        make_administrator(self.server.house.recorder, person_of(BYSTANDER), BYSTANDER)
        asked = {"code": "E1", "to": f"party:{LEADER}", "question": "Who pays?"}
        waived = {"code": "W1", "remainder": 10, "reason": "Quiet period"}
        withdrawn = {"code": "Z1", "reason": "Not needed"}
        report = self.owner("commitmentReportProgress", D01, value=40, note="Forty done")
        unlawful = {"event": report["position"], "path": "/note", "legalBasis": "UU 27/2022"}
        wrote = {
            "discrepancyNote": self.secretary(
                "discrepancyNote",
                occasion=THE_OCCASION,
                code="X1",
                subject=f"rakor:{OCCASION}/R1",
                field="heldOn",
                readings=["Wednesday", "10 July"],
            ),
            "report": report,
            "statement": self.secretary("commitmentStateProgress", commitment=D01, **SAID),
            "dependency": self.owner("commitmentLinkDependency", D01, on=D02),
            "escalation": self.secretary("commitmentEscalate", commitment=D02, **asked),
            "waiver": self.coordinator("commitmentProposeWaiver", D01, **waived),
            "withdrawal": self.coordinator("commitmentProposeWithdrawal", D02, **withdrawn),
            "proposal": self.secretary("textProposeRedaction", **unlawful),
            "obstacle": self.owner(
                "commitmentRaiseObstacle",
                D02,
                code="O1",
                severity="HIGH",
                text="Road cut",
                region="region:62.05.01",
            ),
            "evidence": self.owner(
                "commitmentAttachEvidence", D01, sha256=SHA, mediaType="image/jpeg", size=10
            ),
        }
        return {name: payload["position"] for name, payload in wrote.items()}


@cache
def _furnished_once() -> TemporaryDirectory[str]:
    """The folder of a furnished log, which nobody works in: of this process, gone with it."""
    folder = TemporaryDirectory()
    with Hall(Path(folder.name)) as hall:
        hall.furnish()
    return folder


def acts(report: int, proposal: int) -> dict[str, dict[str, Any]]:
    """For every mutation an input that somebody may send once `everything_once` is recorded.

    `report` and `proposal` are positions: of a report, and of a proposed redaction.
    """
    about, rakor = {"commitment": D01}, f"rakor:{OCCASION}/R1"
    promised = {"title": "Promise", "kind": "UNDERTAKING", "area": "HEALTH"}
    return {
        "partyRegister": {"code": "NEW", "name": "New", "kind": "AGENCY"},
        "regionRegister": {"regions": [{"code": "63", "name": "New", "level": "PROVINCE"}]},
        "occasionDeclare": {
            "code": "new",
            "name": "New",
            "day": "2025-09-01",
            "areas": [{"code": "A", "name": "A"}],
        },
        "rakorRecord": {
            "occasion": THE_OCCASION,
            "code": "R9",
            "name": "New",
            "heldOn": {"verbatim": "today"},
        },
        "sourceRegister": {
            "occasion": THE_OCCASION,
            "code": "S9",
            "kind": "LETTER",
            "title": "New",
            "held": False,
        },
        "discrepancyNote": {
            "occasion": THE_OCCASION,
            "code": "X9",
            "subject": rakor,
            "field": "heldOn",
            "readings": ["one", "two"],
        },
        "discrepancyResolve": {
            "discrepancy": f"discrepancy:{OCCASION}/X1",
            "chosen": "10 July",
            "basis": "The letter",
        },
        "commitmentRecord": {"rakor": rakor, "code": "D09", **promised},
        "commitmentAssignOwner": {**about, "owner": "party:DINKES"},
        "commitmentSetDeadline": {**about, "due": "2025-08-01", "plannedStart": "2025-07-12"},
        "commitmentDefineIndicator": {**about, "name": "Done", "target": 3, "unit": "pieces"},
        "commitmentAccept": about,
        "commitmentReportProgress": {**about, "value": 41},
        "commitmentAttachEvidence": {
            **about,
            "sha256": "b" * 64,
            "mediaType": "image/png",
            "size": 1,
        },
        "commitmentClaimFulfilment": {**about, "evidenceWaiver": "None"},
        "commitmentVerifyProgress": {**about, "value": 40, "method": "SITE"},
        "commitmentVerifyFulfilment": {**about, "method": "SITE"},
        "commitmentRejectClaim": {**about, "acceptedValue": 1, "reason": "Less"},
        "commitmentRaiseObstacle": {**about, "code": "O9", "severity": "LOW", "text": "Rain"},
        "commitmentResolveObstacle": {"obstacle": f"obstacle:{OCCASION}/D02/O1"},
        "reportCorrect": {"report": report, "value": 39, "reason": "Typing"},
        "reportRetract": {"report": report, "reason": "Wrong"},
        **admission_acts(),
        **course_acts(about),
        **specified_acts(about),
        **steering_acts(about, LEADER),
        "personErase": {"person": f"person:{PERSON}", "reason": "Asked for it"},
        "textProposeRedaction": {"event": report, "path": "/note", "legalBasis": "UU 27/2022"},
        "textRedact": {"proposal": proposal},
    }
