"""What proves a commitment."""

import datetime as dt

import strawberry

from schema.operation.context import Context
from schema.operation.fields import field, object_type
from schema.types.event import Event, known_event
from schema.types.node import Node, plain_id
from schema.types.party import Party, party
from schema.types.region import Region, region
from schema.types.scalars import Hash, Position, local
from services.read.occasion_view import OccasionView
from services.state import evidence as state_of


@object_type
class Evidence(Node):
    """A document named as evidence, by its hash."""

    view: strawberry.Private[OccasionView]
    state: strawberry.Private[state_of.EvidenceItem]

    @field
    def sha256(self) -> Hash | None:
        """SHA-256 of the document."""
        return Hash(self.state.sha256)

    @field
    def media_type(self) -> str | None:
        """Media type of the document."""
        return self.state.media_type

    @field
    def size(self) -> Position | None:
        """Size of the document in bytes."""
        return Position(self.state.byte_count)

    @field
    async def title(self, info: strawberry.Info[Context, None]) -> str | None:
        """What the document is."""
        return await info.context.text(self.state.title)

    @field
    def taken_at(self) -> dt.datetime | None:
        """When it was made."""
        taken = self.state.taken_at
        return local(taken, self.view.occasion.time_zone) if taken else None

    @field
    def region(self) -> Region | None:
        """The region it shows."""
        return region(self.view.names, self.state.region)

    @field
    def party(self) -> Party | None:
        """The party it shows, where the target is divided by party."""
        return party(self.view.names, self.state.party)

    @field
    def url(self) -> str | None:
        """Where the document can be fetched; null where only its hash is on record."""
        return None

    @field
    async def attached_by(self, info: strawberry.Info[Context, None]) -> Event:
        """The event that attached it."""
        return await known_event(info.context, self.state.position, self.view.point)


def evidence(view: OccasionView, commitment_code: str, state: state_of.EvidenceItem) -> Evidence:
    """A document of a commitment. Only for viewers who see what is sealed."""
    return Evidence(
        id=plain_id("evidence", view.occasion.code, commitment_code, state.sha256),
        view=view,
        state=state,
    )
