"""What was promised: attributes, deadline, indicator and what of it was waived."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.oracles.readiness_2.clock import LAST_MINUTE, Zone, instant, ratio
from tests.oracles.readiness_2.record import Event, Record

COUNTED_KINDS = {"UNDERTAKING", "ONGOING", "JOINT", "REQUEST"}
AMENDABLE = ("area", "weight", "critical", "kind")


@dataclass(frozen=True)
class Attributes:
    """A commitment as recorded and since amended; links are (kind, commitment)."""

    kind: str
    area: str
    weight: Fraction
    critical: bool
    parent: str | None
    has_condition: bool
    links: tuple[tuple[str, str], ...]


def attributes(record: Record, code: str) -> Attributes:
    """What a recorded commitment is now."""
    first = record.of(code, "CommitmentRecorded")[0]
    now = dict(first)
    for event in record.of(code, "CommitmentAmended"):
        now |= {field: event[field] for field in AMENDABLE if event.get(field) is not None}
    return Attributes(
        now["kind"],
        now["area"],
        Fraction(now["weight"]),
        now["critical"],
        now.get("parent"),
        bool(now.get("condition")),
        tuple((link["kind"], link["commitment"]) for link in now.get("links") or []),
    )


def has_owner(record: Record, code: str) -> bool:
    """Whether somebody answers for it: it was assigned, and not declined since."""
    events = record.of(code, "OwnerAssigned", "AssignmentDeclined", "CommitmentReassigned")
    return bool(events) and events[-1]["type"] != "AssignmentDeclined"


@dataclass(frozen=True)
class Deadline:
    """A deadline in force: local days, and the wall-clock time at which the last one ends."""

    planned_start: date
    due: date
    due_time: str

    def start_at(self, zone: Zone) -> datetime:
        """The instant from which the plan runs."""
        return zone.at(self.planned_start, "00:00")

    def due_at(self, zone: Zone, indicator: "Indicator | None") -> datetime:
        """The instant of the deadline; of a duty that comes back the end of its last day."""
        periodic = indicator is not None and indicator.measure == "PERIODIC"
        return zone.at(self.due, LAST_MINUTE if periodic else self.due_time)


def deadline(record: Record, code: str) -> Deadline | None:
    """The deadline in force, None if there is none or its offset leads nowhere."""
    events = record.of(code, "DeadlineSet", "DeadlineRescheduled")
    if not events:
        return None
    start, due_time, last = _default_start(record, events[0]), LAST_MINUTE, events[-1]
    for event in events:
        start = date.fromisoformat(event["plannedStart"]) if event.get("plannedStart") else start
        due_time = event.get("dueTime") or due_time
    if last.get("offsetDays") is None:
        return Deadline(start, date.fromisoformat(last["due"]), due_time)
    day = record.day()
    if day is None or day + timedelta(days=last["offsetDays"]) < start:
        return None
    return Deadline(start, day + timedelta(days=last["offsetDays"]), due_time)


def _default_start(record: Record, event: Event) -> date:
    recorded = record.of(event["commitment"], "CommitmentRecorded")
    rakor_day = recorded[0].get("rakorDay") if recorded else None
    if rakor_day:
        return date.fromisoformat(rakor_day)
    return record.zone.day_of(instant(event["occurredAt"]))


def end_of(record: Record, due: Deadline, measured: "Indicator | None") -> datetime:
    """The end of the plan: the deadline, no later than the last minute judged."""
    at, last = due.due_at(record.zone, measured), record.judged_until()
    return at if last is None else min(at, last)


@dataclass(frozen=True)
class Part:
    """A region, a party, or ("") the whole: from where to where its value is to move."""

    name: str
    baseline: Fraction
    target: Fraction

    @property
    def way(self) -> Fraction:
        """How far its value is to move."""
        return abs(self.target - self.baseline)

    def progress(self, value: Fraction) -> Fraction:
        """How much of the way is done, from 0 to 1, in either direction."""
        done = (value - self.baseline) / (self.target - self.baseline)
        return max(Fraction(0), min(Fraction(1), done))


@dataclass(frozen=True)
class Indicator:
    """How fulfilment is measured; `parts` are those of the breakdown, else one named ""."""

    measure: str
    direction: str
    every: str | None
    parts: tuple[Part, ...]

    @property
    def can_be_waived_in_part(self) -> bool:
        """Whether a waiver names a remainder."""
        return (self.measure, self.direction) == ("COUNT", "AT_LEAST")


def indicator(record: Record, code: str) -> Indicator | None:
    """The indicator in force, before any waiver."""
    events = record.of(code, "IndicatorDefined", "IndicatorRevised")
    if not events:
        return None
    first, now = events[0], dict(events[-1])
    # Read: a revision that names no baseline leaves it where it was.
    now |= {"baseline": next((e["baseline"] for e in events[::-1] if e.get("baseline")), None)}
    measure = first.get("measure") or "COUNT"
    return Indicator(
        measure,
        first.get("direction") or "AT_LEAST",
        first.get("every"),
        tuple(_part(measure, now, part) for part in now.get("breakdown") or [{"part": ""}]),
    )


def _part(measure: str, whole: Event, part: dict[str, Any]) -> Part:
    if measure in ("DELIVERABLE", "PERIODIC"):
        return Part(part["part"], Fraction(0), Fraction(1))
    inherits = measure == "RATE" or part["part"] == ""
    given = {field: part.get(field) for field in ("baseline", "target")}
    if inherits:
        given = {field: given[field] or whole.get(field) for field in given}
    return Part(part["part"], Fraction(given["baseline"] or 0), Fraction(given["target"] or 0))


def remaining_parts(record: Record, code: str, measured: Indicator) -> list[Part]:
    """Parts with their target less what was waived, without those of which nothing remains."""
    waivers = record.of(code, "RemainderWaived")
    if not measured.can_be_waived_in_part:
        return [] if waivers else list(measured.parts)
    waived = {part.name: Fraction(0) for part in measured.parts}
    for event in waivers:
        if (event.get("part") or "") in waived:
            waived[event.get("part") or ""] += Fraction(event["remainder"])
    reduced = [Part(p.name, p.baseline, p.target - waived[p.name]) for p in measured.parts]
    return [part for part in reduced if part.target > part.baseline]


def planned(start: datetime, until: datetime, now: datetime) -> Fraction:
    """The share of a plan's time that has passed at `now`, from 0 to 1."""
    if until <= start:
        return Fraction(now >= start)
    return max(Fraction(0), min(Fraction(1), ratio(now - start, until - start)))
