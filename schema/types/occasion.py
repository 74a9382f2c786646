"""The occasion, and its fields of work."""

import datetime as dt

import strawberry

from events.facts import occasion as facts
from events.facts.vocabulary import Dataset
from schema.operation.context import Context
from schema.operation.fields import field, object_type, seen_as
from schema.types.discrepancy import Discrepancy, discrepancy_page
from schema.types.node import Node, pinned_id, plain_id
from schema.types.page import POSITIONS, Connection, OpenOnly, Paging, page_in_memory, paged
from schema.types.rakor import Rakor, rakor
from schema.types.region import Region, region
from schema.types.source import Source, source
from services.read.occasion_view import BareOccasionView


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
class Occasion(Node):
    """Something that must go right on a fixed day."""

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
    def day(self) -> dt.date:
        """The fixed day."""
        return self.view.occasion.day

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
