"""Commands about who answers for a commitment, and who takes part beside."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from events.facts.vocabulary import Role
from services.commands.command import OnCommitment
from services.commands.granting import Granting
from services.commands.values import AtMost200, PartyId, SourceId, require_one_of
from services.refusals import RefusalCode as No


class AssignOwner(OnCommitment):
    """Give a commitment an owner, as agreed, or as a source states it."""

    mutation = "commitmentAssignOwner"
    roles = (Role.COORDINATOR, Role.RECORDER)
    refusals = frozenset({No.ALREADY_SET, No.SEPARATION_OF_DUTIES, No.WRONG_STATUS})
    is_decision = True
    states_for = frozenset({Role.RECORDER})

    owner: PartyId = Field(description="Id of the party that answers for it.")
    source: SourceId | None = Field(
        None, description="Id of the registered source that states it; required of a RECORDER."
    )

    def allowed(self) -> tuple[Role, ...]:
        """A recorder only writes down what a source states."""
        if self.source is None:
            return (Role.COORDINATOR,)
        return (Role.RECORDER, Role.COORDINATOR)


class DeclineAssignment(OnCommitment):
    """Decline to answer for a commitment, with a reason, before it is accepted."""

    mutation = "commitmentDecline"
    roles = (Role.OWNER,)
    refusals = frozenset({No.REASON_REQUIRED, No.WRONG_STATUS})
    is_decision = True


class NamePartners(OnCommitment):
    """Name who takes part beside the owner, who alone answers for the whole."""

    mutation = "commitmentNamePartners"
    roles = (Role.COORDINATOR,)
    refusals = frozenset({No.ALREADY_SET, No.SEPARATION_OF_DUTIES, No.WRONG_STATUS})
    is_decision = True

    parties: Annotated[tuple[PartyId, ...], AtMost200] = Field(
        description="Ids of all partners from now on, at most 200; empty: there are none."
    )


class Reassign(Granting, OnCommitment):
    """Make another party answer for a commitment, with a reason."""

    mutation = "commitmentReassign"
    roles = (Role.COORDINATOR,)
    refusals = frozenset(
        {
            No.REASON_REQUIRED,
            No.STALE_VALUE,
            No.SEPARATION_OF_DUTIES,
            No.NOT_SPECIFIED,
            No.WRONG_STATUS,
            No.ALREADY_SET,
        }
    )
    is_decision = True

    old_owner: PartyId = Field(description="Id of the owner as the client knows it.")
    new_owner: PartyId | None = Field(
        None, description="Id of the owner from now on; omitted: as asked for."
    )

    @model_validator(mode="after")
    def _is_one_owner(self) -> Self:
        require_one_of({"newOwner": self.new_owner}, at_least=0 if self.request else 1)
        return self

    def asks_for_person(self) -> bool:
        """Who grants what another asked for does not hide in a party."""
        return self.request is not None
