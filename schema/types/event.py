"""Events as the API shows them: one concrete type for each fact, made from the fact itself."""

import base64
import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

import strawberry

from events.facts.all import FACT_TYPES, event_type_name
from events.facts.fact import Fact, FieldClass
from events.facts.report import ProgressReported
from events.format.recorded_event import RecordedEvent
from events.log.event_queries import EventQuery, Span
from schema.operation.context import Context
from schema.operation.fields import closed, field, interface, shown_if
from schema.operation.info import Info
from schema.types.enums import EventType
from schema.types.node import Node, pinned_id, plain_id
from schema.types.page import POSITIONS, Connection, Cut, Paging, cut_of, page_of
from schema.types.person import Actor
from schema.types.scalars import Hash, Position, local
from services.permissions import may_see_sealed_bytes
from services.read.occasion_view import OccasionView
from services.read.read_point import ReadPoint

LeafAndSealed = tuple[bytes, bytes]
"""first, after, last, before"""


@interface
class Event(Node):
    """One entry of the append-only log. One concrete type per kind of event."""

    kinds: ClassVar[dict[type[Fact], "type[Event]"]] = {}
    """The concrete type of each fact; types enter themselves."""

    event: strawberry.Private[RecordedEvent]
    point: strawberry.Private[ReadPoint]

    def __init_subclass__(cls, fact: type[Fact] | None = None) -> None:
        """Enter the concrete type of a fact."""
        if fact is not None:
            Event.kinds[fact] = cls

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
        return self.event.written.version

    @field
    async def recorded_at(self, info: strawberry.Info[Context, None]) -> dt.datetime:
        """When it was recorded, by the server's clock."""
        return await self.local(info.context, self.event.recorded_at)

    @field
    async def occurred_at(self, info: strawberry.Info[Context, None]) -> dt.datetime:
        """When it happened in the world."""
        return await self.local(info.context, self.event.occurred_at)

    @field
    def late_by_seconds(self) -> float:
        """Seconds from its happening to its recording; negative where a clock ran ahead."""
        return (self.event.recorded_at - self.event.occurred_at).total_seconds()

    @field
    @closed(FieldClass.SEALED)
    async def actor(self, info: strawberry.Info[Context, None]) -> Actor | None:
        """Who did it."""
        return Actor(actor=self.event.actor, names=await info.context.names(self.point))

    @field
    @closed(FieldClass.TEXT)
    async def reason(self, info: strawberry.Info[Context, None]) -> str | None:
        """Why, where a reason was given."""
        if self.event.reason is None:
            return None
        return await info.context.loaders.texts.load((self.event.position, "/reason"))

    @field
    @closed(FieldClass.SEALED)
    def causation(self, info: strawberry.Info[Context, None]) -> Position | None:
        """Position of the event that led to it."""
        return None if self.event.causation is None else Position(self.event.causation)

    @field
    @closed(FieldClass.SEALED)
    def correlation(self, info: strawberry.Info[Context, None]) -> strawberry.ID | None:
        """The client's own id that ties several commands together."""
        return strawberry.ID(self.event.correlation) if self.event.correlation else None

    @field
    def is_signed(self) -> bool:
        """Whether it bears a signature of whoever acted, by a passkey; it was checked then."""
        return self.event.assertion is not None

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
    async def sealed_bytes(self, info: Info) -> str | None:
        """The exact sealed bytes, base64; for auditors."""
        if not shown_if(info, may_see_sealed_bytes(info.context.viewer)):
            return None
        _, sealed = await self._bytes(info.context)
        return base64.b64encode(sealed).decode()

    @field
    @closed(FieldClass.SEALED)
    async def erased_texts(self, info: strawberry.Info[Context, None]) -> list[str] | None:
        """Paths of its texts that were erased, such as /note; they read as null."""
        return list(await info.context.loaders.erased.load(self.event.position) or ())

    @field
    async def corrected_by(self, info: strawberry.Info[Context, None]) -> "Event | None":
        """The last correction or retraction of this report that is known at the read point."""
        if not isinstance(self.event.fact, ProgressReported) or not self.event.commitment:
            return None
        view = await self.view(info.context)
        state = view.state.commitments.get(self.event.commitment) if view else None
        report = state.reports.at(self.event.position) if state else None
        found = await info.context.loaders.events_at(report.changed_by[-1:] if report else ())
        return event_node(found[0], self.point) if found else None

    async def view(self, context: Context) -> OccasionView | None:
        """Its occasion, as seen from its read point."""
        if self.event.occasion is None:
            return None
        return await context.view(self.event.occasion, self.point)

    async def local(self, context: Context, moment: dt.datetime) -> dt.datetime:
        """A moment in the time zone of the event's occasion."""
        view = await self.view(context)
        return local(moment, view.occasion.time_zone) if view else local(moment)

    async def _bytes(self, context: Context) -> LeafAndSealed:
        found = await context.loaders.bytes.load(self.event.position)
        if found is None:
            raise LookupError(f"no bytes at {self.event.position}")
        return found


def event_node(event: RecordedEvent, point: ReadPoint) -> Event:
    """An event as it is shown at a read point."""
    return Event.kinds[type(event.fact)](
        id=pinned_id(point, "event", event.position), event=event, point=point
    )


NAMES: dict[str, str] = {event_type_name(fact): fact.type_name() for fact in FACT_TYPES}


async def event_at(context: Context, position: int | None, point: ReadPoint) -> Event | None:
    """The event at a position; None for None."""
    if position is None:
        return None
    event = await context.loaders.events.load(position)
    return event_node(event, point) if event else None


async def known_event(context: Context, position: int, point: ReadPoint) -> Event:
    """The event at a position that is known to hold one."""
    event = await event_at(context, position, point)
    if event is None:
        raise LookupError(f"no event at {position}")
    return event


async def events_at(context: Context, positions: Iterable[int], point: ReadPoint) -> list[Event]:
    """The events at some positions, in their order."""
    return [event_node(event, point) for event in await context.loaders.events_at(positions)]


async def history_of(
    context: Context,
    view: OccasionView,
    code: str,
    types: list[EventType] | None,
    paging: Paging,
) -> Connection[Event]:
    """A page of the events of one commitment."""
    cut = cut_of(context, paging, POSITIONS)
    names = None if types is None else tuple(NAMES[item.name] for item in types)
    key = (view.occasion.code, code, replace(_span(cut, view.point), types=names))
    events = await context.loaders.histories.load(key) or []
    return _event_connection(events, view.point, cut)


async def event_page(
    context: Context, query: EventQuery, point: ReadPoint, paging: Paging
) -> Connection[Event]:
    """A page of events known at a read point, in position order, from either end."""
    cut = cut_of(context, paging, POSITIONS)
    span = _span(cut, point)
    events = await context.read(
        lambda: context.house.look_up.recorded.page(
            query,
            limit=span.limit,
            after=span.after,
            before=span.before,
            backwards=span.backwards,
        )
    )
    return _event_connection(events, point, cut)


def _span(cut: Cut[int], point: ReadPoint) -> Span:
    """Which events a page needs: one more than it shows, to know whether there are more."""
    end = point.position + 1
    before = end if cut.before is None else min(cut.before, end)
    return Span(limit=cut.size + 1, after=cut.after, before=before, backwards=cut.is_from_end)


def _event_connection(
    events: list[RecordedEvent], point: ReadPoint, cut: Cut[int]
) -> Connection[Event]:
    has_more = len(events) > cut.size
    if has_more:
        events = events[1:] if cut.is_from_end else events[:-1]
    shown = [(event.position, event_node(event, point)) for event in events]
    return page_of(shown, cut, POSITIONS, has_more=has_more)
