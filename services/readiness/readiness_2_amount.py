"""Rule readiness-2 for a commitment that is done once: counted, a rate, or delivered."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

from events.facts.vocabulary import Light, Severity
from services.readiness.answer import Reason, ReasonCode, RegionalFigure
from services.readiness.readiness_2_clock import (
    DAY,
    HOUR,
    ONE,
    ZERO,
    Clock,
    Plan,
    micros_between,
)
from services.readiness.readiness_2_leaf import Assessment, Evidence, reason_of
from services.readiness.readiness_2_part import PartDone
from services.readiness.readiness_2_standing import Amount, Standing, positions
from services.state.indicator import name_of
from services.state.records import Moment

FAR, NEAR = Fraction(40, 100), Fraction(15, 100)
LONG_PLAN, LITTLE_LEFT = 72 * HOUR, 12 * HOUR


class AmountAt(Assessment):
    """A commitment that is done once, at a minute."""

    def __init__(self, clock: Clock, standing: Standing, plan: Plan, amount: Amount) -> None:
        super().__init__(clock, standing, plan)
        self.amount = amount
        self.p, self.v, self.u = amount.p, amount.v, amount.u
        self.planned = self._planned()
        self.f = self._freshness()

    @property
    def completed(self) -> tuple[dt.datetime | None, bool | None]:
        """Since when all is claimed, and whether that was in time."""
        return self.amount.completed_at, self.amount.on_time

    def _planned(self) -> Fraction:
        if self.amount.is_deliverable:
            return ONE if self.at > self.plan.end else ZERO
        return self.plan.elapsed(self.clock.last)

    @cached_property
    def _expected_since(self) -> dt.datetime:
        """From when on something is expected: of what is delivered, when half its time is over."""
        return self.plan.half if self.amount.is_deliverable else self.plan.start

    @property
    def _age(self) -> int:
        since, last = max(self._expected_since, self.plan.start), self.amount.last
        if last is not None:
            since = max(since, last.occurred_at)
        return micros_between(self.clock.last, since)

    def _freshness(self) -> Fraction:
        amount = self.amount
        is_done = amount.p == 1 and not amount.is_ongoing
        is_early = amount.is_deliverable and self.clock.last <= self._expected_since
        if self.at < self.plan.start or is_done or is_early:
            return ONE
        (fades, faded), age = self.clock.window, self._age
        if age <= fades * DAY:
            return ONE
        return ZERO if age >= faded * DAY else Fraction(faded * DAY - age, (faded - fades) * DAY)

    @cached_property
    def _behind(self) -> Fraction:
        return self.planned - self.p

    def red(self) -> Iterator[ReasonCode]:
        """The conditions that hold and make it RED."""
        if self.p < 1 and self.at > self.plan.end:
            yield ReasonCode.OVERDUE
        if self.v < 1 and self.is_blocked_near_due:
            yield ReasonCode.BLOCKED_NEAR_DUE
        if self._behind > FAR and (
            self.plan.span >= LONG_PLAN or micros_between(self.plan.end, self.at) <= LITTLE_LEFT
        ):
            yield ReasonCode.BEHIND_PLAN

    def yellow(self) -> Iterator[ReasonCode]:
        """The conditions that hold and make it YELLOW, where nothing makes it RED."""
        is_open = self.v < 1
        if any(part.has_fallen_back for part in self.amount.parts):
            yield ReasonCode.FALLEN_BACK
        if is_open and self.x.reopened:
            yield ReasonCode.REOPENED
        if is_open and any(part.is_rejected for part in self.amount.parts):
            yield ReasonCode.CLAIM_REJECTED
        if is_open and self.p == 1:
            yield ReasonCode.CLAIMED_UNVERIFIED
        if self._behind > NEAR:
            yield ReasonCode.BEHIND_PLAN
        elif self.p < 1 and self.planned - self.s > NEAR:
            yield ReasonCode.UNVERIFIED_PROGRESS
        if self.f < 1 and (is_open or self.amount.is_ongoing):
            yield ReasonCode.STALE
        if self.x.is_hindered or (is_open and self.x.obstacles):
            yield ReasonCode.OBSTACLE_OPEN
        if not self.p and self.at >= self._expected_since:
            was_heard_of = any(part.was_heard_of for part in self.amount.parts)
            yield ReasonCode.NO_PROGRESS if was_heard_of else ReasonCode.NO_REPORT

    def evidence(self, code: ReasonCode) -> Evidence:
        """The events behind a condition, and its value."""
        amount, activity, set_by = self.amount, positions(self.amount.last), self.x.set_by
        match code:
            case ReasonCode.FALLEN_BACK:
                back = [part for part in amount.parts if part.has_fallen_back]
                behind = (x for part in back for x in (part.heard.verdict, part.heard.report))
                return positions(*behind), None
            case ReasonCode.CLAIM_REJECTED:
                rejected = [part for part in amount.parts if part.is_rejected]
                return positions(*(part.heard.verdict for part in rejected)), None
            case ReasonCode.CLAIMED_UNVERIFIED:
                return amount.claim, None
            case ReasonCode.BEHIND_PLAN:
                return (*set_by, *activity), self._behind
            case ReasonCode.UNVERIFIED_PROGRESS:
                return activity or set_by, self.planned - self.s
            case ReasonCode.STALE:
                return activity or set_by, self._age / DAY
            case _:
                return activity or set_by, None

    # ---- part by part

    def figures(self) -> Iterator[RegionalFigure]:
        """How it stands in each of its parts of which something is still asked."""
        indicator = self.x.state.indicator
        named = {name_of(part): part for part in indicator.breakdown} if indicator else {}
        for part in self.amount.parts if indicator else ():
            if part.way.name is None or indicator is None:
                continue
            light, reason = self._part_light(part)
            claimed, verified = part.heard.claimed, part.verified
            yield RegionalFigure(
                commitment=self.x.state.code,
                region=named[part.way.name].region,
                party=named[part.way.name].party,
                unit=indicator.unit,
                target=float(part.way.target),
                claimed=None if claimed is None else float(claimed),
                verified=None if verified is None else float(verified),
                light=light,
                reason=reason,
            )

    def _part_light(self, part: PartDone) -> tuple[Light, Reason | None]:
        """The light of a part, and the first reason that holds for it alone."""
        if self.has_not_started:
            return Light.GREY, self.reason(ReasonCode.NOT_STARTED)
        if part.p < 1 and self.at > self.plan.end:
            return Light.RED, self.reason(ReasonCode.OVERDUE)
        hindering = self.named(part.way.name)
        high = [item for item in hindering if item.severity is Severity.HIGH]
        if high:
            return Light.RED, self._of_part(ReasonCode.OBSTACLE_OPEN, *high, value=len(high))
        if part.v == 1:
            return Light.GREEN, None
        heard = part.heard
        if part.has_fallen_back:
            yellow = self._of_part(ReasonCode.FALLEN_BACK, heard.verdict, heard.report)
        elif part.is_rejected:
            yellow = self._of_part(ReasonCode.CLAIM_REJECTED, heard.verdict)
        elif part.p == 1:
            yellow = self._of_part(ReasonCode.CLAIMED_UNVERIFIED, heard.report)
        elif hindering:
            yellow = self._of_part(ReasonCode.OBSTACLE_OPEN, *hindering, value=len(hindering))
        elif self.planned - part.p > NEAR:
            behind = self.planned - part.p
            yellow = self._of_part(ReasonCode.BEHIND_PLAN, heard.report, value=behind)
        else:
            yellow = self._of_part(ReasonCode.UNVERIFIED_PROGRESS, heard.report)
        return Light.YELLOW, yellow

    def _of_part(
        self, code: ReasonCode, *moments: Moment | None, value: Fraction | float | None = None
    ) -> Reason:
        """A reason that concerns a part alone; of a silence, what set the deadline is behind it."""
        events = positions(*moments) or self.x.set_by
        return reason_of(self.x.state.code, code, events, value)
