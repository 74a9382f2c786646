"""Commands about the frame: parties, regions, occasions, meetings, sources, discrepancies."""

from typing import Annotated

from pydantic import Field

from events.facts.vocabulary import PartyKind, RegionLevel, SourceKind
from services.commands.command import Command, InOccasionCommand, InputPart
from services.commands.values import (
    AtMost200,
    Code,
    Day,
    DiscrepancyId,
    FreeText,
    PartyId,
    Quotation,
    RegionId,
    RequiredText,
    Sha256,
    SourceId,
    StatedDay,
    SubjectId,
    Title,
)
from services.ids import make_id
from services.refusals import RefusalCode as No


class RegisterParty(Command):
    """Make an institution known to the record."""

    mutation = "partyRegister"
    refusals = frozenset({No.ALREADY_EXISTS})

    code: Code = Field(description="Code of the party, unique in the log.")
    name: Title = Field(description="Public name of the institution, at most 300 characters.")
    kind: PartyKind = Field(description="What sort of institution it is.")
    parent: PartyId | None = Field(None, description="Id of the party it belongs under.")


class RegionEntry(InputPart):
    """One region to register; its parent is the region whose code is cut at the last dot."""

    code: Code = Field(description="Kemendagri code as text, for example 62.05.01.")
    name: Title = Field(description="Public name of the region.")
    level: RegionLevel = Field(description="Its level in the administrative order.")


class RegisterRegions(Command):
    """Make regions known to the record, parents before children."""

    mutation = "regionRegister"
    refusals = frozenset({No.ALREADY_EXISTS, No.UNKNOWN_REGION})

    regions: Annotated[tuple[RegionEntry, ...], AtMost200] = Field(
        min_length=1, description="The regions, at most 200."
    )


class AreaEntry(InputPart):
    """One field of work of an occasion."""

    code: Code = Field(description="Code of the area, unique in its occasion.")
    name: Title = Field(description="Public name of the area.")


class DeclareOccasion(Command):
    """Declare something that must go right on a fixed day."""

    mutation = "occasionDeclare"
    refusals = frozenset({No.ALREADY_EXISTS, No.UNKNOWN_REGION})

    code: Code = Field(description="Code of the occasion, unique in the log.")
    name: Title = Field(description="Public name of the occasion.")
    day: Day = Field(description="The fixed day.")
    time_zone: str = Field(
        "Asia/Jakarta", description="IANA time zone in which its dates are meant."
    )
    areas: Annotated[tuple[AreaEntry, ...], AtMost200] = Field(
        min_length=1, description="Its fields of work, in order of display, at most 200."
    )
    region: RegionId | None = Field(None, description="Region it concerns, with all below it.")
    rule: str = Field("readiness-1", description="The readiness rule that applies.")

    def stream(self) -> str:
        """The occasion's stream."""
        return f"occasion:{self.code}"


class StatedDateEntry(InputPart):
    """A date as a source states it, beside what can be made of it."""

    verbatim: StatedDay = Field(description="The date word for word.")
    candidates: Annotated[tuple[Day, ...], AtMost200] = Field(
        (), description="Every day it may mean."
    )
    resolved: Day | None = Field(None, description="The day it means, where that is certain.")


class ParticipantEntry(InputPart):
    """A party that took part in a meeting."""

    party: PartyId = Field(description="Id of the party.")
    capacity: FreeText = Field(None, description="In what capacity, as stated.")


class RecordRakor(InOccasionCommand):
    """Put a coordination meeting on record."""

    mutation = "rakorRecord"
    refusals = frozenset({No.ALREADY_EXISTS})

    code: Code = Field(description="Code of the meeting, unique in its occasion.")
    name: Title = Field(description="Public name of the meeting.")
    held_on: StatedDateEntry = Field(description="When it was held, as stated and as understood.")
    venue: Title | None = Field(None, description="Where it was held, as stated.")
    organiser: PartyId | None = Field(None, description="Id of the party that convened it.")
    chair: PartyId | None = Field(None, description="Id of the party that chaired it.")
    participants: Annotated[tuple[ParticipantEntry, ...], AtMost200] = Field(
        (), description="Who took part, at most 200."
    )


class RegisterSource(InOccasionCommand):
    """Register a document from which something in the record comes."""

    mutation = "sourceRegister"
    refusals = frozenset({No.ALREADY_EXISTS})

    code: Code = Field(description="Code of the source, unique in its occasion.")
    kind: SourceKind = Field(description="What sort of document it is.")
    title: Title = Field(description="Public title, naming no private person.")
    number: Title | None = Field(None, description="Its official number.")
    issuer: Title | None = Field(None, description="Who issued it, as stated.")
    date: Day | None = Field(None, description="Its own date.")
    sha256: Sha256 | None = Field(None, description="SHA-256 of the held document, lower-case hex.")
    held: bool | None = Field(None, description="false where the document itself is not held.")


class NoteDiscrepancy(InOccasionCommand):
    """Note that sources disagree, or that one contradicts itself."""

    mutation = "discrepancyNote"
    refusals = frozenset({No.ALREADY_EXISTS})

    code: Code = Field(description="Code of the discrepancy, unique in its occasion.")
    subject: SubjectId = Field(description="Id of what it is about.")
    field: Title = Field(description="The field of the subject that is in doubt.")
    readings: Annotated[tuple[Quotation, ...], AtMost200] = Field(
        min_length=2, description="The readings, word for word, at least 2."
    )


class ResolveDiscrepancy(Command):
    """Decide which reading stands; never by who noted the discrepancy."""

    mutation = "discrepancyResolve"
    refusals = frozenset({No.UNSUPPORTED_CHOICE, No.SEPARATION_OF_DUTIES, No.WRONG_STATUS})

    discrepancy: DiscrepancyId = Field(description="Id of the discrepancy.")
    chosen: Quotation = Field(description="The reading that stands; a new one needs a source.")
    basis: RequiredText = Field(description="Why it stands.")
    source: SourceId | None = Field(None, description="Id of the source that decides it.")

    def concerns(self) -> tuple[str | None, str | None]:
        """The occasion."""
        return self.discrepancy.occasion, None

    def stream(self) -> str:
        """The discrepancy's stream."""
        return make_id("discrepancy", *self.discrepancy)


COMMANDS: tuple[type[Command], ...] = (
    RegisterParty,
    RegisterRegions,
    DeclareOccasion,
    RecordRakor,
    RegisterSource,
    NoteDiscrepancy,
    ResolveDiscrepancy,
)
