"""Facts about waivers: remainders of a target, or the whole, that are given up."""

from decimal import Decimal

from pydantic import Field

from events.facts.fact import Earlier, Fact, Open, Regional, Sealed
from events.facts.indicator import PARTY, REGION
from events.facts.reference import PartyCode, RegionCode

CODE = "Code of the waiver."
REMAINDER = "How much is given up, in the unit"
WHOLE = "Whether the whole commitment is given up."


class WaiverProposedV1(Earlier):
    """The first version: a remainder, of a region if the target is divided."""

    version = 1

    code: Open[str] = Field(description="Code of the waiver, unique in its commitment.")
    remainder: Regional[Decimal] = Field(description=f"{REMAINDER}.")
    region: Sealed[RegionCode | None] = Field(None, description=REGION)


class WaiverProposed(Fact):
    """It was proposed to give up a remainder of the target, or the whole; a leader grants it."""

    version = 2
    earlier = WaiverProposedV1

    code: Open[str] = Field(description="Code of the waiver, unique in its commitment.")
    whole: Open[bool] = Field(False, description=WHOLE)
    remainder: Regional[Decimal | None] = Field(
        None, description=f"{REMAINDER}; none where it is the whole."
    )
    region: Sealed[RegionCode | None] = Field(None, description=REGION)
    party: Sealed[PartyCode | None] = Field(None, description=PARTY)


class RemainderWaivedV1(Earlier):
    """The first version: a remainder, of a region if the target is divided."""

    version = 1

    code: Open[str] = Field(description=CODE)
    remainder: Regional[Decimal] = Field(description=f"{REMAINDER}.")
    region: Sealed[RegionCode | None] = Field(None, description=REGION)


class RemainderWaived(Fact):
    """A leader granted a proposed waiver: less is asked for from now on, or nothing."""

    version = 2
    earlier = RemainderWaivedV1

    code: Open[str] = Field(description=CODE)
    whole: Open[bool] = Field(False, description=WHOLE)
    remainder: Regional[Decimal | None] = Field(
        None, description=f"{REMAINDER}; none where it is the whole."
    )
    region: Sealed[RegionCode | None] = Field(None, description=REGION)
    party: Sealed[PartyCode | None] = Field(None, description=PARTY)
