"""`evolve` of a commitment: its state after one more event."""

from collections.abc import Callable, Hashable
from dataclasses import fields, replace
from functools import cache
from typing import Any, TypeVar, cast

from events.facts.claim import FulfilmentClaimed
from events.facts.commitment import (
    CommitmentAccepted,
    CommitmentRecorded,
    CommitmentReopened,
    CommitmentWithdrawn,
)
from events.facts.deadline import DeadlineRescheduled, DeadlineSet
from events.facts.dependency import DependencyLinked, DependencyReleased
from events.facts.escalation import CommitmentEscalated, EscalationAnswered
from events.facts.evidence import EvidenceAttached
from events.facts.fact import Fact, text_fields
from events.facts.indicator import IndicatorDefined, IndicatorRevised, RegionTarget
from events.facts.obstacle import ObstacleRaised, ObstacleResolved
from events.facts.owner import CommitmentReassigned, OwnerAssigned
from events.facts.report import ProgressReported, ReportCorrected, ReportRetracted
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.facts.waiver import RemainderWaived, WaiverProposed
from events.format.canonical_fields import name_in_bytes
from events.format.recorded_event import RecordedEvent
from services.state.commitment import CommitmentState
from services.state.deadline import Deadline
from services.state.dependency import DependencyMark
from services.state.escalation import Escalation
from services.state.evidence import EvidenceItem
from services.state.indicator import Indicator
from services.state.obstacle import Obstacle
from services.state.records import Moment, TextAt, acted_by, coded
from services.state.report import Report
from services.state.timeline import Timeline
from services.state.verdict import Verdict, VerdictKind
from services.state.waiver import Waiver

C = TypeVar("C", Obstacle, Escalation, Waiver)
R = TypeVar("R", bound=Moment | Deadline | Indicator)
Change = dict[str, Any]


def evolve_commitment(state: CommitmentState, event: RecordedEvent) -> CommitmentState:
    """The state after an effective event of this commitment."""
    change = _CHANGES[type(event.fact)](state, event, event.fact)
    change |= _on_duty(state, event)
    latest = event.occurred_at if state.latest is None else max(state.latest, event.occurred_at)
    return state.model_copy(update={"version": event.stream_version, "latest": latest, **change})


ANSWERING = frozenset(
    {
        CommitmentAccepted,
        ProgressReported,
        ReportCorrected,
        ReportRetracted,
        EvidenceAttached,
        FulfilmentClaimed,
    }
)
"""Facts by which somebody answers for a commitment: who stated one never judges it."""
JUDGING = frozenset({ProgressVerified, FulfilmentVerified, ClaimRejected})
"""Facts by which somebody judges a commitment: who stated one never answers for it."""


def _on_duty(state: CommitmentState, event: RecordedEvent) -> Change:
    """Who answered or judged, for ever: whatever is corrected, retracted or reassigned later."""
    kind, who = type(event.fact), acted_by(event.actor)
    if kind in ANSWERING and who not in state.answered_by:
        return {"answered_by": (*state.answered_by, who)}
    if kind in JUDGING and who not in state.verified_by:
        return {"verified_by": (*state.verified_by, who)}
    return {}


def note_known(state: CommitmentState, version: int) -> CommitmentState:
    """The state after an event that is known but not effective yet: only its version grows."""
    return state.model_copy(update={"version": version})


def _changed(records: Timeline[C], code: str, change: Change) -> Timeline[C]:
    """The timeline in which what bears a code is another."""
    for record in list(records.all_of(coded(code))):
        if record.code == code:  # older logs may hold another that differs by case
            records = records.replaced(record, replace(record, **change))
    return records


def _at(event: RecordedEvent) -> Change:
    return {"position": event.position, "occurred_at": event.occurred_at}


@cache
def _shared(kind: Any, fact: type[Fact]) -> tuple[tuple[str, str | None], ...]:
    """The fields that a record has of a fact; of a text, also its path."""
    names = {field.name for field in fields(kind)}
    texts = text_fields(fact)
    return tuple(
        (name, f"/{name_in_bytes(name)}" if name in texts else None)
        for name in fact.model_fields
        if name in names
    )


def _record(kind: type[R], event: RecordedEvent, **more: Any) -> R:
    """The record of an event: what its fact says under the same names, and more.

    A text is kept as the place where it is disclosed.
    """
    said: Change = {}
    for name, path in _shared(cast("Hashable", kind), type(event.fact)):
        value = getattr(event.fact, name)
        said[name] = TextAt(event.position, path) if path and value is not None else value
    return kind(**said, **more)


def _recorded(_: CommitmentState, event: RecordedEvent, fact: Fact) -> Change:
    return {"recorded": fact, "recorded_by": event.position}


def _owner(_: CommitmentState, __: RecordedEvent, fact: OwnerAssigned) -> Change:
    return {"owner": fact.owner, "owners": (fact.owner,)}


def _reassigned(state: CommitmentState, _: RecordedEvent, fact: CommitmentReassigned) -> Change:
    return {
        "owner": fact.new_owner,
        "owners": (*state.owners, fact.new_owner),
        "accepted": False,
    }


def _deadline(_: CommitmentState, event: RecordedEvent, fact: DeadlineSet) -> Change:
    deadline = _record(Deadline, event, basis=fact.deadline_basis, set_by=event.position)
    return {"deadline": deadline, "first_deadline": deadline}


def _rescheduled(state: CommitmentState, event: RecordedEvent, fact: DeadlineRescheduled) -> Change:
    moved = state.deadline and replace(state.deadline, due=fact.new_due, set_by=event.position)
    return {"deadline": moved, "reschedules": (*state.reschedules, event.position)}


def _indicator(_: CommitmentState, event: RecordedEvent, __: Fact) -> Change:
    indicator = _record(Indicator, event, set_by=event.position)
    return {"indicator": indicator, "first_indicator": indicator}


def _revised(state: CommitmentState, event: RecordedEvent, fact: IndicatorRevised) -> Change:
    return {
        "indicator": state.indicator
        and replace(
            state.indicator,
            target=fact.new_target,
            breakdown=fact.breakdown,
            set_by=event.position,
        )
    }


def _accepted(_: CommitmentState, __: RecordedEvent, ___: Fact) -> Change:
    return {"accepted": True, "was_accepted": True}


def _report(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    report = _record(Report, event, **_at(event), party=event.actor.party, key=event.key)
    return {"reports": state.reports.plus(report)}


def _corrected(
    state: CommitmentState,
    event: RecordedEvent,
    fact: ReportCorrected | ReportRetracted,
) -> Change:
    report = state.reports.at(fact.corrects)
    if report is None:
        return {}
    change: Change = {"changed_by": (*report.changed_by, event.position)}
    if isinstance(fact, ReportCorrected):
        change["value"] = fact.value
    else:
        change["retracted"] = True
    return {"reports": state.reports.replaced(report, replace(report, **change))}


def _evidence(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    return {"evidence": state.evidence.plus(_record(EvidenceItem, event, **_at(event)))}


def _claim(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    return {"claims": state.claims.plus(Moment(**_at(event)))}


def _verdict(state: CommitmentState, event: RecordedEvent, fact: Fact) -> Change:
    by_region: tuple[RegionTarget, ...] = ()
    match fact:
        case ClaimRejected():
            kind, value, region = VerdictKind.REJECTION, fact.accepted_value, fact.region
        case ProgressVerified():
            kind, value, region = VerdictKind.PROGRESS, fact.value, fact.region
        case FulfilmentVerified():
            kind, value, region = VerdictKind.FULFILMENT, fact.value, None
            by_region = fact.by_region
        case _:
            raise TypeError(type(fact))
    verdict = Verdict(**_at(event), kind=kind, value=value, region=region, by_region=by_region)
    return {"verdicts": state.verdicts.plus(verdict)}


def _obstacle(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    return {"obstacles": state.obstacles.plus(_record(Obstacle, event, **_at(event)))}


def _resolved(state: CommitmentState, event: RecordedEvent, fact: ObstacleResolved) -> Change:
    done = Moment(**_at(event))
    return {"obstacles": _changed(state.obstacles, fact.code, {"resolved": done})}


def _dependency(
    state: CommitmentState,
    event: RecordedEvent,
    fact: DependencyLinked | DependencyReleased,
) -> Change:
    linked = isinstance(fact, DependencyLinked)
    mark = _record(DependencyMark, event, **_at(event), linked=linked)
    return {"dependency_marks": state.dependency_marks.plus(mark)}


def _escalated(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    escalation = _record(Escalation, event, **_at(event), raised_by=acted_by(event.actor))
    return {"escalations": state.escalations.plus(escalation)}


def _answered(state: CommitmentState, event: RecordedEvent, fact: EscalationAnswered) -> Change:
    answer: Change = {
        "decision": TextAt(position=event.position, path="/decision"),
        "answered_by": event.position,
    }
    return {"escalations": _changed(state.escalations, fact.code, answer)}


def _waiver(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    waiver = _record(Waiver, event, **_at(event), proposed_by=acted_by(event.actor))
    return {"waivers": state.waivers.plus(waiver)}


def _waived(state: CommitmentState, event: RecordedEvent, fact: RemainderWaived) -> Change:
    target = state.indicator.target if state.indicator else None
    granted: Change = {"granted": Moment(**_at(event)), "target": target}
    return {"waivers": _changed(state.waivers, fact.code, granted)}


def _reopened(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    return {"reopened": state.reopened.plus(Moment(**_at(event)))}


def _withdrawn(_: CommitmentState, event: RecordedEvent, __: Fact) -> Change:
    return {"withdrawn": Moment(**_at(event))}


_CHANGES: dict[type[Fact], Callable[[CommitmentState, RecordedEvent, Any], Change]] = {
    CommitmentRecorded: _recorded,
    OwnerAssigned: _owner,
    CommitmentReassigned: _reassigned,
    DeadlineSet: _deadline,
    DeadlineRescheduled: _rescheduled,
    IndicatorDefined: _indicator,
    IndicatorRevised: _revised,
    CommitmentAccepted: _accepted,
    ProgressReported: _report,
    ReportCorrected: _corrected,
    ReportRetracted: _corrected,
    EvidenceAttached: _evidence,
    FulfilmentClaimed: _claim,
    ProgressVerified: _verdict,
    FulfilmentVerified: _verdict,
    ClaimRejected: _verdict,
    ObstacleRaised: _obstacle,
    ObstacleResolved: _resolved,
    DependencyLinked: _dependency,
    DependencyReleased: _dependency,
    CommitmentEscalated: _escalated,
    EscalationAnswered: _answered,
    WaiverProposed: _waiver,
    RemainderWaived: _waived,
    CommitmentReopened: _reopened,
    CommitmentWithdrawn: _withdrawn,
}
