"""What is known of one occasion at one read point, and its commitments."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field, PrivateAttr

from events.facts.discrepancy import DiscrepancyNoted, DiscrepancyResolved
from events.facts.fact import Fact
from events.facts.occasion import Area, OccasionDeclared
from events.facts.rakor import ParticipantRecorded, RakorRecorded
from events.facts.source import SourceRegistered
from events.format.recorded_event import RecordedEvent
from services.state.codes import Spellings
from services.state.commitment import CommitmentState
from services.state.commitment_evolve import evolve_commitment, note_known
from services.state.discrepancy import Discrepancy
from services.state.rakor import Participant, Rakor
from services.state.records import State, TextAt, acted_by
from services.state.source import Source

KINDS = {"rakor": "rakors", "source": "sources", "discrepancy": "discrepancies"}
"""What an occasion holds by code, and in which field."""


class Occasion(State):
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
    """The latest time in the world of any event of the occasion."""
    _spellings: Spellings = PrivateAttr(default_factory=Spellings)

    def model_post_init(self, _: Any) -> None:
        """Take in the codes of what it begins with."""
        self._spellings = Spellings({kind: self._known(kind) for kind in (*KINDS, "area")})

    def _known(self, kind: str) -> Collection[str]:
        if kind == "area":
            return [area.code for area in self.areas]
        known: dict[str, Any] = getattr(self, KINDS[kind])
        return known

    def spelt(self, kind: str, code: str) -> str | None:
        """The code of a rakor, source, discrepancy or area as it was given when it was recorded.

        None where none is on record, or several that differ by case and none is spelt so.
        """
        return self._spellings.of(kind, code, self._known(kind))

    def taken(self, kind: str, code: str) -> str | None:
        """The code on record beside which another could not be told; None where there is none."""
        return self._spellings.taken(kind, code, self._known(kind))

    def having(self, kind: str, code: str, changed: dict[str, Any]) -> "Occasion":
        """Itself, changed, and knowing one more code."""
        new = self.model_copy(update=changed)
        if code not in self._known(kind):
            new._spellings = self._spellings.another()
            new._spellings.note(kind, code)
        return new


@dataclass(frozen=True, slots=True)
class OccasionState:
    """One occasion with all its commitments, by code, in the order they were recorded."""

    occasion: Occasion | None = None
    commitments: Mapping[str, CommitmentState] = field(default_factory=dict)
    last: int = -1
    """Position of its latest known event; -1: it has none."""
    size: int = 0
    """How many of its events are known."""
    latest: dt.datetime | None = None
    """The latest time in the world of any of its events that count."""
    spellings: Spellings = field(default_factory=Spellings, compare=False)
    """Of its commitments' codes; it may hold more than are known here."""

    def spelt(self, commitment: str) -> str | None:
        """The code of a commitment as it was given when it was recorded.

        None where none is on record, or several that differ by case and none is spelt so.
        """
        return self.spellings.of("commitment", commitment, self.commitments)

    def taken(self, commitment: str) -> str | None:
        """The code on record beside which another could not be told; None where there is none."""
        return self.spellings.taken("commitment", commitment, self.commitments)


EMPTY = OccasionState()


class GrowingOccasion:
    """An occasion that follows events: each costs the same, however many went before.

    Known are the events it is given, in position order; with `minute` only those count that had
    happened by its end. Its meetings, sources and doubts are what is known of it, not what happened
    in it: they are there as soon as they are known.
    """

    def __init__(self, state: OccasionState = EMPTY, minute: dt.datetime | None = None) -> None:
        self._commitments = dict(state.commitments)
        self._end = None if minute is None else minute.replace(second=59, microsecond=999_999)
        self._spellings, self._own = state.spellings, False
        """Shared with the state it began with, until there is one more code."""
        self._occasion, self._latest = state.occasion, state.latest
        self.last, self.size = state.last, state.size

    @property
    def state(self) -> OccasionState:
        """As it stands; its commitments go on changing with what follows."""
        return self._state(self._commitments)

    @property
    def still(self) -> OccasionState:
        """As it stands, whatever follows."""
        recorded = {code: state for code, state in self._commitments.items() if state.recorded}
        return self._state(recorded)

    def _state(self, commitments: Mapping[str, CommitmentState]) -> OccasionState:
        return OccasionState(
            self._occasion, commitments, self.last, self.size, self._latest, self._spellings
        )

    def _put(self, code: str, state: CommitmentState) -> None:
        if code not in self._commitments:
            if not self._own:
                self._spellings, self._own = self._spellings.another(), True
            self._spellings.note("commitment", code)
        self._commitments[code] = state

    def follow(self, event: RecordedEvent) -> None:
        """Take one more known event in."""
        if event.commitment is None:
            self._occasion = evolve_occasion_alone(self._occasion, event)
        elif self._end is None or event.occurred_at <= self._end:
            before = self._commitments.get(event.commitment) or _unrecorded(event)
            self._put(event.commitment, evolve_commitment(before, event))
        else:
            self.note(event.position, event.occasion or "", event.commitment, event.stream_version)
            return
        self.last, self.size = event.position, self.size + 1
        self._latest = max(self._latest or event.occurred_at, event.occurred_at)

    def note(self, position: int, occasion: str, commitment: str, version: int) -> None:
        """Take an event in that is known but does not count yet: only versions grow by it."""
        self.last, self.size = position, self.size + 1
        before = self._commitments.get(commitment)
        known = before or CommitmentState(occasion=occasion, code=commitment)
        self._put(commitment, note_known(known, version))


def fold_occasion(
    events: Iterable[RecordedEvent], effective_at: dt.datetime, base: OccasionState = EMPTY
) -> OccasionState:
    """The occasion at a read point: from a state at which all that was known had happened by then,
    and the events that came to be known since, in position order."""
    growing = GrowingOccasion(base, whole_minute(effective_at))
    for event in events:
        growing.follow(event)
    return growing.still


def whole_minute(moment: dt.datetime) -> dt.datetime:
    """A moment cut down to its minute."""
    return moment.replace(second=0, microsecond=0)


def _unrecorded(event: RecordedEvent) -> CommitmentState:
    return CommitmentState(occasion=event.occasion or "", code=event.commitment or "")


def evolve_occasion_alone(occasion: Occasion | None, event: RecordedEvent) -> Occasion | None:
    """The occasion after an event of its own that is about no commitment."""
    fact = event.fact
    if isinstance(fact, OccasionDeclared):
        return Occasion(**_fields(fact), position=event.position, latest=event.occurred_at)
    if occasion is None:
        return None
    match fact:
        case RakorRecorded():
            rakor = Rakor(**_fields(fact), position=event.position)
            return _put(occasion, event, "rakor", rakor.code, rakor)
        case ParticipantRecorded():
            return _put(occasion, event, "rakor", fact.rakor, _joined(occasion, event, fact))
        case SourceRegistered():
            fields = _fields(fact)
            fields["kind"] = fields.pop("source_kind")
            source = Source(**fields, position=event.position)
            return _put(occasion, event, "source", source.code, source)
        case DiscrepancyNoted():
            return _put(occasion, event, "discrepancy", fact.code, _noted(event, fact))
        case DiscrepancyResolved():
            return _put(occasion, event, "discrepancy", fact.code, _resolved(occasion, event, fact))
        case _:
            return occasion


def _fields(fact: Fact) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in type(fact).model_fields}


def _put(occasion: Occasion, event: RecordedEvent, kind: str, code: str, item: State) -> Occasion:
    items = {**getattr(occasion, KINDS[kind]), code: item}
    changed = {KINDS[kind]: items, "latest": max(occasion.latest, event.occurred_at)}
    return occasion.having(kind, code, changed)


def _joined(occasion: Occasion, event: RecordedEvent, fact: ParticipantRecorded) -> Rakor:
    capacity = TextAt(position=event.position, path="/capacity") if fact.capacity else None
    rakor = occasion.rakors[fact.rakor]
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


def _resolved(occasion: Occasion, event: RecordedEvent, fact: DiscrepancyResolved) -> Discrepancy:
    noted = occasion.discrepancies[fact.code]
    chosen = TextAt(position=event.position, path="/chosen")
    if fact.reading is not None:
        chosen = noted.readings[fact.reading]
    return noted.model_copy(update={"chosen": chosen, "resolved_by": event.position})
