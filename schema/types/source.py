"""Where the record comes from: sources, and discrepancies between them."""

import datetime as dt

import strawberry

from events.facts import occasion as facts
from events.facts.vocabulary import SourceKind
from schema.operation.context import Context
from schema.operation.fields import field, field_named, seen_as
from schema.types.event import Event, event_at, known_event
from schema.types.node import Node, pinned_id, plain_id
from schema.types.scalars import Hash
from services.read.look_up import OccasionView
from services.state import occasion_state as state_of


@strawberry.type(description="A document from which something in the record comes.")
class Source(Node):
    """A document from which something in the record comes."""

    state: strawberry.Private[state_of.Source]

    @field
    def code(self) -> str:
        """Code of the source, unique in its occasion."""
        return self.state.code

    @field
    def kind(self) -> SourceKind:
        """What sort of document it is."""
        return self.state.kind

    @field
    def title(self) -> str:
        """Public title."""
        return self.state.title

    @field
    def number(self) -> str | None:
        """Its official number."""
        return self.state.number

    @field
    def issuer(self) -> str | None:
        """Who issued it, as stated."""
        return self.state.issuer

    @field
    def date(self) -> dt.date | None:
        """Its own date."""
        return self.state.date

    @field
    def held(self) -> bool:
        """Whether the document itself is held."""
        return self.state.held

    @field
    def sha256(self) -> Hash | None:
        """SHA-256 of the held document."""
        return Hash(self.state.sha256) if self.state.sha256 else None


def source(view: OccasionView, code: str) -> Source:
    """A source of an occasion."""
    return Source(id=plain_id("source", view.frame.code, code), state=view.frame.sources[code])


@strawberry.type(description="Sources disagree, or one contradicts itself; all readings are kept.")
class Discrepancy(Node):
    """Sources disagree."""

    view: strawberry.Private[OccasionView]
    state: strawberry.Private[state_of.Discrepancy]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id("discrepancy", self.view.frame.code, self.state.code)

    @field
    def code(self) -> str:
        """Code of the discrepancy, unique in its occasion."""
        return self.state.code

    @field
    def subject(self) -> strawberry.ID:
        """Id of what it is about."""
        return strawberry.ID(self.state.subject)

    @field_named("field")
    def doubtful_field(self) -> str:
        """The field of the subject that is in doubt."""
        return self.state.field

    @field
    @seen_as(facts.DiscrepancyNoted, "readings")
    async def readings(self, info: strawberry.Info[Context, None]) -> list[str] | None:
        """The readings, word for word; erased ones are left out."""
        places = [(place.position, place.path) for place in self.state.readings]
        found = await info.context.loaders.texts.load_many(places)
        return [text for text in found if text is not None]

    @field
    @seen_as(facts.DiscrepancyResolved, "chosen")
    async def chosen(self, info: strawberry.Info[Context, None]) -> str | None:
        """The reading that stands; null while it is open."""
        return await info.context.text(self.state.chosen)

    @field
    async def resolved_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that resolved it; null while it is open."""
        return await event_at(info.context, self.state.resolved_by, self.view.point)

    @field
    async def noted_by(self, info: strawberry.Info[Context, None]) -> Event:
        """The event that noted it."""
        return await known_event(info.context, self.state.noted_by, self.view.point)


def discrepancy(view: OccasionView, code: str) -> Discrepancy:
    """A discrepancy of an occasion."""
    return Discrepancy(
        id=pinned_id(view.point, "discrepancy", view.frame.code, code),
        view=view,
        state=view.frame.discrepancies[code],
    )
