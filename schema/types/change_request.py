"""Requests to change a commitment."""

import strawberry

from events.facts import request as facts
from events.facts.fact import FieldClass
from events.facts.vocabulary import ChangeKind
from schema.operation.context import Context
from schema.operation.fields import closed, field, object_type, seen_as
from schema.types.event import Event, event_at, known_event
from schema.types.in_commitment import InCommitment, in_commitment
from schema.types.indicator import PartTarget, part_target
from schema.types.party import Party, party
from schema.types.request import AskedDeadline, AskedIndicator, asked_deadline, asked_indicator
from services.read.occasion_view import OccasionView
from services.state import change_request as state_of


@object_type
class ChangeRequest(InCommitment):
    """Another deadline, indicator or owner that somebody asks for, until it is granted."""

    kind = "request"
    state: strawberry.Private[state_of.ChangeRequest]

    @field
    def code(self) -> str:
        """Code of the request, unique in its commitment."""
        return self.state.code

    @field
    def change(self) -> ChangeKind:
        """What is to be changed."""
        return self.state.change

    @field
    def deadline(self) -> AskedDeadline | None:
        """The deadline asked for."""
        return asked_deadline(self.state.deadline) if self.state.deadline else None

    @field
    def indicator(self) -> AskedIndicator | None:
        """The indicator asked for."""
        return asked_indicator(self.state.indicator) if self.state.indicator else None

    @field
    @seen_as(facts.ChangeRequested, "breakdown")
    def breakdown(self, info: strawberry.Info[Context, None]) -> list[PartTarget] | None:
        """What is to fall to each region or party; empty where that is not asked for."""
        shown = (part_target(part, self.view.names) for part in self.state.breakdown)
        return [part for part in shown if part is not None]

    @field
    def owner(self) -> Party | None:
        """The owner asked for."""
        return party(self.view.names, self.state.owner)

    @field
    @closed(FieldClass.TEXT)
    async def reason(self, info: strawberry.Info[Context, None]) -> str | None:
        """Why it is asked for."""
        return await info.context.loaders.texts.load((self.state.position, "/reason"))

    @field
    async def asked_by(self, info: strawberry.Info[Context, None]) -> Event:
        """The event that asked for it."""
        return await known_event(info.context, self.state.position, self.view.point)

    @field
    async def granted_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that granted it; null while it is open."""
        return await event_at(info.context, self.state.granted_by, self.view.point)


def change_request(
    view: OccasionView, commitment_code: str, state: state_of.ChangeRequest
) -> ChangeRequest:
    """A request about a commitment."""
    return in_commitment(ChangeRequest, view, commitment_code, state)
