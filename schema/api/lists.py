"""The lists of the API: what can be paged through from its root."""

import strawberry

from schema.api.filters import chosen, event_query, known_id
from schema.api.inputs import CommitmentFilter, EventFilter
from schema.api.ordering import ordered_page
from schema.api.queries import Query, asked_point
from schema.operation.context import Context
from schema.operation.fields import extend
from schema.types.as_of import AsOf
from schema.types.commitment import Commitment
from schema.types.enums import CommitmentOrder
from schema.types.event import Event, event_page
from schema.types.occasion import Occasion, occasion
from schema.types.page import (
    CODES,
    Connection,
    Paging,
    cut_of,
    page_in_memory,
    page_of,
    paged,
    part_of,
)
from schema.types.party import Party, known_party
from schema.types.region import Region, known_region
from schema.types.scalars import Position
from services.state.records import folded


@extend(Query, "occasions")
@paged
async def occasions(
    self: Query, info: strawberry.Info[Context, None], paging: Paging
) -> Connection[Occasion] | None:
    """Every occasion of the log, by code."""
    context = info.context
    cut = cut_of(context, paging, CODES)
    look_up, point = context.house.look_up, await context.now()
    part = part_of(((code, code) for code in look_up.occasion_codes(point)), cut)
    codes = [code for code, _ in part.items]
    views = await context.read(lambda: look_up.bare_occasions(codes, point))
    shown = [(view.occasion.code, occasion(view)) for view in views]
    return page_of(shown, cut, CODES, has_more=part.has_more, total=part.total)


@extend(Query, "commitments")
@paged
async def commitments(
    self: Query,
    info: strawberry.Info[Context, None],
    occasion: strawberry.ID,
    paging: Paging,
    filter: CommitmentFilter | None = None,
    as_of: AsOf | None = None,
    at_least: Position | None = None,
    order_by: CommitmentOrder | None = CommitmentOrder.RECORDED,
) -> Connection[Commitment] | None:
    """Commitments of an occasion, in the order they were recorded unless `orderBy` says."""
    context = info.context
    (code,) = context.parse("occasion", occasion)
    view = await context.known_view(code, await asked_point(context, as_of, at_least))
    states = chosen(context, view, filter or CommitmentFilter())
    return ordered_page(context, view, states, order_by or CommitmentOrder.RECORDED, paging)


@extend(Query, "events")
@paged
async def events(
    self: Query,
    info: strawberry.Info[Context, None],
    paging: Paging,
    filter: EventFilter | None = None,
) -> Connection[Event] | None:
    """Events in the order of recording, from either end; 20 unless `first` or `last` says."""
    context = info.context
    query = await event_query(context, filter or EventFilter())
    point = await context.now()
    return await event_page(context, query, point, paging)


@extend(Query, "regions")
@paged
async def regions(
    self: Query,
    info: strawberry.Info[Context, None],
    paging: Paging,
    under: strawberry.ID | None = None,
) -> Connection[Region] | None:
    """Regions by code; `under` takes the id of one, and gives all that lies below it."""
    context = info.context
    context.shows_present()
    names = await context.names()
    directory = names.directory
    above = None if under is None else known_id(context, directory, "region", under)
    chosen = (
        (code, state)
        for code, state in directory.regions.items()
        if above is None or folded(code).startswith(folded(f"{above}."))
    )
    return page_in_memory(
        context,
        chosen,
        lambda state: known_region(names, state),
        paging,
        CODES,
    )


@extend(Query, "parties")
@paged
async def parties(
    self: Query, info: strawberry.Info[Context, None], paging: Paging
) -> Connection[Party] | None:
    """Every party of the log, by code."""
    info.context.shows_present()
    names = await info.context.names()
    return page_in_memory(
        info.context,
        names.directory.parties.items(),
        lambda state: known_party(names, state.code),
        paging,
        CODES,
    )
