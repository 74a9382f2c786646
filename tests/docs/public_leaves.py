"""Leaves of events that no log holds: what the public would see of a history made in a test."""

from collections.abc import Iterable
from typing import Any

from events.facts.fact import Fact, Text
from events.format.canonical_bytes import seal
from events.format.recorded_event import Actor, Draft, RecordedEvent

SALT = "0" * 32


def leaves_of(events: Iterable[RecordedEvent]) -> list[bytes]:
    """The leaf bytes of events, in their order."""
    return [_leaf_of(event) for event in events]


def _leaf_of(event: RecordedEvent) -> bytes:
    draft = Draft(
        stream=event.stream,
        fact=_with_words(event.fact),
        actor=Actor(event.actor.role, event.actor.party),
        occurred_at=event.occurred_at,
        occasion=event.occasion,
        commitment=event.commitment,
    )
    sealed = seal(
        draft,
        position=event.position,
        stream_version=event.stream_version,
        recorded_at=event.recorded_at,
        new_salt=lambda: SALT,
    )
    return sealed.leaf


def _with_words(fact: Fact) -> Fact:
    """The fact as it was before its texts were hidden."""
    words = Text(value="words")
    found: dict[str, Any] = {}
    for name in type(fact).model_fields:
        value = getattr(fact, name)
        if isinstance(value, Text):
            found[name] = words
        elif isinstance(value, tuple) and value and isinstance(value[0], Text):
            found[name] = (words,) * len(value)
    return fact.model_copy(update=found)
