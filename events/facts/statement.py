"""Facts about statements: what somebody said in the room of how much is done."""

from decimal import Decimal

from pydantic import Field

from events.facts.fact import Erasable, Fact, FreeText, Open, Regional, Sealed
from events.facts.indicator import PARTY, REGION
from events.facts.reference import PartyCode, RegionCode, SourceCode


class ProgressStated(Fact):
    """Somebody said how much is done: it counts once the owner or a partner confirms it."""

    code: Open[str] = Field(description="Code of the statement, unique in its commitment.")
    stated_by: Open[PartyCode] = Field(description="The party that said it.")
    value: Regional[Decimal] = Field(description="How much is done, as it was said.")
    region: Sealed[RegionCode | None] = Field(None, description=REGION)
    party: Sealed[PartyCode | None] = Field(None, description=PARTY)
    note: Erasable[FreeText | None] = Field(None, description="In which words, or what besides.")
    source: Open[SourceCode | None] = Field(None, description="The source that holds it, if any.")


class StatementConfirmed(Fact):
    """The owner or a partner stands by a statement: from now on it is a report."""

    code: Open[str] = Field(description="Code of the statement.")


class StatementDenied(Fact):
    """The owner or a partner does not stand by a statement."""

    code: Open[str] = Field(description="Code of the statement.")
