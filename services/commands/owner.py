"""Commands about who answers for a commitment."""

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import OnCommitment
from services.commands.values import PartyId
from services.refusals import RefusalCode as No


class AssignOwner(OnCommitment):
    """Give a commitment its first owner."""

    mutation = "commitmentAssignOwner"
    roles = (Role.COORDINATOR,)
    refusals = frozenset({No.ALREADY_SET, No.SEPARATION_OF_DUTIES, No.WRONG_STATUS})
    is_decision = True

    owner: PartyId = Field(description="Id of the party that answers for it.")


class Reassign(OnCommitment):
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
    new_owner: PartyId = Field(description="Id of the owner from now on.")
