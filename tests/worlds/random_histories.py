"""Random histories of one occasion for hypothesis, as recorded events and as the oracle reads them.

What the log would refuse is left out as far as the rule depends on it, and every value can be
recorded; everything else may happen, in any order, and most moments fall on whole hours so that
boundaries are really met.
"""

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from events.facts.commitment import CommitmentReopened, CommitmentWithdrawn
from events.facts.dependency import DependencyLinked, DependencyReleased
from events.facts.fact import Fact, Text
from events.facts.obstacle import ObstacleRaised, ObstacleResolved
from events.facts.report import ProgressReported, ReportCorrected, ReportRetracted
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.facts.vocabulary import (
    Severity,
    VerificationMethod,
)
from events.facts.waiver import RemainderWaived, WaiverProposed
from events.format.recorded_event import RecordedEvent
from services.state.time_zones import time_zone
from tests.worlds.random_promises import (
    CODES,
    DAY,
    HOUR,
    NOTHING,
    OFFSETS,
    SHARES,
    Commitment,
    Promising,
    recordable,
)


class Drawing(Promising):
    """A history being drawn, with all that becomes of its promises."""

    def value(self, item: Commitment) -> tuple[Decimal, str | None]:
        part = self.one(item.parts) if item.parts else None
        target = (part.target if part else item.target) or Decimal(10)
        return recordable(self.one(SHARES) * target), part.region if part else None

    def report(self, item: Commitment) -> None:
        if item.target is None:  # who reports first may find the target divided later
            return
        value, region = self.value(item)
        fact = ProgressReported(value=value, region=region)
        item.reports.append(self.observe(fact, item))

    def correct(self, item: Commitment) -> None:
        reports = [event for event in item.reports if event.position not in item.retracted]
        if not reports:
            return
        report = self.one(reports)
        region = report.fact.region
        fact: Fact = ReportRetracted(corrects=report.position)
        if self.one([True, False]):
            value = self.value(item)[0]
            fact = ReportCorrected(corrects=report.position, value=value, region=region)
        else:
            item.retracted.add(report.position)
        self.add(fact, item, report.occurred_at)

    def verdict(self, item: Commitment) -> None:
        if item.target is None:
            return
        value, region = self.value(item)
        fact: Fact = self.one(
            [
                ProgressVerified(value=value, method=VerificationMethod.SITE, region=region),
                ClaimRejected(accepted_value=value, region=region),
                FulfilmentVerified(
                    value=item.target,
                    method=VerificationMethod.DOCUMENT,
                    by_part=self.shares_of(item.parts, SHARES),
                ),
            ]
        )
        self.observe(fact, item)

    def waive(self, item: Commitment) -> None:
        """A remainder of what is left, of a region where the target is divided; granted or not."""
        part = self.one(item.parts) if item.parts else None
        target = part.target if part else item.target
        left = min(target or NOTHING, (item.target or NOTHING) - item.waived)
        if left <= 0:
            return
        remainder = recordable(left * self.one([Decimal("0.1"), Decimal("0.5"), Decimal(1)]))
        code, region = f"W{len(self.events)}", part.region if part else None
        self.add(WaiverProposed(code=code, remainder=remainder, region=region), item)
        if self.one([True, True, False]):
            self.now += self.draw(OFFSETS)
            self.add(RemainderWaived(code=code, remainder=remainder, region=region), item)
            item.waived += remainder

    def reopen(self, item: Commitment) -> None:
        self.add(CommitmentReopened(), item)

    def withdraw(self, item: Commitment) -> None:
        if not item.withdrawn and not item.reports:
            item.withdrawn = True
            self.add(CommitmentWithdrawn(), item)

    def dependency(self, item: Commitment) -> None:
        """Link or release, at times that may lie back; never in a circle."""
        later = [code for code in self.commitments if code > item.code]
        if not later:
            return
        on = self.one(later)
        back = self.now - self.one([0, 0, 24, 168]) * HOUR
        item.marked[on] = max(item.marked.get(on, back), back)
        linked = DependencyReleased if on in item.waits_for else DependencyLinked
        item.waits_for ^= {on}
        self.add(linked(on=on), item, item.marked[on])

    def obstacle(self, item: Commitment) -> None:
        if item.obstacles and self.one([True, False]):
            raised = item.obstacles.pop()
            # Only ObstacleRaised is ever put into this list; the type knows it as a fact.
            resolved = ObstacleResolved(code=raised.fact.code)  # type: ignore[attr-defined]  # raised
            self.add(resolved, item, max(raised.occurred_at, self.now - DAY))
            return
        fact = ObstacleRaised(
            code=f"O{len(self.events)}",
            severity=self.one([Severity.HIGH, *Severity]),
            region=self.one([None, *(part.region for part in item.parts)]),
            text=Text(digest=""),
        )
        item.obstacles.append(self.observe(fact, item))

    def go_on(self) -> None:
        """Let time pass, and one more thing happen."""
        self.now += self.one([0, 1, 5, 24, 24, 72]) * HOUR + self.draw(OFFSETS)
        rest = [code for code in CODES if code not in self.commitments]
        if rest and (not self.commitments or self.one([False, False, False, True])):
            self.record(rest[0])
            return
        item = self.commitments[self.one(sorted(self.commitments))]
        often = [self.report] * 4 + [self.verdict, self.obstacle, self.dependency] * 2
        now_and_then = [self.correct, self.owner, self.deadline, self.indicator, self.waive]
        self.one([*often, *now_and_then, self.waive, self.reopen, self.withdraw])(item)

    def moment(self) -> dt.datetime:
        """A moment to judge: a boundary, the end of the history, or anything around it."""
        dues = [item.due for item in self.commitments.values() if item.due] or [self.day]
        zone = time_zone(self.zone)
        edge = dt.datetime.combine(self.one(dues), dt.time(23, 59), zone).astimezone(dt.UTC)
        near: dt.timedelta = self.one(
            [-72 * HOUR, -HOUR, -HOUR / 60, 0 * HOUR, HOUR / 60, HOUR / 120, 30 * HOUR]
        )
        ahead = self.one([14, 7, 0, -2]) * DAY
        any_hour = self.draw(st.integers(-24 * 32, 24 * 6)) * HOUR
        last = self.events[self.one(range(len(self.events)))].occurred_at
        ages = self.one([1, 2, 3, 7, 10]) * DAY
        moments = [edge, self.opening - ahead, last + ages, last, self.now, self.opening + any_hour]
        chosen: dt.datetime = self.one(moments)
        return chosen + near if self.one([True, False]) else chosen


Drawn = tuple[list[RecordedEvent], dt.datetime]


@st.composite
def histories(draw: st.DrawFn, longest: int = 25) -> Drawn:
    """The events of one occasion, and a moment at which to judge it."""
    drawing = Drawing(draw)
    drawing.declare()
    for _ in range(draw(st.integers(1, longest))):
        drawing.go_on()
    return drawing.events, drawing.moment()
