"""`evolve` of a commitment: its state after one more event."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from events.facts import commitment as facts
from events.facts.fact import Fact
from events.format.recorded_event import Actor, RecordedEvent
from services.state.commitment_state import CommitmentState
from services.state.records import (
    ActedBy,
    Deadline,
    DependencyMark,
    Escalation,
    EvidenceItem,
    Indicator,
    Moment,
    Obstacle,
    Report,
    TextAt,
    Verdict,
    VerdictKind,
    Waiver,
)

M = TypeVar("M", bound=Moment)
Change = dict[str, Any]


def evolve_commitment(state: CommitmentState, event: RecordedEvent) -> CommitmentState:
    """The state after an effective event of this commitment."""
    change = _CHANGES[type(event.fact)](state, event, event.fact)
    latest = event.occurred_at if state.latest is None else max(state.latest, event.occurred_at)
    return state.model_copy(update={"version": event.stream_version, "latest": latest, **change})


def note_known(state: CommitmentState, event: RecordedEvent) -> CommitmentState:
    """The state after an event that is known but not effective yet: only its version grows."""
    return state.model_copy(update={"version": event.stream_version})


def _ordered(items: tuple[M, ...], new: M) -> tuple[M, ...]:
    if not items or items[-1].order < new.order:
        return (*items, new)
    return tuple(sorted((*items, new), key=lambda item: item.order))


def acted_by(actor: Actor) -> ActedBy:
    """Who an actor is, as it is kept in a state."""
    return ActedBy(party=actor.party, person=actor.person, on_behalf_of=actor.on_behalf_of)


def _at(event: RecordedEvent) -> Change:
    return {"position": event.position, "occurred_at": event.occurred_at}


def _text(event: RecordedEvent, path: str, present: object) -> TextAt | None:
    return TextAt(position=event.position, path=path) if present is not None else None


def _recorded(_: CommitmentState, event: RecordedEvent, fact: Fact) -> Change:
    return {"recorded": fact, "recorded_by": event.position}


def _owner(_: CommitmentState, __: RecordedEvent, fact: facts.OwnerAssigned) -> Change:
    return {"owner": fact.owner, "owners": (fact.owner,)}


def _reassigned(
    state: CommitmentState, _: RecordedEvent, fact: facts.CommitmentReassigned
) -> Change:
    return {
        "owner": fact.new_owner,
        "owners": (*state.owners, fact.new_owner),
        "accepted": False,
    }


def _deadline(_: CommitmentState, event: RecordedEvent, fact: facts.DeadlineSet) -> Change:
    deadline = Deadline(
        due=fact.due,
        planned_start=fact.planned_start,
        basis=fact.deadline_basis,
        set_by=event.position,
    )
    return {"deadline": deadline, "first_deadline": deadline}


def _rescheduled(
    state: CommitmentState, event: RecordedEvent, fact: facts.DeadlineRescheduled
) -> Change:
    moved = state.deadline and replace(state.deadline, due=fact.new_due, set_by=event.position)
    return {"deadline": moved, "reschedules": (*state.reschedules, event.position)}


def _indicator(_: CommitmentState, event: RecordedEvent, fact: facts.IndicatorDefined) -> Change:
    indicator = Indicator(
        name=fact.name,
        target=fact.target,
        unit=fact.unit,
        breakdown=fact.breakdown,
        set_by=event.position,
    )
    return {"indicator": indicator, "first_indicator": indicator}


def _revised(state: CommitmentState, event: RecordedEvent, fact: facts.IndicatorRevised) -> Change:
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


def _report(state: CommitmentState, event: RecordedEvent, fact: facts.ProgressReported) -> Change:
    report = Report(
        **_at(event), value=fact.value, region=fact.region, party=event.actor.party, key=event.key
    )
    return {"reports": _ordered(state.reports, report)}


def _corrected(
    state: CommitmentState,
    event: RecordedEvent,
    fact: facts.ReportCorrected | facts.ReportRetracted,
) -> Change:
    def changed(report: Report) -> Report:
        change: Change = {"changed_by": (*report.changed_by, event.position)}
        if isinstance(fact, facts.ReportCorrected):
            change["value"] = fact.value
        else:
            change["retracted"] = True
        return replace(report, **change)

    return {
        "reports": tuple(
            changed(report) if report.position == fact.corrects else report
            for report in state.reports
        )
    }


def _evidence(state: CommitmentState, event: RecordedEvent, fact: facts.EvidenceAttached) -> Change:
    item = EvidenceItem(
        **_at(event),
        sha256=fact.sha256,
        media_type=fact.media_type,
        byte_count=fact.byte_count,
        title=_text(event, "/title", fact.title),
        taken_at=fact.taken_at,
        region=fact.region,
    )
    return {"evidence": _ordered(state.evidence, item)}


def _claim(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    return {"claims": _ordered(state.claims, Moment(**_at(event)))}


def _verdict(state: CommitmentState, event: RecordedEvent, fact: Fact) -> Change:
    by_region: tuple[facts.RegionTarget, ...] = ()
    match fact:
        case facts.ClaimRejected():
            kind, value, region = VerdictKind.REJECTION, fact.accepted_value, fact.region
        case facts.ProgressVerified():
            kind, value, region = VerdictKind.PROGRESS, fact.value, fact.region
        case facts.FulfilmentVerified():
            kind, value, region = VerdictKind.FULFILMENT, fact.value, None
            by_region = fact.by_region
        case _:
            raise TypeError(type(fact))
    verdict = Verdict(**_at(event), kind=kind, value=value, region=region, by_region=by_region)
    return {"verdicts": _ordered(state.verdicts, verdict)}


def _obstacle(state: CommitmentState, event: RecordedEvent, fact: facts.ObstacleRaised) -> Change:
    obstacle = Obstacle(
        **_at(event),
        code=fact.code,
        severity=fact.severity,
        text=TextAt(position=event.position, path="/text"),
        region=fact.region,
    )
    return {"obstacles": _ordered(state.obstacles, obstacle)}


def _resolved(state: CommitmentState, event: RecordedEvent, fact: facts.ObstacleResolved) -> Change:
    done = Moment(**_at(event))
    return {
        "obstacles": tuple(
            replace(obstacle, resolved=done) if obstacle.code == fact.code else obstacle
            for obstacle in state.obstacles
        )
    }


def _dependency(
    state: CommitmentState,
    event: RecordedEvent,
    fact: facts.DependencyLinked | facts.DependencyReleased,
) -> Change:
    linked = isinstance(fact, facts.DependencyLinked)
    mark = DependencyMark(**_at(event), on=fact.on, linked=linked)
    return {"dependency_marks": _ordered(state.dependency_marks, mark)}


def _escalated(
    state: CommitmentState, event: RecordedEvent, fact: facts.CommitmentEscalated
) -> Change:
    escalation = Escalation(
        **_at(event),
        code=fact.code,
        to=fact.to,
        level=fact.level,
        question=TextAt(position=event.position, path="/question"),
        raised_by=acted_by(event.actor),
    )
    return {"escalations": _ordered(state.escalations, escalation)}


def _answered(
    state: CommitmentState, event: RecordedEvent, fact: facts.EscalationAnswered
) -> Change:
    answer: Change = {
        "decision": TextAt(position=event.position, path="/decision"),
        "answered_by": event.position,
    }
    return {
        "escalations": tuple(
            replace(item, **answer) if item.code == fact.code else item
            for item in state.escalations
        )
    }


def _waiver(state: CommitmentState, event: RecordedEvent, fact: facts.WaiverProposed) -> Change:
    waiver = Waiver(
        **_at(event),
        code=fact.code,
        remainder=fact.remainder,
        region=fact.region,
        proposed_by=acted_by(event.actor),
    )
    return {"waivers": _ordered(state.waivers, waiver)}


def _waived(state: CommitmentState, event: RecordedEvent, fact: facts.RemainderWaived) -> Change:
    target = state.indicator.target if state.indicator else None
    granted: Change = {"granted": Moment(**_at(event)), "target": target}
    return {
        "waivers": tuple(
            replace(item, **granted) if item.code == fact.code else item for item in state.waivers
        )
    }


def _reopened(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    return {"reopened": _ordered(state.reopened, Moment(**_at(event)))}


def _withdrawn(_: CommitmentState, event: RecordedEvent, __: Fact) -> Change:
    return {"withdrawn": Moment(**_at(event))}


_CHANGES: dict[type[Fact], Callable[[CommitmentState, RecordedEvent, Any], Change]] = {
    facts.CommitmentRecorded: _recorded,
    facts.OwnerAssigned: _owner,
    facts.CommitmentReassigned: _reassigned,
    facts.DeadlineSet: _deadline,
    facts.DeadlineRescheduled: _rescheduled,
    facts.IndicatorDefined: _indicator,
    facts.IndicatorRevised: _revised,
    facts.CommitmentAccepted: _accepted,
    facts.ProgressReported: _report,
    facts.ReportCorrected: _corrected,
    facts.ReportRetracted: _corrected,
    facts.EvidenceAttached: _evidence,
    facts.FulfilmentClaimed: _claim,
    facts.ProgressVerified: _verdict,
    facts.FulfilmentVerified: _verdict,
    facts.ClaimRejected: _verdict,
    facts.ObstacleRaised: _obstacle,
    facts.ObstacleResolved: _resolved,
    facts.DependencyLinked: _dependency,
    facts.DependencyReleased: _dependency,
    facts.CommitmentEscalated: _escalated,
    facts.EscalationAnswered: _answered,
    facts.WaiverProposed: _waiver,
    facts.RemainderWaived: _waived,
    facts.CommitmentReopened: _reopened,
    facts.CommitmentWithdrawn: _withdrawn,
}
