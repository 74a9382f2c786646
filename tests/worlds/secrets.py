"""A log full of secrets: every field that is not open holds one, in an event of every kind."""

import secrets
from pathlib import Path
from typing import Any

from events.heads.tree_head import TreeHead
from services.write.open_log import change_origin
from tests.worlds.furniture import COORDINATOR, OCCASION, RECORDER, VERIFIER
from tests.worlds.hall import BYSTANDER, D01, LEADER, THE_OCCASION, Hall

PERSON = "0b0e7c1a-5f7e-4a5e-9c55-3d1f2a6b7c8d"
COORDINATING_PERSON = "7d0a4c53-1b0f-4a59-8f0e-2f5f7f0e1a11"
LEADING_PERSON = "1f0c2b6e-93a4-4d0e-8a55-0c7be1f3d210"
"""Whose names are erased at the end."""
VERIFYING_PERSON = "4c1d7be2-6a0f-4f3e-9d55-7a21c0b9e404"
PERSONS = {
    COORDINATOR: COORDINATING_PERSON,
    LEADER: LEADING_PERSON,
    VERIFIER: VERIFYING_PERSON,
}
"""Who acts for a party; PERSON acts for all others."""
D05 = f"commitment:{OCCASION}/D05"
RAKOR = f"rakor:{OCCASION}/R5"


class Vault(Hall):
    """A furnished log, whose actors have names, and whose texts and regions are secret."""

    def __init__(self, folder: Path) -> None:
        self.mark = secrets.token_hex(8)
        self.sha256 = secrets.token_hex(32)
        self.region, self.other_region = (f"62.{secrets.token_hex(6)}" for _ in range(2))
        self.name = f"Nama {self.mark}"
        self.escalation = f"E-{self.mark}"
        self.positions: dict[str, int] = {}
        # everything is asked of it at once, which no client may
        super().__init__(folder, public_cost=10**9, signed_in_cost=10**9, public_tokens=10_000)

    def token(
        self,
        *roles: str,
        party: str | None = None,
        person: str | None = None,
        name: str | None = None,
    ) -> str:
        """A token of a named person."""
        acting = PERSONS.get(party or "", PERSON)
        return super().token(*roles, party=party, person=acting, name=self.name)

    def never_public(self) -> list[str]:
        """What must not occur in any answer to PUBLIC."""
        persons = [PERSON, *PERSONS.values()]
        return [self.mark, self.sha256, self.region, self.other_region, *persons]

    def text(self, about: str) -> str:
        """A secret text."""
        return f"{about} {self.mark}"

    def keep(self, mutation: str, role: str, party: str, /, **fields: Any) -> None:
        """Record something with a secret reason, and remember the events by type."""
        secret = {"reason": self.text("reason"), "correlation": f"c-{self.mark}"}
        payload = self.record(mutation, role, party, **(secret | fields))
        for event in payload["events"]:
            self.positions[event["type"]] = event["position"]

    def fill(self) -> "Vault":
        """Record an event of every kind."""
        self.furnish()
        self._prepare()
        self._specify()
        self._steer()
        self._say()
        self._fulfil()
        self._change()
        self._divert()
        self._depend()
        self._rename()
        self._change_the_register()
        self._erase()
        return self

    def _rename(self) -> None:
        """Only the operator can do this, on a log that lost its signed history."""
        lost = TreeHead(self.server.house.origin, 9_999, bytes(32))
        clock, log = self.time.log_clock(), self.server.log
        position = change_origin(log, clock, "rakor.example/anew", lost, self.text("reason"))
        self.positions["ORIGIN_CHANGED"] = position

    def _prepare(self) -> None:
        by = ("RECORDER", RECORDER)
        regions = [
            {"code": code, "name": "Kecamatan", "level": "DISTRICT"}
            for code in (self.region, self.other_region)
        ]
        self.keep("regionRegister", *by, regions=regions)
        self.keep(
            "rakorRecord",
            *by,
            occasion=THE_OCCASION,
            code="R5",
            name="Rakor",
            heldOn={"verbatim": "Kamis"},
            participants=[{"party": "party:DINKES", "capacity": self.text("capacity")}],
        )
        readings = [self.text("one"), self.text("two")]
        noted = {"code": "X5", "subject": RAKOR, "field": "heldOn", "readings": readings}
        self.keep("discrepancyNote", *by, occasion=THE_OCCASION, **noted)
        self.keep(
            "discrepancyResolve",
            "COORDINATOR",
            COORDINATOR,
            discrepancy=f"discrepancy:{OCCASION}/X5",
            chosen=readings[1],
            basis=self.text("basis"),
        )
        self.keep(
            "commitmentRecord",
            *by,
            rakor=RAKOR,
            code="D05",
            title="Title",
            kind="UNDERTAKING",
            area="HEALTH",
            committedBy=["party:DINKES"],
            region=f"region:{self.region}",
            verbatim=self.text("verbatim"),
        )

    def _targets(self, one: int, other: int) -> list[dict[str, Any]]:
        return [
            {"region": f"region:{self.region}", "target": one},
            {"region": f"region:{self.other_region}", "target": other},
        ]

    def _specify(self) -> None:
        by, about = ("COORDINATOR", COORDINATOR), {"commitment": D05}
        note = self.text("note")
        owner = ("OWNER", "DINKES")
        for _ in range(2):
            self.keep("commitmentAssignOwner", *by, **about, owner="party:DINKES")
            self.keep("commitmentDecline", *owner, **about)
        self.keep("commitmentAssignOwner", *by, **about, owner="party:DINKES")
        self.keep("commitmentNamePartners", *by, **about, parties=["party:POLRES"])
        days = {"due": "2025-08-01", "plannedStart": "2025-07-12"}
        self.keep("commitmentSetDeadline", *by, **about, **days)
        counted = {"name": "Posts", "target": 10, "unit": "posts", "note": note}
        parts = self._targets(6, 4)
        self.keep("commitmentDefineIndicator", *by, **about, **counted, breakdown=parts)
        request = f"request:{OCCASION}/D05/"
        asked = {"target": 12, "breakdown": self._targets(7, 5)}
        self.keep("commitmentRequestChange", *owner, **about, code="Q5", indicator=asked)
        granted = {"oldTarget": 10, "request": f"{request}Q5", "note": note}
        self.keep("commitmentReviseIndicator", *by, **about, **granted)
        self.keep("commitmentAccept", *owner, **about, comment=self.text("comment"))
        later = {"due": "2025-08-02"}
        self.keep("commitmentRequestChange", *owner, **about, code="Q6", deadline=later)
        moved = {"oldDue": "2025-08-01", "request": f"{request}Q6"}
        self.keep("commitmentReschedule", *by, **about, **moved)
        here = {"region": f"region:{self.other_region}"}
        self.keep("commitmentAmend", *by, **about, **here)

    def _steer(self) -> None:
        about, leader = {"commitment": D05}, ("LEADER", LEADER)
        asked = {"code": self.escalation, "to": f"party:{LEADER}", "level": 3}
        self.keep(
            "commitmentEscalate", "RECORDER", RECORDER, **about, **asked, question=self.text("who")
        )
        answered = {"escalation": f"escalation:{OCCASION}/D05/{self.escalation}"}
        self.keep("escalationAnswer", *leader, **answered, decision=self.text("they"))
        there = {"region": f"region:{self.other_region}"}
        self.keep(
            "commitmentProposeWaiver",
            "COORDINATOR",
            COORDINATOR,
            **about,
            **there,
            code="W5",
            remainder=1,
        )
        self.keep("commitmentWaiveRemainder", *leader, waiver=f"waiver:{OCCASION}/D05/W5")
        declared = {"statement": self.text("ready"), "light": "GREEN"}
        self.keep("readinessDeclare", *leader, occasion=THE_OCCASION, **declared)

    def _say(self) -> None:
        """What was said of a part: one is confirmed, the other denied."""
        here = {"region": f"region:{self.region}", "note": self.text("said")}
        for code in ("T5", "T6"):
            said = {"code": code, "statedBy": "party:DINKES", "value": 4, **here}
            self.keep("commitmentStateProgress", "RECORDER", RECORDER, commitment=D05, **said)
        for mutation, code in (("statementConfirm", "T5"), ("statementDeny", "T6")):
            statement = f"statement:{OCCASION}/D05/{code}"
            self.keep(mutation, "OWNER", "DINKES", statement=statement)

    def _change_the_register(self) -> None:
        """Names and heirs are public; why they changed is not."""
        by = ("RECORDER", RECORDER)
        self.keep("regionRename", *by, region="region:62.05.01", name="New name")
        self.keep("partyRename", *by, party="party:POLRES", name="New name")
        self.keep("partyRegister", *by, code="OLD", name="Old", kind="AGENCY")
        self.keep("partySucceed", *by, party="party:OLD", successor="party:POLRES")
        joined = {"party": "party:POLRES", "capacity": self.text("capacity")}
        self.keep("participantRecord", *by, rakor=RAKOR, **joined)

    def _fulfil(self) -> None:
        by, about = ("OWNER", "DINKES"), {"commitment": D05}
        here, there = ({"region": part["region"]} for part in self._targets(1, 1))
        verifier = ("VERIFIER", VERIFIER)
        note = {"note": self.text("note")}
        document = {"sha256": self.sha256, "mediaType": "image/png", "size": 987_654}
        shown = {"title": self.text("title"), "takenAt": "2025-07-01T00:00:00Z"}
        claim = {"statement": self.text("done"), "evidenceWaiver": self.text("none")}
        hindered = {"code": "O5", "severity": "HIGH", "text": self.text("cut")}
        self.keep("commitmentReportProgress", *by, **about, **there, value=5)
        self.keep("commitmentReportProgress", *by, **about, **here, **note, value=7)
        self.keep("commitmentAttachEvidence", *by, **about, **here, **document, **shown)
        self.keep("commitmentClaimFulfilment", *by, **about, **claim)
        self.keep("commitmentRejectClaim", *verifier, **about, **here, acceptedValue=3)
        self.at("2025-07-20T08:00:00+07:00")
        self.keep("commitmentReportProgress", *by, **about, **here, **note, value=7)
        self.keep("commitmentVerifyProgress", *verifier, **about, **here, value=6, method="SITE")
        self.keep("commitmentRaiseObstacle", *by, **about, **here, **hindered)

    def _change(self) -> None:
        by, about = ("OWNER", "DINKES"), {"commitment": D05}
        last = {"report": self.positions["PROGRESS_REPORTED"]}
        gone = {"obstacle": f"obstacle:{OCCASION}/D05/O5", "how": self.text("how")}
        self.keep("reportCorrect", *by, **last, value=7)
        self.keep(
            "commitmentClaimFulfilment",
            *by,
            **about,
            statement=self.text("done"),
            evidenceWaiver=self.text("none"),
        )
        self.keep("commitmentVerifyFulfilment", "VERIFIER", VERIFIER, **about, method="SITE")
        self.keep("commitmentResolveObstacle", *by, **gone)
        self.keep("reportRetract", *by, **last)

    def _divert(self) -> None:
        """What ends or turns a commitment: D05 is opened again, D06 is reassigned and withdrawn."""
        by, again = ("COORDINATOR", COORDINATOR), f"commitment:{OCCASION}/D06"
        self.keep("commitmentReopen", *by, commitment=D05)
        on = {"commitment": D05, "on": D01}
        self.keep("commitmentLinkDependency", "OWNER", "DINKES", **on)
        self.keep("commitmentReleaseDependency", "OWNER", "DINKES", **on)
        promised = {"code": "D06", "title": "Title", "kind": "UNDERTAKING", "area": "HEALTH"}
        secret = {"region": f"region:{self.region}", "verbatim": self.text("verbatim")}
        self.keep("commitmentRecord", "RECORDER", RECORDER, rakor=RAKOR, **promised, **secret)
        owners = {"oldOwner": "party:DINKES", "newOwner": "party:POLRES"}
        self.keep("commitmentAssignOwner", *by, commitment=again, owner="party:DINKES")
        self.keep("commitmentReassign", *by, commitment=again, **owners)
        self.keep("commitmentWithdraw", *by, commitment=again)

    def _depend(self) -> None:
        """What depends on something; what is proposed to go; a meeting and a day are put right."""
        by, recorder = ("COORDINATOR", COORDINATOR), ("RECORDER", RECORDER)
        self.keep("commitmentProposeWithdrawal", *by, commitment=D05, code="Z5")
        promised = {"title": "Title", "kind": "UNDERTAKING", "area": "HEALTH", "rakor": RAKOR}
        for code in ("D07", "D08"):
            condition = {"condition": "if the budget permits"}
            self.keep("commitmentRecord", *recorder, code=code, **promised, **condition)
        met, failed = (f"commitment:{OCCASION}/{code}" for code in ("D07", "D08"))
        self.keep("commitmentMeetCondition", *by, commitment=met, how=self.text("how"))
        self.keep("commitmentFailCondition", *by, commitment=failed)
        self.keep("rakorAmend", *by, rakor=RAKOR, venue="Hall")
        decree = {"code": "S5", "kind": "DECREE", "title": "Decree", "held": False}
        self.keep("sourceRegister", *recorder, occasion=THE_OCCASION, **decree)
        day = {"oldDay": "2025-08-06", "newDay": "2025-08-06", "until": "2025-08-07"}
        source = {"source": f"source:{OCCASION}/S5"}
        self.keep("occasionReschedule", *recorder, occasion=THE_OCCASION, **day, **source)

    def _erase(self) -> None:
        """The leader's names, and one reason, are gone; why they had to go is secret too."""
        by = ("ADMINISTRATOR", BYSTANDER)
        law = {"path": "/reason", "legalBasis": self.text("law")}
        accepted = {"event": self.positions["COMMITMENT_ACCEPTED"]}
        self.keep("textProposeRedaction", "COORDINATOR", COORDINATOR, **accepted, **law)
        self.keep("textRedact", *by, proposal=self.positions["TEXT_REDACTION_PROPOSED"])
        self.keep("personErase", *by, person=f"person:{LEADING_PERSON}")
