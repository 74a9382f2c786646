"""Decisions about a commitment as a whole: recorded, accepted, reopened."""

from events.facts import commitment as facts
from services.commands import commitment as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_no_judge,
    require_open,
    require_reason,
    text,
)
from services.decisions.successor import require_successor
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentStatus


def accept_commitment(command: commands.AcceptCommitment, situation: Situation) -> list[Decided]:
    """CommitmentAccepted by the owner, once everything is specified."""
    state = situation.known_commitment
    require_no_judge(situation)
    require_open(state)
    parts = {"owner": state.owner, "deadline": state.deadline, "indicator": state.indicator}
    missing = [name for name, part in parts.items() if part is None]
    if missing:
        raise Refusal(No.NOT_SPECIFIED, missing[0] if len(missing) == 1 else "")
    if state.accepted:
        raise Refusal(No.ALREADY_SET)
    if not state.was_accepted:
        require_successor(situation)
    return [about(state, facts.CommitmentAccepted(comment=text(command.comment)))]


def reopen(command: commands.Reopen, situation: Situation) -> list[Decided]:
    """CommitmentReopened: what was verified is open again."""
    state = situation.known_commitment
    require_reason(command.reason)
    if state.status is not CommitmentStatus.VERIFIED:
        raise Refusal(No.WRONG_STATUS, "not_verified", status=state.status.value)
    if state.last_verdict and state.last_verdict.occurred_at > situation.now:
        raise Refusal(No.INVALID_DATES, "ahead")
    return [about(state, facts.CommitmentReopened())]
