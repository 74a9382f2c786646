"""Facts about discrepancies: sources disagree, and which reading stands."""

from pydantic import Field

from events.facts.fact import Erasable, Fact, FreeText, Open, Sealed
from events.facts.reference import AnyId, SourceCode


class DiscrepancyNoted(Fact):
    """Sources disagree, or one contradicts itself; every reading is kept."""

    code: Open[str] = Field(description="Code of the discrepancy, unique in its occasion.")
    subject: Open[AnyId] = Field(description="Id of what it is about.")
    field: Open[str] = Field(description="The field of the subject that is in doubt.")
    readings: Erasable[tuple[FreeText, ...]] = Field(description="The readings, word for word.")


class DiscrepancyResolved(Fact):
    """Somebody else decided which reading stands, and on what basis."""

    code: Open[str] = Field(description="Code of the discrepancy.")
    chosen: Erasable[FreeText | None] = Field(
        None, description="The reading that stands, where it is none of those noted."
    )
    basis: Erasable[FreeText] = Field(description="Why it stands.")
    source: Open[SourceCode | None] = Field(None, description="The source that decides it.")
    reading: Sealed[int | None] = Field(
        None, description="Which of the readings noted stands, counted from 0; null: a new one."
    )
