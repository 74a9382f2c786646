"""Every command there is."""

from services.commands.claim import ClaimFulfilment
from services.commands.command import Command
from services.commands.commitment import AcceptCommitment, RecordCommitment, Reopen, Withdraw
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

COMMANDS: tuple[type[Command], ...] = (
    RegisterParty,
    RegisterRegions,
    DeclareOccasion,
    RecordRakor,
    RegisterSource,
    NoteDiscrepancy,
    ResolveDiscrepancy,
    RecordCommitment,
    AssignOwner,
    SetDeadline,
    DefineIndicator,
    ReviseIndicator,
    AcceptCommitment,
    Reschedule,
    Reassign,
    ReportProgress,
    AttachEvidence,
    ClaimFulfilment,
    VerifyProgress,
    VerifyFulfilment,
    RejectClaim,
    RaiseObstacle,
    ResolveObstacle,
    CorrectReport,
    RetractReport,
    LinkDependency,
    ReleaseDependency,
    Escalate,
    AnswerEscalation,
    ProposeWaiver,
    WaiveRemainder,
    Reopen,
    Withdraw,
    DeclareReadiness,
    ErasePerson,
    ProposeRedaction,
    Redact,
)

COMMAND_BY_MUTATION: dict[str, type[Command]] = {command.mutation: command for command in COMMANDS}
