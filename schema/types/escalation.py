"""Questions about a commitment that were put to a party that can decide them."""

import strawberry

from schema.operation.context import Context
from schema.operation.fields import field, object_type
from schema.types.event import Event, event_at, known_event
from schema.types.in_commitment import InCommitment, in_commitment
from schema.types.party import Party, party
from services.read.occasion_view import OccasionView
from services.state import escalation as state_of


# Only for viewers who see what is sealed, like Waiver.
@object_type
class Escalation(InCommitment):
    """A question put to a party that can decide it."""

    kind = "escalation"
    state: strawberry.Private[state_of.Escalation]
    to: Party = strawberry.field(description="The party that is asked.")

    @field
    def code(self) -> str:
        """Code of the escalation, unique in its commitment."""
        return self.state.code

    @field
    def level(self) -> int:
        """How far up it goes, from 1."""
        return self.state.level

    @field
    async def question(self, info: strawberry.Info[Context, None]) -> str | None:
        """What is asked."""
        return await info.context.text(self.state.question)

    @field
    async def decision(self, info: strawberry.Info[Context, None]) -> str | None:
        """What was decided; null while it is open."""
        return await info.context.text(self.state.decision)

    @field
    async def raised_by(self, info: strawberry.Info[Context, None]) -> Event:
        """The event that raised it."""
        return await known_event(info.context, self.state.position, self.view.point)

    @field
    async def answered_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that answered it; null while it is open."""
        return await event_at(info.context, self.state.answered_by, self.view.point)


def escalation(
    view: OccasionView, commitment_code: str, state: state_of.Escalation
) -> Escalation | None:
    """An escalation of a commitment."""
    asked = party(view.names, state.to)
    if asked is None:
        return None
    return in_commitment(Escalation, view, commitment_code, state, to=asked)


def open_escalations(view: OccasionView) -> list[Escalation]:
    """Every escalation of an occasion that has no answer."""
    return [
        shown
        for code, commitment in view.state.commitments.items()
        for state in commitment.open_escalations
        if (shown := escalation(view, code, state))
    ]
