"""Facts about an occasion: what must go right on a fixed day."""

import datetime as dt

from pydantic import Field

from events.facts.fact import Fact, Open, Part
from events.facts.reference import RegionCode


class Area(Part):
    """A field of work in which commitments of an occasion are grouped (bidang)."""

    code: str = Field(description="Code of the area, unique in its occasion.")
    name: str = Field(description="Public name of the area.")


class OccasionDeclared(Fact):
    """Something that must go right on a fixed day was declared as an occasion."""

    code: Open[str] = Field(description="Code of the occasion, unique in the log.")
    name: Open[str] = Field(description="Public name of the occasion.")
    day: Open[dt.date] = Field(description="The fixed day.")
    time_zone: Open[str] = Field(description="IANA time zone in which its dates are meant.")
    areas: Open[tuple[Area, ...]] = Field(description="The fields of work, in order of display.")
    region: Open[RegionCode | None] = Field(
        None, description="The region it concerns, with all below it."
    )
    rule: Open[str] = Field(description="The readiness rule that applies, for example readiness-1.")
