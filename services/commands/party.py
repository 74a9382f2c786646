"""Commands about parties."""

from pydantic import Field

from events.facts.vocabulary import PartyKind, Role
from services.commands.command import Command
from services.commands.texts import Title
from services.commands.values import Code, PartyId
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
