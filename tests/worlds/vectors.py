"""The published cases of rule readiness-2, as events of a log that has accepted them.

A part is a region here. Position 0 declares the occasion; a case without a day opens it by 1. A
case grants waivers that nobody proposed: here somebody did just before, so an event stands at twice
its position and one.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from events.facts.claim import FulfilmentClaimed
from events.facts.commitment import (
    CommitmentAccepted,
    CommitmentAmended,
    CommitmentRecorded,
    CommitmentReopened,
    CommitmentWithdrawn,
    ConditionFailed,
    ConditionMet,
    Link,
)
from events.facts.deadline import END_OF_DAY, DeadlineRescheduled, DeadlineSet
from events.facts.dependency import DependencyLinked, DependencyReleased
from events.facts.fact import Fact, Text
from events.facts.indicator import IndicatorDefined, IndicatorRevised, PartTarget
from events.facts.obstacle import ObstacleRaised, ObstacleResolved
from events.facts.occasion import Area, OccasionDeclared, OccasionRescheduled
from events.facts.owner import AssignmentDeclined, OwnerAssigned, PartnersNamed
from events.facts.report import ProgressReported, ReportCorrected, ReportRetracted
from events.facts.statement import ProgressStated, StatementConfirmed, StatementDenied
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.facts.vocabulary import (
    CommitmentKind,
    CommitmentRole,
    DeadlineBasis,
    Every,
    Measure,
    Role,
    VerificationMethod,
)
from events.facts.waiver import RemainderWaived, WaiverProposed
from events.format.recorded_event import Actor, RecordedEvent

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "data" / "readiness_2.json").read_text("utf-8")
)
OCCASION = "o"
BEFORE = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
SOMEDAY = dt.date(2030, 1, 1)
Said = Mapping[str, Any]
OF_NAMED = ("ReportCorrected", "ReportRetracted", "StatementConfirmed", "StatementDenied")


def events_of(history: Said) -> list[RecordedEvent]:
    """All events of a case, in position order."""
    return Telling(history).events


class Telling:
    """Tells a case event by event."""

    def __init__(self, history: Said) -> None:
        self.events: list[RecordedEvent] = []
        self._versions: dict[str | None, int] = {}
        self._begins: dict[str, str] = {}
        self._owners: dict[str, str] = {}
        self._happened: dict[int | tuple[str, str], dt.datetime] = {}
        self._declare(history["occasion"])
        for said in history["events"]:
            self._tell(said)

    def _declare(self, said: Said) -> None:
        day, until = said["day"], said["until"] or said["day"]
        areas = tuple(Area(code=code, name=code) for code in said["areas"])
        declared = OccasionDeclared(
            code=OCCASION,
            name=OCCASION,
            day=_day(day) or SOMEDAY,
            until=_day(until) or SOMEDAY,
            time_zone=said["timeZone"],
            areas=areas,
            rule="readiness-2",
        )
        self._add(0, declared, BEFORE, BEFORE, None)
        if day is None:
            opened = OccasionRescheduled(old_day=SOMEDAY, until=_day(until), source="S")
            self._add(1, opened, BEFORE, BEFORE, None)

    def _tell(self, said: Said) -> None:
        position, kind = said["position"], said["type"]
        recorded, happened = (_time(said[name]) for name in ("recordedAt", "occurredAt"))
        commitment = said.get("commitment", "")
        if kind in OF_NAMED:
            named = said.get("corrects") or (commitment, said["code"])
            happened = self._happened[named]
        self._happened[position] = happened
        if kind == "ProgressStated":
            self._happened[commitment, said["code"]] = happened
        self._owners[commitment] = said.get("owner") or self._owners.get(commitment, "")
        before = {
            "start": self._begins.get(commitment) or said["occurredAt"][:10],
            "owner": self._owners[commitment],
        }
        fact = FACTS[kind]({**before, **said})
        if kind == "CommitmentRecorded" and "rakorDay" in said:
            self._begins[commitment] = said["rakorDay"]
        if isinstance(fact, RemainderWaived):
            proposed = WaiverProposed(
                code=fact.code, whole=fact.whole, remainder=fact.remainder, region=fact.region
            )
            self._add(placed(position) - 1, proposed, recorded, happened, commitment)
        self._add(placed(position), fact, recorded, happened, commitment or None)

    def _add(
        self,
        position: int,
        fact: Fact,
        recorded: dt.datetime,
        happened: dt.datetime,
        commitment: str | None,
    ) -> None:
        self._versions[commitment] = self._versions.get(commitment, 0) + 1
        self.events.append(
            RecordedEvent(
                position=position,
                stream=f"commitment:{OCCASION}/{commitment}" if commitment else OCCASION,
                stream_version=self._versions[commitment],
                fact=fact,
                actor=Actor(Role.OWNER, "P"),
                recorded_at=recorded.astimezone(dt.UTC),
                occurred_at=happened.astimezone(dt.UTC),
                leaf_hash=b"",
                occasion=OCCASION,
                commitment=commitment,
            )
        )


def placed(position: int) -> int:
    """The position in the log of an event that stands at one in a case."""
    return 2 * position + 1


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _parts(said: Said) -> tuple[PartTarget, ...]:
    return tuple(
        PartTarget(
            region=each["part"],
            target=_number(each.get("target")),
            baseline=_number(each.get("baseline")),
        )
        for each in said.get("breakdown", ())
    )


def _target(said: Said) -> Decimal:
    """The whole target: what is said, else the sum of the parts', else 1 of what is delivered."""
    parts = [Decimal(each["target"]) for each in said.get("breakdown", ()) if "target" in each]
    # Of a duty the number of its periods is the target: here nobody asks for it.
    return Decimal(said.get("target") or sum(parts) or 1)


def _recorded(said: Said) -> Fact:
    return CommitmentRecorded(
        rakor="R",
        code=said["commitment"],
        title=said["commitment"],
        commitment_kind=CommitmentKind(said["kind"]),
        commitment_role=CommitmentRole.LEAF,
        parent=said.get("parent"),
        area=said["area"],
        weight=Decimal(said["weight"]),
        critical=said["critical"],
        committed_by=(),
        sources=(),
        links=tuple(Link(**link) for link in said.get("links", ())),
        condition=said.get("condition"),
    )


def _amended(said: Said) -> Fact:
    kind = said.get("kind")
    return CommitmentAmended(
        area=said.get("area"),
        weight=_number(said.get("weight")),
        critical=said.get("critical"),
        commitment_kind=kind and CommitmentKind(kind),
    )


def _deadline(said: Said) -> Fact:
    return DeadlineSet(
        due=_day(said.get("due")),
        offset_days=said.get("offsetDays"),
        due_time=said.get("dueTime", END_OF_DAY),
        planned_start=dt.date.fromisoformat(said.get("plannedStart") or said["start"]),
        deadline_basis=DeadlineBasis.STATED,
    )


def _rescheduled(said: Said) -> Fact:
    return DeadlineRescheduled(
        old_due=None,
        new_due=_day(said.get("due")),
        offset_days=said.get("offsetDays"),
        due_time=said.get("dueTime"),
        planned_start=_day(said.get("plannedStart")),
        approved_by="P",
    )


def _defined(said: Said) -> Fact:
    measure, every = Measure(said["measure"]), said.get("every")
    return IndicatorDefined(
        name="what is done",
        measure=measure,
        direction=said.get("direction", "AT_LEAST"),
        baseline=Decimal(said.get("baseline", 0)),
        target=_target(said),
        unit=said.get("unit"),
        every=every and Every(every),
        breakdown=_parts(said),
    )


def _revised(said: Said) -> Fact:
    return IndicatorRevised(
        old_target=Decimal(1),
        new_target=_target(said),
        baseline=_number(said.get("baseline")),
        breakdown=_parts(said),
    )


def _fulfilled(said: Said) -> Fact:
    values = {part: Decimal(value) for part, value in said["values"].items()}
    return FulfilmentVerified(
        value=values.get(""),
        method=VerificationMethod.SITE,
        by_part=tuple(PartTarget(region=part, target=y) for part, y in values.items() if part),
    )


def _moved(said: Said) -> Fact:
    until = said.get("until") or said.get("newDay")
    return OccasionRescheduled(new_day=_day(said.get("newDay")), until=_day(until), source="S")


def _waived(said: Said) -> Fact:
    remainder, part = _number(said.get("remainder")), said.get("part")
    is_whole = remainder is None and part is None
    return RemainderWaived(
        code=f"W{said['position']}", whole=is_whole, remainder=remainder, region=part
    )


FACTS: dict[str, Callable[[Said], Fact]] = {
    "CommitmentRecorded": _recorded,
    "CommitmentAmended": _amended,
    "OwnerAssigned": lambda said: OwnerAssigned(owner=said["owner"]),
    "AssignmentDeclined": lambda said: AssignmentDeclined(owner=said["owner"]),
    "CommitmentAccepted": lambda _: CommitmentAccepted(),
    "PartnersNamed": lambda said: PartnersNamed(parties=tuple(said["parties"])),
    "FulfilmentClaimed": lambda _: FulfilmentClaimed(),
    "DeadlineSet": _deadline,
    "DeadlineRescheduled": _rescheduled,
    "IndicatorDefined": _defined,
    "IndicatorRevised": _revised,
    "ProgressReported": lambda said: ProgressReported(
        value=Decimal(said["value"]), region=said.get("part")
    ),
    "ProgressStated": lambda said: ProgressStated(
        code=said["code"], stated_by="P", value=Decimal(said["value"]), region=said.get("part")
    ),
    "StatementConfirmed": lambda said: StatementConfirmed(code=said["code"]),
    "StatementDenied": lambda said: StatementDenied(code=said["code"]),
    "ReportCorrected": lambda said: ReportCorrected(
        corrects=placed(said["corrects"]), value=Decimal(said["value"])
    ),
    "ReportRetracted": lambda said: ReportRetracted(corrects=placed(said["corrects"])),
    "ProgressVerified": lambda said: ProgressVerified(
        value=Decimal(said["value"]), method=VerificationMethod.SITE, region=said.get("part")
    ),
    "ClaimRejected": lambda said: ClaimRejected(
        accepted_value=Decimal(said["acceptedValue"]), region=said.get("part")
    ),
    "FulfilmentVerified": _fulfilled,
    "ObstacleRaised": lambda said: ObstacleRaised(
        code=said["code"],
        severity=said["severity"],
        text=Text(digest="0" * 64),
        region=said.get("part"),
    ),
    "ObstacleResolved": lambda said: ObstacleResolved(code=said["code"]),
    "RemainderWaived": _waived,
    "CommitmentReopened": lambda _: CommitmentReopened(),
    "CommitmentWithdrawn": lambda _: CommitmentWithdrawn(),
    "ConditionMet": lambda _: ConditionMet(),
    "ConditionFailed": lambda _: ConditionFailed(),
    "OccasionRescheduled": _moved,
    "DependencyLinked": lambda said: DependencyLinked(on=said["on"]),
    "DependencyReleased": lambda said: DependencyReleased(on=said["on"]),
}
