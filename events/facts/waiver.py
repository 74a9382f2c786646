"""Facts about waivers: remainders of a target that are given up."""

from decimal import Decimal

from pydantic import Field

from events.facts.fact import Fact, Open, Regional, Sealed
from events.facts.indicator import REGION
from events.facts.reference import RegionCode


class WaiverProposed(Fact):
    """It was proposed to give up a remainder of the target; a leader has to grant it."""

    code: Open[str] = Field(description="Code of the waiver, unique in its commitment.")
    remainder: Regional[Decimal] = Field(description="How much is given up, in the unit.")
    region: Sealed[RegionCode | None] = Field(None, description=REGION)


class RemainderWaived(Fact):
    """A leader granted a proposed waiver: the target is smaller from now on."""

    code: Open[str] = Field(description="Code of the waiver.")
    remainder: Regional[Decimal] = Field(description="How much is given up, in the unit.")
    region: Sealed[RegionCode | None] = Field(None, description=REGION)
