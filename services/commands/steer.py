"""Commands that steer: dependencies, escalations, waivers, reopening, withdrawal, declarations."""

from pydantic import Field

from events.facts.vocabulary import Light
from services.commands.command import Command, InOccasionCommand, OnCommitment
from services.commands.values import (
    Code,
    CommitmentId,
    EscalationId,
    PartyId,
    Quantity,
    RegionId,
    RequiredText,
    WaiverId,
)
from services.ids import InCommitment, InOccasion, make_id
from services.refusals import RefusalCode as No


class LinkDependency(OnCommitment):
    """Record that a commitment waits for another one of its occasion."""

    mutation = "commitmentLinkDependency"
    refusals = frozenset({No.CIRCULAR_DEPENDENCY, No.ALREADY_EXISTS})

    on: CommitmentId = Field(description="Id of the commitment it waits for.")


class ReleaseDependency(OnCommitment):
    """Record that a commitment no longer waits for another one."""

    mutation = "commitmentReleaseDependency"

    on: CommitmentId = Field(description="Id of the commitment it waited for.")


class Escalate(OnCommitment):
    """Put a question about a commitment to a party that can decide it."""

    mutation = "commitmentEscalate"
    refusals = frozenset({No.ALREADY_EXISTS})
    is_decision = True

    code: Code = Field(description="Code of the escalation, unique in its commitment.")
    to: PartyId = Field(description="Id of the party that is asked.")
    level: int = Field(1, strict=True, ge=1, le=9, description="How far up it goes, 1 to 9.")
    question: RequiredText = Field(description="What is asked.")


class InCommitmentCommand(Command):
    """A command about something within a commitment that is on record."""

    is_decision = True

    def place(self) -> InCommitment:
        """What it is about."""
        raise LookupError(self.mutation)

    def stream(self) -> str:
        """The commitment's stream."""
        return make_id("commitment", *self.concerns())

    def concerns(self) -> InOccasion:
        """The commitment and its occasion."""
        return InOccasion(self.place().occasion, self.place().commitment)


class AnswerEscalation(InCommitmentCommand):
    """Decide a question that was put to the actor's party."""

    mutation = "escalationAnswer"
    refusals = frozenset({No.WRONG_STATUS, No.SEPARATION_OF_DUTIES})

    escalation: EscalationId = Field(description="Id of the escalation.")
    decision: RequiredText = Field(description="What is decided.")

    def place(self) -> InCommitment:
        """The escalation."""
        return self.escalation


class ProposeWaiver(OnCommitment):
    """Propose to give up a remainder of the target; somebody else has to grant it."""

    mutation = "commitmentProposeWaiver"
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
    remainder: Quantity = Field(description="How much is given up, above 0, in the unit.")
    region: RegionId | None = Field(
        None, description="Region it concerns; required exactly when the target is divided."
    )


class WaiveRemainder(InCommitmentCommand):
    """Grant a waiver that another party proposed."""

    mutation = "commitmentWaiveRemainder"
    refusals = frozenset(
        {No.APPROVAL_REQUIRED, No.SEPARATION_OF_DUTIES, No.INVALID_QUANTITY, No.WRONG_STATUS}
    )

    waiver: WaiverId = Field(description="Id of the proposed waiver.")

    def place(self) -> InCommitment:
        """The waiver."""
        return self.waiver


class Reopen(OnCommitment):
    """Open a verified commitment again, with a reason."""

    mutation = "commitmentReopen"
    refusals = frozenset({No.REASON_REQUIRED, No.WRONG_STATUS})
    is_decision = True


class Withdraw(OnCommitment):
    """Withdraw a commitment that was recorded by mistake, with a reason."""

    mutation = "commitmentWithdraw"
    refusals = frozenset({No.REASON_REQUIRED, No.WRONG_STATUS})
    is_decision = True


class DeclareReadiness(InOccasionCommand):
    """Declare how ready an occasion is; it never changes a figure."""

    mutation = "readinessDeclare"
    is_decision = True

    statement: RequiredText = Field(description="What is declared.")
    light: Light | None = Field(None, description="The light that is declared.")

    def stream(self) -> str:
        """The occasion's stream."""
        return make_id("occasion", self.occasion)


COMMANDS: tuple[type[Command], ...] = (
    LinkDependency,
    ReleaseDependency,
    Escalate,
    AnswerEscalation,
    ProposeWaiver,
    WaiveRemainder,
    Reopen,
    Withdraw,
    DeclareReadiness,
)
