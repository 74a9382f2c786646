"""Parties: the same at every read point but for their names, under an id that stays."""

from collections.abc import Iterable

import strawberry

from events.facts.vocabulary import PartyKind
from schema.operation.fields import field, object_type
from schema.types.node import Node, plain_id
from services.read.directory_view import DirectoryView
from services.state import party as known


@object_type
class Party(Node):
    """An institution."""

    party_code: strawberry.Private[str]
    state: strawberry.Private[known.Party | None]
    """None: it is not registered, and all that is known of it is its code."""
    names: strawberry.Private[DirectoryView]

    @field
    def code(self) -> str:
        """Code of the party, unique in the log."""
        return self.party_code

    @field
    def name(self) -> str:
        """Public name at the read point; its code, where it acted without being registered."""
        return self.names.name_of(self.state) if self.state else self.party_code

    @field
    def kind(self) -> PartyKind | None:
        """What sort of institution it is; null where it acted without being registered."""
        return self.state.kind if self.state else None

    @field
    def parent(self) -> "Party | None":
        """The party it belongs under."""
        return party(self.names, self.state.parent) if self.state else None


def party(names: DirectoryView, code: str | None) -> Party | None:
    """A party by its code, in whatever case; None if it is not registered."""
    return acting_party(names, names.spelt("party", code) if code else None)


def acting_party(names: DirectoryView, code: str | None) -> Party | None:
    """A party that acted, registered or not; None if no party did, but the record itself."""
    if code is None:
        return None
    code = names.spelt("party", code) or code
    return Party(id=plain_id("party", code), party_code=code, state=names.party(code), names=names)


def known_party(names: DirectoryView, code: str) -> Party:
    """A party that is known to be registered."""
    found = party(names, code)
    if found is None:
        raise LookupError(f"no party {code}")
    return found


def parties(names: DirectoryView, codes: Iterable[str]) -> list[Party]:
    """Those of some parties that are registered, in their order."""
    return [shown for code in codes if (shown := party(names, code))]
