"""Rule readiness-1 over public leaves: readiness-1.md as a program, for recompute_readiness.py.

Quantities of a region are sealed, so a commitment whose target is divided by region cannot be
recomputed from public leaves, nor can a whole that holds one; all else can.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from judged import (
    DAY,
    HALF,
    LEAF_KINDS,
    ONE,
    ZERO,
    CannotRecompute,
    Event,
    Figure,
    Readiness,
    days,
    rounded,
)
from readiness_2 import VERSIONS

WITHOUT_EFFECT = {  # what may happen and changes no figure of this rule
    *("LogOpened", "OriginChanged", "PartyRegistered", "RegionRegistered", "OccasionDeclared"),
    *("RakorRecorded", "ParticipantRecorded", "SourceRegistered", "CommitmentAccepted"),
    *("DiscrepancyNoted", "DiscrepancyResolved", "ReadinessDeclared", "CommitmentReopened"),
    *("EvidenceAttached", "FulfilmentClaimed", "DependencyLinked", "DependencyReleased"),
    *("CommitmentEscalated", "EscalationAnswered", "WaiverProposed", "PersonalDataErased"),
    *("TextRedactionProposed", "TextRedacted", "PartyRenamed", "PartySucceeded", "RegionRenamed"),
    *("RakorAmended", "WithdrawalProposed", "ChangeRequested", "PartnersNamed", "ConditionMet"),
    *("StatementDenied", "OccasionRescheduled", "PersonAdmitted", "AdmissionEnded"),
}


@dataclass
class Commitment:
    """What public leaves say of one commitment, up to a moment."""

    record: dict[str, Any] = field(default_factory=dict)
    owner: str | None = None
    start: date | None = None
    offset: int | None = None  # days of the deadline from the occasion's
    is_legible: bool = True  # whether this rule can read what is measured
    statements: dict[str, Event] = field(default_factory=dict)
    due: date | None = None
    target: Fraction | None = None
    waived: Fraction = ZERO
    is_withdrawn: bool = False
    reports: dict[int, tuple[datetime, Fraction]] = field(default_factory=dict)  # by position
    verdicts: list[tuple[datetime, Fraction, str]] = field(default_factory=list)  # … and its type
    obstacles: dict[str, str] = field(default_factory=dict)  # severity of each open one, by code
    sealed: list[int] = field(default_factory=list)  # positions of leaves that hide a quantity
    is_waiver_sealed: bool = False

    @property
    def is_live(self) -> bool | None:
        """Neither withdrawn nor wholly waived; None where the public cannot tell."""
        if self.is_withdrawn:
            return False
        if self.is_waiver_sealed:
            return None
        return self.target is None or self.waived < self.target

    @property
    def claimed(self) -> Fraction | None:
        """The last report in effective order."""
        return [*self.reports.values()][-1][1] if self.reports else None

    @property
    def verified(self) -> Fraction | None:
        """The last verification, or what the last rejection accepted."""
        return self.verdicts[-1][1] if self.verdicts else None

    @property
    def is_rejected(self) -> bool:
        """The latest verdict is a rejection, and no report has a later time in the world."""
        if not self.verdicts or self.verdicts[-1][2] != "ClaimRejected":
            return False
        return all(at <= self.verdicts[-1][0] for at, _ in self.reports.values())

    def quantity(self, event: Event, name: str) -> Fraction:
        """A quantity of an event; where it is that of a region, it stands in no public leaf."""
        if name not in event.open:
            self.sealed.append(event.position)
        return Fraction(event.open.get(name, 0))

    def fold(self, event: Event) -> None:
        """Take in one more event; they come in effective order."""
        match event.type:
            case "CommitmentRecorded":
                self.record = event.open
            case "CommitmentAmended":
                self.record = {**self.record, **event.open}
            case "CommitmentWithdrawn" | "ConditionFailed":
                self.is_withdrawn = True
            case "OwnerAssigned" | "CommitmentReassigned":
                self.owner = event.open.get("newOwner") or event.open["owner"]
            case "AssignmentDeclined":
                self.owner = None
            case "DeadlineSet" | "DeadlineRescheduled":
                if "plannedStart" in event.open:
                    self.start = date.fromisoformat(event.open["plannedStart"])
                due = event.open.get("newDue") or event.open.get("due")
                self.due = date.fromisoformat(due) if due else None
                self.offset = event.open.get("offsetDays")
            case "IndicatorDefined" | "IndicatorRevised":
                self.target = Fraction(event.open.get("newTarget") or event.open.get("target", 0))
                self.is_legible &= is_legible(event.open)
            case _:
                self.fold_course(event)

    def fold_course(self, event: Event) -> None:
        """Take in what was reported, verified or waived, and what hinders."""
        said, at = event.open, event.occurred_at
        match event.type:
            case "ProgressReported" | "ReportCorrected":  # in the place of what it corrects
                place = said.get("corrects", event.position)
                self.reports[place] = at, self.quantity(event, "value")
            case "ProgressStated" | "StatementConfirmed":
                stated = self.statements.setdefault(said["code"], event)
                if stated is not event:
                    self.reports[stated.position] = at, self.quantity(stated, "value")
            case "ReportRetracted":
                self.reports.pop(said["corrects"], None)
            case "ProgressVerified" | "FulfilmentVerified" | "ClaimRejected":
                name = "acceptedValue" if event.type == "ClaimRejected" else "value"
                self.verdicts.append((at, self.quantity(event, name), event.type))
            case "RemainderWaived":
                self.waive(event)
            case "ObstacleRaised":
                self.obstacles[said["code"]] = said["severity"]
            case "ObstacleResolved":
                self.obstacles.pop(said["code"], None)
            case _:
                if event.type not in WITHOUT_EFFECT:
                    raise CannotRecompute(f"leaf {event.position}: unknown event {event.type}")

    def waive(self, event: Event) -> None:
        """Take in what was waived: a remainder, or the whole."""
        if event.open.get("whole"):
            self.waived = self.target or ZERO
            return
        self.is_waiver_sealed |= "remainder" not in event.open
        self.waived += self.quantity(event, "remainder")


def is_legible(said: dict[str, Any]) -> bool:
    """Whether the rule can read an indicator: a count from 0 up."""
    is_count = said.get("measure", "COUNT") in ("COUNT", "DELIVERABLE")
    rises = said.get("direction", "AT_LEAST") == "AT_LEAST"
    return is_count and rises and not Fraction(said.get("baseline") or 0)


@dataclass(frozen=True)
class Clock:
    """The occasion's time zone and day, and the minute that is judged."""

    zone: ZoneInfo
    day: date
    minute: datetime

    def instant(self, day: date, wall_clock: time) -> datetime:
        """A local time of a day: the first of two, the first after it where it is skipped."""
        wall = datetime.combine(day, wall_clock)
        moment = min(wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        while moment.astimezone(self.zone).replace(tzinfo=None) < wall:
            moment += timedelta(minutes=1)
        return moment

    @property
    def last(self) -> datetime:
        """The judged minute, but no later than the end of the day: there age and plan end."""
        return min(self.minute, self.instant(self.day, time(23, 59)))


def freshness(x: Commitment, clock: Clock, start: datetime) -> Fraction:
    """1 up to some days of age, 0 from some more on; both are fewer as the day comes near."""
    ahead = clock.instant(clock.day, time(7)) - clock.minute
    fades, faded = (7, 14) if ahead > 14 * DAY else (3, 7) if ahead > 7 * DAY else (1, 3)
    acts = [at for at, _ in x.reports.values()] + [at for at, _, _ in x.verdicts]
    age = days(clock.last - max([start, *acts]))
    return ONE if age <= fades else max(ZERO, 1 - (age - fades) / (faded - fades))


def judge(x: Commitment, clock: Clock) -> Figure:
    """One commitment by the rule, in the rule's own letters."""
    if not x.is_live:
        return Figure(None)
    last = x.due if x.offset is None else clock.day + timedelta(days=x.offset)
    if x.owner is None or last is None or x.start is None or last < x.start:
        return Figure("GREY")
    if x.target is None or not x.is_legible:
        return Figure("GREY")
    start, due = clock.instant(x.start, time(0)), clock.instant(last, time(23, 59))
    rest = x.target - x.waived
    v = min(ONE, (x.verified or ZERO) / rest)
    p = max(v, min(ONE, (x.claimed or ZERO) / rest))
    if p == 0 and clock.minute < start:
        return Figure("GREY", is_assessed=True)
    f = ONE if v == 1 or clock.minute < start else freshness(x, clock, start)
    is_hindered = "HIGH" in x.obstacles.values()
    s = v if x.is_rejected else v + HALF * f * (p - v)
    s = max(v, min(s, HALF)) if is_hindered else s
    elapsed = clock.last - start
    planned = days(elapsed) / days(due - start) if due > start else Fraction(elapsed >= 0 * DAY)
    planned = max(ZERO, min(ONE, planned))
    is_late = clock.minute > due or (is_hindered and due - clock.minute <= 3 * DAY)
    is_far_behind = planned - p > Fraction("0.40") and due - start >= 3 * DAY
    is_in_doubt = x.is_rejected or p in (ZERO, ONE) or f < 1 or bool(x.obstacles)
    light = "YELLOW" if is_in_doubt or planned - s > Fraction("0.15") else "GREEN"
    light = "GREEN" if v == 1 else "RED" if is_late or is_far_behind else light
    return Figure(light, True, s, p, v, f, planned)


def whole(judged: Sequence[tuple[Commitment, Figure]]) -> dict[str, Any]:
    """The figures over all commitments that count."""
    counted = [(Fraction(x.record["weight"]), x, figure) for x, figure in judged if figure.light]
    weight = sum((w for w, _, _ in counted), ZERO)

    def share(part: Callable[[Figure], Fraction]) -> Fraction:
        parts = (w * part(figure) for w, _, figure in counted if figure.is_assessed)
        return 100 * sum(parts, ZERO) / weight if weight else ZERO

    lights = {figure.light for _, _, figure in counted}
    is_red = any(x.record["critical"] and figure.light == "RED" for _, x, figure in counted)
    light = "RED" if is_red else "GREEN" if lights == {"GREEN"} else "YELLOW"
    score, coverage = share(lambda y: y.score), share(lambda _: ONE)
    numbers = {
        "score": score,
        "verified": share(lambda y: y.verified),
        "ceiling": score + 100 - coverage,
        "coverage": coverage,
        "confidence": share(lambda y: y.freshness * y.verified / y.claimed if y.claimed else ZERO),
    }
    light = "GREY" if lights <= {"GREY"} else light  # also where nothing counts
    return {"light": light} | {name: rounded(number, 1) for name, number in numbers.items()}


def clock_of(events: Sequence[Event], occasion: str, moment: datetime) -> Clock:
    """Day and time zone of an occasion, and the minute in which a moment lies."""
    declared = {e.open["code"]: e.open for e in events if e.type == "OccasionDeclared"}
    if (found := declared.get(occasion)) is None:
        raise CannotRecompute(f"no occasion {occasion}; on record: {[*declared]}")
    if (rule := found["rule"]) != "readiness-1":
        raise CannotRecompute(f"NEEDS_UPGRADE: {rule} judges {occasion}; this knows readiness-1")
    minute = moment.astimezone(UTC).replace(second=0, microsecond=0)
    moves = [e for e in events if e.type == "OccasionRescheduled" and e.occurred_at <= moment]
    moved = [e.open.get("newDay") for e in moves if e.open["occasion"] == occasion]
    if (day := moved[-1] if moved else found["day"]) is None:
        raise CannotRecompute(f"the day of {occasion} is open")
    return Clock(ZoneInfo(found["timeZone"]), date.fromisoformat(day), minute)


def fold(events: Iterable[Event], occasion: str, clock: Clock) -> dict[str, Commitment]:
    """Each commitment of an occasion at the judged minute, by code."""
    found: dict[str, Commitment] = {}
    for event in sorted(events, key=lambda e: (e.occurred_at, e.position)):
        if event.open.get("occasion") != occasion:
            continue
        if event.open["version"] not in VERSIONS.get(event.type, (1,)):
            raise CannotRecompute(f"leaf {event.position}: unknown version of {event.type}")
        if event.occurred_at.replace(second=0, microsecond=0) > clock.minute:
            continue
        try:
            found.setdefault(event.open.get("commitment", ""), Commitment()).fold(event)
        except (KeyError, TypeError, ValueError) as error:
            raise CannotRecompute(f"leaf {event.position}: malformed {event.type}") from error
    return {code: x for code, x in found.items() if x.record}


def recompute(events: Sequence[Event], occasion: str, moment: datetime) -> Readiness:
    """The readiness of an occasion at a moment, from the events that are known."""
    clock = clock_of(events, occasion, moment)
    recorded = fold(events, occasion, clock)
    below: dict[str | None, list[Commitment]] = {}
    for x in recorded.values():
        below.setdefault(x.record.get("parent"), []).append(x)
    judged: dict[str, tuple[Commitment, Figure]] = {}
    sealed: dict[str, list[int]] = {}
    for code, x in recorded.items():
        children = below.get(code, [])
        if x.record["commitmentKind"] not in LEAF_KINDS or any(child.is_live for child in children):
            continue  # an assurance, or a roof over others
        unknown = [at for y in children if y.is_live is None for at in y.sealed]
        unknown += [] if x.is_withdrawn else x.sealed
        if unknown:
            sealed[code] = unknown
        else:
            judged[code] = x, judge(x, clock)
    return Readiness(None if sealed else whole([*judged.values()]), judged, sealed)
