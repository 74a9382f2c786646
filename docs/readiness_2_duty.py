"""A commitment that comes back, by rule readiness-2: light and numbers, for readiness_2.py."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from judged import DAY, HALF, ONE, ZERO, Figure
from readiness_2_fold import Commitment
from readiness_2_leaf import Clock, due_of

ALMOST, MOST = Fraction("0.85"), Fraction("0.60")
TWO_PERIODS = {"DAY": 2, "WEEK": 14, "MONTH": 62}


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
