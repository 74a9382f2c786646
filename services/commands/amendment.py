"""Commands that put right what is on record of a commitment."""

from pydantic import Field

from events.facts.vocabulary import CommitmentKind, Role
from services.commands.command import OnCommitment
from services.commands.granting import Granting
from services.commands.texts import Title
from services.commands.values import Code, CommitmentId, Quantity, RegionId
from services.refusals import RefusalCode as No


class AmendCommitment(Granting, OnCommitment):
    """Change what is on record of a commitment, with a reason; what it was stays visible."""

    mutation = "commitmentAmend"
    roles = (Role.COORDINATOR,)
    needs_person = True
    refusals = frozenset(
        {
            No.CIRCULAR_DEPENDENCY,
            No.INVALID_QUANTITY,
            No.REASON_REQUIRED,
            No.SEPARATION_OF_DUTIES,
            No.UNKNOWN_AREA,
            No.UNKNOWN_REGION,
            No.WRONG_STATUS,
        }
    )
    is_decision = True

    title: Title | None = Field(None, description="Its public title from now on.")
    area: Code | None = Field(None, description="Code of its area from now on.")
    kind: CommitmentKind | None = Field(None, description="How the promise was made.")
    region: RegionId | None = Field(None, description="Id of the region it concerns.")
    parent: CommitmentId | None = Field(None, description="Id of the umbrella it stands under.")
    weight: Quantity | None = Field(None, description="Its weight from now on, above 0.")
    critical: bool | None = Field(
        None, description="Whether its RED makes the whole RED from now on."
    )
