"""`evolve` of an occasion without its commitments: what it is after one more event."""

from typing import Any

from events.facts.discrepancy import DiscrepancyNoted, DiscrepancyResolved
from events.facts.fact import Fact
from events.facts.occasion import OccasionDeclared, OccasionRescheduled
from events.facts.rakor import ParticipantRecorded, RakorAmended, RakorRecorded
from events.facts.source import SourceRegistered
from events.format.recorded_event import RecordedEvent
from services.state.discrepancy import Discrepancy
from services.state.occasion import KINDS, Move, Occasion
from services.state.rakor import Participant, Rakor
from services.state.records import State, TextAt, acted_by
from services.state.source import Source


def evolve_occasion_alone(occasion: Occasion | None, event: RecordedEvent) -> Occasion | None:
    """The occasion after an event of its own that is about no commitment."""
    fact = event.fact
    if isinstance(fact, OccasionDeclared):
        return Occasion(
            **_fields(fact),
            first_day=fact.day,
            first_until=fact.until,
            position=event.position,
            latest=event.occurred_at,
        )
    if occasion is None:
        return None
    match fact:
        case OccasionRescheduled():
            return _moved(occasion, event, fact)
        case RakorRecorded() | RakorAmended() | ParticipantRecorded():
            rakor = _rakor(occasion, event, fact)
            return _put(occasion, event, "rakor", rakor.code, rakor)
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


def _moved(occasion: Occasion, event: RecordedEvent, fact: OccasionRescheduled) -> Occasion:
    move = Move(event.position, event.occurred_at, fact.old_day, fact.new_day, fact.until)
    moves = tuple(sorted((*occasion.moves, move), key=lambda each: each.order))
    return occasion.model_copy(
        update={
            "day": moves[-1].new_day,
            "until": moves[-1].until,
            "moves": moves,
            "latest": max(occasion.latest, event.occurred_at),
        }
    )


def _rakor(
    occasion: Occasion,
    event: RecordedEvent,
    fact: RakorRecorded | RakorAmended | ParticipantRecorded,
) -> Rakor:
    match fact:
        case RakorRecorded():
            return Rakor(**_fields(fact), position=event.position)
        case RakorAmended():
            return _amended(occasion, fact)
        case ParticipantRecorded():
            return _joined(occasion, event, fact)


def _amended(occasion: Occasion, fact: RakorAmended) -> Rakor:
    said = {name: value for name, value in _fields(fact).items() if value is not None}
    said.pop("rakor")
    return occasion.rakors[fact.rakor].model_copy(update=said)


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
