"""Facts about the indicator: what is counted, and how much is fulfilment."""

from decimal import Decimal
from typing import Any, Self

from pydantic import Field

from events.facts.fact import Earlier, Erasable, Fact, FreeText, Open, Part, Sealed
from events.facts.reference import PartyCode, RegionCode, SourceCode
from events.facts.vocabulary import Direction, Every, Measure

REGION = "The region it concerns; given exactly when the indicator is divided by region."
PARTY = "The party it concerns; given exactly when the indicator is divided by party."
NOTE = "Why the breakdown does not add up, if so."
ZERO = Decimal(0)


class RegionTarget(Part):
    """The part of a target that falls to one region, as version 1 had it."""

    region: RegionCode = Field(description="The region.")
    target: Decimal = Field(description="Its part of the target, in the indicator's unit.")


class PartTarget(Part):
    """What falls to one part of an indicator that is divided by region or by party."""

    region: RegionCode | None = Field(None, description="The region, if it is one …")
    party: PartyCode | None = Field(None, description="… or the party.")
    target: Decimal | None = Field(
        None, description="Its target, in the unit; none: that of the whole, or periods."
    )
    baseline: Decimal | None = Field(
        None, description="Where it starts; none: where the whole starts, and 0 in a sum."
    )


class IndicatorDefinedV1(Earlier):
    """The first version: something is counted, from 0 up."""

    version = 1

    name: Open[str] = Field(description="What is counted.")
    target: Open[Decimal] = Field(description="How much is fulfilment, in the unit.")
    unit: Open[str] = Field(description="Unit of every quantity of this commitment.")
    breakdown: Sealed[tuple[RegionTarget, ...]] = Field(
        (), description="The target by region, if divided."
    )
    note: Erasable[FreeText | None] = Field(None, description=NOTE)


class IndicatorDefined(Fact):
    """A commitment got its first measure of fulfilment."""

    version = 2
    earlier = IndicatorDefinedV1

    name: Open[str] = Field(description="What is counted.")
    measure: Open[Measure] = Field(Measure.COUNT, description="How its quantities are read.")
    direction: Open[Direction] = Field(
        Direction.AT_LEAST, description="Whether it is to rise to the target or to fall to it."
    )
    baseline: Open[Decimal] = Field(ZERO, description="Where it starts, in the unit.")
    target: Open[Decimal | None] = Field(
        None,
        description="How much is fulfilment, in the unit; 1 of what is delivered; none of a duty, "
        "whose periods follow from its deadline.",
    )
    unit: Open[str | None] = Field(None, description="Unit of every quantity of this commitment.")
    every: Open[Every | None] = Field(None, description="How long a period is, of a duty.")
    breakdown: Sealed[tuple[PartTarget, ...]] = Field(
        (), description="What falls to each region or party, if divided."
    )
    source: Open[SourceCode | None] = Field(None, description="The source that states it, if any.")
    note: Erasable[FreeText | None] = Field(None, description=NOTE)

    @classmethod
    def upcast(cls, earlier: Any) -> Self:
        """A count from 0, by region if it was divided."""
        return cls(
            name=earlier.name,
            target=earlier.target,
            unit=earlier.unit,
            breakdown=parts_of(earlier.breakdown),
            note=earlier.note,
        )


class IndicatorRevisedV1(Earlier):
    """The first version: another target, asked for by a party that the coordinator named."""

    version = 1

    old_target: Open[Decimal] = Field(description="The target until now.")
    new_target: Open[Decimal] = Field(description="The target from now on.")
    breakdown: Sealed[tuple[RegionTarget, ...]] = Field(
        (), description="The new target by region, if divided."
    )
    requested_by: Open[PartyCode] = Field(description="The party that asked for the change.")
    note: Erasable[FreeText | None] = Field(None, description=NOTE)


class IndicatorRevised(Fact):
    """Baseline, target, unit or parts of an indicator were changed; the first one stays visible."""

    version = 2
    earlier = IndicatorRevisedV1

    old_target: Open[Decimal | None] = Field(
        None, description="The target until now; none of a duty."
    )
    new_target: Open[Decimal | None] = Field(
        None, description="The target from now on; none of a duty."
    )
    baseline: Open[Decimal | None] = Field(None, description="Where it starts; none: as it was.")
    unit: Open[str | None] = Field(None, description="The unit; none: as it was.")
    breakdown: Sealed[tuple[PartTarget, ...]] = Field(
        (), description="What falls to each region or party from now on, if divided."
    )
    request: Open[str | None] = Field(None, description="The request that it grants.")
    source: Open[SourceCode | None] = Field(None, description="The source that asks for it.")
    requested_by: Open[PartyCode | None] = Field(
        None, description="The party that asked for it; none: the coordinator's own motion."
    )
    note: Erasable[FreeText | None] = Field(None, description=NOTE)

    @classmethod
    def upcast(cls, earlier: Any) -> Self:
        """A new target alone."""
        return cls(
            old_target=earlier.old_target,
            new_target=earlier.new_target,
            breakdown=parts_of(earlier.breakdown),
            requested_by=earlier.requested_by,
            note=earlier.note,
        )


def parts_of(by_region: tuple[RegionTarget, ...]) -> tuple[PartTarget, ...]:
    """The parts of what version 1 divided by region."""
    return tuple(PartTarget(region=each.region, target=each.target) for each in by_region)
