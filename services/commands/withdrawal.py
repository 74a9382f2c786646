"""Commands by which a commitment is withdrawn: alone if recorded by mistake, else by two."""

from typing import Self

from pydantic import Field, model_validator

from events.facts.vocabulary import Role
from services.commands.command import Command, OnCommitment
from services.commands.signing import Signed
from services.commands.values import Code, CommitmentId, WithdrawalId, require_one_of
from services.ids import InOccasion, make_id
from services.refusals import RefusalCode as No


class ProposeWithdrawal(OnCommitment):
    """Propose to withdraw a commitment, with a reason; a leader has to grant it."""

    mutation = "commitmentProposeWithdrawal"
    roles = (Role.COORDINATOR,)
    refusals = frozenset({No.ALREADY_EXISTS, No.REASON_REQUIRED, No.WRONG_STATUS})
    is_decision = True

    code: Code = Field(description="Code of the proposal, unique in its commitment.")


class Withdraw(Signed, Command):
    """Withdraw a commitment: a coordinator what was recorded by mistake, a leader by proposal."""

    mutation = "commitmentWithdraw"
    roles = (Role.COORDINATOR, Role.LEADER)
    refusals = frozenset(
        {No.APPROVAL_REQUIRED, No.REASON_REQUIRED, No.SEPARATION_OF_DUTIES, No.WRONG_STATUS}
    )
    is_decision = True

    commitment: CommitmentId | None = Field(
        None, description="Id of the commitment that was recorded by mistake; or …"
    )
    withdrawal: WithdrawalId | None = Field(
        None, description="… id of the proposal that is granted."
    )

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        require_one_of({"commitment": self.commitment, "withdrawal": self.withdrawal})
        return self

    def allowed(self) -> tuple[Role, ...]:
        """A coordinator withdraws alone, a leader what was proposed."""
        return (Role.COORDINATOR,) if self.withdrawal is None else (Role.LEADER,)

    def asks_for_person(self) -> bool:
        """Who grants what another proposed does not hide in a party."""
        return self.withdrawal is not None

    def names_it_in(self) -> tuple[str, ...]:
        """Whichever of the two is given."""
        return ("commitment",) if self.withdrawal is None else ("withdrawal",)

    def concerns(self) -> tuple[str | None, str | None]:
        """The commitment and its occasion."""
        if self.withdrawal is not None:
            return InOccasion(self.withdrawal.occasion, self.withdrawal.commitment)
        return self.commitment or (None, None)

    def stream(self) -> str:
        """The commitment's stream."""
        return make_id("commitment", *map(str, self.concerns()))
