"""Coordination meetings, and who took part."""

import datetime as dt

import strawberry

from events.facts import rakor as facts
from schema.operation.context import Context
from schema.operation.fields import field, object_type, seen_as
from schema.types.node import Node, pinned_id, plain_id
from schema.types.party import Party, party
from services.read.occasion_view import BareOccasionView
from services.state import rakor as state_of


@object_type
class StatedDate:
    """A date as a source states it, beside what can be made of it."""

    verbatim: str = strawberry.field(description="The date word for word.")
    resolved: dt.date | None = strawberry.field(description="The day it means, where certain.")
    candidates: list[dt.date] = strawberry.field(description="Every day it may mean.")


@object_type
class Participant:
    """A party that took part in a meeting."""

    party: Party = strawberry.field(description="The party.")
    state: strawberry.Private[state_of.Participant]

    @field
    @seen_as(facts.ParticipantRecorded, "capacity")
    async def capacity(self, info: strawberry.Info[Context, None]) -> str | None:
        """In what capacity, as stated."""
        return await info.context.text(self.state.capacity)


@object_type
class Rakor(Node):
    """A coordination meeting (rapat koordinasi)."""

    view: strawberry.Private[BareOccasionView]
    state: strawberry.Private[state_of.Rakor]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id("rakor", self.view.occasion.code, self.state.code)

    @field
    def code(self) -> str:
        """Code of the meeting, unique in its occasion."""
        return self.state.code

    @field
    def name(self) -> str:
        """Public name of the meeting."""
        return self.state.name

    @field
    def held_on(self) -> StatedDate:
        """When it was held, as stated and as understood."""
        stated = self.state.held_on
        return StatedDate(
            verbatim=stated.verbatim,
            resolved=stated.resolved,
            candidates=list(stated.candidates),
        )

    @field
    def venue(self) -> str | None:
        """Where it was held, as stated."""
        return self.state.venue

    @field
    def same_as(self) -> strawberry.ID | None:
        """Id of the same meeting as it stands under another occasion that it served."""
        occasion, _, code = (self.state.same_as or "").partition("/")
        return plain_id("rakor", occasion, code) if code else None

    @field
    def organiser(self) -> Party | None:
        """The party that convened it."""
        return party(self.view.names, self.state.organiser)

    @field
    def chair(self) -> Party | None:
        """The party that chaired it."""
        return party(self.view.names, self.state.chair)

    @field
    def participants(self) -> list[Participant]:
        """Who took part."""
        return [
            Participant(party=known, state=state)
            for state in self.state.participants
            if (known := party(self.view.names, state.party))
        ]


def rakor(view: BareOccasionView, code: str) -> Rakor:
    """A meeting of an occasion."""
    return Rakor(
        id=pinned_id(view.point, "rakor", view.occasion.code, code),
        view=view,
        state=view.occasion.rakors[code],
    )
