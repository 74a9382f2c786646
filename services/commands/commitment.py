"""Commands about a commitment as a whole: record, accept, reopen."""

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import Command, OnCommitment
from services.commands.commitment_entry import REFUSALS, CommitmentFields
from services.commands.texts import FreeText
from services.commands.values import About, RakorId
from services.ids import make_id
from services.refusals import RefusalCode as No


class RecordCommitment(CommitmentFields, Command):
    """Put a promise on record, with what a source states of it; all or nothing."""

    mutation = "commitmentRecord"
    roles = (Role.RECORDER,)
    refusals = REFUSALS

    rakor: About[RakorId] = Field(description="Id of the meeting in which it was made.")

    def stream(self) -> str:
        """The commitment's stream."""
        return make_id("commitment", self.rakor.occasion, self.code)

    def concerns(self) -> tuple[str | None, str | None]:
        """The occasion: the commitment is not on record yet."""
        return self.rakor.occasion, None

    def beside(self) -> tuple[str, ...]:
        """The other occasions to whose commitments it relates."""
        return tuple(code for code in self.linked() if code != self.rakor.occasion)


class AcceptCommitment(OnCommitment):
    """Accept a commitment as specified, as its owner."""

    mutation = "commitmentAccept"
    roles = (Role.OWNER,)
    refusals = frozenset(
        {No.SEPARATION_OF_DUTIES, No.NOT_SPECIFIED, No.ALREADY_SET, No.WRONG_STATUS}
    )
    is_decision = True

    comment: FreeText = Field(None, description="What the owner says with it.")


class Reopen(OnCommitment):
    """Open a verified commitment again, with a reason."""

    mutation = "commitmentReopen"
    roles = (Role.COORDINATOR,)
    refusals = frozenset({No.REASON_REQUIRED, No.WRONG_STATUS})
    is_decision = True
