"""What was proposed to be given up: remainders of a target, or the whole."""

import strawberry

from schema.operation.context import Context
from schema.operation.fields import field, object_type
from schema.types.event import Event, event_at, known_event
from schema.types.in_commitment import InCommitment, in_commitment
from schema.types.party import Party, party
from schema.types.region import Region, region
from services.read.occasion_view import OccasionView
from services.state import waiver as state_of


# Only for viewers who see what is sealed, like Escalation.
@object_type
class Waiver(InCommitment):
    """A remainder of a target, or the whole, that was proposed to be given up."""

    kind = "waiver"
    state: strawberry.Private[state_of.Waiver]

    @field
    def region(self) -> Region | None:
        """The region it concerns."""
        return region(self.view.names, self.state.region)

    @field
    def party(self) -> Party | None:
        """The party it concerns, where the target is divided by party."""
        return party(self.view.names, self.state.party)

    @field
    def whole(self) -> bool:
        """Whether the whole commitment is given up."""
        return self.state.whole

    @field
    def remainder(self) -> float | None:
        """How much is given up, in the indicator's unit; null where it is the whole."""
        return None if self.state.remainder is None else float(self.state.remainder)

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
    return in_commitment(Waiver, view, commitment_code, state)
