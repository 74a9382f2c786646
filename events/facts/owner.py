"""Facts about who answers for a commitment."""

from pydantic import Field

from events.facts.fact import Fact, Open
from events.facts.reference import PartyCode


class OwnerAssigned(Fact):
    """A commitment got its first owner."""

    owner: Open[PartyCode] = Field(description="The party that answers for it.")


class CommitmentReassigned(Fact):
    """Another party answers for the commitment from now on; acceptance starts again."""

    old_owner: Open[PartyCode] = Field(description="The owner until now.")
    new_owner: Open[PartyCode] = Field(description="The owner from now on.")
