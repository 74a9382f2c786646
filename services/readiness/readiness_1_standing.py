"""What rule readiness-1 takes of one commitment, whatever the minute: worked out once a state."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from events.facts.vocabulary import Direction, Light, Measure, Severity
from services.readiness.answer import Leaf, Reason, ReasonCode, Specification
from services.state.commitment import CommitmentState
from services.state.indicator import Indicator
from services.state.records import GRANTED, Moment

ZERO, ONE = Fraction(0), Fraction(1)
LEGIBLE = frozenset({Measure.COUNT, Measure.DELIVERABLE})
"""Measures that this rule can read: what is counted from 0 up."""


@dataclass(frozen=True, slots=True)
class Plan:
    """From when until when something is to be done."""

    start: dt.datetime
    end: dt.datetime
    set_by: int
    """Position of the event that set the deadline."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A commitment that can be assessed: its quantities, named as the rule names them."""

    code: str
    start: dt.datetime
    end: dt.datetime
    since: dt.datetime
    """From when its age counts: the later of the planned start and the last activity."""
    p: Fraction
    v: Fraction
    is_rejected: bool
    set_by: int
    """Position of the event that set the deadline; the other positions are of what they name."""
    activity: tuple[int, ...]
    verdict: tuple[int, ...]
    claim: tuple[int, ...]
    """Of the last report, and the last claim."""
    high: tuple[int, ...]
    obstacles: tuple[int, ...]
    information: tuple[Reason, ...]


def standing_of(state: CommitmentState, plan: Plan | None) -> Leaf | Standing:
    """How a commitment stands in its plan, or its leaf at every minute.

    A leaf where it is out of every sum, or lacks what must be known to assess it.
    """
    information = tuple(_information(state))
    if not state.is_live:
        return Leaf(state.code, None, reasons=information)
    missing = tuple(_missing(state, plan))
    if missing or plan is None:
        recorded_by = () if state.recorded_by is None else (state.recorded_by,)
        reason = Reason(ReasonCode.NOT_ASSESSABLE, state.code, recorded_by, missing=missing)
        return Leaf(state.code, Light.GREY, reasons=(reason, *information))
    target, last, opened = Fraction(state.reduced_target), state.last_activity, state.open_obstacles
    v = min(ONE, Fraction(state.verified or 0) / target)
    return Standing(
        code=state.code,
        start=plan.start,
        end=plan.end,
        since=max(plan.start, last.occurred_at) if last else plan.start,
        p=max(min(ONE, Fraction(state.claimed or 0) / target), v),
        v=v,
        is_rejected=state.is_rejected,
        set_by=plan.set_by,
        activity=positions(last),
        verdict=positions(state.last_verdict),
        claim=positions(state.last_report, state.claims.last),
        high=tuple(item.position for item in opened if item.severity is Severity.HIGH),
        obstacles=tuple(item.position for item in opened),
        information=information,
    )


def _missing(state: CommitmentState, plan: Plan | None) -> Iterator[Specification]:
    if state.owner is None:
        yield Specification.OWNER
    if plan is None:
        yield Specification.DEADLINE
    if state.indicator is None or not is_legible(state.indicator):
        yield Specification.INDICATOR


def is_legible(indicator: Indicator) -> bool:
    """Whether this rule can read an indicator: a count from 0 up."""
    begins_at_nothing = not any(part.baseline for part in indicator.breakdown)
    return (
        indicator.measure in LEGIBLE
        and indicator.direction is Direction.AT_LEAST
        and not indicator.baseline
        and begins_at_nothing
    )


def _information(state: CommitmentState) -> Iterator[Reason]:
    if state.reschedules:
        count = float(len(state.reschedules))
        yield Reason(ReasonCode.RESCHEDULED, state.code, state.reschedules, count)
    waivers = state.waivers.all_of(GRANTED)
    granted = tuple(waiver.granted.position for waiver in waivers if waiver.granted)
    if granted:
        yield Reason(ReasonCode.REMAINDER_WAIVED, state.code, granted, float(state.waived))


def positions(*moments: Moment | None) -> tuple[int, ...]:
    """Where those lie that there are."""
    return tuple(moment.position for moment in moments if moment)
