"""Rule readiness-2 over public leaves: readiness-2.md as a program, for recompute_readiness.py.

Quantities of a part (a region or a party) are sealed, so a commitment that is divided cannot be
recomputed from public leaves, nor can a whole that holds one; all else can.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from judged import (
    LEAF_KINDS,
    ONE,
    ZERO,
    CannotRecompute,
    Event,
    Figure,
    Readiness,
    Totals,
    rounded,
)
from readiness_2_duty import Duty
from readiness_2_fold import Commitment
from readiness_2_leaf import Clock, Course, end_of, progress

VERSIONS: dict[str, tuple[int, ...]] = dict.fromkeys(  # that are known of an event, where not 1
    (
        *("OccasionDeclared", "RakorRecorded", "SourceRegistered", "CommitmentRecorded"),
        *("CommitmentWithdrawn", "OwnerAssigned", "CommitmentReassigned", "DeadlineSet"),
        *("DeadlineRescheduled", "IndicatorDefined", "IndicatorRevised", "ProgressReported"),
        *("ReportCorrected", "EvidenceAttached", "ProgressVerified", "FulfilmentVerified"),
        *("ClaimRejected", "ObstacleRaised", "WaiverProposed", "RemainderWaived"),
    ),
    (1, 2),
)
FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True)
class Standing:
    """Which commitments are what, at the judged minute."""

    known: dict[str, Commitment]

    def is_mention(self, x: Commitment) -> bool:
        """It reaffirms another one that is neither withdrawn nor failed."""
        others = (self.known.get(code) for code in x.reaffirmed())
        return any(y and not y.withdrawn and y.condition != "FAILED" for y in others)

    def replaces(self, x: Commitment) -> bool:
        """Whether it stands in the place of what it supersedes."""
        is_in_force = x.condition in (None, "MET") and x.was_ready
        return is_in_force and not x.withdrawn and not x.is_wholly_waived

    def is_superseded(self, code: str) -> bool:
        """Another one stands in its place."""
        return any(code in y.replaced() and self.replaces(y) for y in self.known.values())

    def waits(self, x: Commitment) -> bool:
        """It would supersede one that still counts, or that waits itself."""
        return not self.replaces(x) and any(self._counts_still(code) for code in x.replaced())

    def _counts_still(self, code: str) -> bool:
        old = self.known.get(code)
        if old is None or old.has_left or self.is_superseded(code):
            return False
        return self.waits(old) or self.is_live(code)

    def children(self, code: str) -> list[str]:
        """Codes of the commitments that stand under one."""
        return [c for c, y in self.known.items() if y.record.get("parent") == code]

    def is_roof(self, code: str) -> bool:
        """Whether a live child stands under it."""
        return any(self.is_live(child) for child in self.children(code))

    def is_live(self, code: str) -> bool:
        """Whether it counts where it stands under another."""
        x = self.known[code]
        if x.has_left or self.is_superseded(code) or self.is_mention(x) or self.waits(x):
            return False
        return self.is_kind(code) or self.is_roof(code)

    def is_kind(self, code: str) -> bool:
        """Whether promises of its kind are judged."""
        return self.known[code].record["commitmentKind"] in LEAF_KINDS

    def is_listed(self, code: str) -> bool:
        """A leaf, or one that would be a leaf had it not left the sums."""
        x = self.known[code]
        return self.is_kind(code) and not self.is_mention(x) and not self.is_roof(code)

    def has_left(self, code: str) -> bool:
        """Whether it is listed without a light."""
        x = self.known[code]
        return x.has_left or self.is_superseded(code) or self.waits(x)

    def in_doubt(self) -> dict[str, list[int]]:
        """Who stands over, or behind, what may or may not be wholly waived: sealed leaves say."""
        found: dict[str, list[int]] = {}
        for code, x in self.known.items():
            coming = [code, *x.replaced()] if x.is_waiver_sealed and not x.has_left else []
            while coming:
                current = coming.pop()
                if current in self.known and current not in found:
                    found[current] = x.sealed
                    coming += [self.known[current].record.get("parent", "")]
        return found

    def chain(self, code: str) -> list[Commitment]:
        """A commitment, and all that it stands in the place of."""
        found, open_codes = list[str](), [code]
        while open_codes:
            current = open_codes.pop()
            if current in self.known and current not in found:
                found.append(current)
                x = self.known[current]
                open_codes += x.replaced() if self.replaces(x) else ()
        return [self.known[each] for each in found]


def occasion_at(events: Iterable[Event], occasion: str, minute: datetime) -> Clock:
    """Day, last day and time zone of an occasion, as they were at a minute."""
    clock: Clock | None = None
    for event in sorted(events, key=lambda e: (e.occurred_at, e.position)):
        said = event.open
        if event.occurred_at.replace(second=0, microsecond=0) > minute:
            continue
        if event.type == "OccasionDeclared" and said["code"] == occasion:
            days_ = (
                date.fromisoformat(said["day"]),
                date.fromisoformat(said.get("until", said["day"])),
            )
            clock = Clock(ZoneInfo(said["timeZone"]), *days_, minute)
        elif event.type == "OccasionRescheduled" and said["occasion"] == occasion and clock:
            day, until = said.get("newDay"), said.get("until")
            clock = replace(
                clock,
                day=date.fromisoformat(day) if day else None,
                until=date.fromisoformat(until) if until else None,
            )
    if clock is None:
        raise CannotRecompute(f"no occasion {occasion} at that moment")
    return clock


def fold(events: Iterable[Event], occasion: str, minute: datetime) -> dict[str, Commitment]:
    """Each commitment of an occasion at the judged minute, by code."""
    found: dict[str, Commitment] = {}
    for event in sorted(events, key=lambda e: (e.occurred_at, e.position)):
        if event.open.get("occasion") != occasion:
            continue
        if event.open["version"] not in VERSIONS.get(event.type, (1,)):
            raise CannotRecompute(f"leaf {event.position}: unknown version of {event.type}")
        if event.occurred_at.replace(second=0, microsecond=0) > minute or (
            event.type in ("OccasionDeclared", "OccasionRescheduled")
        ):
            continue
        try:
            found.setdefault(event.open.get("commitment", ""), Commitment()).fold(event)
        except (KeyError, TypeError, ValueError) as error:
            raise CannotRecompute(f"leaf {event.position}: malformed {event.type}") from error
    return {code: x for code, x in found.items() if x.record}


def whole(
    counted: Sequence[tuple[list[Commitment], Figure, Fraction]], was_taken_back: bool
) -> dict[str, Any]:
    """The figures over all leaves: each with what it replaces, its figure, and its u."""
    weighed = [
        (max(Fraction(x.record["weight"]) for x in chain), any(x.record["critical"] for x in chain))
        for chain, _, _ in counted
    ]
    parts = [(w, critical, y, u) for (w, critical), (_, y, u) in zip(weighed, counted, strict=True)]
    weight = sum((w for w, *_ in parts), ZERO)
    assessed = sum((w for w, _, y, _ in parts if y.is_assessed), ZERO)

    def share(part: Callable[[Figure, Fraction], Fraction]) -> Fraction:
        total = sum((w * part(y, u) for w, _, y, u in parts if y.is_assessed), ZERO)
        return 100 * total / weight if weight else ZERO

    coverage = share(lambda *_: ONE)
    numbers = {
        "score": share(lambda y, _: y.score),
        "verified": share(lambda y, _: y.verified),
        "ceiling": share(lambda _, u: u) + 100 - coverage,
        "coverage": coverage,
        "confidence": share(
            lambda y, _: y.freshness * y.verified / y.claimed if y.claimed else ZERO
        ),
        "planned": share(lambda y, _: y.planned),
    }
    red = [(w, critical) for w, critical, y, _ in parts if y.light == "RED"]
    lights = {y.light for _, _, y, _ in parts}
    light = "GREEN" if lights == {"GREEN"} and not was_taken_back else "YELLOW"
    if any(critical for _, critical in red) or (red and 3 * sum(w for w, _ in red) >= assessed):
        light = "RED"
    light = "GREY" if lights <= {"GREY"} else light  # also where nothing counts
    return {"light": light} | {name: rounded(number, 1) for name, number in numbers.items()}


def judge(x: Commitment, clock: Clock) -> Figure:
    """A leaf by the rule, in the rule's own letters."""
    end = end_of(x, clock)
    if x.condition == "OPEN" or x.owner is None or x.indicator is None or end is None:
        return Figure("GREY")
    start = clock.instant(x.deadline["start"], time(0)) if x.deadline else end
    if x.indicator["measure"] == "PERIODIC":
        return Duty(x, clock, start, end).figure()
    return Course(x, clock, start, end).figure()


@dataclass(frozen=True)
class Claimed:
    """What is said to be done, and what is verified of it."""

    claimed: Fraction | None
    verified: Fraction | None


def claimed(x: Commitment, clock: Clock) -> Fraction | None:
    """The value that counts as claimed; of a duty, how many due periods were kept."""
    end = end_of(x, clock)
    if x.indicator is None or x.indicator["measure"] != "PERIODIC" or end is None:
        return x.claimed
    return Fraction(sum(Duty(x, clock, end, end).kept(clock.minute)))


def best(x: Commitment, figure: Figure) -> Fraction:
    """u: what p would be if the best of what was only stated were confirmed."""
    if x.indicator is None or x.indicator["measure"] == "PERIODIC":
        return figure.claimed
    last = x.counting[-1].order if x.counting else None
    stated = [
        progress(x, Fraction(event.open["value"]))
        for event, is_open in x.statements.values()
        if is_open and "value" in event.open
        if last is None or (event.occurred_at, event.position) > last
    ]
    return max([figure.claimed, *stated])


def recompute(events: Sequence[Event], occasion: str, moment: datetime) -> Readiness:
    """The readiness of an occasion at a moment, from the events that are known."""
    minute = moment.astimezone(UTC).replace(second=0, microsecond=0)
    clock = occasion_at(events, occasion, minute)
    standing = Standing(fold(events, occasion, minute))
    judged: dict[str, tuple[Totals, Figure]] = {}
    sealed: dict[str, list[int]] = {}
    counted = []
    doubts = standing.in_doubt()
    for code, x in standing.known.items():
        if code in doubts and standing.is_kind(code):
            sealed[code] = doubts[code]
        elif standing.has_left(code):
            if standing.is_listed(code):
                judged[code] = Claimed(claimed(x, clock), x.verified), Figure(None)
        elif standing.is_listed(code):
            if x.sealed:
                sealed[code] = x.sealed
                continue
            figure = judge(x, clock)
            judged[code] = Claimed(claimed(x, clock), x.verified), figure
            counted.append((standing.chain(code), figure, best(x, figure)))
    if sealed:
        return Readiness(None, judged, sealed)
    taken_back = any(_matters(x, events, occasion, minute) for x in standing.known.values())
    return Readiness(whole(counted, taken_back), judged, sealed)


def _matters(x: Commitment, events: Sequence[Event], occasion: str, minute: datetime) -> bool:
    """Whether a withdrawal of the last fortnight took back something critical, or past due."""
    if x.withdrawn is None:
        return False
    then = x.withdrawn.astimezone(UTC).replace(second=0, microsecond=0)
    if then < minute - FORTNIGHT:
        return False
    end = end_of(x, occasion_at(events, occasion, then))
    return bool(x.record["critical"]) or (end is not None and then > end)
