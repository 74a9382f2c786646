"""Rule readiness-1 for one leaf: its light, its figures, and every reason that holds."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, Generic, TypeVar

from events.facts.vocabulary import Light
from services.readiness.answer import Leaf, Reason, ReasonCode
from services.readiness.readiness_1_standing import ONE, ZERO, Plan, Standing, standing_of
from services.state.commitment import CommitmentState
from services.state.deadline import Deadline
from services.state.local_time import end_of_day, local_instant, start_of_day
from services.state.occasion import Occasion

T = TypeVar("T")

MICROSECOND = dt.timedelta(microseconds=1)
HOUR = 3_600_000_000
"""In microseconds, in which time is counted here: whole numbers are exact, and fast."""
DAY = 24 * HOUR
VERY_BEHIND, BEHIND, HALF = Fraction(40, 100), Fraction(15, 100), Fraction(1, 2)
SHORT_PLAN = 72 * HOUR
NEAR_DUE = 3 * DAY


def micros_between(later: dt.datetime, earlier: dt.datetime) -> int:
    """Elapsed microseconds, exactly; negative where the later one is the earlier."""
    return (later - earlier) // MICROSECOND


class Remembered(Generic[T]):
    """What was made of the states of commitments: of the same state it is not made again."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[CommitmentState, T]] = {}

    def of(self, state: CommitmentState, make: Callable[[], T]) -> T:
        """What is made of a state. The last one of each commitment is remembered."""
        known = self._made.get(state.code)
        if known is None or known[0] is not state:
            known = self._made[state.code] = state, make()
        return known[1]


@dataclass(frozen=True, slots=True)
class Memory:
    """What the judgements before were made of."""

    standings: Remembered[Leaf | Standing] = field(default_factory=Remembered)
    """How commitments stand, at every minute."""
    parts: Remembered[Any] = field(default_factory=Remembered)
    """What they bring, at this minute."""
    sums: dict[str, Any] = field(default_factory=dict)
    """By area, at this minute."""


@dataclass(frozen=True, slots=True)
class LeafJudge:
    """Judges leaves of one occasion at one minute `at`."""

    zone: str
    at: dt.datetime
    last: dt.datetime
    """`at`, but no later than the occasion's day 23:59: the end of age and plan."""
    window: tuple[int, int]
    """Days until a figure begins to fade, and until it has faded."""
    day: dt.date | None
    """The occasion's day; None while it is open."""
    memory: Memory | None = field(default=None, compare=False)
    """None: it begins from nothing every time."""

    def due(self, deadline: Deadline | None) -> dt.datetime | None:
        """The last instant of a deadline, if it falls on a day."""
        last = deadline.last_day(self.day) if deadline else None
        return None if last is None else end_of_day(last, self.zone)

    def is_past_due(self, state: CommitmentState) -> bool:
        """Whether the judged minute is after the deadline."""
        due = self.due(state.deadline)
        return due is not None and self.at > due

    def days_to_due(self, state: CommitmentState) -> Fraction:
        """Days from the judged minute to the deadline; negative when past."""
        due = self.due(state.deadline)
        if due is None:
            raise ValueError("no deadline")
        return Fraction(micros_between(due, self.at), DAY)

    def leaf(self, state: CommitmentState) -> Leaf:
        """The leaf's light, figures and reasons."""
        standing = self._standing(state)
        return standing if isinstance(standing, Leaf) else _Assessment(self, standing).leaf()

    def glance(self, state: CommitmentState) -> Leaf:
        """The leaf's light and figures alone: much sooner told than its reasons."""
        standing = self._standing(state)
        return standing if isinstance(standing, Leaf) else _Assessment(self, standing).glance()

    def _standing(self, state: CommitmentState) -> Leaf | Standing:
        if self.memory is None:
            return self._standing_anew(state)
        return self.memory.standings.of(state, partial(self._standing_anew, state))

    def _standing_anew(self, state: CommitmentState) -> Leaf | Standing:
        deadline, due = state.deadline, self.due(state.deadline)
        if deadline is None or due is None:
            return standing_of(state, None)
        start = start_of_day(deadline.planned_start, self.zone)
        return standing_of(state, Plan(start, due, deadline.set_by))


JudgeAt = Callable[[Occasion, dt.datetime], LeafJudge]
"""The judge of leaves for an occasion at a whole minute."""


def judged_at(occasion: Occasion, at: dt.datetime) -> LeafJudge:
    """The judge of this rule."""
    day, zone = occasion.day, occasion.time_zone
    if day is None:
        return LeafJudge(zone, at, at, window_at(None, zone, at), day)
    return LeafJudge(zone, at, min(at, end_of_day(day, zone)), window_at(day, zone, at), day)


def window_at(day: dt.date | None, zone: str, at: dt.datetime) -> tuple[int, int]:
    """After how many days a figure begins to fade at a minute, and after how many it has faded.

    While the occasion's day is open, as long before it.
    """
    if day is None:
        return 7, 14
    ahead = micros_between(local_instant(day, dt.time(7, 0), zone), at)
    return (7, 14) if ahead > 14 * DAY else (3, 7) if ahead > 7 * DAY else (1, 3)


class _Assessment:
    """One assessable leaf at a minute: the quantities of the rule, named as the rule names them."""

    __slots__ = ("at", "f", "judge", "planned", "s", "span", "x")

    def __init__(self, judge: LeafJudge, standing: Standing) -> None:
        self.judge, self.at, self.x = judge, judge.at, standing
        self.span = micros_between(standing.end, standing.start)
        self.planned = self._planned()
        self.f = self._freshness()
        self.s = self._score()

    def _planned(self) -> Fraction:
        elapsed = micros_between(self.judge.last, self.x.start)
        if self.span <= 0:  # both days fall into one that the clock skips
            return ONE if elapsed >= 0 else ZERO
        if elapsed <= 0:
            return ZERO
        return ONE if elapsed >= self.span else Fraction(elapsed, self.span)

    def _age(self) -> int:
        """From the later of planned start and last activity."""
        return micros_between(self.judge.last, self.x.since)

    def _freshness(self) -> Fraction:
        fades, faded = self.judge.window
        if self.x.v == 1 or self.at < self.x.start:
            return ONE
        age = self._age()
        if age <= fades * DAY:
            return ONE
        return ZERO if age >= faded * DAY else Fraction(faded * DAY - age, (faded - fades) * DAY)

    def _score(self) -> Fraction:
        x, score = self.x, self.x.v
        if not x.is_rejected and x.p != x.v and self.f:
            score += HALF * self.f * (x.p - x.v)
        return max(x.v, min(score, HALF)) if x.high else score

    def leaf(self) -> Leaf:
        """The judged leaf, with the reasons that made the light first."""
        x = self.x
        if self._is_not_started():
            reason = self._reason(ReasonCode.NOT_STARTED, (x.set_by,))
            return self._leaf(Light.GREY, (reason, *x.information))
        is_open = x.v < 1
        red = list(self._red()) if is_open else []
        found = {reason.code for reason in red}
        yellow = [r for r in self._yellow() if r.code not in found] if is_open else []
        light = Light.RED if red else Light.YELLOW if yellow else Light.GREEN
        return self._leaf(light, (*red, *yellow, *x.information))

    def glance(self) -> Leaf:
        """The judged leaf without reasons: it is enough that there is one."""
        if self._is_not_started():
            return self._leaf(Light.GREY)
        if self.x.v == 1:
            return self._leaf(Light.GREEN)
        if next(self._red(), None):
            return self._leaf(Light.RED)
        return self._leaf(Light.YELLOW if next(self._yellow(), None) else Light.GREEN)

    def _is_not_started(self) -> bool:
        return not self.x.p and self.at < self.x.start

    def _leaf(self, light: Light, reasons: tuple[Reason, ...] = ()) -> Leaf:
        x = self.x
        if light is Light.GREY:
            return Leaf(x.code, light, ZERO, ZERO, ZERO, ZERO, ZERO, reasons)
        return Leaf(x.code, light, self.s, x.p, x.v, self.f, self.planned, reasons)

    def _reason(
        self, code: ReasonCode, events: tuple[int, ...], value: Fraction | float | None = None
    ) -> Reason:
        number = None if value is None else round(float(value), 4)
        return Reason(code, self.x.code, events, number)

    def _red(self) -> Iterator[Reason]:
        x = self.x
        if self.at > x.end:
            days = micros_between(self.at, x.end) / DAY
            yield self._reason(ReasonCode.OVERDUE, (x.set_by,), days)
        if x.high and micros_between(x.end, self.at) <= NEAR_DUE:
            days = micros_between(x.end, self.at) / DAY
            yield self._reason(ReasonCode.BLOCKED_NEAR_DUE, (*x.high, x.set_by), days)
        if self.span >= SHORT_PLAN and (gap := self.planned - x.p) > VERY_BEHIND:
            yield self._reason(ReasonCode.BEHIND_PLAN, (x.set_by, *x.activity), gap)

    def _yellow(self) -> Iterator[Reason]:
        x = self.x
        if (gap := self.planned - self.s) > BEHIND:
            yield self._reason(ReasonCode.BEHIND_PLAN, (x.set_by, *x.activity), gap)
        if x.is_rejected:
            yield self._reason(ReasonCode.CLAIM_REJECTED, x.verdict)
        elif x.p == 1:
            yield self._reason(ReasonCode.CLAIMED_UNVERIFIED, x.claim)
        if self.f < 1:
            yield self._reason(ReasonCode.STALE, x.activity or (x.set_by,), self._age() / DAY)
        if x.obstacles:
            yield self._reason(ReasonCode.OBSTACLE_OPEN, x.obstacles, len(x.obstacles))
        if not x.p:
            if x.activity:
                yield self._reason(ReasonCode.NO_PROGRESS, x.activity)
            else:
                yield self._reason(ReasonCode.NO_REPORT, (x.set_by,))
