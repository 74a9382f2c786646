"""Facts about a commitment as a whole: recorded, accepted, reopened, withdrawn."""

from decimal import Decimal

from pydantic import Field

from events.facts.fact import Earlier, Erasable, Fact, FreeText, Open, Part, Sealed
from events.facts.reference import (
    AreaCode,
    CommitmentCode,
    CommitmentElsewhere,
    PartyCode,
    RakorCode,
    RegionCode,
    SourceCode,
)
from events.facts.vocabulary import CommitmentKind, CommitmentRole, LinkKind


class Link(Part):
    """How a commitment relates to another one of its occasion."""

    kind: LinkKind = Field(description="The kind of relation.")
    commitment: CommitmentCode = Field(description="The other commitment.")


class LinkElsewhere(Part):
    """How a commitment relates to one of another occasion: a reference only, in no sum or light."""

    kind: LinkKind = Field(description="The kind of relation.")
    commitment: CommitmentElsewhere = Field(description="The commitment there, occasion/code.")


class CommitmentRecordedV1(Earlier):
    """The first version: without a condition."""

    version = 1

    rakor: Open[RakorCode] = Field(description="The meeting in which it was made.")
    code: Open[str] = Field(description="Code of the commitment, unique in its occasion.")
    title: Open[str] = Field(description="Public title, in words of the record.")
    commitment_kind: Open[CommitmentKind] = Field(description="How the promise was made.")
    commitment_role: Open[CommitmentRole] = Field(
        description="One promise, or a roof over several."
    )
    parent: Open[CommitmentCode | None] = Field(None, description="The umbrella it stands under.")
    area: Open[AreaCode] = Field(description="Its field of work.")
    region: Sealed[RegionCode | None] = Field(None, description="The region it concerns.")
    weight: Open[Decimal] = Field(description="Its weight in every sum, above 0.")
    critical: Open[bool] = Field(description="Whether its RED makes the whole RED.")
    committed_by: Open[tuple[PartyCode, ...]] = Field(description="The parties that promised it.")
    sources: Open[tuple[SourceCode, ...]] = Field(description="The sources that report it.")
    links: Open[tuple[Link, ...]] = Field(description="Relations to earlier commitments.")
    verbatim: Erasable[FreeText | None] = Field(
        None, description="The promise as the source words it."
    )


class CommitmentRecorded(Fact):
    """A promise made in a coordination meeting was put on record, unknowns included."""

    version = 2
    earlier = CommitmentRecordedV1

    rakor: Open[RakorCode] = Field(description="The meeting in which it was made.")
    code: Open[str] = Field(description="Code of the commitment, unique in its occasion.")
    title: Open[str] = Field(description="Public title, in words of the record.")
    commitment_kind: Open[CommitmentKind] = Field(description="How the promise was made.")
    commitment_role: Open[CommitmentRole] = Field(
        description="One promise, or a roof over several."
    )
    parent: Open[CommitmentCode | None] = Field(None, description="The umbrella it stands under.")
    area: Open[AreaCode] = Field(description="Its field of work.")
    region: Sealed[RegionCode | None] = Field(None, description="The region it concerns.")
    weight: Open[Decimal] = Field(description="Its weight in every sum, above 0.")
    critical: Open[bool] = Field(description="Whether its RED makes the whole RED.")
    committed_by: Open[tuple[PartyCode, ...]] = Field(description="The parties that promised it.")
    sources: Open[tuple[SourceCode, ...]] = Field(description="The sources that report it.")
    links: Open[tuple[Link, ...]] = Field(description="Relations to earlier commitments.")
    verbatim: Erasable[FreeText | None] = Field(
        None, description="The promise as the source words it."
    )
    condition: Open[str | None] = Field(
        None, description="What it depends on, as stated: until that is met it is not judged."
    )
    references: Open[tuple[LinkElsewhere, ...]] = Field(
        (), description="Relations to commitments of other occasions."
    )


class CommitmentAccepted(Fact):
    """The owner accepted the commitment as specified."""

    comment: Erasable[FreeText | None] = Field(None, description="What the owner said with it.")


class CommitmentReopened(Fact):
    """A verified commitment is open again."""


class CommitmentWithdrawnV1(Earlier):
    """The first version: withdrawn by one alone."""

    version = 1


class CommitmentWithdrawn(Fact):
    """The commitment no longer counts: it was recorded by mistake, or a leader granted it."""

    version = 2
    earlier = CommitmentWithdrawnV1

    code: Open[str | None] = Field(
        None, description="Code of the proposal that it grants; none: recorded by mistake."
    )


class WithdrawalProposed(Fact):
    """It was proposed to withdraw the commitment; a leader has to grant it."""

    code: Open[str] = Field(description="Code of the proposal, unique in its commitment.")


class CommitmentAmended(Fact):
    """What is on record of a commitment was changed; what is absent stays as it was."""

    title: Open[str | None] = Field(None, description="Its title from now on.")
    area: Open[AreaCode | None] = Field(None, description="Its field of work from now on.")
    commitment_kind: Open[CommitmentKind | None] = Field(
        None, description="How the promise was made."
    )
    parent: Open[CommitmentCode | None] = Field(None, description="The umbrella it stands under.")
    region: Sealed[RegionCode | None] = Field(None, description="The region it concerns.")
    weight: Open[Decimal | None] = Field(None, description="Its weight from now on.")
    critical: Open[bool | None] = Field(
        None, description="Whether its RED makes the whole RED from now on."
    )
    request: Open[str | None] = Field(None, description="The request that it grants.")
    source: Open[SourceCode | None] = Field(None, description="The source that asks for it.")


class ConditionMet(Fact):
    """What the commitment depends on has come true: from now on it is judged."""

    how: Erasable[FreeText | None] = Field(None, description="How it came true.")
    source: Open[SourceCode | None] = Field(None, description="The source that says so.")


class ConditionFailed(Fact):
    """What the commitment depends on will not come true: it leaves every sum."""
