"""Facts about regions."""

from pydantic import Field

from events.facts.fact import Fact, Open
from events.facts.vocabulary import RegionLevel


class RegionRegistered(Fact):
    """A region became known to the record; its parent follows from its code."""

    code: Open[str] = Field(description="Kemendagri code as text, for example 62.05.01.")
    name: Open[str] = Field(description="Public name of the region.")
    region_level: Open[RegionLevel] = Field(description="Its level in the administrative order.")
