"""What is recorded of a commitment, alone or as one of those of a meeting."""

from typing import Annotated

from pydantic import BaseModel, Field

from events.facts.vocabulary import CommitmentKind, CommitmentRole, LinkKind
from services.commands.command import InputPart
from services.commands.deadline import DeadlineEntry
from services.commands.indicator import IndicatorEntry
from services.commands.texts import Quotation, Title
from services.commands.values import (
    AtMost200,
    Code,
    CommitmentId,
    PartyId,
    Quantity,
    RegionId,
    SourceId,
)
from services.refusals import RefusalCode as No

REFUSALS = frozenset(
    {
        No.UNKNOWN_AREA,
        No.UNKNOWN_REGION,
        No.ALREADY_EXISTS,
        No.ALREADY_SET,
        No.INVALID_QUANTITY,
        No.INVALID_REGION,
        No.BREAKDOWN_MISMATCH,
        No.WRONG_STATUS,
    }
)
"""What may be refused of a commitment that is recorded, owner, deadline and indicator included."""


class LinkEntry(InputPart):
    """How the commitment relates to an earlier one; one of another occasion is only referred to."""

    kind: LinkKind = Field(description="The kind of relation.")
    commitment: CommitmentId = Field(description="Id of the other commitment.")


class CommitmentFields(BaseModel):
    """A promise, unknowns included, and what its source states of owner, deadline and target."""

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
        (), description="Relations to earlier commitments, of other occasions too."
    )
    verbatim: Quotation | None = Field(None, description="The promise as the source words it.")
    condition: Title | None = Field(
        None, description="What it depends on, as stated: until that is met it is not judged."
    )
    owner: PartyId | None = Field(
        None, description="Id of the party that answers for it, as `source` states."
    )
    deadline: DeadlineEntry | None = Field(None, description="When it is due, as `source` states.")
    indicator: IndicatorEntry | None = Field(
        None, description="What is measured of it, as `source` states."
    )
    partners: Annotated[tuple[PartyId, ...], AtMost200] = Field(
        (), description="Ids of who takes part beside the owner, as `source` states."
    )
    source: SourceId | None = Field(
        None,
        description="Id of the registered source that states owner, deadline, indicator and "
        "partners; required where one of them is given, else it is one of `sources`.",
    )

    def states_more(self) -> bool:
        """Whether something is stated beside the promise itself."""
        parts = (self.owner, self.deadline, self.indicator)
        return bool(self.partners) or any(part is not None for part in parts)

    def linked(self) -> tuple[str, ...]:
        """Codes of the occasions of the commitments to which it relates."""
        return tuple(link.commitment.occasion for link in self.links)


class CommitmentEntry(CommitmentFields, InputPart):
    """One commitment of a meeting."""
