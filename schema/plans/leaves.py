"""How the values of a scalar or an enum are written as JSON: a whole column of them at once.

What is usual has a short way. Everything else goes the way of the schema itself.
"""

import json
from collections.abc import Callable, Iterable
from enum import Enum
from json.encoder import encode_basestring
from math import isfinite
from typing import Any

from graphql import GraphQLEnumType, GraphQLLeafType

from schema.plans.giving_up import Abandoned, Unplannable

Write = Callable[[list[Any]], list[str]]
"""From values, none of them null, to the JSON text of each. Raises Abandoned, and what the schema
raises for a value that is none of its type."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def writer_of(leaf: GraphQLLeafType) -> Write:
    """How the values of a type are written. Raises Unplannable."""
    if isinstance(leaf, GraphQLEnumType):
        return _enum_writer(leaf)
    short = SHORT.get(leaf.name)
    return short(_one(leaf)) if short else _each(_one(leaf))


def _one(leaf: GraphQLLeafType) -> Callable[[Any], str]:
    """The way of the schema itself, value by value."""

    def write(value: Any) -> str:
        if isinstance(value, Exception):
            raise Abandoned(type(value).__name__)
        served = leaf.coerce_output_value(value)
        if served is None:
            raise Abandoned(leaf.name)
        return _encode(served)

    return write


def _each(one: Callable[[Any], str]) -> Write:
    return lambda values: list(map(one, values))


def _strings(one: Callable[[Any], str]) -> Write:
    return lambda values: [
        encode_basestring(value) if value.__class__ is str else one(value) for value in values
    ]


def _floats(one: Callable[[Any], str]) -> Write:
    return lambda values: [
        repr(value) if value.__class__ is float and isfinite(value) else one(value)
        for value in values
    ]


def _booleans(one: Callable[[Any], str]) -> Write:
    return lambda values: [
        "true" if value is True else "false" if value is False else one(value) for value in values
    ]


SHORT: dict[str, Callable[[Callable[[Any], str]], Write]] = {
    "String": _strings,
    "ID": _strings,
    "Float": _floats,
    "Boolean": _booleans,
}


def _enum_writer(enum: GraphQLEnumType) -> Write:
    members = getattr(enum, "wrapped_cls", None)
    if not (isinstance(members, type) and issubclass(members, Enum)):
        raise Unplannable(enum.name)
    texts = {member: _encode(enum.coerce_output_value(member)) for member in _members(members)}

    def write(values: list[Any]) -> list[str]:
        # Members of some enums equal the strings that they are; a string is no member.
        if values and set(map(type, values)) != {members}:
            raise Abandoned(enum.name)
        return [texts[value] for value in values]

    return write


def _members(enum: type[Enum]) -> Iterable[Enum]:
    return enum
