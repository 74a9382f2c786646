"""Events as the API shows them: one concrete type for each fact, made from the fact itself."""

import base64
import datetime as dt
import types
from typing import Any

import strawberry
from pydantic.alias_generators import to_camel
from strawberry.types.field import StrawberryField

from events.fact import Fact, FieldClass, Text, class_of
from events.facts import FACT_TYPES, event_type_name
from events.facts_of_commitment import ProgressReported
from events.recorded_event import RecordedEvent
from schema.context import Context, local
from schema.errors import ErrorCode
from schema.fields import field, require
from schema.types.commitment import Commitment, commitment
from schema.types.enums import EventType
from schema.types.node import Node, pinned_id, plain_id
from schema.types.occasion import Occasion, occasion
from schema.types.party import Actor
from schema.types.scalars import Hash, Position
from schema.types.shown import Shown, always_open, is_text, shown_as
from services.look_up import OccasionView
from services.permissions import may_see_sealed_bytes
from services.read_point import ReadPoint

LeafAndSealed = tuple[bytes, bytes]


@strawberry.interface(
    description="One entry of the append-only log. One concrete type per kind of event."
)
class Event(Node):
    """One entry of the append-only log."""

    event: strawberry.Private[RecordedEvent]
    point: strawberry.Private[ReadPoint]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id("event", self.event.position)

    @field
    def position(self) -> Position:
        """Its place in the log, from 0, without gaps."""
        return Position(self.event.position)

    @field
    def type(self) -> EventType:
        """What happened."""
        return EventType[event_type_name(type(self.event.fact))]

    @field
    def schema_version(self) -> int:
        """Version of the shape of its fact."""
        return self.event.fact.version

    @field
    async def occasion(self, info: strawberry.Info[Context, None]) -> Occasion | None:
        """The occasion it belongs to."""
        view = await self._view(info.context)
        return occasion(view) if view else None

    @field
    async def commitment(self, info: strawberry.Info[Context, None]) -> Commitment | None:
        """The commitment it is about; null too where that is not effective at the read point."""
        view = await self._view(info.context)
        return commitment(view, self.event.commitment) if view else None

    @field
    async def recorded_at(self, info: strawberry.Info[Context, None]) -> dt.datetime:
        """When it was recorded, by the server's clock."""
        return await self._local(info.context, self.event.recorded_at)

    @field
    async def occurred_at(self, info: strawberry.Info[Context, None]) -> dt.datetime:
        """When it happened in the world."""
        return await self._local(info.context, self.event.occurred_at)

    @field
    def late_by_seconds(self) -> float:
        """Seconds from its happening to its recording; negative where a clock ran ahead."""
        return (self.event.recorded_at - self.event.occurred_at).total_seconds()

    @field
    async def actor(self, info: strawberry.Info[Context, None]) -> Actor | None:
        """Who did it."""
        require(info.context, FieldClass.SEALED)
        return Actor(actor=self.event.actor, directory=await info.context.directory())

    @field
    async def reason(self, info: strawberry.Info[Context, None]) -> str | None:
        """Why, where a reason was given."""
        require(info.context, FieldClass.TEXT)
        if self.event.reason is None:
            return None
        return await info.context.loaders.texts.load((self.event.position, "/reason"))

    @field
    def causation(self, info: strawberry.Info[Context, None]) -> Position | None:
        """Position of the event that led to it."""
        require(info.context, FieldClass.SEALED)
        return None if self.event.causation is None else Position(self.event.causation)

    @field
    def correlation(self, info: strawberry.Info[Context, None]) -> strawberry.ID | None:
        """The client's own id that ties several commands together."""
        require(info.context, FieldClass.SEALED)
        return strawberry.ID(self.event.correlation) if self.event.correlation else None

    @field
    def leaf_hash(self) -> Hash:
        """RFC 6962 leaf hash of its bytes."""
        return Hash(self.event.leaf_hash.hex())

    @field
    async def bytes(self, info: strawberry.Info[Context, None]) -> str:
        """The exact leaf bytes, base64."""
        leaf, _ = await self._bytes(info.context)
        return base64.b64encode(leaf).decode()

    @field
    async def sealed_bytes(self, info: strawberry.Info[Context, None]) -> str | None:
        """The exact sealed bytes, base64; for auditors."""
        if not may_see_sealed_bytes(info.context.viewer):
            raise info.context.error(ErrorCode.FORBIDDEN)
        _, sealed = await self._bytes(info.context)
        return base64.b64encode(sealed).decode()

    @field
    async def erased_texts(self, info: strawberry.Info[Context, None]) -> list[str] | None:
        """Paths of its texts that were erased, such as /note; they read as null."""
        require(info.context, FieldClass.SEALED)
        return list(await info.context.loaders.erased.load(self.event.position) or ())

    @field
    async def corrected_by(self, info: strawberry.Info[Context, None]) -> "Event | None":
        """The last correction or retraction of this report that is known at the read point."""
        if not isinstance(self.event.fact, ProgressReported) or not self.event.commitment:
            return None
        view = await self._view(info.context)
        state = view.state.commitments.get(self.event.commitment) if view else None
        changes = [
            report.changed_by[-1]
            for report in (state.reports if state else ())
            if report.position == self.event.position and report.changed_by
        ]
        found = await info.context.loaders.events_at(changes)
        return event_node(found[0], self.point) if found else None

    async def _view(self, context: Context) -> OccasionView | None:
        if self.event.occasion is None:
            return None
        return await context.view(self.event.occasion, self.point)

    async def _local(self, context: Context, moment: dt.datetime) -> dt.datetime:
        view = await self._view(context)
        return local(moment, view.frame.time_zone) if view else local(moment)

    async def _bytes(self, context: Context) -> LeafAndSealed:
        found = await context.loaders.bytes.load(self.event.position)
        if found is None:
            raise LookupError(f"no bytes at {self.event.position}")
        return found


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
        view = await self._view(info.context) if shown.needs_view else None
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
    cls = types.new_class(fact_type.type_name(), (Event,), {}, lambda body: body.update(namespace))
    return strawberry.type(cls, description=fact_type.__doc__)


EVENT_TYPES: dict[type[Fact], type[Event]] = {fact: event_type(fact) for fact in FACT_TYPES}


def event_node(event: RecordedEvent, point: ReadPoint) -> Event:
    """An event as it is shown at a read point."""
    return EVENT_TYPES[type(event.fact)](
        id=pinned_id(point, "event", event.position), event=event, point=point
    )


NAMES: dict[str, str] = {event_type_name(fact): fact.type_name() for fact in FACT_TYPES}
