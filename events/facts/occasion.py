"""Facts about the frame: the log itself, parties, regions, occasions, meetings, sources, doubts."""

import datetime as dt

from pydantic import Field

from events.facts.fact import Erasable, Fact, FreeText, Open, Part, Sealed
from events.facts.vocabulary import Dataset, Light, PartyKind, RegionLevel, SourceKind


class Area(Part):
    """A field of work in which commitments of an occasion are grouped (bidang)."""

    code: str = Field(description="Code of the area, unique in its occasion.")
    name: str = Field(description="Public name of the area.")


class StatedDate(Part):
    """A date as a source states it, beside what can be made of it."""

    verbatim: str = Field(description="The date word for word, as the source gives it.")
    candidates: tuple[dt.date, ...] = Field(description="Every day it may mean.")
    resolved: dt.date | None = Field(None, description="The day it means, where that is certain.")


class LogOpened(Fact):
    """The log was opened: its origin, data set and format are bound for ever."""

    origin: Open[str] = Field(description="Name of the log, as it stands in signed checkpoints.")
    dataset: Open[Dataset] = Field(description="LIVE or DEMO, for the log as a whole.")
    format: Open[int] = Field(description="Version of the byte format of the leaves.")


class OriginChanged(Fact):
    """The log goes on under another name, because a history signed under the old one was lost."""

    origin: Open[str] = Field(description="Name of the log from here on, in signed checkpoints.")
    abandoned_size: Open[int] = Field(description="Size of the last head that was signed before.")
    abandoned_root: Open[str] = Field(description="Root of that head, lower-case hex.")


class PartyRegistered(Fact):
    """An institution became known to the record."""

    code: Open[str] = Field(description="Code of the party, unique in the log.")
    name: Open[str] = Field(description="Public name of the institution.")
    party_kind: Open[PartyKind] = Field(description="What sort of institution it is.")
    parent_party: Open[str | None] = Field(None, description="The party it belongs under, if any.")


class RegionRegistered(Fact):
    """A region became known to the record; its parent follows from its code."""

    code: Open[str] = Field(description="Kemendagri code as text, for example 62.05.01.")
    name: Open[str] = Field(description="Public name of the region.")
    region_level: Open[RegionLevel] = Field(description="Its level in the administrative order.")


class OccasionDeclared(Fact):
    """Something that must go right on a fixed day was declared as an occasion."""

    code: Open[str] = Field(description="Code of the occasion, unique in the log.")
    name: Open[str] = Field(description="Public name of the occasion.")
    day: Open[dt.date] = Field(description="The fixed day.")
    time_zone: Open[str] = Field(description="IANA time zone in which its dates are meant.")
    areas: Open[tuple[Area, ...]] = Field(description="The fields of work, in order of display.")
    region: Open[str | None] = Field(None, description="The region it concerns, with all below it.")
    rule: Open[str] = Field(description="The readiness rule that applies, for example readiness-1.")


class RakorRecorded(Fact):
    """A coordination meeting was put on record."""

    code: Open[str] = Field(description="Code of the meeting, unique in its occasion.")
    name: Open[str] = Field(description="Public name of the meeting.")
    held_on: Open[StatedDate] = Field(description="When it was held, as stated and as understood.")
    venue: Open[str | None] = Field(None, description="Where it was held, as stated.")
    organiser: Open[str | None] = Field(None, description="The party that convened it.")
    chair: Open[str | None] = Field(None, description="The party that chaired it.")


class ParticipantRecorded(Fact):
    """A party took part in a coordination meeting."""

    rakor: Open[str] = Field(description="The meeting.")
    party: Open[str] = Field(description="The party that took part.")
    capacity: Erasable[FreeText | None] = Field(None, description="In what capacity, as stated.")


class SourceRegistered(Fact):
    """A document from which something in the record comes was registered."""

    code: Open[str] = Field(description="Code of the source, unique in its occasion.")
    source_kind: Open[SourceKind] = Field(description="What sort of document it is.")
    title: Open[str] = Field(description="Public title, naming no private person.")
    number: Open[str | None] = Field(None, description="Its official number.")
    issuer: Open[str | None] = Field(None, description="Who issued it, as stated.")
    date: Open[dt.date | None] = Field(None, description="Its own date.")
    held: Open[bool] = Field(description="Whether the document itself is held.")
    sha256: Open[str | None] = Field(
        None, description="SHA-256 of the held document, lower-case hex."
    )


class DiscrepancyNoted(Fact):
    """Sources disagree, or one contradicts itself; every reading is kept."""

    code: Open[str] = Field(description="Code of the discrepancy, unique in its occasion.")
    subject: Open[str] = Field(description="Id of what it is about.")
    field: Open[str] = Field(description="The field of the subject that is in doubt.")
    readings: Erasable[tuple[FreeText, ...]] = Field(description="The readings, word for word.")


class DiscrepancyResolved(Fact):
    """Somebody else decided which reading stands, and on what basis."""

    code: Open[str] = Field(description="Code of the discrepancy.")
    chosen: Erasable[FreeText | None] = Field(
        None, description="The reading that stands, where it is none of those noted."
    )
    basis: Erasable[FreeText] = Field(description="Why it stands.")
    source: Open[str | None] = Field(None, description="The source that decides it.")
    reading: Sealed[int | None] = Field(
        None, description="Which of the readings noted stands, counted from 0; null: a new one."
    )


class ReadinessDeclared(Fact):
    """A leader declared how ready the occasion is; it never changes a figure."""

    statement: Erasable[FreeText] = Field(description="What was declared.")
    light: Open[Light | None] = Field(None, description="The light that was declared.")
