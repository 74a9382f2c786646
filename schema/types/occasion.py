"""The frame of an occasion: the occasion itself, its fields of work and its meetings."""

import datetime as dt

import strawberry

from events.facts import occasion as facts
from events.facts.vocabulary import Dataset
from schema.operation.context import Context
from schema.operation.fields import field, seen_as
from schema.types.node import Connection, Node, OpenOnly, page_in_memory, pinned_id, plain_id
from schema.types.party import Party, Region, party, region
from schema.types.source import Discrepancy, Source, discrepancy, source
from services.read.look_up import OccasionView
from services.state import occasion_state as state_of


@strawberry.type(description="A field of work in which commitments are grouped (bidang).")
class Area:
    """A field of work."""

    code: str = strawberry.field(description="Code of the area, unique in its occasion.")
    name: str = strawberry.field(description="Public name of the area.")


@strawberry.type(description="A date as a source states it, beside what can be made of it.")
class StatedDate:
    """A date as stated."""

    verbatim: str = strawberry.field(description="The date word for word.")
    resolved: dt.date | None = strawberry.field(description="The day it means, where certain.")
    candidates: list[dt.date] = strawberry.field(description="Every day it may mean.")


@strawberry.type(description="A party that took part in a meeting.")
class Participant:
    """A party that took part in a meeting."""

    party: Party = strawberry.field(description="The party.")
    state: strawberry.Private[state_of.Participant]

    @field
    @seen_as(facts.ParticipantRecorded, "capacity")
    async def capacity(self, info: strawberry.Info[Context, None]) -> str | None:
        """In what capacity, as stated."""
        return await info.context.text(self.state.capacity)


@strawberry.type(description="A coordination meeting (rapat koordinasi).")
class Rakor(Node):
    """A coordination meeting."""

    view: strawberry.Private[OccasionView]
    state: strawberry.Private[state_of.Rakor]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id("rakor", self.view.frame.code, self.state.code)

    @field
    def code(self) -> str:
        """Code of the meeting, unique in its occasion."""
        return self.state.code

    @field
    def name(self) -> str:
        """Public name of the meeting."""
        return self.state.name

    @field
    def held_on(self) -> StatedDate:
        """When it was held, as stated and as understood."""
        stated = self.state.held_on
        return StatedDate(
            verbatim=stated.verbatim,
            resolved=stated.resolved,
            candidates=list(stated.candidates),
        )

    @field
    def venue(self) -> str | None:
        """Where it was held, as stated."""
        return self.state.venue

    @field
    def organiser(self) -> Party | None:
        """The party that convened it."""
        return party(self.view.directory, self.state.organiser)

    @field
    def chair(self) -> Party | None:
        """The party that chaired it."""
        return party(self.view.directory, self.state.chair)

    @field
    def occasion(self) -> "Occasion":
        """The occasion it prepares."""
        return occasion(self.view)

    @field
    def participants(self) -> list[Participant]:
        """Who took part."""
        return [
            Participant(party=known, state=state)
            for state in self.state.participants
            if (known := party(self.view.directory, state.party))
        ]


def rakor(view: OccasionView, code: str) -> Rakor:
    """A meeting of an occasion."""
    return Rakor(
        id=pinned_id(view.point, "rakor", view.frame.code, code),
        view=view,
        state=view.frame.rakors[code],
    )


@strawberry.type(description="Something that must go right on a fixed day.")
class Occasion(Node):
    """Something that must go right on a fixed day."""

    view: strawberry.Private[OccasionView]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id("occasion", self.view.frame.code)

    @field
    def code(self) -> str:
        """Code of the occasion, unique in the log."""
        return self.view.frame.code

    @field
    def name(self) -> str:
        """Public name of the occasion."""
        return self.view.frame.name

    @field
    def day(self) -> dt.date:
        """The fixed day."""
        return self.view.frame.day

    @field
    def time_zone(self) -> str:
        """IANA time zone in which its dates are meant."""
        return self.view.frame.time_zone

    @field
    def dataset(self, info: strawberry.Info[Context, None]) -> Dataset:
        """LIVE or DEMO: the data set of the whole log."""
        return info.context.house.dataset

    @field
    def rule_version(self) -> str:
        """The readiness rule that applies."""
        return self.view.frame.rule

    @field
    def areas(self) -> list[Area]:
        """The fields of work, in order of display."""
        return [Area(code=area.code, name=area.name) for area in self.view.frame.areas]

    @field
    @seen_as(facts.OccasionDeclared, "region")
    def region(self, info: strawberry.Info[Context, None]) -> Region | None:
        """The region it concerns, with all below it."""
        return region(self.view.directory, self.view.frame.region)

    @field
    def rakors(
        self, info: strawberry.Info[Context, None], first: int | None = 50, after: str | None = None
    ) -> Connection[Rakor]:
        """Its coordination meetings, in the order they were recorded."""
        return page_in_memory(
            info.context,
            list(self.view.frame.rakors.values()),
            lambda state: state.position,
            lambda state: rakor(self.view, state.code),
            first,
            after,
        )

    @field
    def sources(
        self, info: strawberry.Info[Context, None], first: int | None = 50, after: str | None = None
    ) -> Connection[Source]:
        """Its sources, in the order they were registered."""
        return page_in_memory(
            info.context,
            list(self.view.frame.sources.values()),
            lambda state: state.position,
            lambda state: source(self.view, state.code),
            first,
            after,
        )

    @field
    def discrepancies(
        self,
        info: strawberry.Info[Context, None],
        open_only: OpenOnly = None,
        first: int | None = 50,
        after: str | None = None,
    ) -> Connection[Discrepancy]:
        """Its discrepancies, in the order they were noted."""
        return discrepancy_page(info.context, self.view, open_only, first, after)


def discrepancy_page(
    context: Context,
    view: OccasionView,
    open_only: bool | None,
    first: int | None,
    after: str | None,
) -> Connection[Discrepancy]:
    """A page of an occasion's discrepancies, in the order they were noted."""
    chosen = [
        state
        for state in view.frame.discrepancies.values()
        if open_only is None or open_only == (state.resolved_by is None)
    ]
    return page_in_memory(
        context,
        chosen,
        lambda state: state.noted_by,
        lambda state: discrepancy(view, state.code),
        first,
        after,
    )


def occasion(view: OccasionView) -> Occasion:
    """The occasion of a view."""
    return Occasion(id=pinned_id(view.point, "occasion", view.frame.code), view=view)
