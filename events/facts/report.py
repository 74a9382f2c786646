"""Facts about reports: how much is done, as the owner says."""

from decimal import Decimal

from pydantic import Field

from events.facts.fact import Erasable, Fact, FreeText, Open, Regional, Sealed
from events.facts.indicator import REGION
from events.facts.reference import EventPosition, RegionCode


class ProgressReported(Fact):
    """The owner reported how much is done: a claim, not yet verified."""

    value: Regional[Decimal] = Field(
        description="How much is done in all, in the indicator's unit."
    )
    region: Sealed[RegionCode | None] = Field(None, description=REGION)
    note: Erasable[FreeText | None] = Field(None, description="What the owner adds.")


class ReportCorrected(Fact):
    """The party that reported a value put another one in its place."""

    corrects: Open[EventPosition] = Field(description="Position of the report.")
    value: Regional[Decimal] = Field(description="The value that should have been reported.")
    region: Sealed[RegionCode | None] = Field(None, description="The region of the report.")


class ReportRetracted(Fact):
    """The party that reported a value took it back."""

    corrects: Open[EventPosition] = Field(description="Position of the report.")
