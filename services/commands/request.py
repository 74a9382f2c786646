"""Commands by which another deadline, indicator or owner is asked for."""

from typing import Self

from pydantic import Field, model_validator

from events.facts.vocabulary import Role
from services.commands.command import OnCommitment
from services.commands.deadline import AskedDeadlineEntry
from services.commands.indicator import AskedIndicatorEntry
from services.commands.values import Code, PartyId, require_one_of
from services.refusals import RefusalCode as No


class RequestChange(OnCommitment):
    """Ask for another deadline, indicator or owner, with a reason; somebody else grants it."""

    mutation = "commitmentRequestChange"
    roles = (Role.OWNER, Role.COORDINATOR)
    for_partners = True
    refusals = frozenset(
        {
            No.ALREADY_EXISTS,
            No.ALREADY_SET,
            No.INVALID_QUANTITY,
            No.INVALID_REGION,
            No.NOT_SPECIFIED,
            No.REASON_REQUIRED,
            No.SEPARATION_OF_DUTIES,
            No.UNKNOWN_REGION,
            No.WRONG_STATUS,
        }
    )
    is_decision = True

    code: Code = Field(description="Code of the request, unique in its commitment.")
    deadline: AskedDeadlineEntry | None = Field(None, description="Another deadline; or …")
    indicator: AskedIndicatorEntry | None = Field(None, description="… another target; or …")
    owner: PartyId | None = Field(None, description="… id of another owner.")

    @model_validator(mode="after")
    def _is_one_request(self) -> Self:
        require_one_of(
            {"deadline": self.deadline, "indicator": self.indicator, "owner": self.owner}
        )
        return self
