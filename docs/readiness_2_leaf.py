"""A commitment that is done once, by rule readiness-2: light and numbers, for readiness_2.py."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from judged import DAY, HALF, ONE, ZERO, Figure, days
from readiness_2_fold import Commitment, Report, Verdict

FAR, NEAR = Fraction("0.40"), Fraction("0.15")


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
    due: date | None = x.deadline["due"]
    if due is None and clock.day is not None:
        anchored = clock.day + timedelta(days=x.deadline["offset"])
        return anchored if anchored >= x.deadline["start"] else None
    return due


def end_of(x: Commitment, clock: Clock) -> datetime | None:
    """The minute in which it is due, no later than the last day's."""
    due = due_of(x, clock)
    if due is None or x.deadline is None or x.indicator is None:
        return None
    at = "23:59" if x.indicator["measure"] == "PERIODIC" else x.deadline["dueTime"]
    return clock.within(clock.instant(due, time.fromisoformat(at)))


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
