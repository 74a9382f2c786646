"""Facts about parties: the institutions that act."""

from pydantic import Field

from events.facts.fact import Fact, Open
from events.facts.reference import PartyCode
from events.facts.vocabulary import PartyKind


class PartyRegistered(Fact):
    """An institution became known to the record."""

    code: Open[str] = Field(description="Code of the party, unique in the log.")
    name: Open[str] = Field(description="Public name of the institution.")
    party_kind: Open[PartyKind] = Field(description="What sort of institution it is.")
    parent_party: Open[PartyCode | None] = Field(
        None, description="The party it belongs under, if any."
    )


class PartyRenamed(Fact):
    """An institution bears another name, from when it happened on."""

    party: Open[PartyCode] = Field(description="The institution.")
    name: Open[str] = Field(description="Its public name from then on.")


class PartySucceeded(Fact):
    """An institution takes the place of another, and answers for what that one promised."""

    party: Open[PartyCode] = Field(description="The institution until then.")
    successor: Open[PartyCode] = Field(description="The one that takes its place.")
