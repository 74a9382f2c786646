"""`decide`: a command and its situation in, facts out, or a refusal. Pure: the house's heart."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from services import commands_of_commitment as commitment
from services import commands_of_occasion as occasion
from services.commands import Command
from services.decisions import frame, fulfil, specify
from services.decisions.deciding import Decided, Situation, require_party
from services.refusals import Refusal
from services.refusals import RefusalCode as No

FUTURE_TOLERANCE = dt.timedelta(minutes=2)

DECIDERS: dict[type[Command], Callable[[Any, Situation], list[Decided]]] = {
    occasion.RegisterParty: frame.register_party,
    occasion.RegisterRegions: frame.register_regions,
    occasion.DeclareOccasion: frame.declare_occasion,
    occasion.RecordRakor: frame.record_rakor,
    occasion.RegisterSource: frame.register_source,
    occasion.NoteDiscrepancy: frame.note_discrepancy,
    occasion.ResolveDiscrepancy: frame.resolve_discrepancy,
    commitment.RecordCommitment: specify.record_commitment,
    commitment.AssignOwner: specify.assign_owner,
    commitment.SetDeadline: specify.set_deadline,
    commitment.DefineIndicator: specify.define_indicator,
    commitment.ReviseIndicator: specify.revise_indicator,
    commitment.AcceptCommitment: specify.accept_commitment,
    commitment.Reschedule: specify.reschedule,
    commitment.Reassign: specify.reassign,
    commitment.ReportProgress: fulfil.report_progress,
    commitment.AttachEvidence: fulfil.attach_evidence,
    commitment.ClaimFulfilment: fulfil.claim_fulfilment,
    commitment.VerifyProgress: fulfil.verify_progress,
    commitment.VerifyFulfilment: fulfil.verify_fulfilment,
    commitment.RejectClaim: fulfil.reject_claim,
    commitment.RaiseObstacle: fulfil.raise_obstacle,
    commitment.ResolveObstacle: fulfil.resolve_obstacle,
    commitment.CorrectReport: fulfil.correct_report,
    commitment.RetractReport: fulfil.retract_report,
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
