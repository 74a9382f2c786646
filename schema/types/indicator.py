"""What is measured of a commitment, and how much is fulfilment."""

import strawberry

from events.facts import indicator as facts
from events.facts.vocabulary import Direction, Every, Measure
from schema.operation.context import Context
from schema.operation.fields import field, object_type, seen_as
from schema.types.deadline import source_of
from schema.types.party import Party, party
from schema.types.region import Region, region
from schema.types.source import Source
from services.read.directory_view import DirectoryView
from services.read.occasion_view import OccasionView
from services.state import indicator as state_of
from services.state.deadline import Deadline


@object_type
class PartTarget:
    """What falls to one part of an indicator that is divided by region or by party."""

    region: Region | None = strawberry.field(description="The region, if it is one …")
    party: Party | None = strawberry.field(description="… or the party.")
    target: float | None = strawberry.field(
        description="Its target, in the unit; null: that of the whole, or periods."
    )
    baseline: float | None = strawberry.field(description="Where it starts; null: as the whole.")


def part_target(part: facts.PartTarget, names: DirectoryView) -> PartTarget | None:
    """A part, if what it names is known."""
    named = PartTarget(
        region=region(names, part.region),
        party=party(names, part.party),
        target=None if part.target is None else float(part.target),
        baseline=None if part.baseline is None else float(part.baseline),
    )
    return named if named.region or named.party else None


@object_type
class Indicator:
    """What is measured, and how much is fulfilment."""

    view: strawberry.Private[OccasionView]
    state: strawberry.Private[state_of.Indicator]
    deadline: strawberry.Private[Deadline | None]
    """Which gives a duty its periods."""

    @field
    def name(self) -> str:
        """What is counted, delivered, kept or measured."""
        return self.state.name

    @field
    def measure(self) -> Measure:
        """How its quantities are read."""
        return self.state.measure

    @field
    def direction(self) -> Direction:
        """Whether it is to rise to its target or to fall to it."""
        return self.state.direction

    @field
    def baseline(self) -> float | None:
        """Where it starts, in the unit; null for a duty, whose periods start at none."""
        return None if self.state.measure is Measure.PERIODIC else float(self.state.baseline)

    @field
    def target(self) -> float | None:
        """How much is fulfilment, in the unit; of a duty, its periods until it is due."""
        if self.state.measure is Measure.PERIODIC:
            return self.view.periods_until(self.state, self.deadline)
        return None if self.state.target is None else float(self.state.target)

    @field
    def unit(self) -> str | None:
        """Unit of every quantity of this commitment; null where it needs none."""
        return self.state.unit

    @field
    def every(self) -> Every | None:
        """How long a period is, of a duty that comes back."""
        return self.state.every

    @field
    def source(self) -> Source | None:
        """The source that states it, or in which it was asked for."""
        return source_of(self.view, self.state.source)

    @field
    @seen_as(facts.IndicatorDefined, "breakdown")
    def breakdown(self, info: strawberry.Info[Context, None]) -> list[PartTarget] | None:
        """What falls to each region or party; empty where it is not divided."""
        shown = (part_target(part, self.view.names) for part in self.state.breakdown)
        return [part for part in shown if part is not None]


def indicator(
    view: OccasionView, state: state_of.Indicator | None, deadline: Deadline | None
) -> Indicator | None:
    """An indicator, if it is known, beside the deadline that goes with it."""
    return Indicator(view=view, state=state, deadline=deadline) if state else None
