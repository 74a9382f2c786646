"""Withdrawals that were proposed."""

import strawberry

from events.facts.fact import FieldClass
from schema.operation.context import Context
from schema.operation.fields import closed, field, object_type
from schema.types.event import Event, event_at, known_event
from schema.types.in_commitment import InCommitment, in_commitment
from services.read.occasion_view import OccasionView
from services.state import withdrawal as state_of


@object_type
class Withdrawal(InCommitment):
    """A proposal to withdraw a commitment, until a leader grants it."""

    kind = "withdrawal"
    state: strawberry.Private[state_of.Withdrawal]

    @field
    def code(self) -> str:
        """Code of the proposal, unique in its commitment."""
        return self.state.code

    @field
    @closed(FieldClass.TEXT)
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
        return await event_at(info.context, self.state.granted_by, self.view.point)


def withdrawal(view: OccasionView, commitment_code: str, state: state_of.Withdrawal) -> Withdrawal:
    """A withdrawal of a commitment."""
    return in_commitment(Withdrawal, view, commitment_code, state)
