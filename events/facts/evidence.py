"""Facts about evidence."""

import datetime as dt

from pydantic import Field

from events.facts.fact import Earlier, Erasable, Fact, FreeText, Sealed
from events.facts.reference import ByteCount, DocumentHash, PartyCode, RegionCode


class EvidenceAttachedV1(Earlier):
    """The first version: parts are regions."""

    version = 1

    sha256: Sealed[DocumentHash] = Field(description="SHA-256 of the document, lower-case hex.")
    media_type: Sealed[str] = Field(description="Media type of the document.")
    byte_count: Sealed[ByteCount] = Field(description="Size of the document in bytes.")
    title: Erasable[FreeText | None] = Field(None, description="What the document is.")
    taken_at: Sealed[dt.datetime | None] = Field(None, description="When it was made.")
    region: Sealed[RegionCode | None] = Field(None, description="The region it shows.")


class EvidenceAttached(Fact):
    """The owner named a document as evidence, by its hash."""

    version = 2
    earlier = EvidenceAttachedV1

    sha256: Sealed[DocumentHash] = Field(description="SHA-256 of the document, lower-case hex.")
    media_type: Sealed[str] = Field(description="Media type of the document.")
    byte_count: Sealed[ByteCount] = Field(description="Size of the document in bytes.")
    title: Erasable[FreeText | None] = Field(None, description="What the document is.")
    taken_at: Sealed[dt.datetime | None] = Field(None, description="When it was made.")
    region: Sealed[RegionCode | None] = Field(None, description="The region it shows …")
    party: Sealed[PartyCode | None] = Field(None, description="… or the party's part.")
