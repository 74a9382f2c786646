"""What changed: between two read points, or since a client last listened."""

import strawberry

from events.facts.vocabulary import Light
from events.format.recorded_event import RecordedEvent
from schema.operation.fields import object_type
from schema.types.commitment import Commitment, commitment
from schema.types.event import Event, event_node
from schema.types.readiness import Readiness, readiness
from schema.types.scalars import Position
from services.read.occasion_view import OccasionView
from services.readiness.answer import Leaf, rounded


@object_type
class ReadinessChange:
    """How one commitment changed, and the events that did it."""

    commitment: Commitment = strawberry.field(description="The commitment, at the later point.")
    score_before: float | None = strawberry.field(description="Its score at `from`, 0 to 1.")
    score_after: float | None = strawberry.field(description="Its score at `to`, 0 to 1.")
    light_before: Light | None = strawberry.field(description="Its light at `from`.")
    light_after: Light | None = strawberry.field(description="Its light at `to`.")
    events: list[Event] = strawberry.field(
        description="Its events that count at one point only; none: the clock or a child did it."
    )


@object_type
class ReadinessComparison:
    """What changed between two read points, commitment by commitment."""

    from_: Readiness = strawberry.field(name="from", description="The readiness at `from`.")
    to: Readiness = strawberry.field(description="The readiness at `to`.")
    changes: list[ReadinessChange] = strawberry.field(
        description="Each commitment whose light, score or events differ, in recording order."
    )


def compare(
    before: OccasionView, after: OccasionView, events: list[RecordedEvent]
) -> ReadinessComparison:
    """Two views of an occasion held against each other."""
    changes = []
    events_of: dict[str | None, list[RecordedEvent]] = {}
    for event in events:
        events_of.setdefault(event.commitment, []).append(event)
    for code in dict.fromkeys((*before.state.commitments, *after.state.commitments)):
        shown = commitment(after, code) or commitment(before, code)
        old, new = before.readiness.leaves.get(code), after.readiness.leaves.get(code)
        own = events_of.get(code, [])
        if shown and (own or _differ(old, new)):
            changes.append(
                ReadinessChange(
                    commitment=shown,
                    score_before=_score(old),
                    score_after=_score(new),
                    light_before=old.light if old else None,
                    light_after=new.light if new else None,
                    events=[event_node(event, after.point) for event in own],
                )
            )
    return ReadinessComparison(from_=readiness(before), to=readiness(after), changes=changes)


def _differ(old: Leaf | None, new: Leaf | None) -> bool:
    if old is None or new is None:
        return old is not new
    return (old.light, _score(old)) != (new.light, _score(new))


def _score(leaf: Leaf | None) -> float | None:
    return None if leaf is None or leaf.score is None else rounded(leaf.score, 4)


@object_type
class Changes:
    """What a client missed, in pages; replaying a page does no harm."""

    origin: str = strawberry.field(description="Name of the log; another one: start again.")
    head: Position = strawberry.field(description="The last position of the log.")
    position: Position = strawberry.field(description="Send it as `since` to go on from here.")
    readiness: Readiness | None = strawberry.field(description="The readiness at the head, now.")
    commitments: list[Commitment] = strawberry.field(
        description="Each commitment that this page's events are about, as it is at the head."
    )
    events: list[Event] = strawberry.field(description="The events of this page, in order.")
    erasures: int = strawberry.field(
        description="Texts erased in the log so far; more than before: drop every kept text."
    )
    has_more: bool = strawberry.field(description="Whether there is another page.")
