"""Commands on how a commitment is kept: reports, evidence, claims, verdicts, obstacles."""

from pydantic import Field

from events.facts.vocabulary import (
    Severity,
    VerificationMethod,
)
from services.commands.command import Command, OnCommitment
from services.commands.values import (
    Code,
    FreeText,
    IdempotencyKey,
    MediaType,
    Moment,
    ObstacleId,
    Position,
    Quantity,
    RegionId,
    RequiredText,
    Sha256,
)
from services.ids import InOccasion, make_id
from services.refusals import RefusalCode as No

REGION = "Region it concerns; required exactly when the indicator has a breakdown."


class ReportProgress(OnCommitment):
    """Report how much is done in all."""

    mutation = "commitmentReportProgress"
    refusals = frozenset(
        {No.INVALID_QUANTITY, No.WRONG_STATUS, No.REGION_REQUIRED, No.INVALID_REGION}
    )

    value: Quantity = Field(description="How much is done in all, in the indicator's unit.")
    region: RegionId | None = Field(None, description=REGION)
    note: FreeText = Field(None, description="What the owner adds; required above the target.")


class AttachEvidence(OnCommitment):
    """Name a document as evidence, by its hash."""

    mutation = "commitmentAttachEvidence"
    refusals = frozenset(
        {No.ALREADY_EXISTS, No.UNKNOWN_REGION, No.WRONG_STATUS, No.INVALID_QUANTITY}
    )

    sha256: Sha256 = Field(description="SHA-256 of the document, lower-case hex.")
    media_type: MediaType = Field(description="Media type of the document, for example image/jpeg.")
    bytes: int = Field(strict=True, description="Size of the document in bytes, above 0.")
    title: FreeText = Field(None, description="What the document is.")
    taken_at: Moment | None = Field(None, description="When it was made.")
    region: RegionId | None = Field(None, description="Region it shows.")


class ClaimFulfilment(OnCommitment):
    """Claim that a commitment is fulfilled."""

    mutation = "commitmentClaimFulfilment"
    refusals = frozenset({No.BELOW_TARGET, No.EVIDENCE_REQUIRED, No.NOT_SPECIFIED, No.WRONG_STATUS})

    statement: FreeText = Field(None, description="What the owner states.")
    evidence_waiver: FreeText = Field(None, description="Why there is no evidence, if none.")


class VerifyProgress(OnCommitment):
    """Record how much was found to be really done."""

    mutation = "commitmentVerifyProgress"
    refusals = frozenset(
        {
            No.SEPARATION_OF_DUTIES,
            No.INVALID_QUANTITY,
            No.REGION_REQUIRED,
            No.INVALID_REGION,
            No.WRONG_STATUS,
        }
    )

    value: Quantity = Field(description="How much is verified in all, in the indicator's unit.")
    method: VerificationMethod = Field(description="How it was verified.")
    region: RegionId | None = Field(None, description=REGION)


class VerifyFulfilment(OnCommitment):
    """Record that a claimed commitment was found fulfilled."""

    mutation = "commitmentVerifyFulfilment"
    refusals = frozenset(
        {No.SEPARATION_OF_DUTIES, No.NOT_CLAIMED, No.INVALID_QUANTITY, No.BELOW_TARGET}
    )

    value: Quantity | None = Field(
        None, description="How much is verified in all; omitted: what is claimed."
    )
    method: VerificationMethod = Field(description="How it was verified.")


class RejectClaim(OnCommitment):
    """Record that a claim was not found true, and how much was found instead."""

    mutation = "commitmentRejectClaim"
    refusals = frozenset(
        {
            No.SEPARATION_OF_DUTIES,
            No.REASON_REQUIRED,
            No.NOT_CLAIMED,
            No.INVALID_QUANTITY,
            No.REGION_REQUIRED,
            No.INVALID_REGION,
        }
    )

    accepted_value: Quantity = Field(description="How much is verified instead.")
    region: RegionId | None = Field(None, description=REGION)


class RaiseObstacle(OnCommitment):
    """Record that something hinders a commitment."""

    mutation = "commitmentRaiseObstacle"
    refusals = frozenset({No.ALREADY_EXISTS, No.UNKNOWN_REGION, No.WRONG_STATUS})

    code: Code = Field(description="Code of the obstacle, unique in its commitment.")
    severity: Severity = Field(description="How much it hinders.")
    text: RequiredText = Field(description="What hinders.")
    region: RegionId | None = Field(None, description="Region it concerns.")


class ResolveObstacle(Command):
    """Record that an obstacle is gone."""

    mutation = "commitmentResolveObstacle"
    refusals = frozenset({No.WRONG_STATUS})

    obstacle: ObstacleId = Field(description="Id of the obstacle.")
    how: FreeText = Field(None, description="How it was resolved.")

    def stream(self) -> str:
        """The commitment's stream."""
        return make_id("commitment", *self.concerns())

    def concerns(self) -> InOccasion:
        """The commitment that the obstacle hinders, and its occasion."""
        return InOccasion(self.obstacle.occasion, self.obstacle.commitment)


class OnReport(Command):
    """A command about an earlier report of the actor's own party."""

    report: Position | None = Field(None, description="Position of the report; or give reportKey.")
    report_key: IdempotencyKey | None = Field(
        None, description="The idempotency key that wrote the report."
    )


class CorrectReport(OnReport):
    """Put another value in the place of a reported one."""

    mutation = "reportCorrect"
    refusals = frozenset(
        {No.NOT_A_REPORT, No.WRONG_STATUS, No.INVALID_QUANTITY, No.REASON_REQUIRED}
    )
    is_decision = True

    value: Quantity = Field(description="The value that should have been reported.")


class RetractReport(OnReport):
    """Take a reported value back."""

    mutation = "reportRetract"
    refusals = frozenset({No.NOT_A_REPORT, No.WRONG_STATUS, No.REASON_REQUIRED})
    is_decision = True


COMMANDS: tuple[type[Command], ...] = (
    ReportProgress,
    AttachEvidence,
    ClaimFulfilment,
    VerifyProgress,
    VerifyFulfilment,
    RejectClaim,
    RaiseObstacle,
    ResolveObstacle,
    CorrectReport,
    RetractReport,
)
