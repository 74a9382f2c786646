"""The queries. Each root field is pinned to one read point; those without `asOf` share one."""

from dataclasses import replace
from typing import Annotated, TypeVar

import strawberry

from events.facts.vocabulary import Role
from events.log.event_queries import EventQuery
from schema.api.node_by_id import by_id
from schema.operation.catalogue import Language
from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.fields import field, object_type
from schema.types import audit_steering  # noqa: F401  # imported for the fields that it adds to Audit
from schema.types.admission import Admissions
from schema.types.as_of import AsOf
from schema.types.audit import Audit
from schema.types.commitment import Commitment, commitment
from schema.types.comparison import Changes, ReadinessComparison, compare
from schema.types.event import Event, event_node
from schema.types.label import Label, labels
from schema.types.log import Log
from schema.types.node import Node
from schema.types.occasion import Occasion
from schema.types.page import require_page_size
from schema.types.party import Party, party
from schema.types.person import Person, person
from schema.types.rakor import Rakor
from schema.types.readiness import Readiness, readiness
from schema.types.scalars import Position
from services.read.read_point import ReadPoint


@object_type
class Viewer:
    """Who asks, as the token says."""

    person: Person | None = strawberry.field(description="The person, where the token names one.")
    party: Party | None = strawberry.field(description="The party acted for.")
    roles: list[Role] = strawberry.field(description="The roles held; PUBLIC without a token.")


async def asked_point(context: Context, as_of: AsOf | None, at_least: Position | None) -> ReadPoint:
    """The read point that is asked for, once the log holds a position. Raises ClientError."""
    await context.wait_for(at_least)
    if as_of is None or as_of.says_nothing:
        return await context.now()
    return await context.point(as_of.position, as_of.known_at, as_of.effective_at)


@object_type
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
        (code,) = context.parse("occasion", occasion)
        point = context.by_rule(await asked_point(context, as_of, at_least), rule)
        return readiness(await context.judged(await context.known_view(code, point)))

    @field
    async def compare(
        self,
        info: strawberry.Info[Context, None],
        occasion: strawberry.ID,
        from_: Annotated[AsOf, strawberry.argument(name="from")],
        to: AsOf | None = None,
        at_least: Position | None = None,
        rule: str | None = None,
    ) -> ReadinessComparison | None:
        """What changed between two read points, commitment by commitment; `to` omitted: now."""
        context = info.context
        (code,) = context.parse("occasion", occasion)
        end = context.by_rule(await asked_point(context, to, at_least), rule)
        start = context.by_rule(await asked_point(context, from_, None), rule)
        before = await context.known_view(code, start)
        after = await context.known_view(code, end)

        def found() -> ReadinessComparison:
            return compare(
                before,
                after,
                context.house.look_up.recorded.between(after.occasion.code, start, end),
            )

        return await context.read(found)

    @field
    async def changes(
        self,
        info: strawberry.Info[Context, None],
        occasion: strawberry.ID,
        since: Position | None = None,
        first: int | None = 100,
        at_least: Position | None = None,
    ) -> Changes | None:
        """What a client that heard of everything up to `since` misses of an occasion, in pages."""
        context = info.context
        (code,) = context.parse("occasion", occasion)
        size = require_page_size(context, first)
        point = await asked_point(context, None, at_least)
        if since is not None and since > point.position:
            raise context.error(ErrorCode.POSITION_AHEAD)
        view = await context.known_view(code, point)
        events = await context.read(
            lambda: context.house.look_up.recorded.page(
                EventQuery(occasion=view.occasion.code, up_to=point.position),
                limit=size + 1,
                after=since,
            )
        )
        page, more = events[:size], len(events) > size
        touched = dict.fromkeys(event.commitment for event in page if event.commitment)
        # What lies a minute ahead is told with its events: it would not be told again later.
        ahead = max([point.effective_at, *(event.occurred_at for event in page)])
        later = await context.known_view(code, replace(point, effective_at=ahead))
        erasures = await context.read(context.house.look_up.count_erasures)
        return Changes(
            origin=context.house.origin,
            head=Position(point.position),
            position=Position(page[-1].position if more else point.position),
            readiness=readiness(view),
            commitments=[shown for key in touched if (shown := commitment(later, key))],
            erasures=erasures,
            events=[event_node(event, point) for event in page],
            has_more=more,
        )

    @field
    async def audit(
        self,
        info: strawberry.Info[Context, None],
        occasion: strawberry.ID,
        as_of: AsOf | None = None,
        rule: str | None = None,
    ) -> Audit | None:
        """The questions that auditors ask, for now or for any read point."""
        context = info.context
        (code,) = context.parse("occasion", occasion)
        point = context.by_rule(await asked_point(context, as_of, None), rule)
        return Audit(view=await context.known_view(code, point))

    @field
    async def admissions(
        self, info: strawberry.Info[Context, None], as_of: AsOf | None = None
    ) -> Admissions | None:
        """Who was let in, when, by whom: of the log as a whole, for it belongs to no occasion."""
        return Admissions(point=await asked_point(info.context, as_of, None))

    @field
    def labels(
        self, info: strawberry.Info[Context, None], lang: Language | None = None
    ) -> list[Label] | None:
        """The words that people read for the API's own words, in one language."""
        return labels(lang or info.context.language)

    @field
    async def occasion(
        self, info: strawberry.Info[Context, None], id: strawberry.ID
    ) -> Occasion | None:
        """An occasion by its id."""
        return await _by_id(info.context, id, Occasion)

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
        if as_of is None or as_of.says_nothing:
            return await _by_id(context, id, Commitment)
        if "@" in id:
            raise context.error(ErrorCode.BAD_USER_INPUT, "pinned_and_as_of")
        occasion_code, code = context.parse("commitment", id)
        view = await context.known_view(occasion_code, await asked_point(context, as_of, None))
        shown = commitment(view, code)
        if shown is None:
            raise context.error(ErrorCode.NOT_FOUND)
        return shown

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
    async def log(self, info: strawberry.Info[Context, None]) -> Log | None:
        """The log itself: its head, its signed heads, and proofs."""
        context = info.context
        context.shows_heads = True
        point = await context.now()
        return Log(stands=await context.read(lambda: context.house.proofs.head(point.position + 1)))

    @field
    async def viewer(self, info: strawberry.Info[Context, None]) -> Viewer:
        """Who asks, as the token says."""
        viewer = info.context.viewer
        info.context.shows_present()
        names = await info.context.names()
        return Viewer(
            person=person(viewer.person, viewer.party),
            party=party(names, viewer.party),
            roles=list(viewer.roles),
        )

    @field
    async def node(self, info: strawberry.Info[Context, None], id: strawberry.ID) -> Node | None:
        """Anything with an id, pinned or not."""
        return await by_id(info.context, id)


N = TypeVar("N", bound=Node)


async def _by_id(context: Context, text: str, kind: type[N]) -> N:
    found = await by_id(context, text, kind.__name__.lower())
    if not isinstance(found, kind):
        raise TypeError(f"{text} is no {kind.__name__}")
    return found
