"""Random histories of one occasion for hypothesis, as recorded events and as the oracle reads them.

What the log would refuse is left out as far as the rule depends on it, and every value can be
recorded; everything else may happen, in any order, and most moments fall on whole hours so that
boundaries are really met.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_UP, Decimal
from typing import Any

from hypothesis import strategies as st

from events.facts.commitment import CommitmentRecorded, CommitmentReopened, CommitmentWithdrawn
from events.facts.deadline import DeadlineRescheduled, DeadlineSet
from events.facts.dependency import DependencyLinked, DependencyReleased
from events.facts.fact import Fact, Text
from events.facts.indicator import IndicatorDefined, IndicatorRevised, PartTarget
from events.facts.obstacle import ObstacleRaised, ObstacleResolved
from events.facts.occasion import Area, OccasionDeclared
from events.facts.owner import CommitmentReassigned, OwnerAssigned
from events.facts.report import ProgressReported, ReportCorrected, ReportRetracted
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.facts.vocabulary import (
    CommitmentKind,
    CommitmentRole,
    DeadlineBasis,
    Role,
    Severity,
    VerificationMethod,
)
from events.facts.waiver import RemainderWaived, WaiverProposed
from events.format.recorded_event import Actor, RecordedEvent
from services.commands.values import SMALLEST
from services.state.time_zones import time_zone

DAYS = {
    "Asia/Jakarta": dt.date(2025, 8, 6),
    "Asia/Jayapura": dt.date(2025, 8, 6),
    "America/Sao_Paulo": dt.date(2018, 11, 9),  # midnight of 4 November was skipped
    "Europe/Dublin": dt.date(2025, 11, 1),  # the clock went back on 26 October
}
"""A day for the occasion in each time zone."""
CODES = ("D1", "D2", "D3", "D4")
REGIONS = ("62.05.01", "62.05.02")
SHARES = [Decimal(part) for part in ("0", "0.1", "0.25", "0.5", "0.6", "0.85", "1", "1.2")]
WEIGHTS = [Decimal(weight) for weight in ("1", "2", "0.5", "3.333")]
TARGETS = [Decimal(target) for target in ("100", "60", "7", "0.3")]
NOTHING = Decimal(0)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
OFFSETS = st.sampled_from([dt.timedelta(0)] * 6 + [dt.timedelta(seconds=30), HOUR / 60])
SETTING_UP = (True,) * 9 + (False,)


def recordable(quantity: Decimal) -> Decimal:
    """A quantity that the log takes: the next one above that has three decimals."""
    return quantity.quantize(SMALLEST, ROUND_UP).normalize() + 0


@dataclass
class Commitment:
    """What was drawn of a commitment so far, as far as later events depend on it."""

    code: str
    owner: str | None = None
    due: dt.date | None = None
    target: Decimal | None = None
    parts: tuple[PartTarget, ...] = ()
    reports: list[RecordedEvent] = field(default_factory=list)
    retracted: set[int] = field(default_factory=set)
    obstacles: list[RecordedEvent] = field(default_factory=list)
    waived: Decimal = Decimal(0)
    withdrawn: bool = False
    waits_for: set[str] = field(default_factory=set)
    marked: dict[str, dt.datetime] = field(default_factory=dict)


class Drawing:
    """One history being drawn."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.zone = draw(st.sampled_from(sorted(DAYS)))
        self.day = DAYS[self.zone]
        morning = dt.datetime.combine(self.day, dt.time(7), time_zone(self.zone))
        self.opening = morning.astimezone(dt.UTC)
        self.now = self.opening - 30 * DAY
        self.events: list[RecordedEvent] = []
        self.commitments: dict[str, Commitment] = {}

    def one(self, options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def add(
        self, fact: Fact, about: Commitment | None = None, occurred_at: dt.datetime | None = None
    ) -> RecordedEvent:
        event = RecordedEvent(
            position=len(self.events),
            stream="",
            stream_version=len(self.events) + 1,
            fact=fact,
            actor=Actor(Role.OWNER, "KPU"),
            recorded_at=self.now,
            occurred_at=occurred_at or self.now,
            leaf_hash=b"",
            occasion="psu",
            commitment=about.code if about else None,
        )
        self.events.append(event)
        return event

    def observe(self, fact: Fact, about: Commitment) -> RecordedEvent:
        """Record what happened now, or up to three weeks ago."""
        back = self.one([0, 0, 0, 1, 24, 72, 73, 168, 400]) * HOUR + self.draw(OFFSETS)
        return self.add(fact, about, self.now - back)

    def declare(self) -> None:
        areas = (Area(code="LOG", name="x"), Area(code="KAM", name="y"))
        fact = OccasionDeclared(
            code="psu",
            name="PSU",
            day=self.day,
            until=self.day,
            time_zone=self.zone,
            areas=areas,
            region=None,
            rule="readiness-1",
        )
        self.add(fact)

    def record(self, code: str) -> None:
        one, item = self.one, Commitment(code)
        fact = CommitmentRecorded(
            rakor="R1",
            code=code,
            title=code,
            commitment_kind=one([CommitmentKind.UNDERTAKING] * 5 + list(CommitmentKind)),
            commitment_role=one(list(CommitmentRole)),
            parent=one([None, None, *self.commitments]),
            area=one(["LOG", "KAM"]),
            weight=one(WEIGHTS),
            critical=one([False, False, True]),
            committed_by=(),
            sources=(),
            links=(),
        )
        self.observe(fact, item)
        self.commitments[code] = item
        for step in (self.owner, self.deadline, self.indicator):
            if one(SETTING_UP):
                step(item)

    def owner(self, item: Commitment) -> None:
        if item.owner is None:
            item.owner = "KPU"
            self.add(OwnerAssigned(owner="KPU"), item)
        else:
            self.add(CommitmentReassigned(old_owner=item.owner, new_owner="DINKES"), item)
            item.owner = "DINKES"

    def deadline(self, item: Commitment) -> None:
        if item.due is not None:
            due = item.due + DAY * self.one([1, 3, 7])
            fact: Fact = DeadlineRescheduled(
                old_due=item.due, new_due=due, requested_by="KPU", approved_by="SEKDA"
            )
        else:
            due = self.day - DAY * self.one([0, 1, 2, 5, 10, 15])
            start = due - DAY * self.one([0, 1, 2, 3, 5, 10, 20])
            fact = DeadlineSet(due=due, planned_start=start, deadline_basis=DeadlineBasis.AGREED)
        item.due = due
        self.add(fact, item)

    def indicator(self, item: Commitment) -> None:
        target = max(self.one(TARGETS), item.waived + 1)
        if item.target is None and self.one([False, False, True]):
            item.parts = tuple(PartTarget(region=code, target=target) for code in REGIONS)
        whole = (part.model_copy(update={"target": target}) for part in item.parts)
        item.parts = self.shares_of(whole, SHARES[1:])
        if item.target is None:
            fact: Fact = IndicatorDefined(name="x", target=target, unit="y", breakdown=item.parts)
        else:
            fact = IndicatorRevised(
                old_target=item.target,
                new_target=target,
                breakdown=item.parts,
                requested_by="KPU",
            )
        item.target = target
        self.add(fact, item)

    def shares_of(
        self, parts: Iterable[PartTarget], shares: Sequence[Decimal]
    ) -> tuple[PartTarget, ...]:
        """A share of each part, drawn for each."""
        drawn = ((part, recordable((part.target or NOTHING) * self.one(shares))) for part in parts)
        return tuple(part.model_copy(update={"target": target}) for part, target in drawn)

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
