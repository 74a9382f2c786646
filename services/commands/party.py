"""Commands about parties."""

from pydantic import Field

from events.facts.vocabulary import PartyKind, Role
from services.commands.command import Command
from services.commands.texts import Title
from services.commands.values import About, Code, PartyId
from services.ids import make_id
from services.refusals import RefusalCode as No


class RegisterParty(Command):
    """Make an institution known to the record."""

    mutation = "partyRegister"
    roles = (Role.RECORDER,)
    for_unregistered = True
    refusals = frozenset({No.ALREADY_EXISTS})

    code: Code = Field(description="Code of the party, unique in the log.")
    name: Title = Field(description="Public name of the institution, at most 300 characters.")
    kind: PartyKind = Field(description="What sort of institution it is.")
    parent: PartyId | None = Field(None, description="Id of the party it belongs under.")


class _OnParty(Command):
    """A command about a party that is registered."""

    roles = (Role.RECORDER,)

    party: About[PartyId] = Field(description="Id of the party.")

    def stream(self) -> str:
        """The party's stream."""
        return make_id("party", self.party)


class RenameParty(_OnParty):
    """Record that an institution bears another name, from when it happened on."""

    mutation = "partyRename"
    refusals = frozenset({No.ALREADY_SET})

    name: Title = Field(description="Its public name from then on, at most 300 characters.")


class SucceedParty(_OnParty):
    """Record that another institution took the place of one, and answers for what it promised."""

    mutation = "partySucceed"
    refusals = frozenset({No.ALREADY_SET, No.CIRCULAR_DEPENDENCY})

    successor: PartyId = Field(description="Id of the party that took its place.")
