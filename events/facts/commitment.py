"""Facts about one commitment: what was promised, and everything that later happened to it."""

import datetime as dt
from decimal import Decimal

from pydantic import Field

from events.facts.fact import Erasable, Fact, FreeText, Open, Part, Regional, Sealed
from events.facts.vocabulary import (
    CommitmentKind,
    CommitmentRole,
    DeadlineBasis,
    LinkKind,
    Severity,
    VerificationMethod,
)

REGION = "The region it concerns; given exactly when the indicator has a breakdown."


class RegionTarget(Part):
    """The part of a target that falls to one region."""

    region: str = Field(description="The region.")
    target: Decimal = Field(description="Its part of the target, in the indicator's unit.")


class Link(Part):
    """How a commitment relates to another one of its occasion."""

    kind: LinkKind = Field(description="The kind of relation.")
    commitment: str = Field(description="The other commitment.")


class CommitmentRecorded(Fact):
    """A promise made in a coordination meeting was put on record, unknowns included."""

    rakor: Open[str] = Field(description="The meeting in which it was made.")
    code: Open[str] = Field(description="Code of the commitment, unique in its occasion.")
    title: Open[str] = Field(description="Public title, in words of the record.")
    commitment_kind: Open[CommitmentKind] = Field(description="How the promise was made.")
    commitment_role: Open[CommitmentRole] = Field(
        description="One promise, or a roof over several."
    )
    parent: Open[str | None] = Field(None, description="The umbrella it stands under.")
    area: Open[str] = Field(description="Its field of work.")
    region: Sealed[str | None] = Field(None, description="The region it concerns.")
    weight: Open[Decimal] = Field(description="Its weight in every sum, above 0.")
    critical: Open[bool] = Field(description="Whether its RED makes the whole RED.")
    committed_by: Open[tuple[str, ...]] = Field(description="The parties that promised it.")
    sources: Open[tuple[str, ...]] = Field(description="The sources that report it.")
    links: Open[tuple[Link, ...]] = Field(description="Relations to earlier commitments.")
    verbatim: Erasable[FreeText | None] = Field(
        None, description="The promise as the source words it."
    )


class OwnerAssigned(Fact):
    """A commitment got its first owner."""

    owner: Open[str] = Field(description="The party that answers for it.")


class DeadlineSet(Fact):
    """A commitment got its first deadline."""

    due: Open[dt.date] = Field(description="Last day for it, until 23:59 local time.")
    planned_start: Open[dt.date] = Field(
        description="First day of work on it, from 00:00 local time."
    )
    deadline_basis: Open[DeadlineBasis] = Field(description="Where the deadline comes from.")


class IndicatorDefined(Fact):
    """A commitment got its first measure of fulfilment."""

    name: Open[str] = Field(description="What is counted.")
    target: Open[Decimal] = Field(description="How much is fulfilment, in the unit.")
    unit: Open[str] = Field(description="Unit of every quantity of this commitment.")
    breakdown: Sealed[tuple[RegionTarget, ...]] = Field(
        (), description="The target by region, if divided."
    )
    note: Erasable[FreeText | None] = Field(
        None, description="Why the breakdown does not add up, if so."
    )


class IndicatorRevised(Fact):
    """The target of a commitment was changed on request; the first one stays visible."""

    old_target: Open[Decimal] = Field(description="The target until now.")
    new_target: Open[Decimal] = Field(description="The target from now on.")
    breakdown: Sealed[tuple[RegionTarget, ...]] = Field(
        (), description="The new target by region, if divided."
    )
    requested_by: Open[str] = Field(description="The party that asked for the change.")
    note: Erasable[FreeText | None] = Field(
        None, description="Why the breakdown does not add up, if so."
    )


class CommitmentAccepted(Fact):
    """The owner accepted the commitment as specified."""

    comment: Erasable[FreeText | None] = Field(None, description="What the owner said with it.")


class ProgressReported(Fact):
    """The owner reported how much is done: a claim, not yet verified."""

    value: Regional[Decimal] = Field(
        description="How much is done in all, in the indicator's unit."
    )
    region: Sealed[str | None] = Field(None, description=REGION)
    note: Erasable[FreeText | None] = Field(None, description="What the owner adds.")


class EvidenceAttached(Fact):
    """The owner named a document as evidence, by its hash."""

    sha256: Sealed[str] = Field(description="SHA-256 of the document, lower-case hex.")
    media_type: Sealed[str] = Field(description="Media type of the document.")
    byte_count: Sealed[int] = Field(description="Size of the document in bytes.")
    title: Erasable[FreeText | None] = Field(None, description="What the document is.")
    taken_at: Sealed[dt.datetime | None] = Field(None, description="When it was made.")
    region: Sealed[str | None] = Field(None, description="The region it shows.")


class FulfilmentClaimed(Fact):
    """The owner claimed that the commitment is fulfilled."""

    statement: Erasable[FreeText | None] = Field(None, description="What the owner states.")
    evidence_waiver: Erasable[FreeText | None] = Field(
        None, description="Why there is no evidence, if none."
    )


class ProgressVerified(Fact):
    """A verifier found how much is really done."""

    value: Regional[Decimal] = Field(
        description="How much is verified in all, in the indicator's unit."
    )
    method: Open[VerificationMethod] = Field(description="How it was verified.")
    region: Sealed[str | None] = Field(None, description=REGION)


class FulfilmentVerified(Fact):
    """A verifier found the commitment fulfilled as claimed."""

    value: Open[Decimal] = Field(
        description="How much is verified in all, in the indicator's unit."
    )
    method: Open[VerificationMethod] = Field(description="How it was verified.")
    by_region: Sealed[tuple[RegionTarget, ...]] = Field(
        (), description="How much is verified in each region, if the target is divided."
    )


class ClaimRejected(Fact):
    """A verifier did not find what was claimed, and accepted less."""

    accepted_value: Regional[Decimal] = Field(description="How much is verified instead.")
    region: Sealed[str | None] = Field(None, description=REGION)


class ObstacleRaised(Fact):
    """Something hinders the commitment."""

    code: Open[str] = Field(description="Code of the obstacle, unique in its commitment.")
    severity: Open[Severity] = Field(description="How much it hinders.")
    text: Erasable[FreeText] = Field(description="What hinders.")
    region: Sealed[str | None] = Field(None, description="The region it concerns.")


class ObstacleResolved(Fact):
    """An obstacle is gone."""

    code: Open[str] = Field(description="Code of the obstacle.")
    how: Erasable[FreeText | None] = Field(None, description="How it was resolved.")


class DeadlineRescheduled(Fact):
    """The deadline was moved on request, with a reason; the first one stays visible."""

    old_due: Open[dt.date] = Field(description="The deadline until now.")
    new_due: Open[dt.date] = Field(description="The deadline from now on.")
    requested_by: Open[str] = Field(description="The party that asked for it.")
    approved_by: Open[str] = Field(description="The party that granted it.")


class CommitmentReassigned(Fact):
    """Another party answers for the commitment from now on; acceptance starts again."""

    old_owner: Open[str] = Field(description="The owner until now.")
    new_owner: Open[str] = Field(description="The owner from now on.")


class ReportCorrected(Fact):
    """The party that reported a value put another one in its place."""

    corrects: Open[int] = Field(description="Position of the report.")
    value: Regional[Decimal] = Field(description="The value that should have been reported.")
    region: Sealed[str | None] = Field(None, description="The region of the report.")


class ReportRetracted(Fact):
    """The party that reported a value took it back."""

    corrects: Open[int] = Field(description="Position of the report.")


class DependencyLinked(Fact):
    """The commitment waits for another one of its occasion."""

    on: Open[str] = Field(description="The commitment it waits for.")


class DependencyReleased(Fact):
    """The commitment no longer waits for another one."""

    on: Open[str] = Field(description="The commitment it waited for.")


class CommitmentEscalated(Fact):
    """A question about the commitment was put to a party that can decide it."""

    code: Sealed[str] = Field(description="Code of the escalation, unique in its commitment.")
    to: Sealed[str] = Field(description="The party that is asked.")
    level: Sealed[int] = Field(description="How far up it goes, from 1.")
    question: Erasable[FreeText] = Field(description="What is asked.")


class EscalationAnswered(Fact):
    """The party that was asked decided."""

    code: Sealed[str] = Field(description="Code of the escalation.")
    decision: Erasable[FreeText] = Field(description="What was decided.")


class WaiverProposed(Fact):
    """It was proposed to give up a remainder of the target; a leader has to grant it."""

    code: Open[str] = Field(description="Code of the waiver, unique in its commitment.")
    remainder: Regional[Decimal] = Field(description="How much is given up, in the unit.")
    region: Sealed[str | None] = Field(None, description=REGION)


class RemainderWaived(Fact):
    """A leader granted a proposed waiver: the target is smaller from now on."""

    code: Open[str] = Field(description="Code of the waiver.")
    remainder: Regional[Decimal] = Field(description="How much is given up, in the unit.")
    region: Sealed[str | None] = Field(None, description=REGION)


class CommitmentReopened(Fact):
    """A verified commitment is open again."""


class CommitmentWithdrawn(Fact):
    """The commitment was recorded by mistake and no longer counts."""
