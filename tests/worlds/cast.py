"""Who acts in the examples of the pure core, and what they do by default."""

from typing import Any

from events.facts.vocabulary import Role
from services.commands.claim import ClaimFulfilment
from services.commands.command import Command
from services.commands.commitment import AcceptCommitment, RecordCommitment, Reopen
from services.commands.deadline import Reschedule, SetDeadline
from services.commands.declaration import DeclareReadiness
from services.commands.dependency import LinkDependency, ReleaseDependency
from services.commands.discrepancy import NoteDiscrepancy, ResolveDiscrepancy
from services.commands.erasure import ErasePerson, ProposeRedaction, Redact
from services.commands.escalation import AnswerEscalation, Escalate
from services.commands.evidence import AttachEvidence
from services.commands.indicator import DefineIndicator, ReviseIndicator
from services.commands.obstacle import RaiseObstacle, ResolveObstacle
from services.commands.occasion import DeclareOccasion
from services.commands.owner import AssignOwner, Reassign
from services.commands.party import RegisterParty
from services.commands.rakor import RecordRakor
from services.commands.region import RegisterRegions
from services.commands.report import CorrectReport, ReportProgress, RetractReport
from services.commands.source import RegisterSource
from services.commands.verdict import RejectClaim, VerifyFulfilment, VerifyProgress
from services.commands.waiver import ProposeWaiver, WaiveRemainder
from services.commands.withdrawal import Withdraw
from services.permissions import Viewer
from tests.worlds.given import Act, History, given
from tests.worlds.persons import person_of

D1, D2, D3 = "commitment:psu/D1", "commitment:psu/D2", "commitment:psu/D3"
SHA, OTHER_SHA = "a" * 64, "b" * 64
PERSON = "11111111-2222-4333-8444-555555555555"
OTHER_PERSON = "99999999-2222-4333-8444-555555555555"

RECORDER = Viewer((Role.RECORDER,), "SETDA", person=PERSON, name="Notulis")
COORDINATOR = Viewer((Role.COORDINATOR,), "SEKDA", person_of("SEKDA"))
OWNER = Viewer((Role.OWNER,), "KPU")
ABOVE_OWNER = Viewer((Role.OWNER,), "KPU-PROV")
BELOW_OWNER = Viewer((Role.OWNER,), "PPK")
OTHER_OWNER = Viewer((Role.OWNER,), "DINKES")
VERIFIER = Viewer((Role.VERIFIER,), "INSPEKTORAT", person_of("INSPEKTORAT"))
OTHER_VERIFIER = Viewer((Role.VERIFIER,), "BAWASLU", person_of("BAWASLU"))
LEADER = Viewer((Role.LEADER,), "BUPATI", person_of("BUPATI"))
AUDITOR = Viewer((Role.AUDITOR,), "BPK")
ADMINISTRATOR = Viewer((Role.ADMINISTRATOR,), "DISKOMINFO", person_of("DISKOMINFO"))

PARTIES: dict[str, str | None] = {
    "SETDA": None,
    "SEKDA": None,
    "KPU-PROV": None,
    "KPU": "KPU-PROV",
    "PPK": "KPU",
    "DINKES": None,
    "INSPEKTORAT": None,
    "BAWASLU": None,
    "BUPATI": None,
    "BPK": None,
    "DISKOMINFO": None,
}
REGIONS = {"62": "PROVINCE", "62.05": "REGENCY", "62.05.01": "DISTRICT", "62.05.02": "DISTRICT"}
DIVIDED = ({"region": "62.05.01", "target": 60}, {"region": "62.05.02", "target": 40})


def act(viewer: Viewer, command: type[Command], **fields: Any) -> Act:
    """Somebody issues a command."""
    return Act(viewer, command, fields)


def on_d1(viewer: Viewer, command: type[Command], **fields: Any) -> Act:
    """Somebody issues a command about D1, or about another commitment that is given."""
    return Act(viewer, command, {"commitment": D1, **fields})


REGISTER_PARTY = act(RECORDER, RegisterParty, code="TNI", name="TNI", kind="SECURITY")
REGISTER_REGION = act(
    RECORDER,
    RegisterRegions,
    regions=[{"code": "62.05.03", "name": "Gunung Purei", "level": "DISTRICT"}],
)
DECLARE_OCCASION = act(
    RECORDER,
    DeclareOccasion,
    code="psu",
    name="PSU Barito Utara",
    day="2025-08-06",
    areas=[{"code": "LOG", "name": "Logistik"}, {"code": "KAM", "name": "Keamanan"}],
    region="region:62.05",
)
HELD_ON = {"verbatim": "Rabu (10/7/2025)", "candidates": ["2025-07-09", "2025-07-10"]}
RECORD_RAKOR = act(
    RECORDER,
    RecordRakor,
    occasion="occasion:psu",
    code="R1",
    name="Rakor persiapan PSU",
    held_on=HELD_ON,
    organiser="party:SEKDA",
    chair="party:BUPATI",
    participants=[{"party": "party:KPU", "capacity": "Ketua"}],
)
REGISTER_SOURCE = act(
    RECORDER,
    RegisterSource,
    occasion="occasion:psu",
    code="S1",
    kind="MINUTES",
    title="Notulen",
    sha256=SHA,
)
NOTE_DISCREPANCY = act(
    RECORDER,
    NoteDiscrepancy,
    occasion="occasion:psu",
    code="X1",
    subject="rakor:psu/R1",
    field="heldOn",
    readings=["Rabu", "10 Juli 2025"],
)
RESOLVE_DISCREPANCY = act(
    COORDINATOR,
    ResolveDiscrepancy,
    discrepancy="discrepancy:psu/X1",
    chosen="10 Juli 2025",
    basis="Surat undangan",
)
RECORD = act(
    RECORDER,
    RecordCommitment,
    rakor="rakor:psu/R1",
    code="D1",
    title="Logistik surat suara",
    kind="UNDERTAKING",
    area="LOG",
)
ASSIGN = on_d1(COORDINATOR, AssignOwner, owner="party:KPU")
SET_DEADLINE = on_d1(
    COORDINATOR, SetDeadline, due="2025-08-04", planned_start="2025-07-15", basis="STATED"
)
DEFINE = on_d1(COORDINATOR, DefineIndicator, name="Surat suara", target=100, unit="lembar")
DEFINE_DIVIDED = DEFINE.but(breakdown=DIVIDED)
ACCEPT = on_d1(OWNER, AcceptCommitment)
REVISE = on_d1(
    COORDINATOR,
    ReviseIndicator,
    old_target=100,
    new_target=120,
    reason="Pemilih bertambah",
)
RESCHEDULE = on_d1(
    COORDINATOR,
    Reschedule,
    old_due="2025-08-04",
    new_due="2025-08-05",
    reason="Cuaca",
)
REASSIGN = on_d1(
    COORDINATOR,
    Reassign,
    old_owner="party:KPU",
    new_owner="party:DINKES",
    reason="Salah alamat",
)
REPORT = on_d1(OWNER, ReportProgress, value=40)
REPORT_ALL = REPORT.but(value=100)
ATTACH = on_d1(OWNER, AttachEvidence, sha256=OTHER_SHA, media_type="image/jpeg", size=2048)
CLAIM = on_d1(OWNER, ClaimFulfilment)
CLAIM_BARE = CLAIM.but(evidence_waiver="Dokumen menyusul")
VERIFY_PROGRESS = on_d1(VERIFIER, VerifyProgress, value=30, method="SITE")
VERIFY_FULFILMENT = on_d1(VERIFIER, VerifyFulfilment, method="DOCUMENT")
REJECT = on_d1(VERIFIER, RejectClaim, accepted_value=50, reason="Kurang")
RAISE = on_d1(OWNER, RaiseObstacle, code="O1", severity="HIGH", text="Jalan putus")
RESOLVE = act(OWNER, ResolveObstacle, obstacle="obstacle:psu/D1/O1", how="Dibuka")
CORRECT = act(OWNER, CorrectReport, value=35, reason="Salah ketik")
RETRACT = act(OWNER, RetractReport, reason="Salah commitment")
LINK = on_d1(OWNER, LinkDependency, on=D2)
RELEASE = on_d1(OWNER, ReleaseDependency, on=D2)
ESCALATE = on_d1(
    RECORDER, Escalate, code="E1", to="party:BUPATI", question="Siapa yang memutuskan?"
)
ANSWER = act(LEADER, AnswerEscalation, escalation="escalation:psu/D1/E1", decision="KPU memutuskan")
PROPOSE_WAIVER = on_d1(
    COORDINATOR, ProposeWaiver, code="W1", remainder=40, reason="Anggaran berkurang"
)
WAIVE = act(LEADER, WaiveRemainder, waiver="waiver:psu/D1/W1")
REOPEN = on_d1(COORDINATOR, Reopen, reason="Kotak rusak")
WITHDRAW = on_d1(COORDINATOR, Withdraw, reason="Salah catat")
DECLARE = act(
    LEADER,
    DeclareReadiness,
    occasion="occasion:psu",
    statement="Kami siap",
    light="GREEN",
)
ERASE = act(ADMINISTRATOR, ErasePerson, person=f"person:{PERSON}", reason="Permintaan pemilik data")
PROPOSE_REDACTION = act(AUDITOR, ProposeRedaction, path="/note", legal_basis="UU 27/2022 pasal 43")
REDACT = act(ADMINISTRATOR, Redact)

DIRECTORY: History = given(
    *(
        act(
            RECORDER,
            RegisterParty,
            code=code,
            name=code,
            kind="AGENCY",
            parent=parent and f"party:{parent}",
        )
        for code, parent in PARTIES.items()
    ),
    act(
        RECORDER,
        RegisterRegions,
        regions=[{"code": code, "name": code, "level": level} for code, level in REGIONS.items()],
    ),
)
"""Parties and regions are on record."""
OCCASION = DIRECTORY.and_(DECLARE_OCCASION, RECORD_RAKOR, REGISTER_SOURCE)
"""An occasion, its meeting and a source too."""
RECORDED = OCCASION.and_(RECORD)
OWNED = RECORDED.and_(ASSIGN)
SPECIFIED = OWNED.and_(SET_DEADLINE, DEFINE)
READY = SPECIFIED.and_(ACCEPT)
DIVIDED_READY = OWNED.and_(SET_DEADLINE, DEFINE_DIVIDED, ACCEPT)
"""The target is divided: 60 in 62.05.01, 40 in 62.05.02."""
REPORTED = READY.and_(REPORT)
CLAIMED = READY.and_(REPORT_ALL, ATTACH, CLAIM)
REJECTED = CLAIMED.and_(REJECT)
VERIFIED = CLAIMED.and_(VERIFY_FULFILMENT)
HINDERED = READY.and_(RAISE)
NOTED = OCCASION.and_(NOTE_DISCREPANCY)
TWO = READY.and_(RECORD.but(code="D2"), ASSIGN.but(commitment=D2))
"""D1 is ready, D2 is owned by the same party."""
LINKED = TWO.and_(LINK)
ESCALATED = READY.and_(ESCALATE)
PROPOSED = READY.and_(PROPOSE_WAIVER)
SAID = READY.and_(REPORT.but(note="Ibu Siti menerima"))
"""The last event holds a text."""
PROPOSE_REDACTION_HERE = PROPOSE_REDACTION.but(event=SAID.events[-1].position)
TO_REDACT = SAID.and_(PROPOSE_REDACTION_HERE)
REDACT_HERE = REDACT.but(proposal=TO_REDACT.events[-1].position)
