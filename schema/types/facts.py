"""The concrete type of each event, made from its fact: same fields, same descriptions."""

import datetime as dt
import types
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from events.facts.all import FACT_TYPES
from events.facts.fact import Fact, FieldClass, Text, class_of, field_classes
from events.facts.field_type import field_types
from events.format.canonical_fields import name_in_bytes
from schema.operation.context import Context
from schema.operation.fields import closed
from schema.types import links  # noqa: F401  # what it adds to Event, every concrete type inherits
from schema.types.event import Event
from schema.types.shown import Shown, shown_as


async def _show_text(context: Context, position: int, path: str, value: Any) -> Any:
    if isinstance(value, Text):
        return await context.loaders.texts.load((position, path))
    places = [(position, f"{path}/{index}") for index in range(len(value))]
    return [text for text in await context.loaders.texts.load_many(places) if text is not None]


def _resolver(name: str, shown: Shown, *, is_text: bool) -> Any:
    @closed(lambda event: class_of(event.event.fact, name))
    async def resolve(self: Event, info: strawberry.Info[Context, None]) -> Any:
        value = getattr(self.event.fact, name)
        if value is None:
            return None
        if is_text:
            path = f"/{name_in_bytes(name)}"
            return await _show_text(info.context, self.event.position, path, value)
        if isinstance(value, dt.datetime):
            return await self.local(info.context, value)
        view = await self.view(info.context) if shown.needs_view else None
        return shown.show(value, view, await info.context.names(self.point))

    return resolve


def _is_always_shown(name: str, facts: set[type[Fact]]) -> bool:
    """Whether every fact with a field of this name shows it always and to everyone.

    Only then it is non-null: GraphQL wants a name to have one type in all the events of an answer.
    """
    for fact_type in facts:
        field_type = field_types(fact_type).get(name)
        if field_type is not None and (
            field_type.is_optional
            or shown_as(field_type).may_be_unknown
            or field_classes(fact_type)[name] is not FieldClass.OPEN
        ):
            return False
    return True


def event_type(fact_type: type[Fact]) -> type[Event]:
    """The concrete event type of a fact: its name, its fields, its descriptions."""
    namespace: dict[str, Any] = {"__annotations__": {}, "__doc__": fact_type.__doc__}
    facts = {fact_type, *FACT_TYPES}
    for name, field_type in field_types(fact_type).items():
        shown = shown_as(field_type)
        kind: Any = shown.graphql_type
        resolver = _resolver(name, shown, is_text=field_type.kind is Text)
        resolver.__annotations__["return"] = kind if _is_always_shown(name, facts) else kind | None
        made: StrawberryField = strawberry.field(
            resolver=resolver,
            name=name_in_bytes(name),
            description=fact_type.model_fields[name].description,
        )
        namespace[f"fact_{name}"] = made
    cls = types.new_class(
        fact_type.type_name(), (Event,), {"fact": fact_type}, lambda body: body.update(namespace)
    )
    return strawberry.type(cls, description=fact_type.__doc__)


EVENT_TYPES: dict[type[Fact], type[Event]] = {fact: event_type(fact) for fact in FACT_TYPES}
