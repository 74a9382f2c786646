"""What clients send: read points, filters, and one input type for each command, made from it."""

import datetime as dt
import types
import typing
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

import strawberry
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from events.facts.vocabulary import Light, Role
from schema.types.enums import EventType
from schema.types.scalars import Position
from services.commands.command import Command, InputPart
from services.commands.parse import parse
from services.commands.values import AsId
from services.state.commitment import CommitmentStatus


@strawberry.input(description="Which events; every part that is given must hold.")
class EventFilter:
    """Which events."""

    occasion: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the occasion they belong to."
    )
    commitment: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the commitment they are about."
    )
    types: list[EventType] | None = strawberry.field(default=None, description="Their kinds.")
    party: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the acting party; not for PUBLIC."
    )
    role: Role | None = strawberry.field(
        default=None, description="The role acted in; not for PUBLIC."
    )
    recorded_from: dt.datetime | None = strawberry.field(
        default=None, description="Recorded at or after."
    )
    recorded_to: dt.datetime | None = strawberry.field(
        default=None, description="Recorded at or before."
    )
    occurred_from: dt.datetime | None = strawberry.field(
        default=None, description="Happened at or after."
    )
    occurred_to: dt.datetime | None = strawberry.field(
        default=None, description="Happened at or before."
    )
    late_by_more_than_seconds: float | None = strawberry.field(
        default=None, description="Recorded more than so many seconds after it happened."
    )
    from_position: Position | None = strawberry.field(
        default=None, description="At or past this position."
    )
    to_position: Position | None = strawberry.field(
        default=None, description="At or before this position."
    )


@strawberry.input(description="Which commitments; every part that is given must hold.")
class CommitmentFilter:
    """Which commitments."""

    areas: list[str] | None = strawberry.field(
        default=None, description="Codes of areas, which have no id."
    )
    owners: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Ids of owning parties."
    )
    regions: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Ids of regions they concern; not for PUBLIC."
    )
    rakors: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Ids of the meetings in which they were made."
    )
    statuses: list[CommitmentStatus] | None = strawberry.field(
        default=None, description="Where they stand."
    )
    lights: list[Light] | None = strawberry.field(default=None, description="Their lights.")
    critical: bool | None = strawberry.field(
        default=None, description="Whether their RED makes the whole RED."
    )
    overdue: bool | None = strawberry.field(default=None, description="Whether they are overdue.")
    text: str | None = strawberry.field(
        default=None, description="Words of their titles, in any case; at most 100 characters."
    )
    due_from: dt.date | None = strawberry.field(default=None, description="Due at this day or …")
    due_to: dt.date | None = strawberry.field(
        default=None, description="… later, and at this day or earlier."
    )


@cache
def input_type(model: type[Command] | type[InputPart]) -> type:
    """The input type of a command, or of a part of one: same fields, same descriptions."""
    is_command = issubclass(model, Command)
    namespace: dict[str, Any] = {"__annotations__": {}}
    for name, declared in model.model_fields.items():
        kind = _graphql_type(declared.annotation, declared.metadata)
        is_optional = not declared.is_required()
        namespace["__annotations__"][name] = kind | None if is_optional else kind
        options: dict[str, Any] = {"default": None} if is_optional else {}
        namespace[name] = strawberry.field(
            name=to_camel(name), description=declared.description, **options
        )
    name = f"{mutation_name(model)}Input" if is_command else f"{model.__name__}Input"
    cls = types.new_class(name, (), {}, lambda body: body.update(namespace))
    return strawberry.input(cls, description=model.__doc__)


def mutation_name(command: type[Any]) -> str:
    """The mutation's name as a prefix of its types: `CommitmentReportProgress`."""
    mutation: str = command.mutation
    return mutation[0].upper() + mutation[1:]


def _graphql_type(annotation: Any, metadata: list[Any]) -> Any:
    if typing.get_origin(annotation) is typing.Annotated:
        inner, *metadata = typing.get_args(annotation)
        return _graphql_type(inner, metadata)
    marks = [mark for mark in metadata if isinstance(mark, AsId)]
    if marks:
        return Position if marks[0].kind == "position" else strawberry.ID
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        known = [kind for kind in typing.get_args(annotation) if kind is not type(None)]
        return _graphql_type(known[0], metadata)
    if typing.get_origin(annotation) is tuple:
        return list[_graphql_type(typing.get_args(annotation)[0], [])]  # type: ignore[misc]  # a type chosen at run time
    if issubclass(annotation, InputPart):
        return input_type(annotation)
    if annotation is Decimal:
        return float
    if annotation in (str, int, bool, dt.date, dt.datetime) or issubclass(annotation, Enum):
        return annotation
    raise TypeError(f"no input type for {annotation}")


def command_from(command_type: type[Command], given: object) -> Command:
    """The command in a coerced input. Raises InvalidInput."""
    return parse(command_type, _as_mapping(command_type, given))


def _as_mapping(model: type[BaseModel], given: object) -> dict[str, Any]:
    found = {}
    for name in model.model_fields:
        value = getattr(given, name)
        if value is not None:
            found[to_camel(name)] = _plain(model, name, value)
    return found


def _plain(model: type[BaseModel], name: str, value: Any) -> Any:
    part = _part_of(model.model_fields[name].annotation)
    if part is None:
        return value
    if isinstance(value, list):
        return [_as_mapping(part, item) for item in value]
    return _as_mapping(part, value)


def _part_of(annotation: Any) -> type[InputPart] | None:
    if isinstance(annotation, type) and issubclass(annotation, InputPart):
        return annotation
    parts = (_part_of(kind) for kind in typing.get_args(annotation))
    return next((part for part in parts if part is not None), None)
