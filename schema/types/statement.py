"""What somebody said of how much is done."""

import strawberry

from events.facts import statement as facts
from events.facts.fact import FieldClass
from schema.operation.context import Context
from schema.operation.fields import closed, field, object_type, seen_as
from schema.types.deadline import source_of
from schema.types.event import Event, event_at, known_event
from schema.types.in_commitment import InCommitment, in_commitment
from schema.types.party import Party, party
from schema.types.region import Region, region
from schema.types.source import Source
from services.read.occasion_view import OccasionView
from services.state import statement as state_of


def _class_of_value(shown: "Statement") -> FieldClass:
    """A value is open like that of a report: where no part is named."""
    return FieldClass.OPEN if shown.state.part is None else FieldClass.SEALED


@object_type
class Statement(InCommitment):
    """Progress as somebody said it: it counts once the owner or a partner confirms it."""

    kind = "statement"
    state: strawberry.Private[state_of.Statement]

    @field
    def code(self) -> str:
        """Code of the statement, unique in its commitment."""
        return self.state.code

    @field
    def stated_by(self) -> Party | None:
        """The party that said it."""
        return party(self.view.names, self.state.stated_by)

    @field
    @closed(_class_of_value)
    def value(self, info: strawberry.Info[Context, None]) -> float | None:
        """How much is done, as it was said, in the indicator's unit."""
        return float(self.state.value)

    @field
    @seen_as(facts.ProgressStated, "region")
    def region(self, info: strawberry.Info[Context, None]) -> Region | None:
        """The region it concerns."""
        return region(self.view.names, self.state.region)

    @field
    @seen_as(facts.ProgressStated, "party")
    def party(self, info: strawberry.Info[Context, None]) -> Party | None:
        """The party it concerns, where the target is divided by party."""
        return party(self.view.names, self.state.party)

    @field
    @seen_as(facts.ProgressStated, "note")
    async def note(self, info: strawberry.Info[Context, None]) -> str | None:
        """In which words, or what besides."""
        return await info.context.text(self.state.note)

    @field
    def source(self) -> Source | None:
        """The source that holds it."""
        return source_of(self.view, self.state.source)

    @field
    async def recorded_by(self, info: strawberry.Info[Context, None]) -> Event:
        """The event that put it on record."""
        return await known_event(info.context, self.state.position, self.view.point)

    @field
    async def confirmed_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event by which it became a report; null where nobody confirmed it."""
        return await event_at(info.context, self.state.confirmed_by, self.view.point)

    @field
    async def denied_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that denied it; null where nobody did."""
        return await event_at(info.context, self.state.denied_by, self.view.point)


def statement(view: OccasionView, commitment_code: str, state: state_of.Statement) -> Statement:
    """A statement about a commitment."""
    return in_commitment(Statement, view, commitment_code, state)
