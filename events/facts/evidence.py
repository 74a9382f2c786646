"""Facts about evidence."""

import datetime as dt

from pydantic import Field

from events.facts.fact import Erasable, Fact, FreeText, Sealed
from events.facts.reference import ByteCount, DocumentHash, RegionCode


class EvidenceAttached(Fact):
    """The owner named a document as evidence, by its hash."""

    sha256: Sealed[DocumentHash] = Field(description="SHA-256 of the document, lower-case hex.")
    media_type: Sealed[str] = Field(description="Media type of the document.")
    byte_count: Sealed[ByteCount] = Field(description="Size of the document in bytes.")
    title: Erasable[FreeText | None] = Field(None, description="What the document is.")
    taken_at: Sealed[dt.datetime | None] = Field(None, description="When it was made.")
    region: Sealed[RegionCode | None] = Field(None, description="The region it shows.")
