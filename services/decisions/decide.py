"""`decide`: a command and its situation in, facts out, or a refusal. Pure: the house's heart."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from services.commands import erase as to_erase
from services.commands import frame as of_frame
from services.commands import fulfil as to_fulfil
from services.commands import specify as to_specify
from services.commands import steer as to_steer
from services.commands.command import Command
from services.decisions import erase, frame, fulfil, specify, steer
from services.decisions.deciding import Decided, Situation, require_party
from services.refusals import Refusal
from services.refusals import RefusalCode as No

FUTURE_TOLERANCE = dt.timedelta(minutes=2)

DECIDERS: dict[type[Command], Callable[[Any, Situation], list[Decided]]] = {
    of_frame.RegisterParty: frame.register_party,
    of_frame.RegisterRegions: frame.register_regions,
    of_frame.DeclareOccasion: frame.declare_occasion,
    of_frame.RecordRakor: frame.record_rakor,
    of_frame.RegisterSource: frame.register_source,
    of_frame.NoteDiscrepancy: frame.note_discrepancy,
    of_frame.ResolveDiscrepancy: frame.resolve_discrepancy,
    to_specify.RecordCommitment: specify.record_commitment,
    to_specify.AssignOwner: specify.assign_owner,
    to_specify.SetDeadline: specify.set_deadline,
    to_specify.DefineIndicator: specify.define_indicator,
    to_specify.ReviseIndicator: specify.revise_indicator,
    to_specify.AcceptCommitment: specify.accept_commitment,
    to_specify.Reschedule: specify.reschedule,
    to_specify.Reassign: specify.reassign,
    to_fulfil.ReportProgress: fulfil.report_progress,
    to_fulfil.AttachEvidence: fulfil.attach_evidence,
    to_fulfil.ClaimFulfilment: fulfil.claim_fulfilment,
    to_fulfil.VerifyProgress: fulfil.verify_progress,
    to_fulfil.VerifyFulfilment: fulfil.verify_fulfilment,
    to_fulfil.RejectClaim: fulfil.reject_claim,
    to_fulfil.RaiseObstacle: fulfil.raise_obstacle,
    to_fulfil.ResolveObstacle: fulfil.resolve_obstacle,
    to_fulfil.CorrectReport: fulfil.correct_report,
    to_fulfil.RetractReport: fulfil.retract_report,
    to_steer.LinkDependency: steer.link_dependency,
    to_steer.ReleaseDependency: steer.release_dependency,
    to_steer.Escalate: steer.escalate,
    to_steer.AnswerEscalation: steer.answer_escalation,
    to_steer.ProposeWaiver: steer.propose_waiver,
    to_steer.WaiveRemainder: steer.waive_remainder,
    to_steer.Reopen: steer.reopen,
    to_steer.Withdraw: steer.withdraw,
    to_steer.DeclareReadiness: steer.declare_readiness,
    to_erase.ErasePerson: erase.erase_person,
    to_erase.ProposeRedaction: erase.propose_redaction,
    to_erase.Redact: erase.redact,
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
