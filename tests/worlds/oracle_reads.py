"""Recorded events as the oracle reads them."""

from collections.abc import Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from events.facts.commitment import CommitmentRecorded
from events.facts.deadline import DeadlineRescheduled
from events.facts.obstacle import ObstacleResolved
from events.facts.owner import CommitmentReassigned
from events.format.recorded_event import RecordedEvent

RENAMED: dict[type, Mapping[str, str]] = {
    CommitmentRecorded: {"commitment_kind": "kind"},
    CommitmentReassigned: {"new_owner": "new"},
    DeadlineRescheduled: {"new_due": "new"},
    ObstacleResolved: {"code": "obstacle"},
}
"""Fields that the oracle knows by the names of the domain's table."""


def as_the_oracle_reads(event: RecordedEvent) -> dict[str, Any]:
    """An event in the words of the domain's table."""
    names = RENAMED.get(type(event.fact), {})
    fields = event.fact.model_dump()
    return {
        "type": event.fact.type_name(),
        "position": event.position,
        "occasion": event.occasion,
        "commitment": event.commitment,
        "occurredAt": event.occurred_at,
        **{names.get(name, to_camel(name)): value for name, value in fields.items()},
    }
