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

    party_code: strawberry.Private[str]
    state: strawberry.Private[known.Party | None]
    """None: it is not registered, and all that is known of it is its code."""
    directory: strawberry.Private[Directory]

    @field
    def code(self) -> str:
        """Code of the party, unique in the log."""
        return self.party_code

    @field
    def name(self) -> str:
        """Public name of the institution; its code, where it acted without being registered."""
        return self.state.name if self.state else self.party_code

    @field
    def kind(self) -> PartyKind | None:
        """What sort of institution it is; null where it acted without being registered."""
        return self.state.kind if self.state else None

    @field
    def parent(self) -> "Party | None":
        """The party it belongs under."""
        return party(self.directory, self.state.parent) if self.state else None


def party(directory: Directory, code: str | None) -> Party | None:
    """A party by its code, in whatever case; None if it is not registered."""
    return acting_party(directory, directory.spelt("party", code) if code else None)


def acting_party(directory: Directory, code: str | None) -> Party | None:
    """A party that acted, registered or not; None if no party did, but the record itself."""
    if code is None:
        return None
    code = directory.spelt("party", code) or code
    state = directory.parties.get(code)
    return Party(id=plain_id("party", code), party_code=code, state=state, directory=directory)
