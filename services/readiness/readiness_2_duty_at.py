"""Rule readiness-2 for a duty that comes back, at one minute."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction

from events.facts.vocabulary import Every, Light
from services.readiness.answer import Reason, ReasonCode, RegionalFigure
from services.readiness.readiness_2_clock import ONE, ZERO, Clock, Plan
from services.readiness.readiness_2_duty import Duty, PartKept
from services.readiness.readiness_2_leaf import Assessment, Evidence, reason_of
from services.readiness.readiness_2_moments import is_on_time
from services.readiness.readiness_2_standing import Standing, positions
from services.state.indicator import name_of

FEW, ALMOST = Fraction(60, 100), Fraction(85, 100)
TWO_PERIODS = {Every.DAY: 2, Every.WEEK: 14, Every.MONTH: 62}
"""In days."""


class DutyAt(Assessment):
    """A duty that comes back, at a minute."""

    def __init__(self, clock: Clock, standing: Standing, plan: Plan, duty: Duty) -> None:
        super().__init__(clock, standing, plan)
        self.duty = duty.at(clock.at)
        self.p = self.u = self.duty.p
        self.v, self.f = self.duty.v, self.duty.f
        self.planned = ONE if self.duty.due else ZERO

    @property
    def completed(self) -> tuple[dt.datetime | None, bool | None]:
        """When its last period was kept, once all are due and kept, and whether in time."""
        completed = self.duty.completed_at()
        if completed is None:
            return None, None
        return completed, is_on_time(self.x.state, self.clock.days, completed)

    def red(self) -> Iterator[ReasonCode]:
        """The conditions that hold and make it RED."""
        if self.is_blocked_near_due:
            yield ReasonCode.BLOCKED_NEAR_DUE
        if self.duty.due and (self.p < FEW or any(x.missed_two for x in self.duty.parts)):
            yield ReasonCode.MISSED_PERIODS

    def yellow(self) -> Iterator[ReasonCode]:
        """The conditions that hold and make it YELLOW, where nothing makes it RED."""
        if self.duty.due and (self.p < ALMOST or any(x.missed_last for x in self.duty.parts)):
            yield ReasonCode.MISSED_PERIODS
        if self.x.reopened:
            yield ReasonCode.REOPENED
        if any(x.part.is_rejected for x in self.duty.parts):
            yield ReasonCode.CLAIM_REJECTED
        if self._is_unverified():
            yield ReasonCode.CLAIMED_UNVERIFIED
        if self.x.obstacles:
            yield ReasonCode.OBSTACLE_OPEN

    def _is_unverified(self) -> bool:
        """Whether nobody has verified it at its end, nor lately."""
        duty = self.duty.duty
        if duty.is_verified:
            return False
        days = max(self.clock.window[1], TWO_PERIODS[duty.periods.every])
        since = self.at - dt.timedelta(days=days)
        return since > self.plan.start and self.duty.unseen_since(since)

    def evidence(self, code: ReasonCode) -> Evidence:
        """The events behind a condition, and its value."""
        activity, set_by = positions(self.x.state.last_activity), self.x.set_by
        match code:
            case ReasonCode.MISSED_PERIODS:
                return (*set_by, *activity), self.duty.missed
            case ReasonCode.CLAIM_REJECTED:
                rejected = [x.part.verdict for x in self.duty.parts if x.part.is_rejected]
                return positions(*rejected), None
            case _:
                return activity or set_by, None

    def figures(self) -> Iterator[RegionalFigure]:
        """How it stands in each of its parts; the quantities are periods."""
        indicator = self.x.state.indicator
        named = {name_of(part): part for part in indicator.breakdown} if indicator else {}
        for x in self.duty.parts:
            if x.part.name is None or indicator is None:
                continue
            light, reason = self._part_light(x)
            yield RegionalFigure(
                commitment=self.x.state.code,
                region=named[x.part.name].region,
                party=named[x.part.name].party,
                unit=indicator.unit,
                target=float(self.duty.duty.periods.number),
                claimed=float(x.kept),
                verified=float(x.verified),
                light=light,
                reason=reason,
            )

    def _part_light(self, x: PartKept) -> tuple[Light, Reason | None]:
        """The light of a part, and the first reason that holds for it alone."""
        code, hindering = self.x.state.code, self.named(x.part.name)
        if self.has_not_started:
            return Light.GREY, self.reason(ReasonCode.NOT_STARTED)
        missed = reason_of(code, ReasonCode.MISSED_PERIODS, self.x.set_by, x.due - x.kept)
        if x.due and (x.p < FEW or x.missed_two):
            return Light.RED, missed
        if x.due and (x.p < ALMOST or x.missed_last):
            return Light.YELLOW, missed
        if x.part.is_rejected:
            events = positions(x.part.verdict)
            return Light.YELLOW, reason_of(code, ReasonCode.CLAIM_REJECTED, events)
        if hindering:
            events = positions(*hindering)
            return Light.YELLOW, reason_of(code, ReasonCode.OBSTACLE_OPEN, events, len(hindering))
        return Light.GREEN, None
