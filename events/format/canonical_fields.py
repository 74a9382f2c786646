"""A fact's fields as they stand in canonical bytes: the open ones, and all the others. Pure."""

import datetime as dt
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from events.facts.fact import Fact, FieldClass, Text, class_of, field_classes
from events.format.canonical_json import canonical_decimal, canonical_time


@cache
def name_in_bytes(name: str) -> str:
    """The name of a field as it stands in the bytes."""
    return to_camel(name)


@cache
def names_in_bytes(fact_type: type[Fact]) -> frozenset[str]:
    """The names of all the fields that a fact can have, as they stand in the bytes."""
    return frozenset(name_in_bytes(name) for name in fact_type.model_fields)


def fields_of(fact: Fact) -> tuple[dict[str, Any], dict[str, Any]]:
    """The open fields of a fact, and those that are sealed, under their names in the bytes.

    An absent optional field is left out. Texts must be digests already.
    """
    opened: dict[str, Any] = {}
    closed: dict[str, Any] = {}
    for name, declared, in_bytes in _layout(type(fact)):
        value = getattr(fact, name)
        if value is not None:
            own = class_of(fact, name) if declared is FieldClass.REGIONAL else declared
            target = opened if own is FieldClass.OPEN else closed
            target[in_bytes] = _canonical(value)
    return opened, closed


@cache
def _layout(fact_type: type[Fact]) -> tuple[tuple[str, FieldClass, str], ...]:
    """The fields of a fact: name, declared class, and name in the bytes."""
    classes = field_classes(fact_type)
    return tuple((name, classes[name], name_in_bytes(name)) for name in fact_type.model_fields)


def _canonical(value: Any) -> Any:
    if type(value) in (str, int, bool):
        return value
    match value:
        case Enum():
            return value.value
        case Decimal():
            return canonical_decimal(value)
        case dt.datetime():
            return canonical_time(value)
        case dt.date():
            return value.isoformat()
        case Text():
            return value.digest
        case BaseModel():
            return {
                name_in_bytes(name): _canonical(getattr(value, name))
                for name in type(value).model_fields
                if getattr(value, name) is not None
            }
        case tuple():
            return [_canonical(item) for item in value]
        case _:
            return value
