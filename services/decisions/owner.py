"""Decisions about who answers for a commitment."""

from events.facts import owner as facts
from services.commands import owner as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_open,
    require_party,
    require_reason,
)
from services.refusals import Refusal
from services.refusals import RefusalCode as No


def assign_owner(command: commands.AssignOwner, situation: Situation) -> list[Decided]:
    """OwnerAssigned, once; afterwards it is reassigned."""
    state = situation.known_commitment
    require_open(state)
    if state.owner is not None:
        raise Refusal(No.ALREADY_SET, field=("owner",))
    require_party(situation.directory, command.owner, "owner")
    return [about(state, facts.OwnerAssigned(owner=command.owner))]


def reassign(command: commands.Reassign, situation: Situation) -> list[Decided]:
    """CommitmentReassigned: reports, verdicts and status stay, acceptance starts again."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_open(state)
    if state.owner is None:
        raise Refusal(No.NOT_SPECIFIED, "owner")
    if state.owner != command.old_owner:
        raise Refusal(No.STALE_VALUE, field=("oldOwner",), current=state.owner)
    if command.new_owner == command.old_owner:
        raise Refusal(No.ALREADY_SET, field=("newOwner",))
    require_party(situation.directory, command.new_owner, "newOwner")
    fact = facts.CommitmentReassigned(old_owner=command.old_owner, new_owner=command.new_owner)
    return [about(state, fact)]
