"""From what was read to the objects of the API, and from an id to its object.

Types that name each other in a circle get one another from here, so that no file needs another that
stands above it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from events.event_queries import EventQuery, Span
from events.fact import FieldClass
from events.recorded_event import RecordedEvent
from schema.context import Context
from schema.errors import ErrorCode
from schema.fields import require
from schema.types.commitment import Commitment, commitment
from schema.types.enums import EventType
from schema.types.event import NAMES, Event, event_node
from schema.types.judgement import (
    CommitmentReadiness,
    RegionFigure,
    commitment_readiness,
    region_figure,
)
from schema.types.node import (
    Connection,
    Node,
    decode_position_cursor,
    page_in_memory,
    page_of,
    require_page_size,
)
from schema.types.occasion import occasion, rakor
from schema.types.party import party, person, region
from schema.types.readiness import readiness
from schema.types.source import discrepancy, source
from schema.types.specification import evidence, obstacle
from schema.types.steering import escalation, waiver
from services.ids import MalformedId, Pin, parse_any_id, parse_id, split_pin
from services.look_up import OccasionView
from services.read_point import ReadPoint
from services.readiness_rule import regional_figures_at
from services.state.commitment_state import CommitmentState

Paging = tuple[int | None, str | None, int | None, str | None]
"""first, after, last, before"""


class Nodes:
    """Makes the objects of the API; keeps nothing."""

    async def event_at(
        self, context: Context, position: int | None, point: ReadPoint
    ) -> Event | None:
        """The event at a position; None for None."""
        if position is None:
            return None
        event = await context.loaders.events.load(position)
        return event_node(event, point) if event else None

    async def known_event(self, context: Context, position: int, point: ReadPoint) -> Event:
        """The event at a position that is known to hold one."""
        event = await self.event_at(context, position, point)
        if event is None:
            raise LookupError(f"no event at {position}")
        return event

    async def events_at(
        self, context: Context, positions: Iterable[int], point: ReadPoint
    ) -> list[Event]:
        """The events at some positions, in their order."""
        return [event_node(event, point) for event in await context.loaders.events_at(positions)]

    def commitment_page(
        self,
        context: Context,
        view: OccasionView,
        states: Sequence[CommitmentState],
        first: int | None,
        after: str | None,
    ) -> Connection[Commitment]:
        """A page of commitments in the order they were recorded."""
        shown = [
            (state, node) for state in states if (node := commitment(view, state.code)) is not None
        ]
        return page_in_memory(
            context,
            shown,
            lambda pair: pair[0].recorded_by or 0,
            lambda pair: pair[1],
            first,
            after,
        )

    def commitment(self, view: OccasionView, code: str) -> Commitment | None:
        """A commitment of a view; None if it is not on record there."""
        return commitment(view, code)

    def known_commitment(self, view: OccasionView, code: str) -> Commitment:
        """A commitment that is known to be on record in a view."""
        found = commitment(view, code)
        if found is None:
            raise LookupError(f"no commitment {code}")
        return found

    def commitment_readiness(self, view: OccasionView, code: str) -> CommitmentReadiness | None:
        """How a commitment is judged; None for an umbrella or an assurance."""
        return commitment_readiness(view, code)

    def regional_figures(self, view: OccasionView, state: CommitmentState) -> list[RegionFigure]:
        """One figure for each region of a commitment's breakdown."""
        figures = regional_figures_at(view.frame, state, view.point.effective_at)
        return [shown for figure in figures if (shown := region_figure(view, figure))]

    async def history(
        self,
        context: Context,
        view: OccasionView,
        code: str,
        types: list[EventType] | None,
        paging: Paging,
    ) -> Connection[Event]:
        """A page of the events of one commitment."""
        cut = self._cut(context, view.point, paging)
        names = None if types is None else tuple(NAMES[item.name] for item in types)
        key = (view.frame.code, code, replace(cut, types=names))
        events = await context.loaders.histories.load(key) or []
        return _event_connection(events, view.point, cut, paging)

    async def event_page(
        self, context: Context, query: EventQuery, point: ReadPoint, paging: Paging
    ) -> Connection[Event]:
        """A page of events known at a read point, in position order, from either end."""
        cut = self._cut(context, point, paging)
        events = await context.read(
            lambda: context.house.look_up.page(
                query,
                limit=cut.limit,
                after=cut.after,
                before=cut.before,
                backwards=cut.backwards,
            )
        )
        return _event_connection(events, point, cut, paging)

    def _cut(self, context: Context, point: ReadPoint, paging: Paging) -> Span:
        """Which events a page needs: one more than it shows, to know whether there are more."""
        first, after, last, before = paging
        if first is not None and last is not None:
            raise context.error(ErrorCode.BAD_USER_INPUT, "first_or_last")
        backwards = last is not None
        size = require_page_size(context, last if backwards else first)
        ahead = decode_position_cursor(context, before)
        end = point.position + 1
        return Span(
            limit=size + 1,
            after=decode_position_cursor(context, after),
            before=end if ahead is None else min(ahead, end),
            backwards=backwards,
        )

    async def by_id(self, context: Context, text: str) -> Node:
        """The object of an id, pinned or not. Raises BAD_USER_INPUT or NOT_FOUND."""
        try:
            plain, pin = split_pin(text)
            kind, parts = parse_any_id(plain)
        except MalformedId:
            raise context.error(ErrorCode.BAD_USER_INPUT, "id") from None
        found = await self._timeless(context, kind, parts)
        if found is None:
            point = await self.pinned_point(context, pin)
            found = await self._at_point(context, kind, parts, point)
        if found is None:
            raise context.error(ErrorCode.NOT_FOUND)
        return found

    async def pinned_point(self, context: Context, pin: Pin | None) -> ReadPoint:
        """The read point of a pin; the shared present without one."""
        if pin is None:
            return await context.now()
        if pin.position < 0:
            raise context.error(ErrorCode.NOT_FOUND)
        return await context.point(pin.position, None, pin.minute)

    async def _timeless(self, context: Context, kind: str, parts: tuple[str, ...]) -> Node | None:
        directory = await context.directory()
        match kind:
            case "party":
                return party(directory, parts[0])
            case "region":
                return region(directory, parts[0])
            case "person":
                require(context, FieldClass.SEALED)
                party_of = await context.read(
                    lambda: context.house.look_up.party_of_person(parts[0])
                )
                return person(parts[0], party_of) if party_of else None
            case _:
                return None

    async def _at_point(
        self, context: Context, kind: str, parts: tuple[str, ...], point: ReadPoint
    ) -> Node | None:
        if kind == "event":
            position = int(parts[0])
            return (
                await self.event_at(context, position, point)
                if position <= point.position
                else None
            )
        view = await context.view(parts[0], point)
        if view is None:
            return None
        match kind:
            case "occasion":
                return occasion(view)
            case "readiness":
                return readiness(view)
            case "rakor":
                return rakor(view, parts[1]) if parts[1] in view.frame.rakors else None
            case "source":
                return source(view, parts[1]) if parts[1] in view.frame.sources else None
            case "discrepancy":
                known = parts[1] in view.frame.discrepancies
                return discrepancy(view, parts[1]) if known else None
            case "commitment":
                return commitment(view, parts[1])
            case _:
                return self._in_commitment(context, kind, parts, view)

    def _in_commitment(
        self, context: Context, kind: str, parts: tuple[str, ...], view: OccasionView
    ) -> Node | None:
        state = view.state.commitments.get(parts[1])
        if state is None:
            return None
        if kind == "obstacle":
            return next(
                (obstacle(view, state.code, o) for o in state.obstacles if o.code == parts[2]), None
            )
        require(context, FieldClass.SEALED)
        if kind == "escalation":
            return next(
                (escalation(view, state.code, e) for e in state.escalations if e.code == parts[2]),
                None,
            )
        if kind == "waiver":
            return next(
                (waiver(view, state.code, w) for w in state.waivers if w.code == parts[2]), None
            )
        return next(
            (evidence(view, state.code, e) for e in state.evidence if e.sha256 == parts[2]), None
        )

    def parse(self, context: Context, kind: str, text: str) -> tuple[str, ...]:
        """Key parts of an id of one kind; a pinned one is refused."""
        try:
            return parse_id(kind, text)
        except MalformedId:
            raise context.error(ErrorCode.BAD_USER_INPUT, "id") from None


def _event_connection(
    events: list[RecordedEvent], point: ReadPoint, cut: Span, paging: Paging
) -> Connection[Event]:
    _, after, _, before = paging
    more = len(events) == cut.limit
    if more:
        events = events[1:] if cut.backwards else events[:-1]
    return page_of(
        [(event.position, event_node(event, point)) for event in events],
        has_next=before is not None if cut.backwards else more,
        has_previous=more if cut.backwards else after is not None,
    )
