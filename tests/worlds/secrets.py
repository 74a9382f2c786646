"""A log full of secrets: every field that is not open holds one, in an event of every kind."""

from events.heads.tree_head import TreeHead
from services.write.open_log import change_origin
from tests.worlds.acts_admission import make_administrator
from tests.worlds.furniture import COORDINATOR, OCCASION, RECORDER, VERIFIER
from tests.worlds.hall import BYSTANDER, D01, LEADER, THE_OCCASION
from tests.worlds.keeper import (
    COORDINATING_PERSON,
    D05,
    LEADING_PERSON,
    PERSON,
    RAKOR,
    VERIFYING_PERSON,
    Keeper,
)
from tests.worlds.passkey import Passkey
from tests.worlds.secrets_of_parts import ask_and_depend, divide_by_party

__all__ = ["D05", "LEADING_PERSON", "PERSON", "RAKOR", "VERIFYING_PERSON", "Vault"]


class Vault(Keeper):
    """A furnished log, in which everything that can be kept secret is."""

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
        divide_by_party(self)
        ask_and_depend(self)
        self._rename()
        self._change_the_register()
        self._admit()
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

    def _specify(self) -> None:
        by, about = ("COORDINATOR", COORDINATOR), {"commitment": D05}
        note = self.text("note")
        self.keep("commitmentAssignOwner", *by, **about, owner="party:DINKES")
        days = {"due": "2025-08-01", "plannedStart": "2025-07-12"}
        self.keep("commitmentSetDeadline", *by, **about, **days)
        counted = {"name": "Posts", "target": 10, "unit": "posts", "note": note}
        parts = self.targets(6, 4)
        self.keep("commitmentDefineIndicator", *by, **about, **counted, breakdown=parts)
        asked = {"source": f"source:{OCCASION}/S1"}
        targets = {"oldTarget": 10, "newTarget": 12, "breakdown": self.targets(7, 5), "note": note}
        self.keep("commitmentReviseIndicator", *by, **about, **asked, **targets)
        self.keep("commitmentAccept", "OWNER", "DINKES", **about, comment=self.text("comment"))
        moved = {"oldDue": "2025-08-01", "newDue": "2025-08-02"}
        self.keep("commitmentReschedule", *by, **about, **asked, **moved)

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

    def _admit(self) -> None:
        """Who was let in is closed as a whole, but that it happened."""
        make_administrator(self.server.house.recorder, PERSON, BYSTANDER, correlation="c-1")
        by, key = ("ADMINISTRATOR", BYSTANDER), Passkey().public_key
        who = {"person": f"person:{COORDINATING_PERSON}", "role": "OWNER"}
        host = f"{self.mark}.example"
        self.keep("personAdmit", *by, **who, party="party:DINKES", publicKey=key, rpId=host)
        self.keep("admissionEnd", *by, **who)
        self.of_parties["PERSON_ADMITTED"] = self.positions["PERSON_ADMITTED"]

    def _fulfil(self) -> None:
        by, about = ("OWNER", "DINKES"), {"commitment": D05}
        here, there = ({"region": part["region"]} for part in self.targets(1, 1))
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

    def _erase(self) -> None:
        """The leader's names, and one reason, are gone; why they had to go is secret too."""
        by = ("ADMINISTRATOR", BYSTANDER)
        law = {"path": "/reason", "legalBasis": self.text("law")}
        accepted = {"event": self.positions["COMMITMENT_ACCEPTED"]}
        self.keep("textProposeRedaction", "COORDINATOR", COORDINATOR, **accepted, **law)
        self.keep("textRedact", *by, proposal=self.positions["TEXT_REDACTION_PROPOSED"])
        self.keep("personErase", *by, person=f"person:{LEADING_PERSON}")
