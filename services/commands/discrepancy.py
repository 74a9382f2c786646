"""Commands about discrepancies between sources."""

from typing import Annotated

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import Command, InOccasionCommand
from services.commands.texts import Quotation, RequiredText, Title
from services.commands.values import About, AtMost200, Code, DiscrepancyId, SourceId, SubjectId
from services.ids import make_id
from services.refusals import RefusalCode as No


class NoteDiscrepancy(InOccasionCommand):
    """Note that sources disagree, or that one contradicts itself."""

    mutation = "discrepancyNote"
    roles = (Role.RECORDER,)
    refusals = frozenset({No.ALREADY_EXISTS})

    code: Code = Field(description="Code of the discrepancy, unique in its occasion.")
    subject: SubjectId = Field(description="Id of what it is about.")
    field: Title = Field(description="The field of the subject that is in doubt.")
    readings: Annotated[tuple[Quotation, ...], AtMost200] = Field(
        min_length=2, description="The readings, word for word, at least 2."
    )


class ResolveDiscrepancy(Command):
    """Decide which reading stands; never by who noted the discrepancy."""

    mutation = "discrepancyResolve"
    roles = (Role.COORDINATOR,)
    refusals = frozenset({No.UNSUPPORTED_CHOICE, No.SEPARATION_OF_DUTIES, No.WRONG_STATUS})

    discrepancy: About[DiscrepancyId] = Field(description="Id of the discrepancy.")
    chosen: Quotation = Field(description="The reading that stands; a new one needs a source.")
    basis: RequiredText = Field(description="Why it stands.")
    source: SourceId | None = Field(None, description="Id of the source that decides it.")

    def concerns(self) -> tuple[str | None, str | None]:
        """The occasion."""
        return self.discrepancy.occasion, None

    def stream(self) -> str:
        """The discrepancy's stream."""
        return make_id("discrepancy", *self.discrepancy)
