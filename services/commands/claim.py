"""Commands about claims of fulfilment."""

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import OnCommitment
from services.commands.texts import FreeText
from services.refusals import RefusalCode as No


class ClaimFulfilment(OnCommitment):
    """Claim that a commitment is fulfilled."""

    mutation = "commitmentClaimFulfilment"
    roles = (Role.OWNER,)
    refusals = frozenset(
        {
            No.SEPARATION_OF_DUTIES,
            No.BELOW_TARGET,
            No.EVIDENCE_REQUIRED,
            No.NOT_SPECIFIED,
            No.WRONG_STATUS,
        }
    )

    statement: FreeText = Field(None, description="What the owner states.")
    evidence_waiver: FreeText = Field(None, description="Why there is no evidence, if none.")
