"""What one commitment brings to the readiness of its occasion by rule readiness-2, at a minute."""

import datetime as dt
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from events.facts.vocabulary import Light
from services.readiness.answer import (
    SEVERITY_OF_LIGHT,
    CommitmentPart,
    Leaf,
    Reason,
    RegionalFigure,
)
from services.readiness.readiness_2_amount import AmountAt
from services.readiness.readiness_2_clock import DAY, ZERO, Clock, micros_between
from services.readiness.readiness_2_duty import Duty
from services.readiness.readiness_2_duty_at import DutyAt
from services.readiness.readiness_2_leaf import Assessment, Numbers
from services.readiness.readiness_2_relations import Place, Relations, Tie, tie_of
from services.readiness.readiness_2_standing import Amount, Standing, standing_of
from services.state.commitment import CommitmentState

T = TypeVar("T")
Terms = tuple[Fraction, Fraction, Fraction, Fraction, Fraction, Fraction, Fraction, Fraction]
"""Weight; weight assessed; and by weight: score, what is verified, what fresh evidence backs,
where the plan expects it, what is within reach, and what is RED."""
Worst = tuple[int, bool, Decimal, str, Reason]
"""A first reason behind what says where it stands among the others: the worst leaf first."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A judged leaf, and all that sums and lists take of it; equal only to itself."""

    leaf: Leaf
    area: str
    is_critical: bool
    terms: Terms
    worst: Worst | None
    figures: tuple[RegionalFigure, ...]
    is_hindered: bool
    """By an obstacle of its own that is HIGH."""
    waits_for: tuple[str, ...]
    due: Fraction | None
    """Days to its end, where it has one and is not done."""
    silent: tuple[CommitmentPart, ...]
    """Its parts of which nothing was reported in the running period."""


class Glance(NamedTuple):
    """What one leaf brings to the figures of the whole."""

    light: Light
    is_critical: bool
    terms: Terms


class Remembered(Generic[T]):
    """What was made of the states of commitments: of the same state it is not made again."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[CommitmentState, object, T]] = {}

    def of(self, state: CommitmentState, also: object, make: Callable[[], T]) -> T:
        """What is made of a state and something else. The last of each commitment is remembered."""
        known = self._made.get(state.code)
        if known is None or known[0] is not state or known[1] != also:
            known = self._made[state.code] = state, also, make()
        return known[2]


@dataclass(frozen=True, slots=True)
class Lasting:
    """What was made of states, and is the same at every minute."""

    ties: Remembered[Tie | None] = field(default_factory=Remembered)
    standings: Remembered[Standing] = field(default_factory=Remembered)
    related: "list[tuple[tuple[CommitmentState, ...], Relations]]" = field(default_factory=list)
    """The commitments that were asked for last, if any were, and how they relate."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the commitments of one occasion at one minute."""

    clock: Clock
    lasting: Lasting | None = None
    judged: Remembered[Judged] | None = None
    sums: dict[str, Any] = field(default_factory=dict, compare=False)
    """By area, at this minute. Without the other two it begins from nothing every time."""

    def tie(self, state: CommitmentState) -> Tie | None:
        """A commitment, as far as others depend on it."""
        if self.lasting is None:
            return tie_of(state)
        return self.lasting.ties.of(state, None, partial(tie_of, state))

    def relations(self, states: Iterable[CommitmentState]) -> Relations:
        """How the commitments of the occasion relate."""
        known = tuple(states)
        before = self.lasting.related if self.lasting else []
        for others, relations in before:
            if len(others) == len(known) and all(map(operator.is_, others, known)):
                return relations
        ties = tuple(tie for state in known if (tie := self.tie(state)))
        same = next((relations for _, relations in before if relations.ties == ties), None)
        relations = same or Relations(ties)
        before[:] = [(known, relations)]
        return relations

    def standing(self, state: CommitmentState, counts: bool) -> Standing:
        """How a commitment stands at every minute."""
        make = partial(standing_of, state, self.clock.days, counts)
        return make() if self.lasting is None else self.lasting.standings.of(state, counts, make)

    def leaf(self, state: CommitmentState, place: Place) -> Judged:
        """What a leaf brings. Raises ValueError for a commitment that was never recorded."""
        make = partial(self._leaf, state, place)
        return make() if self.judged is None else self.judged.of(state, place, make)

    def silent(self, state: CommitmentState, place: Place) -> Leaf:
        """What has left the sums, or repeats another one: without light and numbers."""
        standing = self.standing(state, counts=False)
        return Leaf(
            state.code,
            None,
            reasons=_information(standing, place),
            first_deadline=place.first_deadline or state.first_deadline,
        )

    def glance(self, state: CommitmentState, place: Place) -> Glance:
        """What a leaf brings to the whole: much sooner told than its reasons."""
        standing = self.standing(state, counts=True)
        assessment = self.assessment(standing)
        light = assessment.light() if assessment else Light.GREY
        numbers = assessment.numbers(light) if assessment else None
        return Glance(light, place.is_critical, _terms(light, numbers, Fraction(place.weight)))

    def assessment(self, standing: Standing) -> Assessment | None:
        """How a commitment is assessed at the minute; None where it cannot be."""
        plan, work = standing.plan, standing.work
        if standing.grey or plan is None or work is None:
            return None
        if isinstance(work, Duty):
            return DutyAt(self.clock, standing, plan, work)
        return AmountAt(self.clock, standing, plan, work)

    def _leaf(self, state: CommitmentState, place: Place) -> Judged:
        recorded = state.recorded
        if recorded is None:
            raise ValueError("never recorded")
        standing = self.standing(state, counts=True)
        assessment = self.assessment(standing)
        light, reasons = Light.GREY, [standing.grey] if standing.grey else []
        if assessment:
            light, reasons = assessment.judged()
        numbers = assessment.numbers(light) if assessment else None
        completed_at, on_time = self._completed(standing, assessment)
        x = numbers
        leaf = Leaf(
            state.code,
            light,
            score=None if x is None else x.s,
            claimed=None if x is None else x.p,
            verified=None if x is None else x.v,
            freshness=None if x is None else x.f,
            planned=None if x is None else x.planned,
            reasons=(*reasons, *_information(standing, place)),
            completed_at=completed_at,
            on_time=on_time,
            first_deadline=place.first_deadline or state.first_deadline,
        )
        return Judged(
            leaf=leaf,
            area=recorded.area,
            is_critical=place.is_critical,
            terms=_terms(light, numbers, Fraction(place.weight)),
            worst=_worst(leaf, place),
            figures=tuple(assessment.figures()) if assessment else (),
            is_hindered=standing.is_hindered,
            waits_for=state.dependencies if state.dependency_marks else (),
            due=self._due(standing, numbers),
            silent=_silent(assessment),
        )

    def _completed(
        self, standing: Standing, assessment: Assessment | None
    ) -> tuple[dt.datetime | None, bool | None]:
        """Since when it is complete, and whether that was in time; also where it is GREY."""
        plan, work = standing.plan, standing.work
        if assessment:
            return assessment.completed
        if isinstance(work, Amount):
            return work.completed_at, work.on_time
        if work is None or plan is None:
            return None, None
        return DutyAt(self.clock, standing, plan, work).completed

    def _due(self, standing: Standing, numbers: Numbers | None) -> Fraction | None:
        if standing.plan is None or (numbers is not None and numbers.p == 1):
            return None
        return Fraction(micros_between(standing.plan.end, self.clock.at), DAY)


def _information(standing: Standing, place: Place) -> tuple[Reason, ...]:
    superseded = (place.superseded,) if place.superseded else ()
    return (*standing.information, *superseded, *standing.more_information)


def _terms(light: Light, x: Numbers | None, weight: Fraction) -> Terms:
    if x is None:
        return weight, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO
    shares = x.s, x.v, _backed(x), x.planned, x.u
    s, v, backed, planned, u = shares if weight == 1 else (weight * share for share in shares)
    return weight, weight, s, v, backed, planned, u, weight if light is Light.RED else ZERO


def _backed(x: Numbers) -> Fraction:
    """The share of what is claimed that fresh, verified evidence backs."""
    if not x.p or not x.v or not x.f:
        return ZERO
    return x.f if x.v == x.p else x.f * x.v / x.p


def _worst(leaf: Leaf, place: Place) -> Worst | None:
    if leaf.light in (None, Light.GREEN) or not leaf.reasons:
        return None
    severity = SEVERITY_OF_LIGHT[leaf.light or Light.GREEN]
    return severity, not place.is_critical, -place.weight, leaf.commitment, leaf.reasons[0]


def _silent(assessment: Assessment | None) -> tuple[CommitmentPart, ...]:
    """The parts of a duty of which nothing was reported in the running period."""
    if not isinstance(assessment, DutyAt):
        return ()
    state = assessment.x.state
    named = state.indicator.parts if state.indicator else {}
    return tuple(
        CommitmentPart(state.code)
        if name is None
        else CommitmentPart(state.code, named[name].region, named[name].party)
        for name in assessment.duty.silent()
    )
