"""Persons who acted, and in which role."""

import strawberry

from events.facts.vocabulary import Role
from events.format.recorded_event import Actor as RecordedActor
from schema.operation.context import Context
from schema.operation.fields import field, object_type, shown_if
from schema.operation.info import Info
from schema.types.node import Node, plain_id
from schema.types.party import Party, acting_party
from services.permissions import may_see_name, viewer_on_record
from services.read.directory_view import DirectoryView


@object_type
class Person(Node):
    """A person who acted. The name can be erased; the id stays."""

    person: strawberry.Private[str]
    party_code: strawberry.Private[str | None]

    @field
    async def name(self, info: Info) -> str | None:
        """The person's name; for auditors, administrators and the person's own party."""
        directory, viewer = await info.context.directory(), info.context.viewer
        own = viewer_on_record(viewer, directory)
        named = self.party_code and (directory.spelt("party", self.party_code) or self.party_code)
        if not shown_if(info, may_see_name(own, named)):
            return None
        name = await info.context.loaders.names.load(self.person)
        if name is not None:
            info.context.loaders.names_shown.add(self.person)
        return name

    @field
    async def erased(self, info: strawberry.Info[Context, None]) -> bool:
        """Whether no name is held, because none was given or because it was erased."""
        return await info.context.loaders.names.load(self.person) is None


def person(code: str | None, party_code: str | None) -> Person | None:
    """A person by id, as one of a party."""
    if code is None:
        return None
    return Person(id=plain_id("person", code), person=code, party_code=party_code)


@object_type
class Actor:
    """Who acted, for which party, in which role."""

    actor: strawberry.Private[RecordedActor]
    names: strawberry.Private[DirectoryView]

    @field
    def person(self) -> Person | None:
        """The person, where one is known."""
        return person(self.actor.person, self.actor.party)

    @field
    def party(self, info: strawberry.Info[Context, None]) -> Party | None:
        """The party acted for; null where the record itself acted."""
        found = acting_party(self.names, self.actor.party)
        if found is not None and found.state is None:
            info.context.shows_present()  # it may be registered yet
        return found

    @field
    def role(self) -> Role:
        """The role acted in."""
        return self.actor.role

    @field
    def on_behalf_of(self) -> Party | None:
        """The party it was done for, if another."""
        return acting_party(self.names, self.actor.on_behalf_of)
