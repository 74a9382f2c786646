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
from services.permissions import speaks_for
from services.refusals import Refusal
from services.refusals import RefusalCode as No


def assign_owner(command: commands.AssignOwner, situation: Situation) -> list[Decided]:
    """OwnerAssigned, once; afterwards it is reassigned."""
    state = situation.known_commitment
    require_open(state)
    if state.owner is not None:
        raise Refusal(No.ALREADY_SET, field=("owner",))
    _require_owner(command.owner, "owner", situation)
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
    _require_owner(command.new_owner, "newOwner", situation)
    fact = facts.CommitmentReassigned(old_owner=command.old_owner, new_owner=command.new_owner)
    return [about(state, fact)]


def _require_owner(party: str, where: str, situation: Situation) -> None:
    """Refuse an owner that is not registered, and one that verified the commitment, or its kin."""
    require_party(situation.directory, party, where)
    judges = situation.known_commitment.verified_by
    if any(speaks_for(judge, party, situation.directory) for judge in judges):
        raise Refusal(No.SEPARATION_OF_DUTIES, "judge", field=(where,), party=party)
