"""Random promises of one occasion for hypothesis: who owns what, until when, and how much.

Every value can be recorded; most moments fall on whole hours so that boundaries are really met.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_UP, Decimal
from typing import Any

from hypothesis import strategies as st

from events.facts.commitment import CommitmentRecorded
from events.facts.deadline import DeadlineRescheduled, DeadlineSet
from events.facts.fact import Fact
from events.facts.indicator import IndicatorDefined, IndicatorRevised, PartTarget
from events.facts.occasion import Area, OccasionDeclared
from events.facts.owner import CommitmentReassigned, OwnerAssigned
from events.facts.vocabulary import (
    CommitmentKind,
    CommitmentRole,
    DeadlineBasis,
    Role,
)
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


class Promising:
    """A history being drawn, as far as it says what is promised, by whom and until when."""

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
