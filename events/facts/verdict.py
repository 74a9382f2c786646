"""Facts about verdicts: what a verifier found."""

from decimal import Decimal
from typing import Any, Self

from pydantic import Field

from events.facts.fact import Earlier, Fact, Open, Regional, Sealed
from events.facts.indicator import PARTY, REGION, PartTarget, RegionTarget, parts_of
from events.facts.reference import PartyCode, RegionCode
from events.facts.vocabulary import VerificationMethod

VALUE = "How much is verified in all, in the indicator's unit."
ACCEPTED = "How much is verified instead."
METHOD = "How it was verified."


class ProgressVerifiedV1(Earlier):
    """The first version: parts are regions."""

    version = 1

    value: Regional[Decimal] = Field(description=VALUE)
    method: Open[VerificationMethod] = Field(description=METHOD)
    region: Sealed[RegionCode | None] = Field(None, description=REGION)


class ProgressVerified(Fact):
    """A verifier found how much is really done."""

    version = 2
    earlier = ProgressVerifiedV1

    value: Regional[Decimal] = Field(description=VALUE)
    method: Open[VerificationMethod] = Field(description=METHOD)
    region: Sealed[RegionCode | None] = Field(None, description=REGION)
    party: Sealed[PartyCode | None] = Field(None, description=PARTY)


class FulfilmentVerifiedV1(Earlier):
    """The first version: parts are regions."""

    version = 1

    value: Open[Decimal] = Field(description=VALUE)
    method: Open[VerificationMethod] = Field(description=METHOD)
    by_region: Sealed[tuple[RegionTarget, ...]] = Field(
        (), description="How much is verified in each region, if the target is divided."
    )


class FulfilmentVerified(Fact):
    """A verifier found the commitment fulfilled as claimed."""

    version = 2
    earlier = FulfilmentVerifiedV1

    value: Open[Decimal | None] = Field(None, description=f"{VALUE} None of a rate in parts.")
    method: Open[VerificationMethod] = Field(description=METHOD)
    by_part: Sealed[tuple[PartTarget, ...]] = Field(
        (), description="How much is verified in each part, as its target, if it is divided."
    )

    @classmethod
    def upcast(cls, earlier: Any) -> Self:
        """The parts are regions."""
        parts = parts_of(earlier.by_region)
        return cls(value=earlier.value, method=earlier.method, by_part=parts)


class ClaimRejectedV1(Earlier):
    """The first version: parts are regions."""

    version = 1

    accepted_value: Regional[Decimal] = Field(description=ACCEPTED)
    region: Sealed[RegionCode | None] = Field(None, description=REGION)


class ClaimRejected(Fact):
    """A verifier did not find what was claimed, and accepted less."""

    version = 2
    earlier = ClaimRejectedV1

    accepted_value: Regional[Decimal] = Field(description=ACCEPTED)
    region: Sealed[RegionCode | None] = Field(None, description=REGION)
    party: Sealed[PartyCode | None] = Field(None, description=PARTY)
