"""Decisions that say what a commitment is: recorded, owned, due, measured, accepted, changed."""

from collections.abc import Sequence
from decimal import Decimal

from events.facts import commitment as facts
from services.commands import specify as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_open,
    require_party,
    require_reason,
    require_region,
    require_same_occasion,
    text,
)
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment_state import CommitmentState
from services.state.records import Verdict, VerdictKind


def record_commitment(command: commands.RecordCommitment, situation: Situation) -> list[Decided]:
    """CommitmentRecorded: unknown owner, deadline and indicator are no reason to refuse."""
    frame, known = situation.frame, situation.occasion.commitments
    if command.rakor.code not in frame.rakors:
        raise Refusal(No.NOT_FOUND, field=("rakor",))
    if command.code in known:
        raise Refusal(No.ALREADY_EXISTS, field=("code",), code=command.code)
    if command.weight is not None and command.weight <= 0:
        raise Refusal(No.INVALID_QUANTITY, "above_zero", field=("weight",))
    if command.area not in {area.code for area in frame.areas}:
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
        area=command.area,
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
    return [about(CommitmentState(occasion=frame.code, code=command.code), fact)]


def _require_related(command: commands.RecordCommitment, situation: Situation) -> None:
    frame, known = situation.frame, situation.occasion.commitments
    require_same_occasion(frame.code, {"parent": command.parent})
    if command.parent is not None and command.parent.code not in known:
        raise Refusal(No.NOT_FOUND, field=("parent",))
    for source in command.sources:
        require_same_occasion(frame.code, {"sources": source})
        if source.code not in frame.sources:
            raise Refusal(No.NOT_FOUND, field=("sources",))
    for link in command.links:
        require_same_occasion(frame.code, {"links": link.commitment})
        if link.commitment.code not in known:
            raise Refusal(No.NOT_FOUND, field=("links",))


def assign_owner(command: commands.AssignOwner, situation: Situation) -> list[Decided]:
    """OwnerAssigned, once; afterwards it is reassigned."""
    state = situation.known_commitment
    require_open(state)
    if state.owner is not None:
        raise Refusal(No.ALREADY_SET, field=("owner",))
    require_party(situation.directory, command.owner, "owner")
    return [about(state, facts.OwnerAssigned(owner=command.owner))]


def set_deadline(command: commands.SetDeadline, situation: Situation) -> list[Decided]:
    """DeadlineSet, once; afterwards it is rescheduled."""
    state = situation.known_commitment
    require_open(state)
    if state.deadline is not None:
        raise Refusal(No.ALREADY_SET, field=("due",))
    if command.due < command.planned_start:
        raise Refusal(No.INVALID_DATES, "due_before_start", field=("due",))
    fact = facts.DeadlineSet(
        due=command.due, planned_start=command.planned_start, deadline_basis=command.basis
    )
    return [about(state, fact)]


def define_indicator(command: commands.DefineIndicator, situation: Situation) -> list[Decided]:
    """IndicatorDefined, once; afterwards it is revised."""
    state = situation.known_commitment
    require_open(state)
    if state.indicator is not None:
        raise Refusal(No.ALREADY_SET, field=("target",))
    parts = _breakdown(command.breakdown, command.target, command.note, situation)
    _require_reported(state, parts)
    fact = facts.IndicatorDefined(
        name=command.name,
        target=command.target,
        unit=command.unit,
        breakdown=parts,
        note=text(command.note),
    )
    return [about(state, fact)]


def _breakdown(
    entries: Sequence[commands.RegionTargetEntry | facts.RegionTarget],
    target: Decimal,
    note: str | None,
    situation: Situation,
) -> tuple[facts.RegionTarget, ...]:
    if target <= 0 or any(entry.target <= 0 for entry in entries):
        raise Refusal(No.INVALID_QUANTITY, "above_zero", field=("target",))
    for entry in entries:
        require_region(situation.directory, entry.region, "breakdown")
    if len({entry.region for entry in entries}) < len(entries):
        raise Refusal(No.INVALID_REGION, "twice", field=("breakdown",))
    if entries and not note and sum(entry.target for entry in entries) != target:
        raise Refusal(No.BREAKDOWN_MISMATCH, field=("breakdown",))
    return tuple(facts.RegionTarget(region=entry.region, target=entry.target) for entry in entries)


def _require_reported(state: CommitmentState, parts: Sequence[facts.RegionTarget]) -> None:
    """Refuse a division under which what was reported or verified would stop counting."""
    regions: set[str | None] = {part.region for part in parts}
    used = [report.region for report in state.counting_reports]
    used += [region for verdict in state.verdicts for region in _judged(verdict)]
    used += [waiver.region for waiver in state.waivers if waiver.granted]
    if not set(used) <= (regions or {None}):
        raise Refusal(No.INVALID_REGION, "reported", field=("breakdown",))


def _judged(verdict: Verdict) -> tuple[str | None, ...]:
    """The regions that a verdict is about; None for an indicator that was not divided."""
    if verdict.kind is VerdictKind.FULFILMENT and verdict.by_region:
        return tuple(part.region for part in verdict.by_region)
    return (verdict.region,)


def revise_indicator(command: commands.ReviseIndicator, situation: Situation) -> list[Decided]:
    """IndicatorRevised on another party's request; the first indicator stays visible."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_open(state)
    if state.indicator is None:
        raise Refusal(No.NOT_SPECIFIED, "indicator")
    if state.indicator.target != command.old_target:
        raise Refusal(No.STALE_VALUE, field=("oldTarget",), current=state.indicator.target)
    if command.new_target <= state.waived:
        raise Refusal(No.INVALID_QUANTITY, "waived", field=("newTarget",), waived=state.waived)
    _require_requester(command.requested_by, situation)
    entries = state.indicator.breakdown if command.breakdown is None else command.breakdown
    parts = _breakdown(entries, command.new_target, command.note, situation)
    _require_reported(state, parts)
    for part in parts:
        if part.target < (waived := state.waived_in(part.region)):
            raise Refusal(No.INVALID_QUANTITY, "waived", field=("breakdown",), waived=waived)
    fact = facts.IndicatorRevised(
        old_target=command.old_target,
        new_target=command.new_target,
        breakdown=parts,
        requested_by=command.requested_by,
        note=text(command.note),
    )
    return [about(state, fact)]


def _require_requester(requested_by: str, situation: Situation) -> None:
    require_party(situation.directory, requested_by, "requestedBy")
    if requested_by in (situation.actor.party, situation.actor.on_behalf_of):
        raise Refusal(No.SEPARATION_OF_DUTIES, "requester", field=("requestedBy",))


def accept_commitment(command: commands.AcceptCommitment, situation: Situation) -> list[Decided]:
    """CommitmentAccepted by the owner, once everything is specified."""
    state = situation.known_commitment
    require_open(state)
    parts = {"owner": state.owner, "deadline": state.deadline, "indicator": state.indicator}
    missing = [name for name, part in parts.items() if part is None]
    if missing:
        raise Refusal(No.NOT_SPECIFIED, missing[0] if len(missing) == 1 else "")
    if state.accepted:
        raise Refusal(No.ALREADY_SET)
    return [about(state, facts.CommitmentAccepted(comment=text(command.comment)))]


def reschedule(command: commands.Reschedule, situation: Situation) -> list[Decided]:
    """DeadlineRescheduled on another party's request; the first deadline stays visible."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_open(state)
    if state.deadline is None:
        raise Refusal(No.NOT_SPECIFIED, "deadline")
    if state.deadline.due != command.old_due:
        raise Refusal(No.STALE_VALUE, field=("oldDue",), current=state.deadline.due)
    if command.new_due < state.deadline.planned_start:
        raise Refusal(No.INVALID_DATES, "due_before_start", field=("newDue",))
    if command.new_due == command.old_due:
        raise Refusal(No.INVALID_DATES, "unchanged", field=("newDue",))
    _require_requester(command.requested_by, situation)
    require_party(situation.directory, situation.actor.party)
    fact = facts.DeadlineRescheduled(
        old_due=command.old_due,
        new_due=command.new_due,
        requested_by=command.requested_by,
        approved_by=situation.actor.party or "",
    )
    return [about(state, fact)]


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
