"""Facts about regions."""

from pydantic import Field

from events.facts.fact import Fact, Open
from events.facts.reference import RegionCode
from events.facts.vocabulary import RegionLevel


class RegionRegistered(Fact):
    """A region became known to the record; its parent follows from its code."""

    code: Open[str] = Field(description="Kemendagri code as text, for example 62.05.01.")
    name: Open[str] = Field(description="Public name of the region.")
    region_level: Open[RegionLevel] = Field(description="Its level in the administrative order.")


class RegionRenamed(Fact):
    """A region bears another name, from when it happened on."""

    region: Open[RegionCode] = Field(description="The region.")
    name: Open[str] = Field(description="Its public name from then on.")
