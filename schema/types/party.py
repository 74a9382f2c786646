"""Parties: the same at every read point, because they never change."""

import strawberry

from events.facts.vocabulary import PartyKind
from schema.operation.fields import field, object_type
from schema.types.node import Node, plain_id
from services.state import party as known
from services.state.directory import Directory


@object_type
class Party(Node):
    """An institution."""

    state: strawberry.Private[known.Party]
    directory: strawberry.Private[Directory]

    @field
    def code(self) -> str:
        """Code of the party, unique in the log."""
        return self.state.code

    @field
    def name(self) -> str:
        """Public name of the institution."""
        return self.state.name

    @field
    def kind(self) -> PartyKind:
        """What sort of institution it is."""
        return self.state.kind

    @field
    def parent(self) -> "Party | None":
        """The party it belongs under."""
        return party(self.directory, self.state.parent)


def party(directory: Directory, code: str | None) -> Party | None:
    """A party by its code, in whatever case; None if it is not registered."""
    state = directory.parties.get(directory.spelt("party", code) or "") if code else None
    if state is None:
        return None
    return Party(id=plain_id("party", state.code), state=state, directory=directory)
