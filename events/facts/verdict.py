"""Facts about verdicts: what a verifier found."""

from decimal import Decimal

from pydantic import Field

from events.facts.fact import Fact, Open, Regional, Sealed
from events.facts.indicator import REGION, RegionTarget
from events.facts.reference import RegionCode
from events.facts.vocabulary import VerificationMethod


class ProgressVerified(Fact):
    """A verifier found how much is really done."""

    value: Regional[Decimal] = Field(
        description="How much is verified in all, in the indicator's unit."
    )
    method: Open[VerificationMethod] = Field(description="How it was verified.")
    region: Sealed[RegionCode | None] = Field(None, description=REGION)


class FulfilmentVerified(Fact):
    """A verifier found the commitment fulfilled as claimed."""

    value: Open[Decimal] = Field(
        description="How much is verified in all, in the indicator's unit."
    )
    method: Open[VerificationMethod] = Field(description="How it was verified.")
    by_region: Sealed[tuple[RegionTarget, ...]] = Field(
        (), description="How much is verified in each region, if the target is divided."
    )


class ClaimRejected(Fact):
    """A verifier did not find what was claimed, and accepted less."""

    accepted_value: Regional[Decimal] = Field(description="How much is verified instead.")
    region: Sealed[RegionCode | None] = Field(None, description=REGION)
