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
from schema.types.node import (
    CODES,
    Connection,
    Paging,
    cut_of,
    page_in_memory,
    page_of,
)
from schema.types.occasion import Occasion, occasion
from schema.types.party import Party
from schema.types.region import Region
from schema.types.scalars import Position
from services.state.records import folded


class OfQuery:
    """What is listed."""

    @extend(Query)
    async def occasions(  # type: ignore[misc]  # a field of Query
        self: Query,
        info: strawberry.Info[Context, None],
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Occasion] | None:
        """Every occasion of the log, by code."""
        context = info.context
        cut = cut_of(context, Paging(first, after, last, before), CODES)
        point = await context.now()
        found = await context.read(
            lambda: context.house.look_up.page_of_occasions(
                point, cut.size + 1, cut.after, cut.before, from_end=cut.is_from_end
            )
        )
        views = found.views[-cut.size :] if cut.is_from_end else found.views[: cut.size]
        shown = [(view.occasion.code, occasion(view)) for view in views]
        has_more = len(found.views) > cut.size
        return page_of(shown, cut, CODES, has_more=has_more, total=found.total)

    @extend(Query)
    async def commitments(  # type: ignore[misc]  # a field of Query
        self: Query,
        info: strawberry.Info[Context, None],
        occasion: strawberry.ID,
        filter: CommitmentFilter | None = None,
        as_of: AsOf | None = None,
        at_least: Position | None = None,
        order_by: CommitmentOrder | None = CommitmentOrder.RECORDED,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Commitment] | None:
        """Commitments of an occasion, in the order they were recorded unless `orderBy` says."""
        context = info.context
        (code,) = context.parse("occasion", occasion)
        view = await context.known_view(code, await asked_point(context, as_of, at_least))
        states = chosen(context, view, filter or CommitmentFilter())
        paging = Paging(first, after, last, before)
        return ordered_page(context, view, states, order_by or CommitmentOrder.RECORDED, paging)

    @extend(Query)
    async def events(  # type: ignore[misc]  # a field of Query
        self: Query,
        info: strawberry.Info[Context, None],
        filter: EventFilter | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Event] | None:
        """Events in the order of recording, from either end; 20 unless `first` or `last` says."""
        context = info.context
        query = await event_query(context, filter or EventFilter())
        point = await context.now()
        return await event_page(context, query, point, Paging(first, after, last, before))

    @extend(Query)
    async def regions(  # type: ignore[misc]  # a field of Query
        self: Query,
        info: strawberry.Info[Context, None],
        under: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Region] | None:
        """Regions by code; `under` takes the id of one, and gives all that lies below it."""
        context = info.context
        context.shows_present()
        directory = await context.directory()
        above = None if under is None else known_id(context, "region", under, directory)
        chosen = (
            (code, state)
            for code, state in directory.regions.items()
            if above is None or folded(code).startswith(folded(f"{above}."))
        )
        return page_in_memory(
            context,
            chosen,
            lambda state: Region(
                id=strawberry.ID(f"region:{state.code}"), state=state, directory=directory
            ),
            Paging(first, after, last, before),
            CODES,
        )

    @extend(Query)
    async def parties(  # type: ignore[misc]  # a field of Query
        self: Query,
        info: strawberry.Info[Context, None],
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Party] | None:
        """Every party of the log, by code."""
        info.context.shows_present()
        directory = await info.context.directory()
        return page_in_memory(
            info.context,
            directory.parties.items(),
            lambda state: Party(
                id=strawberry.ID(f"party:{state.code}"),
                party_code=state.code,
                state=state,
                directory=directory,
            ),
            Paging(first, after, last, before),
            CODES,
        )
