"""Rule readiness-1 for one leaf: its light, its figures, and every reason that holds."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from events.facts.vocabulary import Light, Severity
from services.readiness.answer import Leaf, Reason, ReasonCode, Specification
from services.state.commitment import CommitmentState
from services.state.deadline import Deadline
from services.state.local_time import end_of_day, local_instant, start_of_day
from services.state.occasion import Occasion
from services.state.records import GRANTED, Moment

DAY = 86_400
VERY_BEHIND, BEHIND = Fraction(40, 100), Fraction(15, 100)
SHORT_PLAN = 72 * 3_600
NEAR_DUE = 3
ZERO, ONE = Fraction(0), Fraction(1)


def seconds(later: dt.datetime, earlier: dt.datetime) -> Fraction:
    """Elapsed seconds, exactly."""
    return Fraction((later - earlier) // dt.timedelta(microseconds=1), 1_000_000)


def clamp(number: Fraction) -> Fraction:
    """Cut to 0…1."""
    return max(ZERO, min(ONE, number))


@dataclass(frozen=True, slots=True)
class Memory:
    """What the judgement before was made of, for the next one at the same minute."""

    parts: dict[str, tuple[CommitmentState, Any]] = field(default_factory=dict)
    """By the commitment's code: its state, and what it brought."""
    sums: dict[str, Any] = field(default_factory=dict)
    """By area."""


@dataclass(frozen=True, slots=True)
class LeafJudge:
    """Judges leaves of one occasion at one minute `at`."""

    zone: str
    at: dt.datetime
    last: dt.datetime
    """`at`, but no later than the occasion's day 23:59: the end of age and plan."""
    window: tuple[int, int]
    """Days until a figure begins to fade, and until it has faded."""
    memory: Memory | None = field(default=None, compare=False)
    """None: it begins from nothing every time."""

    def due(self, deadline: Deadline) -> dt.datetime:
        """The last instant of a deadline."""
        return end_of_day(deadline.due, self.zone)

    def is_past_due(self, state: CommitmentState) -> bool:
        """Whether the judged minute is after the deadline."""
        return state.deadline is not None and self.at > self.due(state.deadline)

    def days_to_due(self, state: CommitmentState) -> Fraction:
        """Days from the judged minute to the deadline; negative when past."""
        if state.deadline is None:
            raise ValueError("no deadline")
        return seconds(self.due(state.deadline), self.at) / DAY

    def leaf(self, state: CommitmentState) -> Leaf:
        """The leaf's light, figures and reasons."""
        information = tuple(_information(state))
        if not state.is_live:
            return Leaf(state.code, None, reasons=information)
        if state.deadline is None or state.indicator is None or state.owner is None:
            reason = Reason(
                ReasonCode.NOT_ASSESSABLE,
                state.code,
                (state.recorded_by,) if state.recorded_by is not None else (),
                missing=tuple(_missing(state)),
            )
            return Leaf(state.code, Light.GREY, reasons=(reason, *information))
        return _Assessment(self, state, state.deadline).leaf(information)


JudgeAt = Callable[[Occasion, dt.datetime], LeafJudge]
"""The judge of leaves for an occasion at a whole minute."""


def judged_at(occasion: Occasion, at: dt.datetime) -> LeafJudge:
    """The judge of this rule."""
    opening = local_instant(occasion.day, dt.time(7, 0), occasion.time_zone)
    ahead = seconds(opening, at) / DAY
    window = (7, 14) if ahead > 14 else (3, 7) if ahead > 7 else (1, 3)
    return LeafJudge(
        occasion.time_zone, at, min(at, end_of_day(occasion.day, occasion.time_zone)), window
    )


def _missing(state: CommitmentState) -> Iterator[Specification]:
    if state.owner is None:
        yield Specification.OWNER
    if state.deadline is None:
        yield Specification.DEADLINE
    if state.indicator is None:
        yield Specification.INDICATOR


def _information(state: CommitmentState) -> Iterator[Reason]:
    if state.reschedules:
        count = float(len(state.reschedules))
        yield Reason(ReasonCode.RESCHEDULED, state.code, state.reschedules, count)
    waivers = state.waivers.all_of(GRANTED)
    granted = tuple(waiver.granted.position for waiver in waivers if waiver.granted)
    if granted:
        yield Reason(ReasonCode.REMAINDER_WAIVED, state.code, granted, float(state.waived))


class _Assessment:
    """One assessable leaf: the quantities of the rule, named as the rule names them."""

    def __init__(self, judge: LeafJudge, state: CommitmentState, deadline: Deadline) -> None:
        self.judge, self.state, self.deadline = judge, state, deadline
        target = Fraction(state.reduced_target)
        self.start, self.end = start_of_day(deadline.planned_start, judge.zone), judge.due(deadline)
        self.v = min(ONE, Fraction(state.verified or 0) / target)
        self.p = max(min(ONE, Fraction(state.claimed or 0) / target), self.v)
        self.f = self._freshness()
        self.high = [o for o in state.open_obstacles if o.severity is Severity.HIGH]
        self.s = self._score()
        self.span = seconds(self.end, self.start)
        self.planned = self._planned()

    def _planned(self) -> Fraction:
        elapsed = seconds(self.judge.last, self.start)
        if self.span <= 0:  # both days fall into one that the clock skips
            return ONE if elapsed >= 0 else ZERO
        return clamp(elapsed / self.span)

    def _age(self) -> Fraction:
        """Days from the later of planned start and last activity."""
        last = self.state.last_activity
        since = max(self.start, last.occurred_at) if last else self.start
        return seconds(self.judge.last, since) / DAY

    def _freshness(self) -> Fraction:
        fades, faded = self.judge.window
        if self.v == 1 or self.judge.at < self.start:
            return ONE
        age = self._age()
        return ONE if age <= fades else max(ZERO, 1 - (age - fades) / (faded - fades))

    def _score(self) -> Fraction:
        score = self.v
        if not self.state.is_rejected:
            score += Fraction(1, 2) * self.f * (self.p - self.v)
        return max(self.v, min(score, Fraction(1, 2))) if self.high else score

    def leaf(self, information: tuple[Reason, ...]) -> Leaf:
        """The judged leaf, with the reasons that made the light first."""
        state = self.state
        if self.p == 0 and self.judge.at < self.start:
            reason = self._reason(ReasonCode.NOT_STARTED, (self.deadline.set_by,))
            zeros = (ZERO, ZERO, ZERO, ZERO, ZERO)
            return Leaf(state.code, Light.GREY, *zeros, reasons=(reason, *information))
        red = list(self._red()) if self.v < 1 else []
        found = {reason.code for reason in red}
        yellow = [r for r in self._yellow() if r.code not in found] if self.v < 1 else []
        light = Light.RED if red else Light.YELLOW if yellow else Light.GREEN
        figures = (self.s, self.p, self.v, self.f, self.planned)
        return Leaf(state.code, light, *figures, reasons=(*red, *yellow, *information))

    def _reason(
        self, code: ReasonCode, events: tuple[int, ...], value: Fraction | int | None = None
    ) -> Reason:
        number = None if value is None else round(float(value), 4)
        return Reason(code, self.state.code, events, number)

    def _red(self) -> Iterator[Reason]:
        set_by = self.deadline.set_by
        if self.judge.at > self.end:
            days = seconds(self.judge.at, self.end) / DAY
            yield self._reason(ReasonCode.OVERDUE, (set_by,), days)
        if self.high and seconds(self.end, self.judge.at) <= NEAR_DUE * DAY:
            obstacles = tuple(obstacle.position for obstacle in self.high)
            days = seconds(self.end, self.judge.at) / DAY
            yield self._reason(ReasonCode.BLOCKED_NEAR_DUE, (*obstacles, set_by), days)
        gap = self.planned - self.p
        if gap > VERY_BEHIND and self.span >= SHORT_PLAN:
            yield self._reason(ReasonCode.BEHIND_PLAN, (set_by, *self._last_activity()), gap)

    def _yellow(self) -> Iterator[Reason]:
        state = self.state
        if (gap := self.planned - self.s) > BEHIND:
            events = (self.deadline.set_by, *self._last_activity())
            yield self._reason(ReasonCode.BEHIND_PLAN, events, gap)
        if state.is_rejected and state.last_verdict:
            yield self._reason(ReasonCode.CLAIM_REJECTED, (state.last_verdict.position,))
        if self.p == 1 and not state.is_rejected:
            behind = _positions(state.last_report, state.claims.last)
            yield self._reason(ReasonCode.CLAIMED_UNVERIFIED, behind)
        if self.f < 1:
            events = self._last_activity() or (self.deadline.set_by,)
            yield self._reason(ReasonCode.STALE, events, self._age())
        if state.open_obstacles:
            obstacles = tuple(obstacle.position for obstacle in state.open_obstacles)
            yield self._reason(ReasonCode.OBSTACLE_OPEN, obstacles, len(obstacles))
        if self.p == 0:
            if last := self._last_activity():
                yield self._reason(ReasonCode.NO_PROGRESS, last)
            else:
                yield self._reason(ReasonCode.NO_REPORT, (self.deadline.set_by,))

    def _last_activity(self) -> tuple[int, ...]:
        return _positions(self.state.last_activity)


def _positions(*moments: Moment | None) -> tuple[int, ...]:
    """Where those lie that there are."""
    return tuple(moment.position for moment in moments if moment)
