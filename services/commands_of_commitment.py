"""Commands about one commitment, from its recording to its verification."""

from typing import Annotated

from pydantic import Field

from events.vocabulary import (
    CommitmentKind,
    CommitmentRole,
    DeadlineBasis,
    LinkKind,
    Severity,
    VerificationMethod,
)
from services.commands import Command, InputPart
from services.ids import InOccasion, make_id
from services.input_types import (
    AtMost200,
    Code,
    CommitmentId,
    Day,
    FreeText,
    IdempotencyKey,
    MediaType,
    Moment,
    ObstacleId,
    PartyId,
    Position,
    Quantity,
    Quotation,
    RakorId,
    RegionId,
    RequiredText,
    Sha256,
    SourceId,
    Title,
)
from services.refusals import RefusalCode as No

REGION = "Region it concerns; required exactly when the indicator has a breakdown."
REASON = "Why; required, at most 4,000 characters."


class LinkEntry(InputPart):
    """How the commitment relates to an earlier one of its occasion."""

    kind: LinkKind = Field(description="The kind of relation.")
    commitment: CommitmentId = Field(description="Id of the other commitment.")


class RecordCommitment(Command):
    """Put a promise on record, unknowns included."""

    mutation = "commitmentRecord"
    refusals = frozenset(
        {No.UNKNOWN_AREA, No.UNKNOWN_REGION, No.ALREADY_EXISTS, No.INVALID_QUANTITY}
    )

    rakor: RakorId = Field(description="Id of the meeting in which it was made.")
    code: Code = Field(description="Code of the commitment, unique in its occasion.")
    title: Title = Field(description="Public title; names no private person.")
    kind: CommitmentKind = Field(description="How the promise was made.")
    role: CommitmentRole = Field(
        CommitmentRole.LEAF, description="One promise, or a roof over several."
    )
    parent: CommitmentId | None = Field(None, description="Id of the umbrella it stands under.")
    area: Code = Field(description="Code of an area of the occasion.")
    region: RegionId | None = Field(None, description="Region it concerns.")
    weight: Quantity | None = Field(None, description="Weight in every sum, above 0; omitted: 1.")
    critical: bool = Field(False, description="Whether its RED makes the whole RED.")
    committed_by: Annotated[tuple[PartyId, ...], AtMost200] = Field(
        (), description="Ids of the parties that promised it."
    )
    sources: Annotated[tuple[SourceId, ...], AtMost200] = Field(
        (), description="Ids of the sources that report it."
    )
    links: Annotated[tuple[LinkEntry, ...], AtMost200] = Field(
        (), description="Relations to earlier commitments."
    )
    verbatim: Quotation | None = Field(None, description="The promise as the source words it.")

    def stream(self) -> str:
        """The commitment's stream."""
        return make_id("commitment", self.rakor.occasion, self.code)

    def concerns(self) -> tuple[str | None, str | None]:
        """The occasion: the commitment is not on record yet."""
        return self.rakor.occasion, None


class OnCommitment(Command):
    """A command about one commitment that is on record."""

    commitment: CommitmentId = Field(description="Id of the commitment.")

    def stream(self) -> str:
        """The commitment's stream."""
        return make_id("commitment", *self.commitment)

    def concerns(self) -> tuple[str | None, str | None]:
        """The commitment and its occasion."""
        return self.commitment


class AssignOwner(OnCommitment):
    """Give a commitment its first owner."""

    mutation = "commitmentAssignOwner"
    refusals = frozenset({No.ALREADY_SET, No.WRONG_STATUS})
    is_decision = True

    owner: PartyId = Field(description="Id of the party that answers for it.")


class SetDeadline(OnCommitment):
    """Give a commitment its first deadline."""

    mutation = "commitmentSetDeadline"
    refusals = frozenset({No.ALREADY_SET, No.WRONG_STATUS})
    is_decision = True

    due: Day = Field(description="Last day for it, until 23:59 local time.")
    planned_start: Day = Field(description="First day of work on it, from 00:00 local time.")
    basis: DeadlineBasis = Field(DeadlineBasis.AGREED, description="Where the deadline comes from.")


class RegionTargetEntry(InputPart):
    """The part of a target that falls to one region."""

    region: RegionId = Field(description="The region.")
    target: Quantity = Field(description="Its part of the target, in the indicator's unit.")


class DefineIndicator(OnCommitment):
    """Give a commitment its first measure of fulfilment."""

    mutation = "commitmentDefineIndicator"
    refusals = frozenset(
        {
            No.ALREADY_SET,
            No.INVALID_QUANTITY,
            No.BREAKDOWN_MISMATCH,
            No.UNKNOWN_REGION,
            No.INVALID_REGION,
            No.WRONG_STATUS,
        }
    )
    is_decision = True

    name: Title = Field(description="What is counted.")
    target: Quantity = Field(description="How much is fulfilment, above 0.")
    unit: Title = Field(description="Unit of every quantity of this commitment.")
    breakdown: Annotated[tuple[RegionTargetEntry, ...], AtMost200] = Field(
        (), description="The target by region, if divided."
    )
    note: FreeText = Field(None, description="Why the breakdown does not add up, if so.")


class ReviseIndicator(OnCommitment):
    """Change a target on request of another party, with a reason."""

    mutation = "commitmentReviseIndicator"
    refusals = frozenset(
        {
            No.INVALID_QUANTITY,
            No.BREAKDOWN_MISMATCH,
            No.UNKNOWN_REGION,
            No.INVALID_REGION,
            No.REASON_REQUIRED,
            No.STALE_VALUE,
            No.SEPARATION_OF_DUTIES,
            No.NOT_SPECIFIED,
            No.WRONG_STATUS,
        }
    )
    is_decision = True

    old_target: Quantity = Field(description="The target as the client knows it.")
    new_target: Quantity = Field(description="The target from now on, above 0.")
    breakdown: Annotated[tuple[RegionTargetEntry, ...], AtMost200] | None = Field(
        None, description="The new target by region; omitted: as before."
    )
    requested_by: PartyId = Field(description="Id of the party that asked for it.")
    note: FreeText = Field(None, description="Why the breakdown does not add up, if so.")


class AcceptCommitment(OnCommitment):
    """Accept a commitment as specified, as its owner."""

    mutation = "commitmentAccept"
    refusals = frozenset({No.NOT_SPECIFIED, No.ALREADY_SET, No.WRONG_STATUS})
    is_decision = True

    comment: FreeText = Field(None, description="What the owner says with it.")


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
    bytes: int = Field(description="Size of the document in bytes, above 0.")
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


class Reschedule(OnCommitment):
    """Move a deadline on request of another party, with a reason."""

    mutation = "commitmentReschedule"
    refusals = frozenset(
        {
            No.REASON_REQUIRED,
            No.STALE_VALUE,
            No.SEPARATION_OF_DUTIES,
            No.NOT_SPECIFIED,
            No.WRONG_STATUS,
        }
    )
    is_decision = True

    old_due: Day = Field(description="The deadline as the client knows it.")
    new_due: Day = Field(description="The deadline from now on.")
    requested_by: PartyId = Field(description="Id of the party that asked for it.")


class Reassign(OnCommitment):
    """Make another party answer for a commitment, with a reason."""

    mutation = "commitmentReassign"
    refusals = frozenset(
        {No.REASON_REQUIRED, No.STALE_VALUE, No.NOT_SPECIFIED, No.WRONG_STATUS, No.ALREADY_SET}
    )
    is_decision = True

    old_owner: PartyId = Field(description="Id of the owner as the client knows it.")
    new_owner: PartyId = Field(description="Id of the owner from now on.")


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
    RecordCommitment,
    AssignOwner,
    SetDeadline,
    DefineIndicator,
    AcceptCommitment,
    ReportProgress,
    AttachEvidence,
    ClaimFulfilment,
    VerifyProgress,
    VerifyFulfilment,
    RejectClaim,
    RaiseObstacle,
    ResolveObstacle,
    ReviseIndicator,
    Reschedule,
    Reassign,
    CorrectReport,
    RetractReport,
)
