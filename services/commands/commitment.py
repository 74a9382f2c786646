"""Commands about a commitment as a whole: record, accept, reopen."""

from typing import Annotated

from pydantic import Field

from events.facts.vocabulary import CommitmentKind, CommitmentRole, LinkKind, Role
from services.commands.command import Command, InputPart, OnCommitment
from services.commands.texts import FreeText, Quotation, Title
from services.commands.values import (
    About,
    AtMost200,
    Code,
    CommitmentId,
    PartyId,
    Quantity,
    RakorId,
    RegionId,
    SourceId,
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
    roles = (Role.RECORDER,)
    refusals = frozenset(
        {No.UNKNOWN_AREA, No.UNKNOWN_REGION, No.ALREADY_EXISTS, No.INVALID_QUANTITY}
    )

    rakor: About[RakorId] = Field(description="Id of the meeting in which it was made.")
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
