"""What the fields of a fact hold, read from their declared types: once, for all who ask."""

import types
import typing
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel

from events.facts.reference import Refers


@dataclass(frozen=True, slots=True)
class FieldType:
    """What one field holds."""

    kind: type[Any]
    """What a value is; of a list, what each of its values is."""
    refers: Refers | None = None
    """What a value names, if anything."""
    is_list: bool = False
    is_optional: bool = False
    """Whether it may be absent."""


@cache
def field_types(model: type[BaseModel]) -> dict[str, FieldType]:
    """The type of each field of a fact, by attribute name."""
    return {
        name: _field_type(declared.annotation, tuple(declared.metadata))
        for name, declared in model.model_fields.items()
    }


@cache
def fields_naming(model: type[BaseModel], refers: Refers) -> tuple[str, ...]:
    """The fields of a fact that name things of one kind, by attribute name."""
    return tuple(name for name, declared in field_types(model).items() if declared.refers is refers)


def _field_type(annotation: Any, marks: tuple[object, ...] = ()) -> FieldType:
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return _field_type(inner[0], (*marks, *inner[1:]))
    if origin in (typing.Union, types.UnionType):
        (kind,) = (each for each in inner if each is not types.NoneType)
        return replace(_field_type(kind, marks), is_optional=True)
    if origin is tuple:
        return replace(_field_type(inner[0], marks), is_list=True)
    refers = next((mark for mark in marks if isinstance(mark, Refers)), None)
    return FieldType(annotation, refers)
