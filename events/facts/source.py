"""Facts about sources: the documents from which something in the record comes."""

import datetime as dt

from pydantic import Field

from events.facts.fact import Earlier, Fact, Open
from events.facts.reference import DocumentHash, SourceCode
from events.facts.vocabulary import SourceKind


class SourceRegisteredV1(Earlier):
    """The first version: it replaces no other."""

    version = 1

    code: Open[str] = Field(description="Code of the source, unique in its occasion.")
    source_kind: Open[SourceKind] = Field(description="What sort of document it is.")
    title: Open[str] = Field(description="Public title, naming no private person.")
    number: Open[str | None] = Field(None, description="Its official number.")
    issuer: Open[str | None] = Field(None, description="Who issued it, as stated.")
    date: Open[dt.date | None] = Field(None, description="Its own date.")
    held: Open[bool] = Field(description="Whether the document itself is held.")
    sha256: Open[DocumentHash | None] = Field(
        None, description="SHA-256 of the held document, lower-case hex."
    )


class SourceRegistered(Fact):
    """A document from which something in the record comes was registered."""

    version = 2
    earlier = SourceRegisteredV1

    code: Open[str] = Field(description="Code of the source, unique in its occasion.")
    source_kind: Open[SourceKind] = Field(description="What sort of document it is.")
    title: Open[str] = Field(description="Public title, naming no private person.")
    number: Open[str | None] = Field(None, description="Its official number.")
    issuer: Open[str | None] = Field(None, description="Who issued it, as stated.")
    date: Open[dt.date | None] = Field(None, description="Its own date.")
    held: Open[bool] = Field(description="Whether the document itself is held.")
    sha256: Open[DocumentHash | None] = Field(
        None, description="SHA-256 of the held document, lower-case hex."
    )
    replaces: Open[SourceCode | None] = Field(
        None, description="The source that it replaces: the draft of these minutes."
    )
