"""What is known of one occasion at one read point, and its commitments."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import Field

from events.facts.discrepancy import DiscrepancyNoted, DiscrepancyResolved
from events.facts.fact import Fact
from events.facts.occasion import Area, OccasionDeclared
from events.facts.rakor import ParticipantRecorded, RakorRecorded
from events.facts.source import SourceRegistered
from events.format.recorded_event import RecordedEvent
from services.state.commitment import CommitmentState
from services.state.commitment_evolve import acted_by, evolve_commitment, note_known
from services.state.discrepancy import Discrepancy
from services.state.rakor import Participant, Rakor
from services.state.records import State, TextAt
from services.state.source import Source


class Frame(State):
    """An occasion without its commitments."""

    code: str
    name: str
    day: dt.date
    time_zone: str
    areas: tuple[Area, ...]
    region: str | None
    rule: str
    position: int
    rakors: dict[str, Rakor] = Field(default_factory=dict)
    sources: dict[str, Source] = Field(default_factory=dict)
    discrepancies: dict[str, Discrepancy] = Field(default_factory=dict)
    latest: dt.datetime
    """The latest time in the world of any event of the frame."""


@dataclass(frozen=True, slots=True)
class OccasionState:
    """One occasion with all its commitments, by code, in the order they were recorded."""

    frame: Frame | None = None
    commitments: Mapping[str, CommitmentState] = field(default_factory=dict)

    @property
    def latest(self) -> dt.datetime | None:
        """The latest time in the world of any event of the occasion."""
        times = [state.latest for state in self.commitments.values() if state.latest]
        if self.frame is not None:
            times.append(self.frame.latest)
        return max(times, default=None)


EMPTY = OccasionState()


class GrowingOccasion:
    """An occasion that follows events in place: each costs the same, however many went before."""

    def __init__(self, state: OccasionState = EMPTY) -> None:
        self._commitments = dict(state.commitments)
        self.state = OccasionState(state.frame, self._commitments)
        """As it stands; its commitments go on changing with what follows."""

    def follow(self, event: RecordedEvent) -> None:
        """Take one more effective event in."""
        if event.commitment is None:
            self.state = replace(self.state, frame=evolve_frame(self.state.frame, event))
            return
        before = self._commitments.get(event.commitment) or _unrecorded(event)
        self._commitments[event.commitment] = evolve_commitment(before, event)


def evolve_occasion(state: OccasionState, event: RecordedEvent) -> OccasionState:
    """The occasion after an effective event of its own."""
    growing = GrowingOccasion(state)
    growing.follow(event)
    return growing.state


def fold_occasion(events: Iterable[RecordedEvent], effective_at: dt.datetime) -> OccasionState:
    """The occasion as it stood: known are the given events, in position order; effective are those
    that happened no later than the minute of `effective_at`.

    The frame (meetings, sources, doubts) is what is known of the occasion, not what happened in it:
    it is there as soon as it is known.
    """
    minute = whole_minute(effective_at)
    frame: Frame | None = None
    commitments: dict[str, CommitmentState] = {}
    for event in events:
        if event.commitment is None:
            frame = evolve_frame(frame, event)
            continue
        before = commitments.get(event.commitment) or _unrecorded(event)
        effective = whole_minute(event.occurred_at) <= minute
        commitments[event.commitment] = (evolve_commitment if effective else note_known)(
            before, event
        )
    recorded = {code: state for code, state in commitments.items() if state.recorded}
    return OccasionState(frame, recorded)


def whole_minute(moment: dt.datetime) -> dt.datetime:
    """A moment cut down to its minute."""
    return moment.replace(second=0, microsecond=0)


def _unrecorded(event: RecordedEvent) -> CommitmentState:
    return CommitmentState(occasion=event.occasion or "", code=event.commitment or "")


def evolve_frame(frame: Frame | None, event: RecordedEvent) -> Frame | None:
    """The frame after an event of the occasion that is about no commitment."""
    fact = event.fact
    if isinstance(fact, OccasionDeclared):
        return Frame(**_fields(fact), position=event.position, latest=event.occurred_at)
    if frame is None:
        return None
    match fact:
        case RakorRecorded():
            rakor = Rakor(**_fields(fact), position=event.position)
            return _put(frame, event, "rakors", rakor.code, rakor)
        case ParticipantRecorded():
            return _put(frame, event, "rakors", fact.rakor, _joined(frame, event, fact))
        case SourceRegistered():
            fields = _fields(fact)
            fields["kind"] = fields.pop("source_kind")
            source = Source(**fields, position=event.position)
            return _put(frame, event, "sources", source.code, source)
        case DiscrepancyNoted():
            return _put(frame, event, "discrepancies", fact.code, _noted(event, fact))
        case DiscrepancyResolved():
            return _put(frame, event, "discrepancies", fact.code, _resolved(frame, event, fact))
        case _:
            return frame


def _fields(fact: Fact) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in type(fact).model_fields}


def _put(frame: Frame, event: RecordedEvent, kind: str, code: str, item: State) -> Frame:
    items = {**getattr(frame, kind), code: item}
    return frame.model_copy(update={kind: items, "latest": max(frame.latest, event.occurred_at)})


def _joined(frame: Frame, event: RecordedEvent, fact: ParticipantRecorded) -> Rakor:
    capacity = TextAt(position=event.position, path="/capacity") if fact.capacity else None
    rakor = frame.rakors[fact.rakor]
    people = (*rakor.participants, Participant(party=fact.party, capacity=capacity))
    return rakor.model_copy(update={"participants": people})


def _noted(event: RecordedEvent, fact: DiscrepancyNoted) -> Discrepancy:
    return Discrepancy(
        code=fact.code,
        subject=fact.subject,
        field=fact.field,
        readings=tuple(
            TextAt(position=event.position, path=f"/readings/{index}")
            for index in range(len(fact.readings))
        ),
        noted_by=event.position,
        noter=acted_by(event.actor),
    )


def _resolved(frame: Frame, event: RecordedEvent, fact: DiscrepancyResolved) -> Discrepancy:
    noted = frame.discrepancies[fact.code]
    chosen = TextAt(position=event.position, path="/chosen")
    if fact.reading is not None:
        chosen = noted.readings[fact.reading]
    return noted.model_copy(update={"chosen": chosen, "resolved_by": event.position})
