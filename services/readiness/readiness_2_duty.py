"""How a duty that comes back stands by rule readiness-2: which of its periods were kept.

Which reports keep which period follows from what is on record; how many are due, from the minute.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from events.facts.vocabulary import Every, Measure
from services.readiness.exact import mean
from services.readiness.readiness_2_clock import ONE, ZERO, Days
from services.readiness.readiness_2_part import Hearing
from services.state.commitment import CommitmentState
from services.state.indicator import name_of
from services.state.local_time import local_date
from services.state.occasion import whole_minute
from services.state.periods import KEPT, Periods
from services.state.records import COUNTING
from services.state.report import Report
from services.state.verdict import Verdict, VerdictKind

ALMOST, HALF = Fraction(85, 100), Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class PartDuty:
    """A part of a duty, or (name None) the undivided whole, at every minute."""

    name: str | None
    kept: tuple[int, ...]
    """Numbers of the periods that were kept, the first one first."""
    kept_by: tuple[Report, ...]
    """The first report that keeps each."""
    reported: frozenset[int]
    """Numbers of the periods for which any value was reported."""
    accepted: Fraction | None
    """How many kept periods its last verdict since the last reopening accepted."""
    is_rejected: bool
    verdict: Verdict | None
    """The last one, reopened since or not."""

    def among(self, due: int) -> int:
        """How many of so many periods were kept."""
        return bisect_left(self.kept, due)

    def at(self, due: int) -> "PartKept":
        """How it stands once so many periods are due."""
        if not due:
            return PartKept(self, 0, 0, ZERO, ZERO, ONE)
        kept = self.among(due)
        v = min(self.accepted or ZERO, Fraction(kept)) / due
        p = v if self.is_rejected else Fraction(kept, due)
        last, before = kept - self.among(due - 1), self.among(due - 1) - self.among(due - 2)
        f = ONE if last else ZERO if due > 1 and not before else HALF
        return PartKept(self, due, kept, p, v, f)


@dataclass(frozen=True, slots=True)
class PartKept:
    """A part of a duty of which some periods are due, named as the rule names it."""

    part: PartDuty
    due: int
    kept: int
    p: Fraction
    v: Fraction
    f: Fraction

    @property
    def missed_last(self) -> bool:
        """Whether the last due period was missed."""
        return bool(self.due) and self.f < 1

    @property
    def missed_two(self) -> bool:
        """Whether the last two due periods were missed."""
        return bool(self.due) and not self.f

    @property
    def verified(self) -> Fraction:
        """How many kept periods count as verified."""
        return self.v * self.due


@dataclass(frozen=True, slots=True)
class Duty:
    """A commitment that comes back, at every minute."""

    periods: Periods
    parts: tuple[PartDuty, ...]
    is_verified: bool
    """Whether its fulfilment was verified after its last period was due, and not reopened since."""

    def at(self, minute: dt.datetime) -> "DutyNow":
        """How it stands at a minute."""
        today, due = local_date(minute, self.periods.zone), self.periods.due(minute)
        return DutyNow(self, due, today, tuple(part.at(due) for part in self.parts))


@dataclass(frozen=True, slots=True)
class DutyNow:
    """A commitment that comes back, at one minute."""

    duty: Duty
    due: int
    today: dt.date
    parts: tuple[PartKept, ...]

    @property
    def p(self) -> Fraction:
        """What was kept, the mean of its parts."""
        return mean([part.p for part in self.parts])

    @property
    def v(self) -> Fraction:
        """What was verified of it."""
        return mean([part.v for part in self.parts])

    @property
    def f(self) -> Fraction:
        """How lately it was kept."""
        return mean([part.f for part in self.parts])

    @property
    def missed(self) -> int:
        """How many due periods were missed, in all parts."""
        return sum(part.due - part.kept for part in self.parts)

    def unseen_since(self, moment: dt.datetime) -> bool:
        """Whether in some part no verdict is later than a moment."""
        verdicts = [part.verdict for part in self.duty.parts]
        return any(each is None or each.occurred_at <= moment for each in verdicts)

    def silent(self) -> Iterator[str | None]:
        """The parts of which nothing was reported in the period that is running."""
        running = self.duty.periods.of(self.today)
        for part in self.duty.parts:
            if running is not None and running not in part.reported:
                yield part.name

    def completed_at(self) -> dt.datetime | None:
        """The minute of the report that kept the last of all periods; None while one is open."""
        number = self.duty.periods.number
        if self.due < number or any(part.is_rejected for part in self.duty.parts):
            return None
        if any(part.kept < number for part in self.parts):
            return None
        return whole_minute(max(each.occurred_at for x in self.duty.parts for each in x.kept_by))


def duty_of(state: CommitmentState, days: Days) -> Duty | None:
    """A commitment that comes back; None where it does not, or is not due on any day."""
    x, deadline = state.indicator, state.deadline
    last = deadline.last_day(days.day) if deadline else None
    if x is None or x.measure is not Measure.PERIODIC or deadline is None or last is None:
        return None
    if last < deadline.planned_start:
        return None
    start, every = deadline.planned_start, x.every or Every.DAY
    periods = Periods(start, last, every, days.zone, days.until)
    names: list[str | None] = [name_of(part) for part in x.breakdown] or [None]
    keeping, hearing = _Keeping(state, periods), Hearing(state)
    parts = tuple(_part(name, keeping, hearing) for name in names)
    return Duty(periods, parts, _is_verified(state, periods))


class _Keeping:
    """Finds the periods that were kept, in each part."""

    def __init__(self, state: CommitmentState, periods: Periods) -> None:
        self.periods = periods
        self.kept: dict[str | None, dict[int, Report]] = {}
        self.reported: dict[str | None, set[int]] = {}
        for report in state.reports.all_of(COUNTING):
            number = periods.reported_by(report)
            if number is None:
                continue
            self.reported.setdefault(report.part, set()).add(number)
            if report.value >= KEPT and periods.is_in_time(number, report):
                self.kept.setdefault(report.part, {}).setdefault(number, report)


def _part(name: str | None, keeping: _Keeping, hearing: Hearing) -> PartDuty:
    kept = sorted(keeping.kept.get(name, {}).items())
    heard = hearing.heard(name)
    verdict, accepted = heard.verdict, None if heard.q is None else Fraction(heard.q)
    numbers = tuple(number for number, _ in kept)
    is_rejected = False
    if verdict is not None and accepted is not None:
        due = keeping.periods.due(whole_minute(verdict.occurred_at))
        is_rejection = verdict.kind is VerdictKind.REJECTION
        is_rejected = is_rejection or accepted < ALMOST * bisect_left(numbers, due)
    return PartDuty(
        name=name,
        kept=numbers,
        kept_by=tuple(report for _, report in kept),
        reported=frozenset(keeping.reported.get(name, ())),
        accepted=accepted,
        is_rejected=is_rejected,
        verdict=verdict,
    )


def _is_verified(state: CommitmentState, periods: Periods) -> bool:
    last = state.verdicts.last_of(VerdictKind.FULFILMENT) if state.verdicts else None
    reopened = state.reopened.last
    if last is None or (reopened is not None and last.order < reopened.order):
        return False
    return periods.due(whole_minute(last.occurred_at)) == periods.number
