"""Judge a leaf whose values add up, are a rate, or are delivered: all but PERIODIC."""

from datetime import datetime
from fractions import Fraction

from tests.oracles.readiness_2.amounts import (
    ONE,
    ZERO,
    PartDone,
    parts_done,
    share_within_reach,
    whole_of,
)
from tests.oracles.readiness_2.clock import DAY
from tests.oracles.readiness_2.leaf import (
    Condition,
    Leaf,
    Numbers,
    PartLight,
    freshness,
    is_before_start,
    is_blocked_near_due,
    light_of,
    obstacles_of,
    score,
)
from tests.oracles.readiness_2.record import Record
from tests.oracles.readiness_2.terms import Attributes, Deadline, Indicator, end_of, planned

SLIGHTLY, FAR = Fraction(15, 100), Fraction(40, 100)


class AmountJudge:
    """A commitment with owner, deadline and indicator, some of which remains to be done."""

    def __init__(
        self, record: Record, code: str, about: Attributes, due: Deadline, measured: Indicator
    ) -> None:
        self.record, self.code, self.measured = record, code, measured
        self.is_ongoing = about.kind == "ONGOING"
        self.is_deliverable = measured.measure == "DELIVERABLE"
        self.start = due.start_at(record.zone)
        self.end = end_of(record, due, measured)
        self.half = self.start + (self.end - self.start) / 2
        self.parts = parts_done(record, code, measured)
        self.p = whole_of(measured, [(d.part, d.p) for d in self.parts])
        self.v = whole_of(measured, [(d.part, d.v) for d in self.parts])
        self.planned = self._planned()

    def judge(self) -> Leaf:
        """The leaf without its information reasons."""
        u = share_within_reach(self.record, self.code, self.measured)
        if is_before_start(self.record, self.p, self.start, self.end, self.code):
            grey: PartLight = ("GREY", "NOT_STARTED")
            parts = {d.part.name: grey for d in self.parts if d.part.name}
            return Leaf("GREY", ["NOT_STARTED"], Numbers(u=u), parts)
        f = self._freshness()
        s = score(self.p, self.v, f, self.record.is_blocked(self.code))
        light, reasons = light_of(self._red(), self._yellow(s, f))
        parts = {d.part.name: self._part_light(d) for d in self.parts if d.part.name}
        return Leaf(light, reasons, Numbers(s, self.p, self.v, f, self.planned, u), parts)

    def _planned(self) -> Fraction:
        if self.is_deliverable:
            return ONE if self.record.now > self.end else ZERO
        return planned(self.start, self.end, self.record.limit())

    def _freshness(self) -> Fraction:
        is_done = self.p == 1 and not self.is_ongoing
        is_early = self.is_deliverable and self.record.limit() <= self.half
        if self.record.now < self.start or is_done or is_early:
            return ONE
        return freshness(self.record, self._last_heard())

    def _last_heard(self) -> datetime:
        names = {done.part.name for done in self.parts}
        reports = self.record.reports(self.code)
        heard = [r.at for r in reports if r.part in names and r.value() is not None]
        heard += [v.at for v in self.record.verdicts(self.code) if v.part in names]
        return max([self.half if self.is_deliverable else self.start, self.start, *heard])

    def _red(self) -> list[Condition]:
        left = self.end - self.record.now
        is_worth_a_plan = self.end - self.start >= 3 * DAY or left <= DAY / 2
        is_near = is_blocked_near_due(self.record, self.code, self.end)
        return [
            ("OVERDUE", self.record.now > self.end and self.p < 1),
            ("BLOCKED_NEAR_DUE", is_near and self.v < 1),
            ("BEHIND_PLAN", self.planned - self.p > FAR and is_worth_a_plan),
        ]

    def _yellow(self, s: Fraction, f: Fraction) -> list[Condition]:
        behind = self.planned - self.p
        is_unverified = self.v < 1
        is_silent = self.p == 0 and self.record.now >= self._first_expected()
        was_heard_of = any(done.was_heard_of for done in self.parts)
        obstacles, is_blocked = self._obstacles()
        return [
            ("FALLEN_BACK", any(done.has_fallen_back for done in self.parts)),
            ("REOPENED", self.record.is_reopened(self.code) and is_unverified),
            ("CLAIM_REJECTED", any(done.is_rejected for done in self.parts) and is_unverified),
            ("CLAIMED_UNVERIFIED", self.p == 1 and is_unverified),
            ("BEHIND_PLAN", behind > SLIGHTLY),
            (
                "UNVERIFIED_PROGRESS",
                self.p < 1 and behind <= SLIGHTLY and self.planned - s > SLIGHTLY,
            ),
            ("STALE", f < 1 and (is_unverified or self.is_ongoing)),
            ("OBSTACLE_OPEN", (obstacles and is_unverified) or is_blocked),
            ("NO_PROGRESS", is_silent and was_heard_of),
            ("NO_REPORT", is_silent and not was_heard_of),
        ]

    def _first_expected(self) -> datetime:
        return self.half if self.is_deliverable else self.start

    def _obstacles(self) -> tuple[bool, bool]:
        """Whether any obstacle is open, and whether a HIGH one is."""
        return bool(self.record.open_obstacles(self.code)), self.record.is_blocked(self.code)

    def _part_light(self, done: PartDone) -> PartLight:
        severities = obstacles_of(self.record, self.code, done.part.name)
        if self.record.now > self.end and done.p < 1:
            return "RED", "OVERDUE"
        if "HIGH" in severities:
            return "RED", "OBSTACLE_OPEN"
        if done.v == 1:
            return "GREEN", None
        yellow = [
            ("FALLEN_BACK", done.has_fallen_back),
            ("CLAIM_REJECTED", done.is_rejected),
            ("CLAIMED_UNVERIFIED", done.p == 1),
            ("OBSTACLE_OPEN", bool(severities)),
            ("BEHIND_PLAN", self.planned - done.p > SLIGHTLY),
            ("UNVERIFIED_PROGRESS", True),
        ]
        return "YELLOW", next(name for name, holds in yellow if holds)
