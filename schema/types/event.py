"""Events as the API shows them: one concrete type for each fact, made from the fact itself."""

import base64
import datetime as dt
import types
import typing
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry
from pydantic.alias_generators import to_camel
from strawberry.types.field import StrawberryField

from events.fact import Fact, FieldClass, Text, class_of, field_classes
from events.facts import FACT_TYPES, event_type_name
from events.facts_of_commitment import Link, ProgressReported, RegionTarget
from events.facts_of_occasion import Area as AreaFact
from events.facts_of_occasion import StatedDate as StatedDateFact
from events.recorded_event import RecordedEvent
from schema.context import Context, local
from schema.errors import ErrorCode
from schema.fields import field, require
from schema.types.commitment import Commitment, CommitmentLink, commitment
from schema.types.commitment import RegionTarget as RegionTargetType
from schema.types.enums import EventType
from schema.types.node import Node, pinned_id, plain_id
from schema.types.occasion import Area, Occasion, Rakor, Source, StatedDate, occasion, rakor, source
from schema.types.party import Actor, Party, Region, party, region
from schema.types.scalars import Hash, Position
from services.look_up import OccasionView, ReadPoint
from services.permissions import may_see_sealed_bytes

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


class _Shown:
    """How one kind of value in a fact is shown."""

    def __init__(self, graphql_type: object, show: Any, *, needs_view: bool = False) -> None:
        self.graphql_type, self.show, self.needs_view = graphql_type, show, needs_view


def _party(value: str, view: Any, directory: Any) -> Party | None:
    return party(directory, value)


def _region(value: str, view: Any, directory: Any) -> Region | None:
    return region(directory, value)


REFERENCES: dict[str, _Shown] = {
    **dict.fromkeys(
        (
            "parent_party party owner old_owner new_owner requested_by approved_by organiser chair"
        ).split(),
        _Shown(Party, _party),
    ),
    "region": _Shown(Region, _region),
    "source": _Shown(Source, lambda value, view, _: source(view, value), needs_view=True),
    "rakor": _Shown(Rakor, lambda value, view, _: rakor(view, value), needs_view=True),
    "parent": _Shown(Commitment, lambda value, view, _: commitment(view, value), needs_view=True),
    "corrects": _Shown(Position, lambda value, *_: Position(value)),
    "sha256": _Shown(Hash, lambda value, *_: Hash(value)),
    "committed_by": _Shown(
        list[Party],
        lambda value, _, directory: [shown for code in value if (shown := party(directory, code))],
    ),
    "sources": _Shown(
        list[Source], lambda value, view, _: [source(view, code) for code in value], needs_view=True
    ),
}
"""Fields of facts that name something: shown as the thing itself."""


PARTS: dict[type, Any] = {
    AreaFact: list[Area],
    RegionTarget: list[RegionTargetType],
    Link: list[CommitmentLink],
    Text: list[str],
}


def _show_parts(value: tuple[Any, ...], view: OccasionView, directory: Any) -> list[Any]:
    shown = (_show_part(part, view, directory) for part in value)
    return [part for part in shown if part is not None]


def _show_part(part: Any, view: OccasionView, directory: Any) -> Any:
    if isinstance(part, AreaFact):
        return Area(code=part.code, name=part.name)
    if isinstance(part, RegionTarget):
        known = region(directory, part.region)
        return RegionTargetType(region=known, target=float(part.target)) if known else None
    other = commitment(view, part.commitment)
    return CommitmentLink(kind=part.kind, commitment=other) if other else None


def _shown_as(name: str, annotation: Any) -> tuple[_Shown, bool]:
    """How a field of a fact is shown, and whether it may be absent."""
    options = [kind for kind in typing.get_args(annotation) if kind is not type(None)]
    is_union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    kind = options[0] if is_union else annotation
    if typing.get_origin(kind) is typing.Annotated:
        kind = typing.get_args(kind)[0]
    if name in REFERENCES:
        return REFERENCES[name], is_union
    return _shown_kind(kind), is_union


def _shown_kind(kind: Any) -> _Shown:
    if kind is Decimal:
        return _Shown(float, lambda value, *_: float(value))
    if kind is StatedDateFact:
        return _Shown(
            StatedDate,
            lambda value, *_: StatedDate(
                verbatim=value.verbatim, resolved=value.resolved, candidates=list(value.candidates)
            ),
        )
    if typing.get_origin(kind) is tuple:
        part = typing.get_args(kind)[0]
        if typing.get_origin(part) is typing.Annotated:
            part = typing.get_args(part)[0]
        return _Shown(PARTS[part], _show_parts, needs_view=True)
    if kind is Text:
        return _Shown(str, None)
    if kind in (str, int, bool, dt.date, dt.datetime) or issubclass(kind, Enum):
        return _Shown(kind, lambda value, *_: value)
    raise TypeError(f"no way to show {kind}")


def _is_text(value: Any) -> bool:
    return isinstance(value, Text) or (
        isinstance(value, tuple) and bool(value) and isinstance(value[0], Text)
    )


async def _show_text(context: Context, position: int, path: str, value: Any) -> Any:
    if isinstance(value, Text):
        return await context.loaders.texts.load((position, path))
    places = [(position, f"{path}/{index}") for index in range(len(value))]
    return [text for text in await context.loaders.texts.load_many(places) if text is not None]


def _resolver(name: str, shown: _Shown) -> Any:
    async def resolve(self: Event, info: strawberry.Info[Context, None]) -> Any:
        fact = self.event.fact
        value = getattr(fact, name)
        require(info.context, class_of(fact, name))
        if value is None:
            return None
        if _is_text(value):
            path = f"/{to_camel(name)}"
            return await _show_text(info.context, self.event.position, path, value)
        view = await self._view(info.context) if shown.needs_view else None
        return shown.show(value, view, await info.context.directory())

    return resolve


def _always_open(name: str) -> bool:
    """Whether every fact with such a field has it open and always there: then it is non-null."""
    for fact_type in FACT_TYPES:
        if name in fact_type.model_fields:
            is_open = field_classes(fact_type)[name] is FieldClass.OPEN
            shown, absent = _shown_as(name, fact_type.model_fields[name].annotation)
            named = shown.graphql_type in (Party, Region, Commitment, Source, Rakor)
            if not is_open or absent or named:
                return False
    return True


def event_type(fact_type: type[Fact]) -> type[Event]:
    """The concrete event type of a fact: its name, its fields, its descriptions."""
    namespace: dict[str, Any] = {"__annotations__": {}, "__doc__": fact_type.__doc__}
    for name, declared in fact_type.model_fields.items():
        shown, _ = _shown_as(name, declared.annotation)
        kind: Any = shown.graphql_type
        resolver = _resolver(name, shown)
        resolver.__annotations__["return"] = kind if _always_open(name) else kind | None
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


def event_type_to_name(event_type_value: EventType) -> str:
    """The fact's name of an EventType value."""
    return NAMES[event_type_value.name]


NAMES: dict[str, str] = {event_type_name(fact): fact.type_name() for fact in FACT_TYPES}
