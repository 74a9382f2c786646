"""Fields that lead up: from a type to one that stands above it (`extend type`)."""

from typing import Annotated

import strawberry

from events.facts import indicator as facts
from schema.operation.context import Context
from schema.operation.fields import extend, seen_as
from schema.types import commitment_course  # noqa: F401  # what it adds to Commitment
from schema.types.as_of import AsOf
from schema.types.commitment import Commitment, commitment, commitment_page
from schema.types.event import Event
from schema.types.judgement import (
    CommitmentReadiness,
    RegionFigure,
    commitment_readiness,
    regional_figures,
)
from schema.types.occasion import Occasion, occasion
from schema.types.page import Connection, Paging, paged
from schema.types.rakor import Rakor
from schema.types.readiness import Readiness, readiness
from schema.types.sums import RollUp

Info = strawberry.Info[Context, None]


@extend(Event, "occasion")
async def occasion_of_event(self: Event, info: Info) -> Occasion | None:
    """The occasion it belongs to."""
    view = await self.view(info.context)
    return occasion(view) if view else None


@extend(Event, "commitment")
async def commitment_of_event(self: Event, info: Info) -> Commitment | None:
    """The commitment it is about; null too where that is not effective at the read point."""
    view = await self.view(info.context)
    return commitment(view, self.event.commitment) if view else None


@extend(Occasion, "readiness")
async def readiness_of_occasion(
    self: Occasion,
    info: Info,
    as_of: Annotated[
        AsOf | None,
        strawberry.argument(description="The read point; omitted: the occasion's own."),
    ] = None,
    rule: str | None = None,
) -> Readiness | None:
    """How ready it is, for all occasions in one request; null where it is not known yet."""
    context = info.context
    point = self.view.point
    is_asked = as_of is not None and not as_of.says_nothing
    if as_of is not None and is_asked:
        point = await context.point(as_of.position, as_of.known_at, as_of.effective_at)
    if is_asked or rule is not None:
        point = context.by_rule(point, rule)
    view = await context.seen_from(self.view, point)
    return readiness(await context.judged(view)) if view else None


@extend(Rakor, "occasion")
def occasion_of_rakor(self: Rakor, info: Info) -> Occasion:
    """The occasion it prepares."""
    return occasion(self.view)


@extend(Rakor, "commitments")
@paged
async def commitments_of_rakor(
    self: Rakor, info: Info, paging: Paging
) -> Connection[Commitment] | None:
    """The commitments made in it, in the order they were recorded."""
    view = await info.context.whole(self.view)
    made = [
        state
        for state in view.state.commitments.values()
        if state.recorded and state.recorded.rakor == self.state.code
    ]
    return commitment_page(info.context, view, made, paging)


@extend(Commitment, "regions")
@seen_as(facts.IndicatorDefined, "breakdown")
def regions_of_commitment(self: Commitment, info: Info) -> list[RegionFigure] | None:
    """One figure for each part of its breakdown."""
    return regional_figures(self.view, self.state.code)


@extend(Commitment, "readiness")
def readiness_of_commitment(self: Commitment, info: Info) -> CommitmentReadiness | None:
    """How it is judged; null for an umbrella or an assurance."""
    return commitment_readiness(self.view, self.state.code)


@extend(Commitment, "roll_up")
def roll_up_of_commitment(self: Commitment, info: Info) -> RollUp | None:
    """The sums over all that is judged below it; null where nothing is."""
    figures = self.view.roll_up(self.state.code)
    return RollUp(view=self.view, figures=figures) if figures else None
