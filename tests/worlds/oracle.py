"""An independent, exact calculation of the readiness rule `readiness-1`, used as a test oracle.

Written from the text of the rule alone. Where the text leaves more than one reading, the choice
is marked "Reading:". Events are taken to be valid; what the log refuses is not checked again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

from services.state.time_zones import time_zone
from tests.worlds.oracle_fold import (
    VERDICTS,
    ZERO,
    Event,
    Facts,
    Values,
    effective_events,
    leaves_of,
    to_minute,
    values,
)

ONE, HALF = Fraction(1), Fraction(1, 2)
DUE_SOON_DAYS = 3


@dataclass
class Figure:
    light: str | None
    reasons: list[str]
    numbers: bool = False  # whether it has any
    s: Fraction = ZERO  # score
    p: Fraction = ZERO  # claimed
    v: Fraction = ZERO  # verified
    f: Fraction = ZERO  # freshness
    planned: Fraction = ZERO


@dataclass(frozen=True)
class Clock:
    moment: datetime  # T
    day: date  # of the occasion
    zone: ZoneInfo

    def instant(self, day: date, clock: time) -> datetime:
        # The first valid instant where it is skipped. Reading: the first of two.
        wall = datetime.combine(day, clock)
        while True:
            moment = wall.replace(tzinfo=self.zone).astimezone(UTC)
            if moment.astimezone(self.zone).replace(tzinfo=None) == wall:
                return moment
            wall += timedelta(minutes=1)

    def capped(self) -> datetime:
        return min(self.moment, self.instant(self.day, time(23, 59)))


def days(later: datetime, earlier: datetime) -> Fraction:
    return Fraction((later - earlier) // timedelta(microseconds=1), 86400 * 10**6)


def rounded(value: Fraction, digits: int) -> float:
    return float(Fraction(floor(value * 10**digits + HALF), 10**digits))  # half up


def amount(facts: Facts, found: Values) -> Fraction:
    # Reading: a region is capped at its target as it now stands, waivers not taken off.
    if not facts.breakdown:
        return found.get(None, ZERO)
    return sum((min(cap, found.get(x, ZERO)) for x, cap in facts.breakdown.items()), ZERO)


def freshness(facts: Facts, clock: Clock, start: datetime, v: Fraction) -> Fraction:
    ahead = days(clock.instant(clock.day, time(7)), clock.moment)
    first, last = (7, 14) if ahead > 14 else (3, 7) if ahead > 7 else (1, 3)
    age = days(clock.capped(), max([start, *(e["occurredAt"] for e in facts.progress)]))
    if age <= first or v == 1 or clock.moment < start:
        return ONE
    return max(ZERO, 1 - (age - first) / (last - first))


def judge(facts: Facts, clock: Clock) -> Figure:
    # Reading: at NOT_ASSESSABLE and NOT_STARTED the judging stops, so no other condition is a
    # reason there, but RESCHEDULED and REMAINDER_WAIVED are; `planned` of a leaf not started is 0.
    information = ["RESCHEDULED"] if "DeadlineRescheduled" in facts.seen else []
    information += ["REMAINDER_WAIVED"] if facts.waived else []
    if not facts.live:
        return Figure(None, information)
    rest = facts.rest
    if not (facts.owner and facts.due and facts.start and rest):
        return Figure("GREY", ["NOT_ASSESSABLE", *information])
    start = clock.instant(facts.start, time(0))
    due = clock.instant(facts.due, time(23, 59))
    claimed, verified = (amount(facts, found) for found in values(facts))
    v = min(ONE, verified / rest)
    p = max(min(ONE, claimed / rest), v)
    if p == 0 and clock.moment < start:
        return Figure("GREY", ["NOT_STARTED", *information], numbers=True)
    f = freshness(facts, clock, start, v)
    s = v if facts.rejected else v + HALF * f * (p - v)
    s = max(v, min(s, HALF)) if facts.high else s
    span, elapsed = days(due, start), days(clock.capped(), start)
    # Reading: a plan that the clock skips whole is over as soon as it has begun.
    planned = min(ONE, max(ZERO, elapsed / span)) if span else Fraction(elapsed >= 0)
    figure = Figure("GREEN", information, True, s, p, v, f, planned)
    if v < 1:
        conditions(facts, figure, clock.moment, start, due)
    return figure


def conditions(facts: Facts, x: Figure, moment: datetime, start: datetime, due: datetime) -> None:
    """RED and YELLOW, for v < 1."""
    # Decided: what was retracted was never reported.
    red = {
        "OVERDUE": moment > due,
        # Reading: a due already past is also "at most 3 days after T".
        "BLOCKED_NEAR_DUE": facts.high and days(due, moment) <= 3,
        "BEHIND_PLAN": x.planned - x.p > Fraction(40, 100) and days(due, start) >= 3,
    }
    yellow = {
        "BEHIND_PLAN": x.planned - x.s > Fraction(15, 100),
        "CLAIM_REJECTED": facts.rejected,
        "CLAIMED_UNVERIFIED": x.p == 1 and not facts.rejected,
        "STALE": x.f < 1,
        "OBSTACLE_OPEN": bool(facts.obstacles),
        "NO_PROGRESS" if facts.progress else "NO_REPORT": x.p == 0,
    }
    x.light = "RED" if any(red.values()) else "YELLOW" if any(yellow.values()) else "GREEN"
    held = [code for part in (red, yellow) for code, holds in part.items() if holds]
    x.reasons = [*dict.fromkeys(held), *x.reasons]


def whole(leaves: Iterable[tuple[Event, Figure]]) -> dict[str, Any]:
    counted = [(Fraction(e["weight"]), e["critical"], x) for e, x in leaves if x.light]
    total = sum((w for w, _, _ in counted), ZERO)
    lights = {x.light for _, _, x in counted}
    red = any(critical and x.light == "RED" for _, critical, x in counted)
    light = "RED" if red else "GREEN" if lights == {"GREEN"} else "YELLOW"
    light = "GREY" if lights <= {"GREY"} else light  # also when there are no leaves
    scale = 100 / total if total else ZERO
    coverage = scale * sum((w for w, _, x in counted if x.numbers), ZERO)
    score = scale * sum((w * x.s for w, _, x in counted), ZERO)
    numbers = {
        "score": score,
        "verified": scale * sum((w * x.v for w, _, x in counted), ZERO),
        "ceiling": score + 100 - coverage,
        "coverage": coverage,
        "confidence": scale * sum((w * x.f * x.v / x.p for w, _, x in counted if x.p), ZERO),
    }
    return {"light": light, **{name: rounded(value, 1) for name, value in numbers.items()}}


def named(facts: Facts) -> dict[str, list[int]]:
    """The events that each reason names, in their order."""
    # Reading: a reason names what its words speak of; a silence, the event that set the deadline.
    reports = [e["position"] for e in facts.progress if e["type"] == "ProgressReported"]
    verdicts = [e["position"] for e in facts.progress if e["type"] in VERDICTS]
    high = [e["position"] for e in facts.obstacles.values() if e["severity"] == "HIGH"]
    last = [e["position"] for e in facts.progress[-1:]]
    due = facts.set_by
    return {
        "NOT_ASSESSABLE": facts.at["CommitmentRecorded"],
        "NOT_STARTED": due,
        "OVERDUE": due,
        "NO_REPORT": due,
        "BLOCKED_NEAR_DUE": high + due,
        "BEHIND_PLAN": due + last,
        "STALE": last or due,
        "NO_PROGRESS": last,
        "CLAIM_REJECTED": verdicts[-1:],
        "CLAIMED_UNVERIFIED": reports[-1:] + facts.at.get("FulfilmentClaimed", [])[-1:],
        "OBSTACLE_OPEN": [e["position"] for e in facts.obstacles.values()],
        "RESCHEDULED": facts.at.get("DeadlineRescheduled", []),
        "REMAINDER_WAIVED": facts.at.get("RemainderWaived", []),
    }


def leaf_answer(facts: Facts, x: Figure) -> dict[str, Any]:
    names = ("score", "claimed", "verified", "freshness", "planned")
    numbers = zip(names, (x.s, x.p, x.v, x.f, x.planned), strict=True)
    shown = {name: rounded(n, 4) if x.numbers else None for name, n in numbers}
    return {
        "light": x.light,
        **shown,
        "reasons": [(code, named(facts)[code]) for code in x.reasons],
    }


def region_reason(facts: Facts, x: Figure, region: str, rest: Fraction) -> str:
    """Why a region's figure is YELLOW: what holds for that part, in the order of the text."""
    # Reading: parts of a GREY leaf say what the leaf says. p, "rejected" and the later report are
    # those of this rule, taken of the part alone; what was corrected keeps its place.
    if x.light == "GREY":
        return x.reasons[0]
    here = [e for e in facts.progress if e.get("region") in (region, None)]
    reports = [e for e in here if e["type"] == "ProgressReported"]
    verdicts = [e for e in here if e["type"] != "ProgressReported"]
    claimed, verified = (found.get(region, ZERO) for found in values(facts))
    later = bool(reports) and (
        not verdicts or reports[-1]["occurredAt"] > verdicts[-1]["occurredAt"]
    )
    p = max(claimed, verified) / rest
    found = {
        "FALLEN_BACK": later and bool(verdicts) and claimed < verified,
        "CLAIM_REJECTED": bool(verdicts) and verdicts[-1]["type"] == "ClaimRejected" and not later,
        "CLAIMED_UNVERIFIED": p >= 1,
        "OBSTACLE_OPEN": any(e["region"] == region for e in facts.obstacles.values()),
        "BEHIND_PLAN": x.planned - p > Fraction(15, 100),
        "UNVERIFIED_PROGRESS": True,
    }
    return next(reason for reason, holds in found.items() if holds)


def regions(judged: Mapping[str, tuple[Facts, Figure]], clock: Clock) -> dict[str, Any]:
    """The light and reason of each leaf's figure in each region, and the region's worst light."""
    # Decided: what was waived in a region is taken off its target for its light (not for the caps).
    found: dict[str, dict[str, tuple[str, str | None]]] = {}
    for code, (facts, figure) in judged.items():
        verified = values(facts)[1]
        late = facts.due and clock.moment > clock.instant(facts.due, time(23, 59))
        for region, target in facts.breakdown.items() if figure.light else ():
            there = [e for e in facts.obstacles.values() if e["region"] == region]
            rest = target - facts.waived.get(region, ZERO)
            shown: tuple[str, str | None] = ("GREEN", None)
            if verified.get(region, ZERO) < rest:
                shown = ("YELLOW", region_reason(facts, figure, region, rest))
                if any(e["severity"] == "HIGH" for e in there):
                    shown = ("RED", "OBSTACLE_OPEN")
                if late:
                    shown = ("RED", "OVERDUE")
            found.setdefault(region, {})[code] = shown
    order = ("RED", "YELLOW", "GREEN")
    return {
        region: (min((light for light, _ in figures.values()), key=order.index), figures)
        for region, figures in found.items()
    }


def lists(judged: Mapping[str, tuple[Facts, Figure]], clock: Clock) -> dict[str, list[str]]:
    # Reading: `blocked` asks nothing of v or of the leaf's own light; only an assessable leaf has a
    # v < 1 and can be due soon; both ends of "between T and T + days" are included.
    counted = {code: pair for code, pair in judged.items() if pair[1].light}
    reds = {code for code, (_, figure) in counted.items() if figure.light == "RED"}

    def due_soon(facts: Facts, figure: Figure) -> bool:
        if not (facts.due and figure.numbers and figure.v < 1):
            return False
        due = clock.instant(facts.due, time(23, 59))
        return 0 <= days(due, clock.moment) <= DUE_SOON_DAYS

    def having(reason: str) -> list[str]:
        return [code for code, (_, figure) in counted.items() if reason in figure.reasons]

    return {
        "overdue": having("OVERDUE"),
        "claimedUnverified": having("CLAIMED_UNVERIFIED"),
        "unassessable": having("NOT_ASSESSABLE"),
        "blocked": [c for c, (x, _) in counted.items() if x.high or x.depends_on & reds],
        "dueSoon": [code for code, pair in counted.items() if due_soon(*pair)],
    }


def readiness(
    events: Sequence[Mapping[str, Any]], occasion: str, position: int, effective_at: datetime
) -> dict[str, Any]:
    """Readiness of an occasion as known at a position, judged for a moment (due soon: 3 days)."""
    # Reading: day, time zone and areas of an occasion hold as soon as it is known.
    moment = to_minute(effective_at)
    effective = effective_events(events, occasion, position, moment)
    known = (e for e in events if e["position"] <= position)
    declared = next(e for e in known if e["type"] == "OccasionDeclared" and e["code"] == occasion)
    clock = Clock(moment, declared["day"], time_zone(declared["timeZone"]))
    judged = {code: (x, judge(x, clock)) for code, x in leaves_of(effective).items()}
    pairs = [(facts.record, figure) for facts, figure in judged.values()]
    areas = {
        area["code"]: whole(pair for pair in pairs if pair[0]["area"] == area["code"])
        for area in declared["areas"]
    }
    return {
        **whole(pairs),
        "daysLeft": (clock.day - moment.astimezone(clock.zone).date()).days,
        "areas": areas,
        "leaves": {code: leaf_answer(*pair) for code, pair in judged.items()},
        **lists(judged, clock),
        "regions": regions(judged, clock),
    }
