"""How a fact becomes a record of a state: what `evolve` is made of."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Any, TypeVar, cast

from events.facts.fact import Fact, text_fields
from events.format.canonical_fields import name_in_bytes
from events.format.recorded_event import RecordedEvent
from services.state.change_request import ChangeRequest
from services.state.commitment import CommitmentState
from services.state.deadline import Deadline
from services.state.escalation import Escalation
from services.state.indicator import Indicator
from services.state.obstacle import Obstacle
from services.state.records import Moment, TextAt, coded
from services.state.statement import Statement
from services.state.timeline import Timeline
from services.state.waiver import Waiver
from services.state.withdrawal import Withdrawal

C = TypeVar("C", Obstacle, Escalation, Waiver, Statement, ChangeRequest, Withdrawal)
R = TypeVar("R", bound=Moment | Deadline | Indicator)
Change = dict[str, Any]
"""The fields of a commitment's state that an event changes."""
Changes = Mapping[type[Fact], Callable[[CommitmentState, RecordedEvent, Any], Change]]
"""What each fact changes."""


def changed(records: Timeline[C], code: str, change: Change) -> Timeline[C]:
    """The timeline in which what bears a code is another."""
    for record in list(records.all_of(coded(code))):
        if record.code == code:  # older logs may hold another that differs by case
            records = records.replaced(record, replace(record, **change))
    return records


def at(event: RecordedEvent) -> Change:
    """Where an event stands, as its record keeps it."""
    return {"position": event.position, "occurred_at": event.occurred_at}


@cache
def _shared(kind: Any, fact: type[Fact]) -> tuple[tuple[str, str | None], ...]:
    """The fields that a record has of a fact; of a text, also its path."""
    names = {field.name for field in fields(kind)}
    texts = text_fields(fact)
    return tuple(
        (name, f"/{name_in_bytes(name)}" if name in texts else None)
        for name in fact.model_fields
        if name in names
    )


def record_of(kind: type[R], event: RecordedEvent, **more: Any) -> R:
    """The record of an event: what its fact says under the same names, and more.

    A text is kept as the place where it is disclosed.
    """
    said: Change = {}
    for name, path in _shared(cast("Hashable", kind), type(event.fact)):
        value = getattr(event.fact, name)
        said[name] = TextAt(event.position, path) if path and value is not None else value
    return kind(**said, **more)
