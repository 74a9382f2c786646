"""Where the record comes from."""

import datetime as dt

import strawberry

from events.facts.vocabulary import SourceKind
from schema.operation.fields import field, object_type
from schema.types.node import Node, plain_id
from schema.types.scalars import Hash
from services.read.occasion_view import BareOccasionView
from services.state import source as state_of


@object_type
class Source(Node):
    """A document from which something in the record comes."""

    view: strawberry.Private[BareOccasionView]
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

    @field
    def replaces(self) -> "Source | None":
        """The source that it replaces: the draft of these minutes."""
        replaced = self.state.replaces
        return source(self.view, replaced) if replaced in self.view.occasion.sources else None


def source(view: BareOccasionView, code: str) -> Source:
    """A source of an occasion."""
    return Source(
        id=plain_id("source", view.occasion.code, code),
        view=view,
        state=view.occasion.sources[code],
    )
