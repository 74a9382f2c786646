"""Facts about sources: the documents from which something in the record comes."""

import datetime as dt

from pydantic import Field

from events.facts.fact import Fact, Open
from events.facts.reference import DocumentHash
from events.facts.vocabulary import SourceKind


class SourceRegistered(Fact):
    """A document from which something in the record comes was registered."""

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
