"""What rule readiness-2 takes of one commitment, whatever the minute: worked out once a state."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from events.facts.vocabulary import CommitmentKind, Measure, Severity
from services.readiness.answer import Reason, ReasonCode, Specification
from services.readiness.readiness_2_clock import Days, Plan
from services.readiness.readiness_2_duty import Duty, duty_of
from services.readiness.readiness_2_moments import completed_at, is_on_time
from services.readiness.readiness_2_part import PartDone, parts_of, whole_of, within_reach
from services.state.commitment import CommitmentState
from services.state.obstacle import Obstacle
from services.state.records import GRANTED, Moment
from services.state.timeline import latest_of
from services.state.verdict import VerdictKind

AMENDED = frozenset({"weight", "critical", "commitment_kind"})
"""Fields of which an amendment is told beside the light."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What is done once: its quantities, named as the rule names them."""

    measure: Measure
    is_ongoing: bool
    parts: tuple[PartDone, ...]
    p: Fraction
    v: Fraction
    u: Fraction
    last: Moment | None
    """The last report or verdict of a part of which something is still asked."""
    claim: tuple[int, ...]
    """Positions of the last report and of the last claim."""
    completed_at: dt.datetime | None
    on_time: bool | None

    @property
    def is_deliverable(self) -> bool:
        """Whether it is delivered or not, and nothing in between."""
        return self.measure is Measure.DELIVERABLE


@dataclass(frozen=True, slots=True)
class Standing:
    """One commitment at every minute."""

    state: CommitmentState
    plan: Plan | None
    """None: not known."""
    grey: Reason | None
    """Why it is not assessed."""
    work: Amount | Duty | None
    """How far it is; None where that cannot be told at all, or it has left the sums."""
    obstacles: tuple[Obstacle, ...]
    """Those that are open."""
    is_hindered: bool
    """Whether one of them is HIGH."""
    reopened: tuple[int, ...]
    """Where it was reopened last, if its fulfilment was not verified since."""
    information: tuple[Reason, ...]
    more_information: tuple[Reason, ...]
    """What comes after SUPERSEDED, of which its occasion knows."""

    @property
    def set_by(self) -> tuple[int, ...]:
        """Position of the event that set the deadline."""
        return () if self.plan is None else (self.plan.set_by,)


def standing_of(state: CommitmentState, days: Days, counts: bool) -> Standing:
    """How a commitment stands in the days of its occasion; only one that counts is assessed."""
    plan, obstacles = days.plan(state.deadline, state.indicator), state.open_obstacles
    work = _work(state, days) if counts else None
    return Standing(
        state=state,
        plan=plan,
        grey=_grey(state, plan, work) if counts else None,
        work=work,
        obstacles=obstacles,
        is_hindered=any(item.severity is Severity.HIGH for item in obstacles),
        reopened=_reopened(state),
        information=tuple(_information(state)),
        more_information=tuple(_more_information(state, days)),
    )


def _grey(state: CommitmentState, plan: Plan | None, work: Amount | Duty | None) -> Reason | None:
    recorded = () if state.recorded_by is None else (state.recorded_by,)
    if state.is_condition_open:
        return Reason(ReasonCode.CONDITION_OPEN, state.code, recorded)
    missing = tuple(_missing(state, plan, work))
    if not missing:
        return None
    return Reason(ReasonCode.NOT_ASSESSABLE, state.code, recorded, missing=missing)


def _missing(
    state: CommitmentState, plan: Plan | None, work: Amount | Duty | None
) -> Iterator[Specification]:
    x = state.indicator
    is_duty = x is not None and x.measure is Measure.PERIODIC
    if state.owner is None:
        yield Specification.OWNER
    if plan is None or (is_duty and work is None):
        yield Specification.DEADLINE
    if x is None or (not is_duty and work is None):
        yield Specification.INDICATOR


def _work(state: CommitmentState, days: Days) -> Amount | Duty | None:
    x = state.indicator
    is_duty = x is not None and x.measure is Measure.PERIODIC
    return duty_of(state, days) if is_duty else _amount(state, days)


def _amount(state: CommitmentState, days: Days) -> Amount | None:
    parts, x = parts_of(state), state.indicator
    if x is None or state.recorded is None or not parts:
        return None
    p = whole_of(x.measure, [(part.way, part.p) for part in parts])
    u = within_reach(state, parts)
    reports = [part.heard.report for part in parts]
    completed = completed_at(state) if p == 1 else None
    return Amount(
        measure=x.measure,
        is_ongoing=state.recorded.commitment_kind is CommitmentKind.ONGOING,
        parts=tuple(parts),
        p=p,
        v=whole_of(x.measure, [(part.way, part.v) for part in parts]),
        u=p if u is None else u,
        last=latest_of(*reports, *(part.heard.verdict for part in parts)),
        claim=positions(latest_of(*reports), state.claims.last),
        completed_at=completed,
        on_time=None if completed is None else is_on_time(state, days, completed),
    )


def _reopened(state: CommitmentState) -> tuple[int, ...]:
    reopening = state.reopened.last
    if reopening is None:
        return ()
    verified = state.verdicts.last_of(VerdictKind.FULFILMENT)
    if verified is not None and verified.order > reopening.order:
        return ()
    return (reopening.position,)


def _information(state: CommitmentState) -> Iterator[Reason]:
    code = state.code
    if state.reschedules:
        yield Reason(ReasonCode.RESCHEDULED, code, state.reschedules, float(len(state.reschedules)))
    waivers = state.waivers.all_of(GRANTED) if state.waivers else ()
    granted = positions(*(waiver.granted for waiver in waivers))
    if granted:
        yield Reason(ReasonCode.REMAINDER_WAIVED, code, granted, float(state.waived))
    amended = [each for each in state.amendments if AMENDED.intersection(each.fields)]
    if amended:
        yield Reason(ReasonCode.AMENDED, code, positions(*amended), float(len(amended)))


def _more_information(state: CommitmentState, days: Days) -> Iterator[Reason]:
    code, deadline = state.code, state.deadline
    last = deadline.last_day(days.day) if deadline else None
    if deadline is not None and last is not None and days.until is not None and last > days.until:
        after = float((last - days.until).days)
        yield Reason(ReasonCode.DUE_AFTER_OCCASION, code, (deadline.set_by,), after)
    said = state.open_statements if state.statements else ()
    if said:
        yield Reason(ReasonCode.STATED_UNCONFIRMED, code, positions(*said), float(len(said)))


def positions(*moments: Moment | None) -> tuple[int, ...]:
    """Where those lie that there are."""
    return tuple(moment.position for moment in moments if moment)
