"""`evolve` of a commitment, as far as it was specified and steered."""

from dataclasses import replace

from events.facts.commitment import (
    CommitmentAccepted,
    CommitmentAmended,
    CommitmentRecorded,
    CommitmentWithdrawn,
    ConditionFailed,
    ConditionMet,
    WithdrawalProposed,
)
from events.facts.deadline import DeadlineRescheduled, DeadlineSet
from events.facts.dependency import DependencyLinked, DependencyReleased
from events.facts.fact import Fact
from events.facts.indicator import IndicatorDefined, IndicatorRevised
from events.facts.owner import (
    AssignmentDeclined,
    CommitmentReassigned,
    OwnerAssigned,
    PartnersNamed,
)
from events.facts.request import ChangeRequested
from events.facts.vocabulary import DeadlineBasis
from events.facts.waiver import RemainderWaived, WaiverProposed
from events.format.recorded_event import RecordedEvent
from services.state.amendment import Amendment
from services.state.change_request import ChangeRequest
from services.state.commitment import CommitmentState
from services.state.deadline import Deadline
from services.state.dependency import DependencyMark
from services.state.indicator import Indicator
from services.state.recording import Change, Changes, at, changed, record_of
from services.state.records import Moment, acted_by
from services.state.waiver import Waiver
from services.state.withdrawal import Withdrawal


def _recorded(_: CommitmentState, event: RecordedEvent, fact: Fact) -> Change:
    return {"recorded": fact, "recorded_by": event.position}


def _amended(state: CommitmentState, event: RecordedEvent, fact: CommitmentAmended) -> Change:
    before = state.recorded
    if before is None:
        return {}
    named = ("title", "area", "commitment_kind", "parent", "region", "weight", "critical")
    said = {name: value for name in named if (value := getattr(fact, name)) is not None}
    amendment = Amendment(**at(event), before=before, fields=tuple(said))
    return {
        "recorded": before.model_copy(update=said),
        "amendments": (*state.amendments, amendment),
        **_granted(state, event, fact.request),
    }


def _owner(state: CommitmentState, _: RecordedEvent, fact: OwnerAssigned) -> Change:
    return {"owner": fact.owner, "owners": (*state.owners, fact.owner), "accepted": False}


def _declined(state: CommitmentState, _: RecordedEvent, fact: AssignmentDeclined) -> Change:
    return {"owner": None, "accepted": False} if state.owner == fact.owner else {}


def _reassigned(state: CommitmentState, event: RecordedEvent, fact: CommitmentReassigned) -> Change:
    return {
        "owner": fact.new_owner,
        "owners": (*state.owners, fact.new_owner),
        "accepted": False,
        **_granted(state, event, fact.request),
    }


def _partners(_: CommitmentState, __: RecordedEvent, fact: PartnersNamed) -> Change:
    return {"partners": fact.parties}


def _deadline(state: CommitmentState, event: RecordedEvent, fact: DeadlineSet) -> Change:
    deadline = record_of(
        Deadline,
        event,
        basis=fact.deadline_basis,
        set_by=event.position,
        set_at=event.occurred_at,
    )
    return {"deadlines": (*state.deadlines, deadline)}


def _rescheduled(state: CommitmentState, event: RecordedEvent, fact: DeadlineRescheduled) -> Change:
    before = state.deadline
    if before is None:
        return {}
    moved = replace(
        before,
        due=fact.new_due,
        offset_days=fact.offset_days,
        due_time=fact.due_time or before.due_time,
        planned_start=fact.planned_start or before.planned_start,
        basis=_basis_after(before, event, fact),
        source=fact.source,
        set_by=event.position,
        set_at=event.occurred_at,
    )
    return {"deadlines": (*state.deadlines, moved), **_granted(state, event, fact.request)}


def _basis_after(
    before: Deadline, event: RecordedEvent, fact: DeadlineRescheduled
) -> DeadlineBasis:
    """Days from the occasion's are anchored to it; another day is stated by a source, or agreed."""
    if event.written.version == 1:
        return before.basis  # as it was shown when such events were recorded
    if fact.offset_days is not None:
        return DeadlineBasis.ANCHORED
    return DeadlineBasis.AGREED if fact.source is None else DeadlineBasis.STATED


def _indicator(state: CommitmentState, event: RecordedEvent, __: Fact) -> Change:
    indicator = record_of(Indicator, event, set_by=event.position, set_at=event.occurred_at)
    return {"indicators": (*state.indicators, indicator)}


def _revised(state: CommitmentState, event: RecordedEvent, fact: IndicatorRevised) -> Change:
    before = state.indicator
    if before is None:
        return {}
    revised = replace(
        before,
        baseline=before.baseline if fact.baseline is None else fact.baseline,
        target=fact.new_target,
        unit=before.unit if fact.unit is None else fact.unit,
        breakdown=fact.breakdown,
        source=fact.source,
        set_by=event.position,
        set_at=event.occurred_at,
    )
    return {"indicators": (*state.indicators, revised), **_granted(state, event, fact.request)}


def _accepted(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    ready = state.ready or Moment(**at(event))
    return {"accepted": True, "was_accepted": True, "ready": ready}


def _requested(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    request = record_of(ChangeRequest, event, **at(event), asked_by=acted_by(event.actor))
    return {"requests": state.requests.plus(request)}


def _granted(state: CommitmentState, event: RecordedEvent, request: str | None) -> Change:
    """What becomes of the requests where an event grants one."""
    if request is None:
        return {}
    return {"requests": changed(state.requests, request, {"granted_by": event.position})}


def _dependency(
    state: CommitmentState,
    event: RecordedEvent,
    fact: DependencyLinked | DependencyReleased,
) -> Change:
    linked = isinstance(fact, DependencyLinked)
    mark = record_of(DependencyMark, event, **at(event), linked=linked)
    return {"dependency_marks": state.dependency_marks.plus(mark)}


def _waiver(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    waiver = record_of(Waiver, event, **at(event), proposed_by=acted_by(event.actor))
    return {"waivers": state.waivers.plus(waiver)}


def _waived(state: CommitmentState, event: RecordedEvent, fact: RemainderWaived) -> Change:
    target = state.indicator.target if state.indicator else None
    granted: Change = {"granted": Moment(**at(event)), "target": target}
    return {"waivers": changed(state.waivers, fact.code, granted)}


def _withdrawal(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    proposal = record_of(Withdrawal, event, **at(event), proposed_by=acted_by(event.actor))
    return {"withdrawals": state.withdrawals.plus(proposal)}


def _withdrawn(state: CommitmentState, event: RecordedEvent, fact: CommitmentWithdrawn) -> Change:
    change: Change = {"withdrawn": Moment(**at(event))}
    if fact.code is not None:
        granted: Change = {"granted_by": event.position}
        change["withdrawals"] = changed(state.withdrawals, fact.code, granted)
    return change


def _met(_: CommitmentState, event: RecordedEvent, __: Fact) -> Change:
    return {"condition_met": Moment(**at(event))}


def _failed(_: CommitmentState, event: RecordedEvent, __: Fact) -> Change:
    return {"condition_failed": Moment(**at(event))}


SPECIFIED: Changes = {
    CommitmentRecorded: _recorded,
    CommitmentAmended: _amended,
    OwnerAssigned: _owner,
    AssignmentDeclined: _declined,
    CommitmentReassigned: _reassigned,
    PartnersNamed: _partners,
    DeadlineSet: _deadline,
    DeadlineRescheduled: _rescheduled,
    IndicatorDefined: _indicator,
    IndicatorRevised: _revised,
    CommitmentAccepted: _accepted,
    ChangeRequested: _requested,
    DependencyLinked: _dependency,
    DependencyReleased: _dependency,
    WaiverProposed: _waiver,
    RemainderWaived: _waived,
    WithdrawalProposed: _withdrawal,
    CommitmentWithdrawn: _withdrawn,
    ConditionMet: _met,
    ConditionFailed: _failed,
}
"""What a fact of specifying or steering changes."""
