"""Facts about the indicator: what is counted, and how much is fulfilment."""

from decimal import Decimal

from pydantic import Field

from events.facts.fact import Erasable, Fact, FreeText, Open, Part, Sealed
from events.facts.reference import PartyCode, RegionCode

REGION = "The region it concerns; given exactly when the indicator has a breakdown."


class RegionTarget(Part):
    """The part of a target that falls to one region."""

    region: RegionCode = Field(description="The region.")
    target: Decimal = Field(description="Its part of the target, in the indicator's unit.")


class IndicatorDefined(Fact):
    """A commitment got its first measure of fulfilment."""

    name: Open[str] = Field(description="What is counted.")
    target: Open[Decimal] = Field(description="How much is fulfilment, in the unit.")
    unit: Open[str] = Field(description="Unit of every quantity of this commitment.")
    breakdown: Sealed[tuple[RegionTarget, ...]] = Field(
        (), description="The target by region, if divided."
    )
    note: Erasable[FreeText | None] = Field(
        None, description="Why the breakdown does not add up, if so."
    )


class IndicatorRevised(Fact):
    """The target of a commitment was changed on request; the first one stays visible."""

    old_target: Open[Decimal] = Field(description="The target until now.")
    new_target: Open[Decimal] = Field(description="The target from now on.")
    breakdown: Sealed[tuple[RegionTarget, ...]] = Field(
        (), description="The new target by region, if divided."
    )
    requested_by: Open[PartyCode] = Field(description="The party that asked for the change.")
    note: Erasable[FreeText | None] = Field(
        None, description="Why the breakdown does not add up, if so."
    )
