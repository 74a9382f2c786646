"""Random histories hold only what can be recorded: a failure is never the generator's."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from hypothesis import given
from pydantic import BaseModel, TypeAdapter

from events.facts.fact import Text
from events.facts.verdict import FulfilmentVerified
from events.format.recorded_event import RecordedEvent
from services.commands.texts import Title
from services.commands.values import Day, Moment, Quantity
from tests.worlds.random_histories import histories

ABOVE_ZERO = frozenset({"target", "old_target", "new_target", "weight", "remainder"})
KINDS: dict[type, TypeAdapter[object]] = {
    Decimal: TypeAdapter(Quantity),
    dt.date: TypeAdapter(Day),
    dt.datetime: TypeAdapter(Moment),
    str: TypeAdapter(Title),
}
"""How the write path checks a value of each type."""


def values_in(part: BaseModel) -> Iterator[tuple[str, object]]:
    """Every value in a fact by the name of its field, those of its parts too."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, BaseModel) and not isinstance(item, Text):
                yield from values_in(item)
            else:
                yield name, item


@given(histories())
def test_every_value_passes_the_checks_of_the_write_path(
    drawn: tuple[list[RecordedEvent], dt.datetime],
) -> None:
    for event in drawn[0]:
        assert KINDS[dt.datetime].validate_python(event.occurred_at) == event.occurred_at
        for name, value in values_in(event.fact):
            if type(value) in KINDS:
                assert KINDS[type(value)].validate_python(value) == value, name
            if isinstance(value, Decimal):
                is_amount = isinstance(event.fact, FulfilmentVerified) or name not in ABOVE_ZERO
                assert value >= 0 if is_amount else value > 0, name
