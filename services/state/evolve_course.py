"""`evolve` of a commitment, as far as its course goes: reports, verdicts, obstacles."""

from dataclasses import replace
from decimal import Decimal

from events.facts.claim import FulfilmentClaimed
from events.facts.commitment import (
    CommitmentReopened,
)
from events.facts.escalation import CommitmentEscalated, EscalationAnswered
from events.facts.evidence import EvidenceAttached
from events.facts.fact import Fact
from events.facts.indicator import PartTarget
from events.facts.obstacle import ObstacleRaised, ObstacleResolved
from events.facts.report import ProgressReported, ReportCorrected, ReportRetracted
from events.facts.statement import ProgressStated, StatementConfirmed, StatementDenied
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.format.recorded_event import RecordedEvent
from services.state.commitment import CommitmentState
from services.state.escalation import Escalation
from services.state.evidence import EvidenceItem
from services.state.obstacle import Obstacle
from services.state.recording import Change, Changes, at, changed, record_of
from services.state.records import Moment, TextAt, acted_by, coded
from services.state.report import Report
from services.state.statement import Statement
from services.state.verdict import Verdict, VerdictKind


def _report(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    report = record_of(
        Report,
        event,
        **at(event),
        reporter=event.actor.party,
        key=event.key,
        recorded_at=event.recorded_at,
    )
    return {"reports": state.reports.plus(report)}


def _corrected(
    state: CommitmentState,
    event: RecordedEvent,
    fact: ReportCorrected | ReportRetracted,
) -> Change:
    report = state.reports.at(fact.corrects)
    if report is None:
        return {}
    change: Change = {
        "changed_by": (*report.changed_by, event.position),
        "before": (*report.before, report.value),
    }
    if isinstance(fact, ReportCorrected):
        change["value"] = fact.value
    else:
        change["retracted"] = True
    return {"reports": state.reports.replaced(report, replace(report, **change))}


def _stated(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    statement = record_of(Statement, event, **at(event), recorded_at=event.recorded_at)
    return {"statements": state.statements.plus(statement)}


def _confirmed(state: CommitmentState, event: RecordedEvent, fact: StatementConfirmed) -> Change:
    reports = state.reports
    for said in state.statements.all_of(coded(fact.code)):
        if said.code == fact.code:
            reports = reports.plus(
                Report(
                    position=said.position,
                    occurred_at=said.occurred_at,
                    value=said.value,
                    region=said.region,
                    party=said.party,
                    reporter=event.actor.party,
                    key=event.key,
                    recorded_at=said.recorded_at,
                    confirmed_by=event.position,
                )
            )
    confirmed: Change = {"confirmed_by": event.position}
    return {"reports": reports, "statements": changed(state.statements, fact.code, confirmed)}


def _denied(state: CommitmentState, event: RecordedEvent, fact: StatementDenied) -> Change:
    denied: Change = {"denied_by": event.position}
    return {"statements": changed(state.statements, fact.code, denied)}


def _evidence(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    return {"evidence": state.evidence.plus(record_of(EvidenceItem, event, **at(event)))}


def _claim(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    return {"claims": state.claims.plus(Moment(**at(event)))}


def _verdict(state: CommitmentState, event: RecordedEvent, fact: Fact) -> Change:
    by_part: tuple[PartTarget, ...] = ()
    region = party = None
    value: Decimal | None
    match fact:
        case ClaimRejected():
            kind, value = VerdictKind.REJECTION, fact.accepted_value
            region, party = fact.region, fact.party
        case ProgressVerified():
            kind, value = VerdictKind.PROGRESS, fact.value
            region, party = fact.region, fact.party
        case FulfilmentVerified():
            kind, value, by_part = VerdictKind.FULFILMENT, fact.value, fact.by_part
        case _:
            raise TypeError(type(fact))
    verdict = Verdict(
        **at(event), kind=kind, value=value, region=region, party=party, by_part=by_part
    )
    return {"verdicts": state.verdicts.plus(verdict)}


def _obstacle(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    obstacle = record_of(Obstacle, event, **at(event), raised_by=acted_by(event.actor))
    return {"obstacles": state.obstacles.plus(obstacle)}


def _resolved(state: CommitmentState, event: RecordedEvent, fact: ObstacleResolved) -> Change:
    done = Moment(**at(event))
    return {"obstacles": changed(state.obstacles, fact.code, {"resolved": done})}


def _escalated(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    escalation = record_of(Escalation, event, **at(event), raised_by=acted_by(event.actor))
    return {"escalations": state.escalations.plus(escalation)}


def _answered(state: CommitmentState, event: RecordedEvent, fact: EscalationAnswered) -> Change:
    answer: Change = {
        "decision": TextAt(position=event.position, path="/decision"),
        "answered_by": event.position,
    }
    return {"escalations": changed(state.escalations, fact.code, answer)}


def _reopened(state: CommitmentState, event: RecordedEvent, _: Fact) -> Change:
    return {"reopened": state.reopened.plus(Moment(**at(event)))}


COURSE: Changes = {
    ProgressReported: _report,
    ReportCorrected: _corrected,
    ReportRetracted: _corrected,
    ProgressStated: _stated,
    StatementConfirmed: _confirmed,
    StatementDenied: _denied,
    EvidenceAttached: _evidence,
    FulfilmentClaimed: _claim,
    ProgressVerified: _verdict,
    FulfilmentVerified: _verdict,
    ClaimRejected: _verdict,
    ObstacleRaised: _obstacle,
    ObstacleResolved: _resolved,
    CommitmentEscalated: _escalated,
    EscalationAnswered: _answered,
    CommitmentReopened: _reopened,
}
"""What a fact about the course of things changes."""
