"""Decisions about who answers for a commitment, and who takes part beside."""

from events.facts import owner as facts
from events.facts.vocabulary import ChangeKind
from services.commands import owner as commands
from services.decisions.asking import request_of, require_approver
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_open,
    require_party,
    require_reason,
)
from services.decisions.past_due import is_past_due
from services.decisions.sources import require_source
from services.decisions.stated import require_stated_then
from services.permissions import speaks_for
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentStatus


def assign_owner(command: commands.AssignOwner, situation: Situation) -> list[Decided]:
    """OwnerAssigned, once, and again where it was declined; afterwards it is reassigned."""
    state = situation.known_commitment
    require_open(state)
    if state.owner is not None:
        raise Refusal(No.ALREADY_SET, field=("owner",))
    require_owner(command.owner, situation, "owner")
    source = require_source(situation, command.source)
    require_stated_then(command, situation, is_first=not state.owners)
    return [about(state, facts.OwnerAssigned(owner=command.owner, source=source))]


def require_owner(party: str, situation: Situation, *where: str) -> None:
    """Refuse who is to answer and is not registered, or verified the commitment, or its kin."""
    require_party(situation.directory, party, *where)
    judges = situation.known_commitment.verified_by
    if any(speaks_for(judge, party, situation.directory) for judge in judges):
        raise Refusal(No.SEPARATION_OF_DUTIES, "judge", field=where, party=party)


def decline_assignment(command: commands.DeclineAssignment, situation: Situation) -> list[Decided]:
    """AssignmentDeclined: not what was accepted, begun or is past due; that is reassigned."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_open(state)
    has_begun = state.status is not CommitmentStatus.RECORDED or state.accepted
    if state.owner is None or has_begun or is_past_due(state, situation):
        raise Refusal(No.WRONG_STATUS, "not_declined")
    return [about(state, facts.AssignmentDeclined(owner=state.owner))]


def name_partners(command: commands.NamePartners, situation: Situation) -> list[Decided]:
    """PartnersNamed: the whole list; the owner alone answers for the whole."""
    state = situation.known_commitment
    require_open(state)
    require_partners(command.parties, situation, "parties")
    if command.parties == state.partners:
        raise Refusal(No.ALREADY_SET, field=("parties",))
    return [about(state, facts.PartnersNamed(parties=command.parties))]


def require_partners(parties: tuple[str, ...], situation: Situation, *where: str) -> None:
    """Refuse a partner that is named twice, is the owner, or could not be the owner."""
    if len(set(parties)) < len(parties):
        raise Refusal(No.BAD_USER_INPUT, "twice", field=where)
    for index, party in enumerate(parties):
        require_owner(party, situation, *where, str(index))
        if party == situation.known_commitment.owner:
            raise Refusal(No.ALREADY_SET, "owner", field=(*where, str(index)))


def reassign(command: commands.Reassign, situation: Situation) -> list[Decided]:
    """CommitmentReassigned: reports, verdicts and status stay, acceptance starts again."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_open(state)
    if state.owner is None:
        raise Refusal(No.NOT_SPECIFIED, "owner")
    if state.owner != command.old_owner:
        raise Refusal(No.STALE_VALUE, field=("oldOwner",), current=state.owner)
    request = request_of(command, situation, ChangeKind.OWNER)
    asked = request.owner if request else None
    owner = command.new_owner or asked or state.owner
    require_new_owner(owner, situation, "newOwner")
    require_approver(command, situation, request, as_asked=owner == asked)
    fact = facts.CommitmentReassigned(
        old_owner=command.old_owner,
        new_owner=owner,
        request=request.code if request else None,
        source=require_source(situation, command.source),
        requested_by=request.asked_by.party if request and owner == asked else None,
    )
    return [about(state, fact)]


def require_new_owner(party: str, situation: Situation, *where: str) -> None:
    """Refuse an owner that it has already, or that it cannot have."""
    if party == situation.known_commitment.owner:
        raise Refusal(No.ALREADY_SET, field=where)
    require_owner(party, situation, *where)
