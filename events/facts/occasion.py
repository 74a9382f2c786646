"""Facts about an occasion: what must go right on a fixed day."""

import datetime as dt
from typing import Any, Self

from pydantic import Field

from events.facts.fact import Earlier, Fact, Open, Part
from events.facts.reference import RegionCode, SourceCode


class Area(Part):
    """A field of work in which commitments of an occasion are grouped (bidang)."""

    code: str = Field(description="Code of the area, unique in its occasion.")
    name: str = Field(description="Public name of the area.")


class OccasionDeclaredV1(Earlier):
    """The first version: judged until its day."""

    version = 1

    code: Open[str] = Field(description="Code of the occasion, unique in the log.")
    name: Open[str] = Field(description="Public name of the occasion.")
    day: Open[dt.date] = Field(description="The fixed day.")
    time_zone: Open[str] = Field(description="IANA time zone in which its dates are meant.")
    areas: Open[tuple[Area, ...]] = Field(description="The fields of work, in order of display.")
    region: Open[RegionCode | None] = Field(
        None, description="The region it concerns, with all below it."
    )
    rule: Open[str] = Field(description="The readiness rule that applies, for example readiness-1.")


class OccasionDeclared(Fact):
    """Something that must go right on a day was declared as an occasion."""

    version = 2
    earlier = OccasionDeclaredV1

    code: Open[str] = Field(description="Code of the occasion, unique in the log.")
    name: Open[str] = Field(description="Public name of the occasion.")
    day: Open[dt.date] = Field(description="The day on which it must go right.")
    until: Open[dt.date] = Field(description="The last day that readiness is judged for.")
    time_zone: Open[str] = Field(description="IANA time zone in which its dates are meant.")
    areas: Open[tuple[Area, ...]] = Field(description="The fields of work, in order of display.")
    region: Open[RegionCode | None] = Field(
        None, description="The region it concerns, with all below it."
    )
    rule: Open[str] = Field(description="The readiness rule that applies, for example readiness-2.")

    @classmethod
    def upcast(cls, earlier: Any) -> Self:
        """Judged until its day."""
        said = {name: getattr(earlier, name) for name in type(earlier).model_fields}
        return cls(**said, until=earlier.day)


class OccasionRescheduled(Fact):
    """The occasion's day was moved, or is open; the first one stays visible."""

    old_day: Open[dt.date | None] = Field(None, description="The day until now; none: it was open.")
    new_day: Open[dt.date | None] = Field(
        None, description="The day from now on; none: it is open."
    )
    until: Open[dt.date | None] = Field(
        None, description="The last day that readiness is judged for; none: no last day."
    )
    source: Open[SourceCode] = Field(description="The source that says so.")
