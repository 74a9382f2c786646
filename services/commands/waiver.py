"""Commands about waivers: remainders of a target, or the whole, that are given up."""

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import InCommitmentCommand, OnCommitment
from services.commands.signing import Signed
from services.commands.values import About, Code, PartyId, Quantity, RegionId, WaiverId
from services.ids import InCommitment
from services.refusals import RefusalCode as No


class ProposeWaiver(OnCommitment):
    """Propose to give up a remainder of the target, or the whole; somebody else grants it.

    Only what is counted up to a target can be given up in part.
    """

    mutation = "commitmentProposeWaiver"
    roles = (Role.COORDINATOR,)
    refusals = frozenset(
        {
            No.ALREADY_EXISTS,
            No.INVALID_QUANTITY,
            No.NOT_SPECIFIED,
            No.REASON_REQUIRED,
            No.REGION_REQUIRED,
            No.INVALID_REGION,
            No.WRONG_STATUS,
        }
    )
    is_decision = True

    code: Code = Field(description="Code of the waiver, unique in its commitment.")
    remainder: Quantity | None = Field(
        None, description="How much is given up, above 0, in the unit; omitted: the whole."
    )
    region: RegionId | None = Field(
        None,
        description="Region of the remainder; required exactly when it is divided by region.",
    )
    party: PartyId | None = Field(
        None, description="Party of the remainder; required exactly when it is divided by party."
    )


class WaiveRemainder(Signed, InCommitmentCommand):
    """Grant a waiver that another party proposed."""

    mutation = "commitmentWaiveRemainder"
    roles = (Role.LEADER,)
    needs_person = True
    refusals = frozenset(
        {No.APPROVAL_REQUIRED, No.SEPARATION_OF_DUTIES, No.INVALID_QUANTITY, No.WRONG_STATUS}
    )

    waiver: About[WaiverId] = Field(description="Id of the proposed waiver.")

    def place(self) -> InCommitment:
        """The waiver."""
        return self.waiver
