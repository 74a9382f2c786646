"""What can make a light greener without work: who proposed it, who granted it, and when. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from events.facts.commitment import (
    CommitmentAccepted,
    CommitmentAmended,
    CommitmentWithdrawn,
    ConditionFailed,
    ConditionMet,
    WithdrawalProposed,
)
from events.facts.fact import Fact, FieldClass, field_classes
from events.facts.judgement import is_judgement
from events.facts.rakor import RakorAmended, RakorRecorded, StatedDate
from events.facts.vocabulary import LinkKind
from events.facts.waiver import RemainderWaived, WaiverProposed
from events.format.recorded_event import RecordedEvent
from services.state.codes import found_in
from services.state.commitment import CommitmentState
from services.state.occasion import OccasionState, whole_minute
from services.state.periods import Periods, periods_of
from services.state.records import COUNTING
from services.state.report import Report

WITHDRAWING = (WithdrawalProposed, CommitmentWithdrawn)
WAIVING = (WaiverProposed, RemainderWaived)
TAKING_PLACE = (CommitmentAccepted, ConditionMet)
"""Facts by which a commitment may come to stand in the place of others."""
DECIDING = (ConditionMet, ConditionFailed)
"""Facts by which a commitment comes to be judged, or leaves every sum."""
AMENDING = (CommitmentAmended, RakorAmended, RakorRecorded)
SHOWN_AS = {"commitment_kind": "kind", "held_on": "heldOn"}
"""How the API calls the fields of an amendment, where not as the fact does."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was proposed and granted."""

    event: RecordedEvent
    """What did it; the proposal, while nothing did."""
    commitment: str | None
    proposed: int | None
    """Position of the proposal; None: there was none."""
    granted: int | None
    """Position of the event that granted it; None: it is open."""

    @property
    def minute(self) -> dt.datetime:
        """The minute in which it was done."""
        return whole_minute(self.event.recorded_at)


@dataclass(frozen=True, slots=True)
class Supersession(Step):
    """A commitment that was to take the place of another one."""

    successor: str = ""


@dataclass(frozen=True, slots=True)
class Amended:
    """One field that was amended, in words."""

    field: str
    old: str | None
    new: str | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Amendment(Step):
    """What is on record of a commitment or a meeting, and was amended."""

    rakor: str | None = None
    changes: tuple[Amended, ...] = ()


def asked_of(steps: Iterable[Step]) -> dict[dt.datetime, set[str]]:
    """The commitments that steps are about, by the minute in which they were done."""
    found: dict[dt.datetime, set[str]] = {}
    for step in steps:
        if step.commitment is not None:
            found.setdefault(step.minute, set()).add(step.commitment)
    return found


def proposals(
    events: Iterable[RecordedEvent], proposing: type[Fact], granting: type[Fact]
) -> list[Step]:
    """What was proposed and granted under a code, or done without one, in the order of recording.

    What is still open stands where it was proposed.
    """
    waiting: dict[tuple[str | None, str], RecordedEvent] = {}
    steps = []
    for event in events:
        fact: Any = event.fact
        key = event.commitment, fact.code
        if isinstance(fact, proposing):
            waiting[key] = event
        elif isinstance(fact, granting):
            proposal = waiting.pop(key, None)
            proposed = proposal.position if proposal else None
            steps.append(Step(event, event.commitment, proposed, event.position))
    steps += [Step(open_, open_.commitment, open_.position, None) for open_ in waiting.values()]
    return sorted(steps, key=lambda step: step.event.position)


def decisions(events: Iterable[RecordedEvent]) -> list[Step]:
    """What somebody decided alone, in the order of recording."""
    return [Step(event, event.commitment, None, event.position) for event in events]


def unsigned(events: Iterable[RecordedEvent]) -> list[RecordedEvent]:
    """What judges, grants or declares and bears no signature."""
    return [each for each in events if each.assertion is None and is_judgement(each.fact)]


def superseding(state: OccasionState) -> list[CommitmentState]:
    """The commitments that are to take the place of others."""
    return [each for each in state.commitments.values() if each.linked(LinkKind.SUPERSEDES)]


def supersessions(
    state: OccasionState, events: Iterable[RecordedEvent], recorded: Mapping[int, RecordedEvent]
) -> list[Supersession]:
    """Every commitment that took the place of another one, or waits to, in the order of that.

    From the facts by which it may come to that, and the events that recorded it by position.
    """
    taken: dict[str | None, dict[type[Fact], RecordedEvent]] = {}
    for event in events:
        taken.setdefault(event.commitment, {}).setdefault(type(event.fact), event)
    steps = []
    for new in superseding(state):
        first = recorded.get(-1 if new.recorded_by is None else new.recorded_by)
        if first is None:
            continue
        done = _taking_place(new, taken.get(new.code, {}))
        steps += [
            Supersession(
                event=done or first,
                commitment=old,
                proposed=first.position,
                granted=done.position if done else None,
                successor=new.code,
            )
            for old in new.linked(LinkKind.SUPERSEDES)
            if old in state.commitments
        ]
    return sorted(steps, key=lambda step: step.event.position)


def _taking_place(
    new: CommitmentState, taken: Mapping[type[Fact], RecordedEvent]
) -> RecordedEvent | None:
    """The event with which a commitment had all that it needs to take another one's place."""
    needed: list[type[Fact]] = [CommitmentAccepted]
    if new.recorded is not None and new.recorded.condition is not None:
        needed.append(ConditionMet)
    found = [taken[fact] for fact in needed if fact in taken]
    return max(found, key=lambda event: event.position) if len(found) == len(needed) else None


def amendments(events: Iterable[RecordedEvent], state: OccasionState) -> list[Amendment]:
    """Every amendment with the values before and after it, in the order of recording."""
    rakors: dict[str, dict[str, Any]] = {}
    steps = []
    for event in events:
        match event.fact:
            case RakorRecorded() as fact:
                rakors[fact.code] = dict(fact)
            case RakorAmended() as fact:
                before = rakors.setdefault(fact.rakor, {})
                said = _said(fact)
                said.pop("rakor")
                changes = _changes(fact, before, said)
                steps.append(Amendment(event, None, None, event.position, fact.rakor, changes))
                before.update(said)
            case CommitmentAmended() as fact:
                if (step := _amendment(event, fact, state)) is not None:
                    steps.append(step)
            case _:
                pass
    return steps


def _amendment(
    event: RecordedEvent, fact: CommitmentAmended, state: OccasionState
) -> Amendment | None:
    known = state.commitments.get(event.commitment or "")
    found = [each for each in known.amendments if each.position == event.position] if known else []
    if known is None or not found:
        return None
    said = {name: getattr(fact, name) for name in found[0].fields}
    request = found_in(known.requests, fact.request) if fact.request else None
    return Amendment(
        event=event,
        commitment=known.code,
        proposed=request.position if request else None,
        granted=event.position,
        changes=_changes(fact, dict(found[0].before), said),
    )


@dataclass(frozen=True, slots=True)
class LatePeriod:
    """A report that came too late to keep its period."""

    commitment: str
    report: Report
    period: int
    """Its number, the first one being 1."""
    last_day: dt.date


def late_periods(state: OccasionState) -> list[LatePeriod]:
    """Every report of a duty that came after its period's grace, in the order of recording."""
    found = [
        late
        for known in state.commitments.values()
        if state.occasion and (periods := periods_of(known, state.occasion))
        for report in known.reports.all_of(COUNTING)
        if (late := _late(known.code, report, periods))
    ]
    return sorted(found, key=lambda late: late.report.position)


def _late(commitment: str, report: Report, periods: Periods) -> LatePeriod | None:
    period = periods.reported_by(report)
    if period is None or periods.is_in_time(period, report):
        return None
    return LatePeriod(commitment, report, period + 1, periods.last_day(period))


def _said(fact: Fact) -> dict[str, Any]:
    return {name: value for name, value in dict(fact).items() if value is not None}


def _changes(fact: Fact, before: Mapping[str, Any], said: Mapping[str, Any]) -> tuple[Amended, ...]:
    classes = field_classes(type(fact))
    return tuple(
        Amended(
            field=SHOWN_AS.get(name, name),
            old=_in_words(before.get(name)),
            new=_in_words(value),
            is_open=classes[name] is FieldClass.OPEN,
        )
        for name, value in said.items()
    )


def _in_words(value: Any) -> str | None:
    """A value as text: numbers as they are written, everything else by its word or code."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value.normalize():f}"
        case Enum():
            return str(value.value)
        case StatedDate():
            return value.verbatim
        case _:
            return str(value)
