"""Decisions by which a commitment is withdrawn: alone if recorded by mistake, else by two."""

from events.facts import commitment as facts
from services.commands import withdrawal as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_free,
    require_no_owner,
    require_reason,
)
from services.decisions.past_due import is_past_due
from services.permissions import is_near
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.codes import found_in, taken_in
from services.state.commitment import CommitmentState, CommitmentStatus

LEFT = frozenset(
    {
        CommitmentStatus.WITHDRAWN,
        CommitmentStatus.CANNOT_BE_FOLLOWED_UP,
        CommitmentStatus.CONDITION_FAILED,
    }
)
"""What has left every sum already."""


def propose_withdrawal(command: commands.ProposeWithdrawal, situation: Situation) -> list[Decided]:
    """WithdrawalProposed: a leader has to grant it."""
    state = situation.known_commitment
    require_reason(command.reason)
    _require_in_sums(state)
    require_free(taken_in(state.withdrawals, command.code), command.code)
    return [about(state, facts.WithdrawalProposed(code=command.code))]


def withdraw(command: commands.Withdraw, situation: Situation) -> list[Decided]:
    """CommitmentWithdrawn: alone what was recorded by mistake, by a leader what was proposed."""
    if command.withdrawal is not None:
        return _grant(command.withdrawal.code, situation)
    state = situation.known_commitment
    require_reason(command.reason)
    _require_in_sums(state)
    if not may_withdraw_alone(state, situation):
        raise Refusal(No.APPROVAL_REQUIRED, "withdrawal", field=("commitment",))
    require_no_owner(situation)
    return [about(state, facts.CommitmentWithdrawn())]


def _grant(code: str, situation: Situation) -> list[Decided]:
    """Never by the person or the kin of the party that proposed, nor by the owner."""
    state = situation.known_commitment
    proposal = found_in(state.withdrawals, code)
    if proposal is None:
        raise Refusal(No.APPROVAL_REQUIRED, "withdrawal", field=("withdrawal",))
    _require_in_sums(state)
    if is_near(situation.actor, proposal.proposed_by, situation.directory):
        raise Refusal(No.SEPARATION_OF_DUTIES, "proposer", field=("withdrawal",))
    require_no_owner(situation)
    return [about(state, facts.CommitmentWithdrawn(code=proposal.code))]


def _require_in_sums(state: CommitmentState) -> None:
    if state.status in LEFT:
        raise Refusal(No.WRONG_STATUS, status=state.status.value)


def may_withdraw_alone(state: CommitmentState, situation: Situation) -> bool:
    """Whether it may have been recorded by mistake: nobody accepted or reported it, nor is it late.

    So nobody alone takes out of the sums what was promised or is past due.
    """
    is_untouched = state.status is CommitmentStatus.RECORDED and state.last_report is None
    return is_untouched and not is_past_due(state, situation)
