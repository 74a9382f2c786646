"""Decisions that steer: dependencies, escalations, waivers, reopening, withdrawal, declarations."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from events.facts import commitment as facts
from events.facts.fact import Text
from events.facts.occasion import ReadinessDeclared
from services.commands import steer as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_open,
    require_party,
    require_reason,
    require_same_occasion,
)
from services.decisions.fulfil import require_region_of
from services.ids import make_id
from services.permissions import is_same
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment_state import CommitmentState, CommitmentStatus


def link_dependency(command: commands.LinkDependency, situation: Situation) -> list[Decided]:
    """DependencyLinked, unless it would close a circle."""
    state = situation.known_commitment
    known = situation.occasion.commitments
    require_same_occasion(state.occasion, {"on": command.on})
    on = command.on.code
    if on not in known:
        raise Refusal(No.NOT_FOUND, field=("on",))
    _require_after_last_mark(state, on, command.occurred_at)
    if on in state.dependencies:
        raise Refusal(No.ALREADY_EXISTS, "dependency", field=("on",))
    if _waits_for(known, on, state.code):
        raise Refusal(No.CIRCULAR_DEPENDENCY, field=("on",))
    return [about(state, facts.DependencyLinked(on=on))]


def _require_after_last_mark(
    state: CommitmentState, on: str, occurred_at: dt.datetime | None
) -> None:
    """Refuse to link or release before what was linked or released last."""
    marks = [mark.occurred_at for mark in state.dependency_marks if mark.on == on]
    if occurred_at is not None and marks and occurred_at < marks[-1]:
        raise Refusal(No.INVALID_DATES, "before_last", field=("occurredAt",))


def _waits_for(known: Mapping[str, CommitmentState], code: str, other: str) -> bool:
    """Whether a commitment is another one, or waits for it, however far away."""
    ahead, seen = [code], set[str]()
    while ahead:
        current = ahead.pop()
        if current == other:
            return True
        if current not in seen and current in known:
            seen.add(current)
            ahead.extend(known[current].dependencies)
    return False


def release_dependency(command: commands.ReleaseDependency, situation: Situation) -> list[Decided]:
    """DependencyReleased, where there is one."""
    state = situation.known_commitment
    require_same_occasion(state.occasion, {"on": command.on})
    if command.on.code not in state.dependencies:
        raise Refusal(No.NOT_FOUND, "dependency", field=("on",))
    _require_after_last_mark(state, command.on.code, command.occurred_at)
    return [about(state, facts.DependencyReleased(on=command.on.code))]


def escalate(command: commands.Escalate, situation: Situation) -> list[Decided]:
    """CommitmentEscalated: a question to a party that can decide it."""
    state = situation.known_commitment
    if any(item.code == command.code for item in state.escalations):
        raise Refusal(No.ALREADY_EXISTS, field=("code",), code=command.code)
    require_party(situation.directory, command.to, "to")
    fact = facts.CommitmentEscalated(
        code=command.code,
        to=command.to,
        level=command.level,
        question=Text(value=command.question),
    )
    return [about(state, fact)]


def answer_escalation(command: commands.AnswerEscalation, situation: Situation) -> list[Decided]:
    """EscalationAnswered by the party that was asked, never by who asked."""
    state, actor = situation.known_commitment, situation.actor
    found = [item for item in state.escalations if item.code == command.escalation.code]
    if not found:
        raise Refusal(No.NOT_FOUND, field=("escalation",))
    escalation = found[0]
    if escalation.to != actor.party:
        raise Refusal(No.NOT_AUTHORISED, "not_asked", field=("escalation",))
    if is_same(actor, escalation.raised_by):
        raise Refusal(No.SEPARATION_OF_DUTIES, "asked_itself", field=("escalation",))
    if escalation.answered_by is not None:
        raise Refusal(No.WRONG_STATUS, "answered", field=("escalation",))
    fact = facts.EscalationAnswered(code=escalation.code, decision=Text(value=command.decision))
    return [about(state, fact)]


def propose_waiver(command: commands.ProposeWaiver, situation: Situation) -> list[Decided]:
    """WaiverProposed: at most what is neither waived nor verified yet."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_open(state)
    if state.indicator is None:
        raise Refusal(No.NOT_SPECIFIED, "indicator")
    if any(waiver.code == command.code for waiver in state.waivers):
        raise Refusal(No.ALREADY_EXISTS, field=("code",), code=command.code)
    require_region_of(state, command.region)
    _require_remainder(state, command.remainder, command.region)
    fact = facts.WaiverProposed(
        code=command.code, remainder=command.remainder, region=command.region
    )
    return [about(state, fact)]


def _require_remainder(state: CommitmentState, remainder: Decimal, region: str | None) -> None:
    if remainder <= 0:
        raise Refusal(No.INVALID_QUANTITY, "above_zero", field=("remainder",))
    target = require_region_of(state, region) or Decimal(0)
    left = target - state.waived_in(region) - (state.verified_in(region) or Decimal(0))
    left = min(left, state.reduced_target - (state.verified or Decimal(0)))
    if remainder > left:
        raise Refusal(No.INVALID_QUANTITY, "remainder", field=("remainder",), left=max(left, 0))


def waive_remainder(command: commands.WaiveRemainder, situation: Situation) -> list[Decided]:
    """RemainderWaived, as a leader's own act, never by the party or person that proposed it."""
    state = situation.known_commitment
    found = [item for item in state.waivers if item.code == command.waiver.code]
    if not found:
        raise Refusal(No.APPROVAL_REQUIRED, field=("waiver",))
    waiver = found[0]
    if waiver.granted is not None:
        raise Refusal(No.WRONG_STATUS, "granted", field=("waiver",))
    if is_same(situation.actor, waiver.proposed_by):
        raise Refusal(No.SEPARATION_OF_DUTIES, "proposer", field=("waiver",))
    require_open(state)
    if state.indicator is None or not _still_divided(state, waiver.region):
        raise Refusal(No.WRONG_STATUS, "divided_anew", field=("waiver",))
    _require_remainder(state, waiver.remainder, waiver.region)
    fact = facts.RemainderWaived(code=waiver.code, remainder=waiver.remainder, region=waiver.region)
    return [about(state, fact)]


def _still_divided(state: CommitmentState, region: str | None) -> bool:
    """Whether the indicator is still divided as it was when the waiver was proposed."""
    regions = {part.region for part in state.indicator.breakdown} if state.indicator else set()
    return region in regions if regions else region is None


def reopen(command: commands.Reopen, situation: Situation) -> list[Decided]:
    """CommitmentReopened: what was verified is open again."""
    state = situation.known_commitment
    require_reason(command.reason)
    if state.status is not CommitmentStatus.VERIFIED:
        raise Refusal(No.WRONG_STATUS, "not_verified", status=state.status.value)
    if any(verdict.occurred_at > situation.now for verdict in state.verdicts):
        raise Refusal(No.INVALID_DATES, "ahead")
    return [about(state, facts.CommitmentReopened())]


def withdraw(command: commands.Withdraw, situation: Situation) -> list[Decided]:
    """CommitmentWithdrawn: recorded by mistake, and nothing was reported on it."""
    state = situation.known_commitment
    require_reason(command.reason)
    if state.status not in (CommitmentStatus.RECORDED, CommitmentStatus.READY):
        raise Refusal(No.WRONG_STATUS, status=state.status.value)
    return [about(state, facts.CommitmentWithdrawn())]


def declare_readiness(command: commands.DeclareReadiness, situation: Situation) -> list[Decided]:
    """ReadinessDeclared: kept beside the computed state, never in its place."""
    code = situation.frame.code
    fact = ReadinessDeclared(statement=Text(value=command.statement), light=command.light)
    return [Decided(make_id("occasion", code), fact, code)]
