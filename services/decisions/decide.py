"""`decide`: a command and its situation in, facts out, or a refusal. Pure: the house's heart."""

import datetime as dt
from collections.abc import Callable
from typing import Any

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
from services.decisions.claim import claim_fulfilment
from services.decisions.commitment import accept_commitment, record_commitment, reopen, withdraw
from services.decisions.deadline import reschedule, set_deadline
from services.decisions.deciding import Decided, Situation, require_party
from services.decisions.declaration import declare_readiness
from services.decisions.dependency import link_dependency, release_dependency
from services.decisions.discrepancy import note_discrepancy, resolve_discrepancy
from services.decisions.erasure import erase_person, propose_redaction, redact
from services.decisions.escalation import answer_escalation, escalate
from services.decisions.evidence import attach_evidence
from services.decisions.indicator import define_indicator, revise_indicator
from services.decisions.obstacle import raise_obstacle, resolve_obstacle
from services.decisions.occasion import declare_occasion
from services.decisions.owner import assign_owner, reassign
from services.decisions.party import register_party
from services.decisions.rakor import record_rakor
from services.decisions.region import register_regions
from services.decisions.report import correct_report, report_progress, retract_report
from services.decisions.source import register_source
from services.decisions.verdict import reject_claim, verify_fulfilment, verify_progress
from services.decisions.waiver import propose_waiver, waive_remainder
from services.refusals import Refusal
from services.refusals import RefusalCode as No

FUTURE_TOLERANCE = dt.timedelta(minutes=2)

DECIDERS: dict[type[Command], Callable[[Any, Situation], list[Decided]]] = {
    RegisterParty: register_party,
    RegisterRegions: register_regions,
    DeclareOccasion: declare_occasion,
    RecordRakor: record_rakor,
    RegisterSource: register_source,
    NoteDiscrepancy: note_discrepancy,
    ResolveDiscrepancy: resolve_discrepancy,
    RecordCommitment: record_commitment,
    AssignOwner: assign_owner,
    SetDeadline: set_deadline,
    DefineIndicator: define_indicator,
    ReviseIndicator: revise_indicator,
    AcceptCommitment: accept_commitment,
    Reschedule: reschedule,
    Reassign: reassign,
    ReportProgress: report_progress,
    AttachEvidence: attach_evidence,
    ClaimFulfilment: claim_fulfilment,
    VerifyProgress: verify_progress,
    VerifyFulfilment: verify_fulfilment,
    RejectClaim: reject_claim,
    RaiseObstacle: raise_obstacle,
    ResolveObstacle: resolve_obstacle,
    CorrectReport: correct_report,
    RetractReport: retract_report,
    LinkDependency: link_dependency,
    ReleaseDependency: release_dependency,
    Escalate: escalate,
    AnswerEscalation: answer_escalation,
    ProposeWaiver: propose_waiver,
    WaiveRemainder: waive_remainder,
    Reopen: reopen,
    Withdraw: withdraw,
    DeclareReadiness: declare_readiness,
    ErasePerson: erase_person,
    ProposeRedaction: propose_redaction,
    Redact: redact,
}


def decide(command: Command, situation: Situation) -> list[Decided]:
    """The facts that follow from a command. Raises Refusal, and then nothing follows."""
    if command.occurred_at is not None:
        if command.is_decision:
            raise Refusal(No.INVALID_DATES, "decision", field=("occurredAt",))
        if command.occurred_at > situation.now + FUTURE_TOLERANCE:
            raise Refusal(No.FUTURE_EVENT, field=("occurredAt",))
    require_party(situation.directory, command.on_behalf_of, "onBehalfOf")
    return DECIDERS[type(command)](command, situation)
