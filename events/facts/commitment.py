"""Facts about a commitment as a whole: recorded, accepted, reopened, withdrawn."""

from decimal import Decimal

from pydantic import Field

from events.facts.fact import Erasable, Fact, FreeText, Open, Part, Sealed
from events.facts.reference import (
    AreaCode,
    CommitmentCode,
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


class CommitmentRecorded(Fact):
    """A promise made in a coordination meeting was put on record, unknowns included."""

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


class CommitmentAccepted(Fact):
    """The owner accepted the commitment as specified."""

    comment: Erasable[FreeText | None] = Field(None, description="What the owner said with it.")


class CommitmentReopened(Fact):
    """A verified commitment is open again."""


class CommitmentWithdrawn(Fact):
    """The commitment was recorded by mistake and no longer counts."""
