"""Parties, regions, persons: what belongs to no occasion and is the same at every read point."""

import strawberry

from events.facts.vocabulary import PartyKind, RegionLevel, Role
from events.format.recorded_event import Actor as RecordedActor
from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.fields import field
from schema.types.node import Node, plain_id
from services.permissions import may_see_name
from services.state import directory as known
from services.state.directory import Directory


@strawberry.type(description="An institution.")
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
    """A party by its code; None if it is not registered."""
    state = directory.parties.get(code) if code else None
    if state is None:
        return None
    return Party(id=plain_id("party", state.code), state=state, directory=directory)


@strawberry.type(description="A region; its code is its place in the administrative order.")
class Region(Node):
    """A region."""

    state: strawberry.Private[known.Region]
    directory: strawberry.Private[Directory]

    @field
    def code(self) -> str:
        """Kemendagri code as text, for example 62.05.01."""
        return self.state.code

    @field
    def name(self) -> str:
        """Public name of the region."""
        return self.state.name

    @field
    def level(self) -> RegionLevel:
        """Its level in the administrative order."""
        return self.state.level

    @field
    def parent(self) -> "Region | None":
        """The region it lies in."""
        return region(self.directory, self.state.parent)


def region(directory: Directory, code: str | None) -> Region | None:
    """A region by its code; None if it is not registered."""
    state = directory.regions.get(code) if code else None
    if state is None:
        return None
    return Region(id=plain_id("region", state.code), state=state, directory=directory)


@strawberry.type(description="A person who acted. The name can be erased; the id stays.")
class Person(Node):
    """A person who acted."""

    person: strawberry.Private[str]
    party_code: strawberry.Private[str | None]

    @field
    async def name(self, info: strawberry.Info[Context, None]) -> str | None:
        """The person's name; for auditors, administrators and the person's own party."""
        if not may_see_name(info.context.viewer, self.party_code):
            raise info.context.error(ErrorCode.FORBIDDEN)
        return await info.context.loaders.names.load(self.person)

    @field
    async def erased(self, info: strawberry.Info[Context, None]) -> bool:
        """Whether no name is held, because none was given or because it was erased."""
        return await info.context.loaders.names.load(self.person) is None


def person(code: str | None, party_code: str | None) -> Person | None:
    """A person by id, as one of a party."""
    if code is None:
        return None
    return Person(id=plain_id("person", code), person=code, party_code=party_code)


@strawberry.type(description="Who acted, for which party, in which role.")
class Actor:
    """Who acted."""

    actor: strawberry.Private[RecordedActor]
    directory: strawberry.Private[Directory]

    @field
    def person(self) -> Person | None:
        """The person, where one is known."""
        return person(self.actor.person, self.actor.party)

    @field
    def party(self) -> Party | None:
        """The party acted for."""
        return party(self.directory, self.actor.party)

    @field
    def role(self) -> Role:
        """The role acted in."""
        return self.actor.role

    @field
    def on_behalf_of(self) -> Party | None:
        """The party it was done for, if another."""
        return party(self.directory, self.actor.on_behalf_of)
