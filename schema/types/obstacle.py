"""What hinders a commitment."""

import strawberry

from events.facts import obstacle as facts
from events.facts.vocabulary import Severity
from schema.operation.context import Context
from schema.operation.fields import field, object_type, seen_as
from schema.types.event import Event, event_at, known_event
from schema.types.in_commitment import InCommitment, in_commitment
from schema.types.party import Party, party
from schema.types.region import Region, region
from services.read.occasion_view import OccasionView
from services.state import obstacle as state_of


@object_type
class Obstacle(InCommitment):
    """Something that hinders a commitment, until it is resolved."""

    kind = "obstacle"
    state: strawberry.Private[state_of.Obstacle]

    @field
    def code(self) -> str:
        """Code of the obstacle, unique in its commitment."""
        return self.state.code

    @field
    def severity(self) -> Severity:
        """How much it hinders."""
        return self.state.severity

    @field
    @seen_as(facts.ObstacleRaised, "text")
    async def text(self, info: strawberry.Info[Context, None]) -> str | None:
        """What hinders."""
        return await info.context.text(self.state.text)

    @field
    @seen_as(facts.ObstacleRaised, "region")
    def region(self, info: strawberry.Info[Context, None]) -> Region | None:
        """The region it concerns."""
        return region(self.view.names, self.state.region)

    @field
    @seen_as(facts.ObstacleRaised, "party")
    def party(self, info: strawberry.Info[Context, None]) -> Party | None:
        """The party it concerns, where the target is divided by party."""
        return party(self.view.names, self.state.party)

    @field
    async def raised_by(self, info: strawberry.Info[Context, None]) -> Event:
        """The event that raised it."""
        return await known_event(info.context, self.state.position, self.view.point)

    @field
    async def resolved_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that resolved it; null while it is open."""
        resolved = self.state.resolved
        return await event_at(
            info.context, resolved.position if resolved else None, self.view.point
        )


def obstacle(view: OccasionView, commitment_code: str, state: state_of.Obstacle) -> Obstacle:
    """An obstacle of a commitment."""
    return in_commitment(Obstacle, view, commitment_code, state)
