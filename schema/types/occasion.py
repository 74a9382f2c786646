"""The occasion, and its fields of work."""

import datetime as dt

import strawberry

from events.facts import occasion as facts
from events.facts.fact import FieldClass
from events.facts.vocabulary import Dataset
from schema.operation.context import Context
from schema.operation.fields import closed, field, object_type, seen_as
from schema.types.discrepancy import Discrepancy, discrepancy_page
from schema.types.event import Event, known_event
from schema.types.node import Node, pinned_id, plain_id
from schema.types.page import POSITIONS, Connection, OpenOnly, Paging, page_in_memory, paged
from schema.types.rakor import Rakor, rakor
from schema.types.region import Region, region
from schema.types.source import Source, source
from services.read.occasion_view import BareOccasionView
from services.state.occasion import Move


@object_type
class Area:
    """A field of work in which commitments are grouped (bidang)."""

    code: str = strawberry.field(description="Code of the area, unique in its occasion.")
    name: str = strawberry.field(description="Public name of the area.")


def area(view: BareOccasionView | None, code: str) -> Area | None:
    """An area of an occasion, if it is known."""
    areas = view.occasion.areas if view else ()
    return next((Area(code=each.code, name=each.name) for each in areas if each.code == code), None)


@object_type
class OccasionChange:
    """How the day of an occasion was moved, or opened."""

    view: strawberry.Private[BareOccasionView]
    move: strawberry.Private[Move]

    @field
    def old_day(self) -> dt.date | None:
        """The day until then; null: it was open."""
        return self.move.old_day

    @field
    def new_day(self) -> dt.date | None:
        """The day from then on; null: it is open."""
        return self.move.new_day

    @field
    def until(self) -> dt.date | None:
        """The last day that readiness is judged for from then on; null: there is none."""
        return self.move.until

    @field
    @closed(FieldClass.TEXT)
    async def reason(self, info: strawberry.Info[Context, None]) -> str | None:
        """Why."""
        return await info.context.loaders.texts.load((self.move.position, "/reason"))

    @field
    async def event(self, info: strawberry.Info[Context, None]) -> Event:
        """The event that did it; it names the source."""
        return await known_event(info.context, self.move.position, self.view.point)


@object_type
class Occasion(Node):
    """Something that must go right on a day."""

    view: strawberry.Private[BareOccasionView]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id("occasion", self.view.occasion.code)

    @field
    def code(self) -> str:
        """Code of the occasion, unique in the log."""
        return self.view.occasion.code

    @field
    def name(self) -> str:
        """Public name of the occasion."""
        return self.view.occasion.name

    @field
    def day(self) -> dt.date | None:
        """The day on which it must go right; null while that is open."""
        return self.view.occasion.day

    @field
    def first_day(self) -> dt.date:
        """The day for which it was declared."""
        return self.view.occasion.first_day

    @field
    def until(self) -> dt.date | None:
        """The last day that readiness is judged for; null: there is none while the day is open."""
        return self.view.occasion.until

    @field
    def moves(self) -> list[OccasionChange]:
        """How its day was moved or opened, in the order of recording."""
        return [OccasionChange(view=self.view, move=move) for move in self.view.occasion.moves]

    @field
    def time_zone(self) -> str:
        """IANA time zone in which its dates are meant."""
        return self.view.occasion.time_zone

    @field
    def dataset(self, info: strawberry.Info[Context, None]) -> Dataset:
        """LIVE or DEMO: the data set of the whole log."""
        return info.context.house.dataset

    @field
    def rule_version(self) -> str:
        """The readiness rule that applies."""
        return self.view.occasion.rule

    @field
    def areas(self) -> list[Area]:
        """The fields of work, in order of display."""
        return [Area(code=area.code, name=area.name) for area in self.view.occasion.areas]

    @field
    @seen_as(facts.OccasionDeclared, "region")
    def region(self, info: strawberry.Info[Context, None]) -> Region | None:
        """The region it concerns, with all below it."""
        return region(self.view.names, self.view.occasion.region)

    @field
    @paged
    def rakors(
        self, info: strawberry.Info[Context, None], paging: Paging
    ) -> Connection[Rakor] | None:
        """Its coordination meetings, in the order they were recorded."""
        return page_in_memory(
            info.context,
            ((state.position, state) for state in self.view.occasion.rakors.values()),
            lambda state: rakor(self.view, state.code),
            paging,
            POSITIONS,
        )

    @field
    @paged
    def sources(
        self, info: strawberry.Info[Context, None], paging: Paging
    ) -> Connection[Source] | None:
        """Its sources, in the order they were registered."""
        return page_in_memory(
            info.context,
            ((state.position, state) for state in self.view.occasion.sources.values()),
            lambda state: source(self.view, state.code),
            paging,
            POSITIONS,
        )

    @field
    @paged
    def discrepancies(
        self,
        info: strawberry.Info[Context, None],
        paging: Paging,
        open_only: OpenOnly = None,
    ) -> Connection[Discrepancy] | None:
        """Its discrepancies, in the order they were noted."""
        return discrepancy_page(info.context, self.view, open_only, paging)


def occasion(view: BareOccasionView) -> Occasion:
    """The occasion of a view."""
    return Occasion(id=pinned_id(view.point, "occasion", view.occasion.code), view=view)
