"""Remainders of a target that were proposed to be given up."""

import strawberry

from schema.operation.context import Context
from schema.operation.fields import field, object_type
from schema.types.event import Event, event_at, known_event
from schema.types.node import Node, pinned_id, plain_id
from schema.types.region import Region, region
from services.read.occasion_view import OccasionView
from services.state import waiver as state_of


@object_type
class Waiver(Node):
    """A remainder of a target that was proposed to be given up."""

    view: strawberry.Private[OccasionView]
    commitment_code: strawberry.Private[str]
    state: strawberry.Private[state_of.Waiver]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id("waiver", self.view.occasion.code, self.commitment_code, self.state.code)

    @field
    def region(self) -> Region | None:
        """The region it concerns."""
        return region(self.view.names, self.state.region)

    @field
    def remainder(self) -> float:
        """How much is given up, in the indicator's unit."""
        return float(self.state.remainder)

    @field
    async def reason(self, info: strawberry.Info[Context, None]) -> str | None:
        """Why it was proposed."""
        return await info.context.loaders.texts.load((self.state.position, "/reason"))

    @field
    async def proposed_by(self, info: strawberry.Info[Context, None]) -> Event:
        """The event that proposed it."""
        return await known_event(info.context, self.state.position, self.view.point)

    @field
    async def granted_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that granted it; null while it is open."""
        granted = self.state.granted
        return await event_at(info.context, granted.position if granted else None, self.view.point)


def waiver(view: OccasionView, commitment_code: str, state: state_of.Waiver) -> Waiver:
    """A waiver of a commitment."""
    return Waiver(
        id=pinned_id(view.point, "waiver", view.occasion.code, commitment_code, state.code),
        view=view,
        commitment_code=commitment_code,
        state=state,
    )
