"""Fields that lead up: from a type to one that stands above it (`extend type`)."""

from typing import Annotated

import strawberry

from events.facts import indicator as facts
from schema.operation.context import Context
from schema.operation.fields import extend, seen_as
from schema.types.as_of import AsOf
from schema.types.commitment import Commitment, commitment, commitment_page, known_commitment
from schema.types.escalation import Escalation
from schema.types.event import Event
from schema.types.judgement import (
    CommitmentReadiness,
    RegionFigure,
    commitment_readiness,
    regional_figures,
)
from schema.types.node import Connection, Paging
from schema.types.occasion import Occasion, occasion
from schema.types.rakor import Rakor
from schema.types.readiness import Readiness, readiness
from schema.types.waiver import Waiver

Info = strawberry.Info[Context, None]


class OfEvent:
    """What an event leads to."""

    @extend(Event)
    async def occasion(self: Event, info: Info) -> Occasion | None:  # type: ignore[misc]  # a field of Event
        """The occasion it belongs to."""
        view = await self.view(info.context)
        return occasion(view) if view else None

    @extend(Event)
    async def commitment(self: Event, info: Info) -> Commitment | None:  # type: ignore[misc]  # a field of Event
        """The commitment it is about; null too where that is not effective at the read point."""
        view = await self.view(info.context)
        return commitment(view, self.event.commitment) if view else None


class OfOccasion:
    """What an occasion leads to."""

    @extend(Occasion)
    async def readiness(  # type: ignore[misc]  # a field of Occasion
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
        if as_of is not None:
            point = await context.point(as_of.position, as_of.known_at, as_of.effective_at)
        if as_of is not None or rule is not None:
            point = context.by_rule(point, rule)
        view = await context.seen_from(self.view, point)
        return readiness(await context.judged(view)) if view else None


class OfRakor:
    """What a meeting leads to."""

    @extend(Rakor)
    def occasion(self: Rakor, info: Info) -> Occasion:  # type: ignore[misc]  # a field of Rakor
        """The occasion it prepares."""
        return occasion(self.view)

    @extend(Rakor)
    async def commitments(  # type: ignore[misc]  # a field of Rakor
        self: Rakor,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Commitment] | None:
        """The commitments made in it, in the order they were recorded."""
        view = await info.context.whole(self.view)
        made = [
            state
            for state in view.state.commitments.values()
            if state.recorded and state.recorded.rakor == self.state.code
        ]
        paging = Paging(first, after, last, before)
        return commitment_page(info.context, view, made, paging)


class OfSteering:
    """What escalations and waivers lead to."""

    @extend(Waiver)
    @extend(Escalation)
    def commitment(self: Escalation | Waiver, info: Info) -> Commitment:  # type: ignore[misc]  # a field of both
        """The commitment it is about."""
        return known_commitment(self.view, self.commitment_code)


class OfCommitment:
    """What a commitment leads to."""

    @extend(Commitment)
    @seen_as(facts.IndicatorDefined, "breakdown")
    def regions(self: Commitment, info: Info) -> list[RegionFigure] | None:  # type: ignore[misc]  # a field of Commitment
        """One figure for each region of its breakdown."""
        return regional_figures(self.view, self.state.code)

    @extend(Commitment)
    def readiness(self: Commitment, info: Info) -> CommitmentReadiness | None:  # type: ignore[misc]  # a field of Commitment
        """How it is judged; null for an umbrella or an assurance."""
        return commitment_readiness(self.view, self.state.code)
