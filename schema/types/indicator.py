"""What is counted of a commitment, and how much is fulfilment."""

import strawberry

from events.facts import indicator as facts
from schema.operation.context import Context
from schema.operation.fields import field, object_type, seen_as
from schema.types.region import Region, region
from services.read.occasion_view import OccasionView
from services.state import indicator as state_of


@object_type
class RegionTarget:
    """The part of a target that falls to one region."""

    region: Region = strawberry.field(description="The region.")
    target: float = strawberry.field(description="Its part of the target, in the unit.")


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
    def breakdown(self, info: strawberry.Info[Context, None]) -> list[RegionTarget] | None:
        """The target by region; empty where it is not divided."""
        return [
            RegionTarget(region=known, target=float(part.target))
            for part in self.state.breakdown
            if (known := region(self.view.directory, part.region))
        ]


def indicator(view: OccasionView, state: state_of.Indicator | None) -> Indicator | None:
    """An indicator, if it is known."""
    if state is None:
        return None
    return Indicator(
        view=view, state=state, name=state.name, target=float(state.target), unit=state.unit
    )
