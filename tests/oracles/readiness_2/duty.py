"""PERIODIC: a duty that comes back, period by period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from tests.oracles.readiness_2.amounts import ONE, ZERO
from tests.oracles.readiness_2.clock import DAY, LAST_MINUTE, instant, minute
from tests.oracles.readiness_2.record import Record, Report, Verdict, key
from tests.oracles.readiness_2.terms import Deadline, Indicator

ENOUGH_VERIFIED = Fraction(85, 100)
SPAN_OF_TWO = {"DAY": 2 * DAY, "WEEK": 14 * DAY, "MONTH": 62 * DAY}


@dataclass(frozen=True)
class Period:
    """Local days, and the last day on which a report of the period still counts."""

    first: date
    last: date
    grace: date


def periods(due: Deadline, every: str) -> list[Period]:
    """All periods of a plan, without gaps, the last one cut short by the deadline."""
    found: list[Period] = []
    while (first := _start(due.planned_start, every, len(found))) <= due.due:
        last = _start(due.planned_start, every, len(found) + 1) - DAY
        grace = _start(due.planned_start, every, len(found) + 2) - DAY
        found.append(Period(first, min(last, due.due), grace))
    return found


def _start(plan: date, every: str, number: int) -> date:
    """The first day of a period, the plan's own being number 0."""
    if every != "MONTH":
        return plan + number * (DAY if every == "DAY" else 7 * DAY)
    year, month = divmod(plan.year * 12 + plan.month - 1 + number, 12)
    after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=plan.day - 1), after - DAY)


@dataclass(frozen=True)
class PartKept:
    """What is known of a part; `kept` says of each due period whether it was."""

    name: str
    p: Fraction
    v: Fraction
    f: Fraction
    is_rejected: bool
    kept: tuple[bool, ...]

    @property
    def last_missed(self) -> bool:
        """Whether the last due period was missed."""
        return bool(self.kept) and not self.kept[-1]

    @property
    def last_two_missed(self) -> bool:
        """Whether the last two due periods were missed."""
        return len(self.kept) > 1 and not any(self.kept[-2:])


class Duty:
    """A PERIODIC commitment with a deadline, read at a moment."""

    def __init__(self, record: Record, code: str, due: Deadline, measured: Indicator) -> None:
        self.record, self.code, self.measured = record, code, measured
        self.reports = [report for report in record.reports(code) if report.value() is not None]
        self.periods = periods(due, measured.every or "DAY")
        self.due = self.due_at(record.now)

    def due_at(self, moment: datetime) -> list[Period]:
        """The periods that are due at a minute."""
        last = self.record.judged_until()
        limit = moment if last is None else min(moment, last)
        ends = [(p, self.record.zone.at(p.last, LAST_MINUTE)) for p in self.periods]
        return [period for period, end in ends if moment > end and limit >= end]

    def is_all_due(self, moment: datetime) -> bool:
        """Whether the last period is due at a minute."""
        return len(self.due_at(moment)) == len(self.periods)

    def keeping(self, part: str, period: Period) -> list[Report]:
        """The reports that keep a part's period, in effective order."""
        day_of = self.record.zone.day_of
        return [
            report
            for report in self.reports
            if report.part == part
            and (report.value() or ZERO) >= 1
            and period.first <= day_of(report.at) <= period.last
            and day_of(report.recorded) <= period.grace
        ]

    def kept(self, part: str, due: Sequence[Period]) -> tuple[bool, ...]:
        """Of each of some periods, whether a part kept it."""
        return tuple(bool(self.keeping(part, period)) for period in due)

    def parts(self) -> list[PartKept]:
        """Every part of the breakdown, or the whole."""
        return [self._part(part.name) for part in self.measured.parts]

    def completed_at(self) -> datetime | None:
        """The minute of the last keeping report, once all periods are due and kept."""
        parts = self.parts()
        if not self.is_all_due(self.record.now) or any(p.is_rejected for p in parts):
            return None
        if not all(all(part.kept) for part in parts):
            return None
        return minute(max(self.keeping(part.name, p)[0].at for part in parts for p in self.periods))

    def is_verification_missing(self, first_days: int, start: datetime) -> bool:
        """CLAIMED_UNVERIFIED: nobody has verified it at its end, nor lately."""
        now, record = self.record.now, self.record
        reopening = record.last_reopening(self.code)
        at_end = any(
            self.is_all_due(minute(instant(event["occurredAt"])))
            and (reopening is None or reopening < key(event))
            for event in record.of(self.code, "FulfilmentVerified")
        )
        span = max(first_days * DAY, SPAN_OF_TWO[self.measured.every or "DAY"])
        lately = {v.part for v in record.verdicts(self.code) if v.at > now - span}
        unseen = any(part.name not in lately for part in self.measured.parts)
        return not at_end and unseen and now - span > start

    def running(self) -> Period | None:
        """The period in which the moment lies."""
        today = self.record.zone.day_of(self.record.now)
        return next((p for p in self.periods if p.first <= today <= p.last), None)

    def not_reported(self) -> list[str]:
        """Parts of which the running period has no counting report of any value."""
        running, day_of = self.running(), self.record.zone.day_of
        if running is None:
            return []
        heard = {
            report.part
            for report in self.reports
            if running.first <= day_of(report.at) <= running.last
        }
        return [part.name for part in self.measured.parts if part.name not in heard]

    def _part(self, name: str) -> PartKept:
        kept = self.kept(name, self.due)
        reopening = self.record.last_reopening(self.code)
        verdicts = [
            v
            for v in self.record.verdicts(self.code)
            if v.part == name and (reopening is None or v.key > reopening)
        ]
        last = verdicts[-1] if verdicts else None
        rejected = last is not None and self._is_rejection(last)
        if not kept:
            return PartKept(name, ZERO, ZERO, ONE, rejected, kept)
        v = ZERO if last is None else min(last.accepted, Fraction(sum(kept))) / len(kept)
        p = v if rejected else Fraction(sum(kept), len(kept))
        return PartKept(name, p, v, _freshness(kept), rejected, kept)

    def _is_rejection(self, verdict: Verdict) -> bool:
        kept = sum(self.kept(verdict.part, self.due_at(minute(verdict.at))))
        return verdict.is_rejection or verdict.accepted < ENOUGH_VERIFIED * kept


def _freshness(kept: tuple[bool, ...]) -> Fraction:
    if kept[-1]:
        return ONE
    return ZERO if len(kept) > 1 and not kept[-2] else Fraction(1, 2)
