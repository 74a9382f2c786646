"""Facts about obstacles."""

from pydantic import Field

from events.facts.fact import Earlier, Erasable, Fact, FreeText, Open, Sealed
from events.facts.reference import PartyCode, RegionCode
from events.facts.vocabulary import Severity


class ObstacleRaisedV1(Earlier):
    """The first version: parts are regions."""

    version = 1

    code: Open[str] = Field(description="Code of the obstacle, unique in its commitment.")
    severity: Open[Severity] = Field(description="How much it hinders.")
    text: Erasable[FreeText] = Field(description="What hinders.")
    region: Sealed[RegionCode | None] = Field(None, description="The region it concerns.")


class ObstacleRaised(Fact):
    """Something hinders the commitment."""

    version = 2
    earlier = ObstacleRaisedV1

    code: Open[str] = Field(description="Code of the obstacle, unique in its commitment.")
    severity: Open[Severity] = Field(description="How much it hinders.")
    text: Erasable[FreeText] = Field(description="What hinders.")
    region: Sealed[RegionCode | None] = Field(None, description="The region it concerns …")
    party: Sealed[PartyCode | None] = Field(None, description="… or the party.")


class ObstacleResolved(Fact):
    """An obstacle is gone."""

    code: Open[str] = Field(description="Code of the obstacle.")
    how: Erasable[FreeText | None] = Field(None, description="How it was resolved.")
