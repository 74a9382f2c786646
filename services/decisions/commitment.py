"""Decisions about a commitment as a whole: recorded, accepted, reopened."""

from decimal import Decimal

from events.facts import commitment as facts
from services.commands import commitment as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_free,
    require_no_judge,
    require_open,
    require_party,
    require_reason,
    require_region,
    require_same_occasion,
    text,
)
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState, CommitmentStatus


def record_commitment(command: commands.RecordCommitment, situation: Situation) -> list[Decided]:
    """CommitmentRecorded: unknown owner, deadline and indicator are no reason to refuse."""
    occasion = situation.known_occasion
    if command.rakor.code not in occasion.rakors:
        raise Refusal(No.NOT_FOUND, field=("rakor",))
    require_free(situation.occasion.taken(command.code), command.code)
    if command.weight is not None and command.weight <= 0:
        raise Refusal(No.INVALID_QUANTITY, "above_zero", field=("weight",))
    area = occasion.spelt("area", command.area)
    if area is None:
        raise Refusal(No.UNKNOWN_AREA, field=("area",), area=command.area)
    require_region(situation.directory, command.region, "region")
    for party in command.committed_by:
        require_party(situation.directory, party, "committedBy")
    _require_related(command, situation)
    fact = facts.CommitmentRecorded(
        rakor=command.rakor.code,
        code=command.code,
        title=command.title,
        commitment_kind=command.kind,
        commitment_role=command.role,
        parent=command.parent and command.parent.code,
        area=area,
        region=command.region,
        weight=Decimal(1) if command.weight is None else command.weight,
        critical=command.critical,
        committed_by=command.committed_by,
        sources=tuple(source.code for source in command.sources),
        links=tuple(
            facts.Link(kind=link.kind, commitment=link.commitment.code) for link in command.links
        ),
        verbatim=text(command.verbatim),
    )
    return [about(CommitmentState(occasion=occasion.code, code=command.code), fact)]


def _require_related(command: commands.RecordCommitment, situation: Situation) -> None:
    occasion, known = situation.known_occasion, situation.occasion.commitments
    require_same_occasion(occasion.code, {"parent": command.parent})
    if command.parent is not None and command.parent.code not in known:
        raise Refusal(No.NOT_FOUND, field=("parent",))
    for source in command.sources:
        require_same_occasion(occasion.code, {"sources": source})
        if source.code not in occasion.sources:
            raise Refusal(No.NOT_FOUND, field=("sources",))
    for link in command.links:
        require_same_occasion(occasion.code, {"links": link.commitment})
        if link.commitment.code not in known:
            raise Refusal(No.NOT_FOUND, field=("links",))


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
