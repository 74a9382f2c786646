"""The concrete type of each event, made from its fact: same fields, same descriptions."""

import types
from typing import Any

import strawberry
from pydantic.alias_generators import to_camel
from strawberry.types.field import StrawberryField

from events.facts.all import FACT_TYPES
from events.facts.fact import Fact, Text, class_of
from schema.operation.context import Context
from schema.operation.fields import require
from schema.types import links  # noqa: F401 what it adds to Event, every concrete type inherits
from schema.types.event import Event
from schema.types.shown import Shown, always_open, is_text, shown_as


async def _show_text(context: Context, position: int, path: str, value: Any) -> Any:
    if isinstance(value, Text):
        return await context.loaders.texts.load((position, path))
    places = [(position, f"{path}/{index}") for index in range(len(value))]
    return [text for text in await context.loaders.texts.load_many(places) if text is not None]


def _resolver(name: str, shown: Shown) -> Any:
    async def resolve(self: Event, info: strawberry.Info[Context, None]) -> Any:
        fact = self.event.fact
        value = getattr(fact, name)
        require(info.context, class_of(fact, name))
        if value is None:
            return None
        if is_text(value):
            path = f"/{to_camel(name)}"
            return await _show_text(info.context, self.event.position, path, value)
        view = await self.view(info.context) if shown.needs_view else None
        return shown.show(value, view, await info.context.directory())

    return resolve


def event_type(fact_type: type[Fact]) -> type[Event]:
    """The concrete event type of a fact: its name, its fields, its descriptions."""
    namespace: dict[str, Any] = {"__annotations__": {}, "__doc__": fact_type.__doc__}
    for name, declared in fact_type.model_fields.items():
        shown, _ = shown_as(name, declared.annotation)
        kind: Any = shown.graphql_type
        resolver = _resolver(name, shown)
        resolver.__annotations__["return"] = kind if always_open(name) else kind | None
        made: StrawberryField = strawberry.field(
            resolver=resolver, name=to_camel(name), description=declared.description
        )
        namespace[f"fact_{name}"] = made
    cls = types.new_class(
        fact_type.type_name(), (Event,), {"fact": fact_type}, lambda body: body.update(namespace)
    )
    return strawberry.type(cls, description=fact_type.__doc__)


EVENT_TYPES: dict[type[Fact], type[Event]] = {fact: event_type(fact) for fact in FACT_TYPES}
