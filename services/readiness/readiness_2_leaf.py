"""Rule readiness-2 for one commitment at one minute: what is the same for all measures."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from events.facts.vocabulary import Light, Severity
from services.readiness.answer import Reason, ReasonCode, RegionalFigure
from services.readiness.readiness_2_clock import DAY, ZERO, Clock, Plan, micros_between
from services.readiness.readiness_2_standing import Standing, positions
from services.state.obstacle import Obstacle

HALF = Fraction(1, 2)
NEAR_DUE = 3 * DAY
Evidence = tuple[tuple[int, ...], Fraction | float | None]
"""The events behind a condition, and its value."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The figures of a leaf: shares from 0 to 1, named as the rule names them."""

    s: Fraction = ZERO
    p: Fraction = ZERO
    v: Fraction = ZERO
    f: Fraction = ZERO
    planned: Fraction = ZERO
    u: Fraction = ZERO
    """What is within reach."""


class Assessment(ABC):
    """One assessable commitment at a minute."""

    def __init__(self, clock: Clock, standing: Standing, plan: Plan) -> None:
        self.clock, self.at, self.x, self.plan = clock, clock.at, standing, plan

    p: Fraction
    v: Fraction
    f: Fraction
    u: Fraction
    planned: Fraction

    @abstractmethod
    def red(self) -> Iterator[ReasonCode]:
        """The conditions that hold and make it RED."""

    @abstractmethod
    def yellow(self) -> Iterator[ReasonCode]:
        """The conditions that hold and make it YELLOW, where nothing makes it RED."""

    @abstractmethod
    def evidence(self, code: ReasonCode) -> Evidence:
        """The events behind a condition, and its value."""

    @abstractmethod
    def figures(self) -> Iterator[RegionalFigure]:
        """How it stands in each of its parts."""

    @property
    @abstractmethod
    def completed(self) -> tuple[dt.datetime | None, bool | None]:
        """Since when it is complete, and whether that was in time."""

    @cached_property
    def s(self) -> Fraction:
        """The score: what is verified, and half of what is freshly claimed beyond it."""
        score = self.v
        if self.p != self.v and self.f:
            score += HALF * self.f * (self.p - self.v)
        return max(self.v, min(score, HALF)) if self.x.is_hindered else score

    @property
    def has_not_started(self) -> bool:
        """Whether nothing is expected yet, nothing came, and nothing stands in the way."""
        is_early = self.at < self.plan.start and self.at <= self.plan.end
        return is_early and not self.p and not self.x.is_hindered

    @property
    def is_blocked_near_due(self) -> bool:
        """Whether something HIGH stands in its way at most three days before its end."""
        return self.x.is_hindered and micros_between(self.plan.end, self.at) <= NEAR_DUE

    def light(self) -> Light:
        """The light alone: much sooner told than its reasons."""
        if self.has_not_started:
            return Light.GREY
        if next(self.red(), None):
            return Light.RED
        return Light.YELLOW if next(self.yellow(), None) else Light.GREEN

    def numbers(self, light: Light) -> Numbers:
        """The figures beside a light."""
        if light is Light.GREY:
            return Numbers(u=self.u)
        return Numbers(self.s, self.p, self.v, self.f, self.planned, self.u)

    def judged(self) -> tuple[Light, list[Reason]]:
        """The light, and the reasons for it: those that made it first."""
        if self.has_not_started:
            return Light.GREY, [self.reason(ReasonCode.NOT_STARTED)]
        red = list(self.red())
        codes = list(dict.fromkeys((*red, *self.yellow())))
        light = Light.RED if red else Light.YELLOW if codes else Light.GREEN
        return light, [self.reason(code) for code in codes]

    def reason(self, code: ReasonCode) -> Reason:
        """A condition that holds, with what is behind it."""
        x, set_by = self.x, self.x.set_by
        days = micros_between(self.plan.end, self.at) / DAY
        found: Evidence
        match code:
            case ReasonCode.NOT_STARTED:
                found = set_by, None
            case ReasonCode.OVERDUE:
                found = set_by, -days
            case ReasonCode.BLOCKED_NEAR_DUE:
                high = [item for item in x.obstacles if item.severity is Severity.HIGH]
                found = (*positions(*high), *set_by), days
            case ReasonCode.REOPENED:
                found = x.reopened, None
            case ReasonCode.OBSTACLE_OPEN:
                found = positions(*x.obstacles), len(x.obstacles)
            case _:
                found = self.evidence(code)
        return reason_of(self.x.state.code, code, *found)

    def named(self, part: str | None) -> list[Obstacle]:
        """The open obstacles that name a part."""
        return [item for item in self.x.obstacles if item.part == part]


def reason_of(
    commitment: str,
    code: ReasonCode,
    events: Iterable[int],
    value: Fraction | float | None = None,
) -> Reason:
    """A reason, its value rounded for whoever reads it."""
    number = None if value is None else round(float(value), 4)
    return Reason(code, commitment, tuple(events), number)
