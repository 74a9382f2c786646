"""Facts about who answers for a commitment."""

from pydantic import Field

from events.facts.fact import Earlier, Fact, Open
from events.facts.reference import PartyCode, SourceCode


class OwnerAssignedV1(Earlier):
    """The first version: no source states it."""

    version = 1

    owner: Open[PartyCode] = Field(description="The party that answers for it.")


class OwnerAssigned(Fact):
    """A commitment got its first owner, or one again after it was declined."""

    version = 2
    earlier = OwnerAssignedV1

    owner: Open[PartyCode] = Field(description="The party that answers for it.")
    source: Open[SourceCode | None] = Field(None, description="The source that states it, if any.")


class AssignmentDeclined(Fact):
    """The owner declined: the commitment is without one again."""

    owner: Open[PartyCode] = Field(description="The party that declined.")


class PartnersNamed(Fact):
    """Who takes part beside the owner, who alone answers for the whole."""

    parties: Open[tuple[PartyCode, ...]] = Field(description="All of them, in order.")


class CommitmentReassignedV1(Earlier):
    """The first version: on the coordinator's own motion."""

    version = 1

    old_owner: Open[PartyCode] = Field(description="The owner until now.")
    new_owner: Open[PartyCode] = Field(description="The owner from now on.")


class CommitmentReassigned(Fact):
    """Another party answers for the commitment from now on; acceptance starts again."""

    version = 2
    earlier = CommitmentReassignedV1

    old_owner: Open[PartyCode] = Field(description="The owner until now.")
    new_owner: Open[PartyCode] = Field(description="The owner from now on.")
    request: Open[str | None] = Field(None, description="The request that it grants.")
    source: Open[SourceCode | None] = Field(None, description="The source that asks for it.")
    requested_by: Open[PartyCode | None] = Field(
        None, description="The party that asked for it; none: the coordinator's own motion."
    )
