"""What is counted of a commitment, and how much is fulfilment."""

import strawberry

from events.facts import indicator as facts
from schema.operation.context import Context
from schema.operation.fields import field, object_type, seen_as
from schema.types.party import Party, party
from schema.types.region import Region, region
from services.read.occasion_view import OccasionView
from services.state import indicator as state_of
from services.state.directory import Directory


@object_type
class PartTarget:
    """What falls to one part of an indicator that is divided by region or by party."""

    region: Region | None = strawberry.field(description="The region, if it is one …")
    party: Party | None = strawberry.field(description="… or the party.")
    target: float | None = strawberry.field(
        description="Its target, in the unit; null: that of the whole, or periods."
    )
    baseline: float | None = strawberry.field(description="Where it starts; null: as the whole.")


def part_target(part: facts.PartTarget, directory: Directory) -> PartTarget | None:
    """A part, if what it names is known."""
    named = PartTarget(
        region=region(directory, part.region) if part.region else None,
        party=party(directory, part.party) if part.party else None,
        target=None if part.target is None else float(part.target),
        baseline=None if part.baseline is None else float(part.baseline),
    )
    return named if named.region or named.party else None


@object_type
class Indicator:
    """What is counted, and how much is fulfilment."""

    view: strawberry.Private[OccasionView]
    state: strawberry.Private[state_of.Indicator]
    name: str = strawberry.field(description="What is counted.")
    target: float = strawberry.field(description="How much is fulfilment, above 0, in the unit.")
    unit: str = strawberry.field(description="Unit of every quantity of this commitment.")

    @field
    @seen_as(facts.IndicatorDefined, "breakdown")
    def breakdown(self, info: strawberry.Info[Context, None]) -> list[PartTarget] | None:
        """What falls to each region or party; empty where it is not divided."""
        shown = (part_target(part, self.view.directory) for part in self.state.breakdown)
        return [part for part in shown if part is not None]


def indicator(view: OccasionView, state: state_of.Indicator | None) -> Indicator | None:
    """An indicator, if it is known."""
    if state is None:
        return None
    return Indicator(
        view=view, state=state, name=state.name, target=float(state.target), unit=state.unit
    )
