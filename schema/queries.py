"""The queries. Each root field is pinned to one read point; those without `asOf` share one."""

from typing import TypeVar

import strawberry

from events.event_queries import EventQuery
from events.fact import FieldClass
from events.vocabulary import Light, Role
from schema.context import Context
from schema.errors import ErrorCode
from schema.fields import field, require
from schema.inputs import AsOf, CommitmentFilter, EventFilter
from schema.types.commitment import Commitment
from schema.types.event import NAMES, Event, event_node
from schema.types.node import (
    Connection,
    Node,
    decode_cursor,
    page_in_memory,
    page_of,
    require_page_size,
)
from schema.types.occasion import Occasion, Rakor, occasion
from schema.types.party import Party, Person, Region, party, person
from schema.types.readiness import Readiness, readiness
from schema.types.scalars import Position
from services.look_up import OccasionView, ReadPoint
from services.readiness import Leaf, ReasonCode
from services.state.commitment_state import CommitmentState

MAX_SEARCH = 100


@strawberry.type(description="Who asks, as the token says.")
class Viewer:
    """Who asks."""

    person: Person | None = strawberry.field(description="The person, where the token names one.")
    party: Party | None = strawberry.field(description="The party acted for.")
    roles: list[Role] = strawberry.field(description="The roles held; PUBLIC without a token.")


async def _point(context: Context, as_of: AsOf | None, at_least: Position | None) -> ReadPoint:
    await context.wait_for(at_least)
    if as_of is None:
        return await context.now()
    return await context.point(as_of.position, as_of.known_at, as_of.effective_at)


@strawberry.type(description="What can be asked.")
class Query:
    """What can be asked."""

    @field
    async def readiness(
        self,
        info: strawberry.Info[Context, None],
        occasion: strawberry.ID,
        as_of: AsOf | None = None,
        at_least: Position | None = None,
        rule: str | None = None,
    ) -> Readiness | None:
        """All of a home screen, in one request."""
        context = info.context
        (code,) = context.nodes.parse(context, "occasion", occasion)
        point = await _point(context, as_of, at_least)
        return readiness(await context.known_view(code, point, rule))

    @field
    async def occasion(
        self, info: strawberry.Info[Context, None], id: strawberry.ID
    ) -> Occasion | None:
        """An occasion by its id."""
        return await _by_id(info.context, id, Occasion)

    @field
    async def occasions(
        self, info: strawberry.Info[Context, None], first: int | None = 20, after: str | None = None
    ) -> Connection[Occasion] | None:
        """Every occasion of the log, by code."""
        context = info.context
        size, past = require_page_size(context, first), decode_cursor(context, after)
        point = await context.now()
        views = await context.read(lambda: context.house.look_up.frames(point, past, size + 1))
        shown = [(view.frame.code, occasion(view)) for view in views[:size]]
        return page_of(shown, has_next=len(views) > size, has_previous=past is not None)

    @field
    async def rakor(self, info: strawberry.Info[Context, None], id: strawberry.ID) -> Rakor | None:
        """A coordination meeting by its id."""
        return await _by_id(info.context, id, Rakor)

    @field
    async def commitment(
        self,
        info: strawberry.Info[Context, None],
        id: strawberry.ID,
        as_of: AsOf | None = None,
        at_least: Position | None = None,
    ) -> Commitment | None:
        """A commitment by its id; a pinned id excludes `asOf`."""
        context = info.context
        await context.wait_for(at_least)
        if as_of is None:
            return await _by_id(context, id, Commitment)
        if "@" in id:
            raise context.error(ErrorCode.BAD_USER_INPUT, "pinned_and_as_of")
        occasion_code, code = context.nodes.parse(context, "commitment", id)
        view = await context.known_view(occasion_code, await _point(context, as_of, None))
        shown = context.nodes.commitment(view, code)
        if shown is None:
            raise context.error(ErrorCode.NOT_FOUND)
        return shown

    @field
    async def commitments(
        self,
        info: strawberry.Info[Context, None],
        occasion: strawberry.ID,
        filter: CommitmentFilter | None = None,
        as_of: AsOf | None = None,
        at_least: Position | None = None,
        first: int | None = 20,
        after: str | None = None,
    ) -> Connection[Commitment] | None:
        """Commitments of an occasion, in the order they were recorded."""
        context = info.context
        (code,) = context.nodes.parse(context, "occasion", occasion)
        view = await context.known_view(code, await _point(context, as_of, at_least))
        chosen = _chosen(context, view, filter or CommitmentFilter())
        return context.nodes.commitment_page(context, view, chosen, first, after)

    @field
    async def events(
        self,
        info: strawberry.Info[Context, None],
        filter: EventFilter | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Event] | None:
        """Events in the order of recording, from either end; 20 unless `first` or `last` says."""
        context = info.context
        query = _event_query(context, filter or EventFilter())
        point = await context.now()
        return await context.nodes.event_page(context, query, point, (first, after, last, before))

    @field
    async def event(self, info: strawberry.Info[Context, None], position: Position) -> Event | None:
        """The event at a position."""
        context = info.context
        point = await context.now()
        found = await context.loaders.events.load(position) if position <= point.position else None
        if found is None:
            raise context.error(ErrorCode.NOT_FOUND)
        return event_node(found, point)

    @field
    async def regions(
        self,
        info: strawberry.Info[Context, None],
        under: str | None = None,
        first: int | None = 50,
        after: str | None = None,
    ) -> Connection[Region] | None:
        """Regions by code; `under` takes a code, and gives all that lies below it."""
        context = info.context
        directory = await context.directory()
        chosen = [
            state
            for code, state in directory.regions.items()
            if under is None or code.startswith(f"{under.removeprefix('region:')}.")
        ]
        return page_in_memory(
            context,
            chosen,
            lambda state: state.code,
            lambda state: Region(
                id=strawberry.ID(f"region:{state.code}"), state=state, directory=directory
            ),
            first,
            after,
        )

    @field
    async def parties(
        self, info: strawberry.Info[Context, None], first: int | None = 50, after: str | None = None
    ) -> Connection[Party] | None:
        """Every party of the log, by code."""
        directory = await info.context.directory()
        return page_in_memory(
            info.context,
            list(directory.parties.values()),
            lambda state: state.code,
            lambda state: Party(
                id=strawberry.ID(f"party:{state.code}"), state=state, directory=directory
            ),
            first,
            after,
        )

    @field
    async def viewer(self, info: strawberry.Info[Context, None]) -> Viewer:
        """Who asks, as the token says."""
        viewer = info.context.viewer
        directory = await info.context.directory()
        return Viewer(
            person=person(viewer.person, viewer.party),
            party=party(directory, viewer.party),
            roles=list(viewer.roles),
        )

    @field
    async def node(self, info: strawberry.Info[Context, None], id: strawberry.ID) -> Node | None:
        """Anything with an id, pinned or not."""
        return await info.context.nodes.by_id(info.context, id)


N = TypeVar("N", bound=Node)


async def _by_id(context: Context, text: str, kind: type[N]) -> N:
    found = await context.nodes.by_id(context, text)
    if not isinstance(found, kind):
        raise context.error(ErrorCode.BAD_USER_INPUT, "id")
    return found


def _chosen(
    context: Context, view: OccasionView, wanted: CommitmentFilter
) -> list[CommitmentState]:
    """The commitments of a view for which every part of a filter holds."""
    if wanted.region is not None:
        require(context, FieldClass.SEALED)
    if wanted.text is not None and not 1 <= len(wanted.text.strip()) <= MAX_SEARCH:
        raise context.error(ErrorCode.BAD_USER_INPUT, "search", most=MAX_SEARCH)
    owners = [context.nodes.parse(context, "party", item)[0] for item in wanted.owner or ()]
    words = (wanted.text or "").casefold().split()
    needs_leaves = wanted.light is not None or wanted.overdue is not None
    leaves = view.readiness.leaves if needs_leaves else {}
    return [
        state
        for code, state in view.state.commitments.items()
        if _matches(state, wanted, owners, words) and _is_lit(leaves.get(code), wanted)
    ]


def _matches(
    state: CommitmentState, wanted: CommitmentFilter, owners: list[str], words: list[str]
) -> bool:
    recorded = state.recorded
    if recorded is None:
        return False
    title = recorded.title.casefold()
    return (
        (wanted.area is None or recorded.area in wanted.area)
        and (wanted.owner is None or state.owner in owners)
        and (wanted.region is None or recorded.region in wanted.region)
        and (wanted.status is None or state.status in wanted.status)
        and (wanted.critical is None or recorded.critical == wanted.critical)
        and all(word in title for word in words)
    )


def _is_lit(leaf: Leaf | None, wanted: CommitmentFilter) -> bool:
    light: Light | None = leaf.light if leaf else None
    overdue = leaf is not None and leaf.has(ReasonCode.OVERDUE)
    return (wanted.light is None or light in wanted.light) and (
        wanted.overdue is None or overdue == wanted.overdue
    )


def _event_query(context: Context, wanted: EventFilter) -> EventQuery:
    """A filter as the log understands it; what is sealed cannot be filtered by PUBLIC."""
    if wanted.party is not None or wanted.role is not None:
        require(context, FieldClass.SEALED)
    parse = context.nodes.parse
    occasion_code = parse(context, "occasion", wanted.occasion)[0] if wanted.occasion else None
    commitment_code = None
    if wanted.commitment:
        in_occasion, commitment_code = parse(context, "commitment", wanted.commitment)
        if occasion_code not in (None, in_occasion):
            raise context.error(ErrorCode.BAD_USER_INPUT, "two_occasions")
        occasion_code = in_occasion
    return EventQuery(
        occasion=occasion_code,
        commitment=commitment_code,
        types=None if wanted.types is None else [NAMES[item.name] for item in wanted.types],
        party=parse(context, "party", wanted.party)[0] if wanted.party else None,
        role=wanted.role.value if wanted.role else None,
        recorded_from=wanted.recorded_from,
        recorded_to=wanted.recorded_to,
        occurred_from=wanted.occurred_from,
        occurred_to=wanted.occurred_to,
        late_by_more_than=wanted.late_by_more_than_seconds,
        from_position=wanted.from_position,
        to_position=wanted.to_position,
    )
