"""One commitment by rule readiness-2: the light and the numbers, for readiness_2.py."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from readiness_1 import DAY, HALF, ONE, ZERO, Figure, days
from readiness_2_fold import Commitment, Report, Verdict

ALMOST, MOST, FAR, NEAR = Fraction("0.85"), Fraction("0.60"), Fraction("0.40"), Fraction("0.15")
TWO_PERIODS = {"DAY": 2, "WEEK": 14, "MONTH": 62}


@dataclass(frozen=True)
class Clock:
    """The occasion's time zone, its day and last day if they are known, and the judged minute."""

    zone: ZoneInfo
    day: date | None
    until: date | None
    minute: datetime

    def instant(self, day: date, wall_clock: time) -> datetime:
        """A local time of a day: the first of two, the first after it where it is skipped."""
        wall = datetime.combine(day, wall_clock)
        moment = min(wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        while moment.astimezone(self.zone).replace(tzinfo=None) < wall:
            moment += timedelta(minutes=1)
        return moment

    def last_minute(self, day: date) -> datetime:
        """23:59 of a day."""
        return self.instant(day, time(23, 59))

    def within(self, moment: datetime) -> datetime:
        """A moment, but no later than the end of the last day."""
        return moment if self.until is None else min(moment, self.last_minute(self.until))

    @property
    def last(self) -> datetime:
        """The judged minute, no later than that: there age and plan end."""
        return self.within(self.minute)

    @property
    def window(self) -> tuple[int, int]:
        """From how many days of age a report fades, and when it counts for nothing."""
        if self.day is None:
            return 7, 14
        ahead = self.instant(self.day, time(7)) - self.minute
        return (7, 14) if ahead > 14 * DAY else (3, 7) if ahead > 7 * DAY else (1, 3)


def due_of(x: Commitment, clock: Clock) -> date | None:
    """The last day for a commitment; None where it has none, or none yet."""
    if x.deadline is None:
        return None
    due, start = x.deadline["due"], x.deadline["start"]
    if due is None and clock.day is not None:
        due = clock.day + timedelta(days=x.deadline["offset"])
        return due if due >= start else None
    return due


def end_of(x: Commitment, clock: Clock) -> datetime | None:
    """The minute in which it is due, no later than the last day's."""
    due = due_of(x, clock)
    if due is None or x.deadline is None or x.indicator is None:
        return None
    at = "23:59" if x.indicator["measure"] == "PERIODIC" else x.deadline["dueTime"]
    return clock.within(clock.instant(due, time.fromisoformat(at)))


def judge(x: Commitment, clock: Clock) -> Figure:
    """A leaf by the rule, in the rule's own letters."""
    end = end_of(x, clock)
    if x.condition == "OPEN" or x.owner is None or x.indicator is None or end is None:
        return Figure("GREY")
    start = clock.instant(x.deadline["start"], time(0)) if x.deadline else end
    if x.indicator["measure"] == "PERIODIC":
        return Duty(x, clock, start, end).figure()
    return Course(x, clock, start, end).figure()


def progress(x: Commitment, value: Fraction | None) -> Fraction:
    """How far a value is on the way from the baseline to what is asked for."""
    if x.indicator is None or x.target is None or value is None:
        return ZERO
    baseline: Fraction = x.indicator["baseline"]
    return max(ZERO, min(ONE, (value - baseline) / (x.target - baseline)))


@dataclass(frozen=True)
class Course:
    """A commitment that is done once: a count, a deliverable, a rate."""

    x: Commitment
    clock: Clock
    start: datetime
    end: datetime

    @property
    def report(self) -> Report | None:
        """The last counting report."""
        return self.x.counting[-1] if self.x.counting else None

    @property
    def verdict(self) -> Verdict | None:
        """The last verdict since it was reopened, if there is one."""
        begun = self.x.reopened[-1] if self.x.reopened else None
        since = [each for each in self.x.verdicts if begun is None or each.order > begun]
        return since[-1] if since else None

    def is_reported_after(self, verdict: Verdict) -> bool:
        """Whether the report is the later one: in effective order, or by what was put right."""
        if self.report is not None and self.report.order > verdict.order:
            return True
        position = verdict.order[1]
        known = [(each.order, each.value(position)) for each in self.x.reports.values()]
        counted = sorted((order, value) for order, value in known if value is not None)
        before = counted[-1][1] if counted else None
        return before != self.x.claimed

    def shares(self) -> tuple[Fraction, Fraction, bool, bool]:
        """p and v; whether the claim stands rejected, and whether it has fallen back."""
        c, last = progress(self.x, self.x.claimed), self.x.verdicts[-1:]
        fallen = any(self.is_reported_after(y) and c < progress(self.x, y.value) for y in last)
        if (verdict := self.verdict) is None:
            return c, ZERO, False, fallen
        q, is_rejection = progress(self.x, verdict.value), verdict.kind == "ClaimRejected"
        if self.is_reported_after(verdict):
            return c, min(q, c), False, fallen
        p = q if self.report is None or is_rejection else max(c, q)
        return p, q, is_rejection, fallen

    @property
    def half(self) -> datetime:
        """The middle of the plan: before it, nobody waits for a deliverable."""
        return self.start + (self.end - self.start) / 2

    @property
    def is_deliverable(self) -> bool:
        """Whether one thing is delivered or not."""
        return self.x.indicator is not None and self.x.indicator["measure"] == "DELIVERABLE"

    def freshness(self, p: Fraction) -> Fraction:
        """How much a claim still counts that nobody has verified."""
        lasts = self.x.record["commitmentKind"] == "ONGOING"
        if self.clock.minute < self.start or (p == 1 and not lasts):
            return ONE
        if self.is_deliverable and self.clock.last < self.half:
            return ONE
        acts = [each.order[0] for each in self.x.counting]
        acts += [each.order[0] for each in self.x.verdicts]
        since = max([self.half if self.is_deliverable else self.start, *acts])
        fades, faded = self.clock.window
        age = days(self.clock.last - since)
        return ONE if age <= fades else max(ZERO, 1 - (age - fades) / (faded - fades))

    def planned(self) -> Fraction:
        """How much the plan expects by now."""
        if self.is_deliverable:
            return Fraction(self.clock.minute > self.end)
        elapsed, length = self.clock.last - self.start, self.end - self.start
        if self.end <= self.start:
            return Fraction(elapsed >= timedelta())
        return max(ZERO, min(ONE, days(elapsed) / days(length)))

    def figure(self) -> Figure:
        """Light and numbers."""
        x, now = self.x, self.clock.minute
        p, v, is_rejected, has_fallen = self.shares()
        is_hindered = "HIGH" in x.obstacles.values()
        if p == 0 and now < self.start and now <= self.end and not is_hindered:
            return Figure("GREY", is_assessed=True)
        f, planned = self.freshness(p), self.planned()
        s = v + HALF * f * (p - v)
        s = max(v, min(s, HALF)) if is_hindered else s
        left, length = self.end - now, self.end - self.start
        is_far = planned - p > FAR and (length >= 3 * DAY or left <= DAY / 2)
        is_blocked = is_hindered and v < 1 and left <= 3 * DAY
        if (now > self.end and p < 1) or is_blocked or is_far:
            return Figure("RED", True, s, p, v, f, planned)
        verified = [y.order for y in x.verdicts if y.kind == "FulfilmentVerified"]
        is_open_again = bool(x.reopened) and all(y < x.reopened[-1] for y in verified)
        lasts = x.record["commitmentKind"] == "ONGOING"
        begun = now >= (self.half if self.is_deliverable else self.start)
        in_doubt = (
            has_fallen,
            v < 1 and (is_open_again or is_rejected or p == 1 or bool(x.obstacles)),
            planned - p > NEAR or (p < 1 and planned - s > NEAR),
            f < 1 and (v < 1 or lasts),
            is_hindered,
            p == 0 and begun,
        )
        return Figure("YELLOW" if any(in_doubt) else "GREEN", True, s, p, v, f, planned)


@dataclass(frozen=True)
class Duty:
    """A commitment that comes back, period after period."""

    x: Commitment
    clock: Clock
    start: datetime
    end: datetime

    def starts(self) -> list[date]:
        """The first day of each period, and of the two that would follow."""
        first, due = self.first, due_of(self.x, self.clock)
        found = [first]
        while due is not None and found[-1] <= due:
            found.append(nth_start(first, self.every, len(found)))
        return [*found, nth_start(first, self.every, len(found))]

    @property
    def first(self) -> date:
        """The first day of the first period."""
        day: date = self.x.deadline["start"] if self.x.deadline else date.max
        return day

    @property
    def every(self) -> str:
        """How long a period is."""
        return str(self.x.indicator["every"]) if self.x.indicator else "DAY"

    def kept(self, at: datetime) -> list[bool]:
        """Of each period that is due at a minute, whether it was kept."""
        starts, due = self.starts(), due_of(self.x, self.clock)
        reports = [
            (each.order[0], each.recorded_at)
            for each in self.x.counting
            if (each.value() or 0) >= 1
        ]
        found = []
        for n in range(len(starts) - 2):
            last = min(starts[n + 1] - timedelta(days=1), due or date.max)
            ends = self.clock.last_minute(last)
            if not (at > ends and self.clock.within(at) >= ends):
                break
            begin, after = (self.clock.instant(d, time(0)) for d in (starts[n], last + DAY))
            late = self.clock.instant(starts[n + 2], time(0))
            found.append(any(begin <= y < after and known < late for y, known in reports))
        return found

    def figure(self) -> Figure:
        """Light and numbers."""
        x, now, kept = self.x, self.clock.minute, self.kept(self.clock.minute)
        is_hindered = "HIGH" in x.obstacles.values()
        if not kept and now < self.start and now <= self.end and not is_hindered:
            return Figure("GREY", is_assessed=True)
        p, v, is_rejected = self.shares(kept)
        f = ONE if not kept or kept[-1] else ZERO if not any(kept[-2:]) and kept[1:] else HALF
        s = v + HALF * f * (p - v)
        s = max(v, min(s, HALF)) if is_hindered else s
        numbers = (True, s, p, v, f, Fraction(bool(kept)))
        missed_two = len(kept) > 1 and not any(kept[-2:])
        is_blocked = is_hindered and self.end - now <= 3 * DAY
        if is_blocked or (kept and (p < MOST or missed_two)):
            return Figure("RED", *numbers)
        missed = bool(kept) and (p < ALMOST or not kept[-1])
        in_doubt = missed or is_rejected or bool(x.obstacles) or self.is_unverified()
        return Figure("YELLOW" if in_doubt else "GREEN", *numbers)

    def shares(self, kept: list[bool]) -> tuple[Fraction, Fraction, bool]:
        """p and v, and whether the claim stands rejected."""
        begun = self.x.reopened[-1] if self.x.reopened else None
        since = [each for each in self.x.verdicts if begun is None or each.order > begun]
        is_rejected = False
        if since:
            at = since[-1].order[0].replace(second=0, microsecond=0)
            is_rejected = since[-1].kind == "ClaimRejected"
            is_rejected |= since[-1].value < ALMOST * sum(self.kept(at))
        if not kept:
            return ZERO, ZERO, is_rejected
        accepted = since[-1].value if since else ZERO
        v = min(accepted, Fraction(sum(kept))) / len(kept)
        return (v if is_rejected else Fraction(sum(kept), len(kept))), v, is_rejected

    def is_unverified(self) -> bool:
        """Whether it was reopened and not verified since, or nobody looked for a long while."""
        x = self.x
        verified = [y.order for y in x.verdicts if y.kind == "FulfilmentVerified"]
        if x.reopened and all(y < x.reopened[-1] for y in verified):
            return True
        last = due_of(x, self.clock)
        done = self.clock.last_minute(last) if last else self.end
        if any(at > done for at, _ in verified):
            return False
        since = self.clock.minute - DAY * max(self.clock.window[1], TWO_PERIODS[self.every])
        looked = any(each.order[0] > since for each in x.verdicts)
        return not looked and since > self.start


def nth_start(first: date, every: str, n: int) -> date:
    """The first day of a period, counted from 0; of a month without such a day, its last day."""
    if every != "MONTH":
        return first + timedelta(days=n * (7 if every == "WEEK" else 1))
    year, month = divmod(first.year * 12 + first.month - 1 + n, 12)
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))
