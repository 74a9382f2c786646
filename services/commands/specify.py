"""Commands that say what a commitment is: recorded, owned, due, measured, accepted, changed."""

from typing import Annotated

from pydantic import Field

from events.facts.vocabulary import (
    CommitmentKind,
    CommitmentRole,
    DeadlineBasis,
    LinkKind,
)
from services.commands.command import Command, InputPart, OnCommitment
from services.commands.values import (
    AtMost200,
    Code,
    CommitmentId,
    Day,
    FreeText,
    PartyId,
    Quantity,
    Quotation,
    RakorId,
    RegionId,
    SourceId,
    Title,
)
from services.ids import make_id
from services.refusals import RefusalCode as No


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


COMMANDS: tuple[type[Command], ...] = (
    RecordCommitment,
    AssignOwner,
    SetDeadline,
    DefineIndicator,
    ReviseIndicator,
    AcceptCommitment,
    Reschedule,
    Reassign,
)
