"""Commands about verdicts: what a verifier found."""

from pydantic import Field

from events.facts.vocabulary import Role, VerificationMethod
from services.commands.command import OnCommitment
from services.commands.indicator import PARTY, REGION
from services.commands.signing import Signed
from services.commands.values import PartyId, Quantity, RegionId
from services.refusals import RefusalCode as No

PERIODS = "of a duty, how many of the periods due by then were kept"
VALUE = f"How much is verified in all, in the indicator's unit; {PERIODS}."
ACCEPTED = f"How much is verified instead; {PERIODS}."


class VerifyProgress(Signed, OnCommitment):
    """Record how much was found to be really done."""

    mutation = "commitmentVerifyProgress"
    roles = (Role.VERIFIER,)
    needs_person = True
    refusals = frozenset(
        {
            No.SEPARATION_OF_DUTIES,
            No.INVALID_QUANTITY,
            No.REGION_REQUIRED,
            No.INVALID_REGION,
            No.NOT_SPECIFIED,
            No.WRONG_STATUS,
        }
    )

    value: Quantity = Field(description=VALUE)
    method: VerificationMethod = Field(description="How it was verified.")
    region: RegionId | None = Field(None, description=REGION)
    party: PartyId | None = Field(None, description=PARTY)


class VerifyFulfilment(Signed, OnCommitment):
    """Record that a claimed commitment was found fulfilled."""

    mutation = "commitmentVerifyFulfilment"
    roles = (Role.VERIFIER,)
    needs_person = True
    refusals = frozenset(
        {
            No.SEPARATION_OF_DUTIES,
            No.NOT_SPECIFIED,
            No.NOT_CLAIMED,
            No.INVALID_QUANTITY,
            No.BELOW_TARGET,
        }
    )

    value: Quantity | None = Field(
        None, description="How much is verified in all; omitted: what is claimed."
    )
    method: VerificationMethod = Field(description="How it was verified.")


class RejectClaim(Signed, OnCommitment):
    """Record that a claim was not found true, and how much was found instead."""

    mutation = "commitmentRejectClaim"
    roles = (Role.VERIFIER,)
    needs_person = True
    refusals = frozenset(
        {
            No.SEPARATION_OF_DUTIES,
            No.REASON_REQUIRED,
            No.NOT_SPECIFIED,
            No.NOT_CLAIMED,
            No.INVALID_QUANTITY,
            No.REGION_REQUIRED,
            No.INVALID_REGION,
        }
    )

    accepted_value: Quantity = Field(description=ACCEPTED)
    region: RegionId | None = Field(None, description=REGION)
    party: PartyId | None = Field(None, description=PARTY)
