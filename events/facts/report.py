"""Facts about reports: how much is done, as the owner says."""

from decimal import Decimal

from pydantic import Field

from events.facts.fact import Earlier, Erasable, Fact, FreeText, Open, Regional, Sealed
from events.facts.indicator import PARTY, REGION
from events.facts.reference import EventPosition, PartyCode, RegionCode

VALUE = "How much is done in all, in the indicator's unit."
NOTE = "What the owner adds."


class ProgressReportedV1(Earlier):
    """The first version: parts are regions."""

    version = 1

    value: Regional[Decimal] = Field(description=VALUE)
    region: Sealed[RegionCode | None] = Field(None, description=REGION)
    note: Erasable[FreeText | None] = Field(None, description=NOTE)


class ProgressReported(Fact):
    """The owner reported how much is done: a claim, not yet verified."""

    version = 2
    earlier = ProgressReportedV1

    value: Regional[Decimal] = Field(description=VALUE)
    region: Sealed[RegionCode | None] = Field(None, description=REGION)
    party: Sealed[PartyCode | None] = Field(None, description=PARTY)
    note: Erasable[FreeText | None] = Field(None, description=NOTE)


class ReportCorrectedV1(Earlier):
    """The first version: parts are regions."""

    version = 1

    corrects: Open[EventPosition] = Field(description="Position of the report.")
    value: Regional[Decimal] = Field(description="The value that should have been reported.")
    region: Sealed[RegionCode | None] = Field(None, description="The region of the report.")


class ReportCorrected(Fact):
    """The party that reported a value put another one in its place."""

    version = 2
    earlier = ReportCorrectedV1

    corrects: Open[EventPosition] = Field(description="Position of the report.")
    value: Regional[Decimal] = Field(description="The value that should have been reported.")
    region: Sealed[RegionCode | None] = Field(None, description="The region of the report.")
    party: Sealed[PartyCode | None] = Field(None, description="The party of the report.")


class ReportRetracted(Fact):
    """The party that reported a value took it back."""

    corrects: Open[EventPosition] = Field(description="Position of the report.")
