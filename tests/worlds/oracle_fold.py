"""The oracle's own reading of the events: what is known of each commitment, which are leaves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

Event = Mapping[str, Any]
LEAF_KINDS = frozenset({"UNDERTAKING", "ONGOING", "JOINT", "REQUEST"})
ZERO = Fraction(0)
VERDICTS = frozenset({"ProgressVerified", "FulfilmentVerified", "ClaimRejected"})
PROGRESS = VERDICTS | {"ProgressReported"}
# What an event sets on a commitment: fact, field of the event.
SETTERS = {
    "OwnerAssigned": {"owner": "owner"},
    "CommitmentReassigned": {"owner": "new"},
    "DeadlineSet": {"due": "due", "start": "plannedStart"},
    "DeadlineRescheduled": {"due": "new"},
    "IndicatorDefined": {"target": "target"},
    "IndicatorRevised": {"target": "newTarget"},
}


@dataclass
class Facts:
    record: Event = field(default_factory=dict)  # CommitmentRecorded
    owner: str | None = None
    due: date | None = None
    start: date | None = None
    target: Decimal | None = None
    breakdown: dict[str, Fraction] = field(default_factory=dict)
    waived: dict[str | None, Fraction] = field(default_factory=dict)  # by region
    progress: list[Event] = field(default_factory=list)  # reports and verdicts, effective order
    obstacles: dict[str, Event] = field(default_factory=dict)
    depends_on: set[str] = field(default_factory=set)
    at: dict[str, list[int]] = field(default_factory=dict)  # positions of all its events, by type

    @property
    def seen(self) -> set[str]:  # the types of all its events
        return set(self.at)

    @property
    def set_by(self) -> list[int]:  # what set the deadline
        moved = self.at.get("DeadlineRescheduled", [])
        return (self.at.get("DeadlineSet", []) + moved)[-1:]

    @property
    def rest(self) -> Fraction | None:  # target'
        waived = sum(self.waived.values(), ZERO)
        return None if self.target is None else Fraction(self.target) - waived

    @property
    def live(self) -> bool:
        return "CommitmentWithdrawn" not in self.seen and (self.rest is None or self.rest > 0)

    @property
    def high(self) -> bool:
        return any(e["severity"] == "HIGH" for e in self.obstacles.values())

    @property
    def rejected(self) -> bool:
        # Reading: the latest verdict on the leaf, of whatever region; retracted reports are gone.
        verdicts = [e for e in self.progress if e["type"] in VERDICTS]
        reported = [e["occurredAt"] for e in self.progress if e["type"] == "ProgressReported"]
        last = verdicts[-1] if verdicts else {"type": None}
        return last["type"] == "ClaimRejected" and not any(x > last["occurredAt"] for x in reported)


def to_minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def effective_events(
    events: Sequence[Event], occasion: str, position: int, at: datetime
) -> list[Event]:
    """In effective order, corrections applied."""
    # Reading: a corrected report keeps its own place (occurredAt, then its own position), and the
    # order uses the whole occurredAt, not the one cut to the minute.
    known = [e for e in events if e["position"] <= position]
    known = [e for e in known if e.get("occasion") in (occasion, None)]
    corrected = {e["corrects"]: e["value"] for e in known if e["type"] == "ReportCorrected"}
    retracted = {e["corrects"] for e in known if e["type"] == "ReportRetracted"}
    chosen = [
        {**e, "value": corrected.get(e["position"], e.get("value"))}
        | {"retracted": e["position"] in retracted}
        for e in known
        if to_minute(e["occurredAt"]) <= at
    ]
    return sorted(chosen, key=lambda e: (e["occurredAt"], e["position"]))


def fold(facts: Facts, e: Event) -> None:
    facts.at.setdefault(e["type"], []).append(e["position"])
    for name, source in SETTERS.get(e["type"], {}).items():
        setattr(facts, name, e[source])
    if e["type"] in PROGRESS and not e["retracted"]:
        facts.progress.append(e)
    match e["type"]:
        case "CommitmentRecorded":
            facts.record = e
        case "IndicatorDefined" | "IndicatorRevised" if e.get("breakdown") is not None:
            facts.breakdown = {x["region"]: Fraction(x["target"]) for x in e["breakdown"]}
        case "RemainderWaived":
            more = Fraction(e["remainder"])
            facts.waived[e["region"]] = facts.waived.get(e["region"], ZERO) + more
        case "ObstacleRaised":
            facts.obstacles[e["code"]] = e
        case "ObstacleResolved":  # Reading: obstacles too are folded in effective order
            facts.obstacles.pop(e["obstacle"], None)
        case "DependencyLinked":
            facts.depends_on.add(e["on"])
        case "DependencyReleased":
            facts.depends_on.discard(e["on"])
        case _:
            pass


def leaves_of(effective: Iterable[Event]) -> dict[str, Facts]:
    # Decided: a live child is an effective commitment of any kind that is neither withdrawn nor
    # wholly waived.
    every: dict[str, Facts] = {}
    for e in effective:
        code = e["code"] if e["type"] == "CommitmentRecorded" else e.get("commitment")
        if code is not None:
            fold(every.setdefault(code, Facts()), e)
    parents = {x.record.get("parent") for x in every.values() if x.record and x.live}
    return {
        code: facts
        for code, facts in sorted(every.items())
        if facts.record and facts.record["kind"] in LEAF_KINDS and code not in parents
    }


Values = dict[str | None, Fraction]


def values(facts: Facts) -> tuple[Values, Values]:
    """(claimed, verified): the last values in effective order, by region where it is divided."""
    # Reading: fulfilment verifies a region at what was claimed there when it was verified (else 0).
    claimed: Values = {}
    verified: Values = {}
    for e in facts.progress:
        region = e.get("region") if facts.breakdown else None
        if e["type"] == "ProgressReported":
            claimed[region] = Fraction(e["value"])
        elif e["type"] == "ClaimRejected":
            verified[region] = Fraction(e["acceptedValue"])
        elif e["type"] == "FulfilmentVerified" and facts.breakdown:
            verified = {part["region"]: Fraction(part["target"]) for part in e["byPart"]}
        else:
            verified[region] = Fraction(e["value"])
    return claimed, verified
