"""Facts about escalations: questions put to a party that can decide them."""

from pydantic import Field

from events.facts.fact import Erasable, Fact, FreeText, Sealed
from events.facts.reference import PartyCode


class CommitmentEscalated(Fact):
    """A question about the commitment was put to a party that can decide it."""

    code: Sealed[str] = Field(description="Code of the escalation, unique in its commitment.")
    to: Sealed[PartyCode] = Field(description="The party that is asked.")
    level: Sealed[int] = Field(description="How far up it goes, from 1.")
    question: Erasable[FreeText] = Field(description="What is asked.")


class EscalationAnswered(Fact):
    """The party that was asked decided."""

    code: Sealed[str] = Field(description="Code of the escalation.")
    decision: Erasable[FreeText] = Field(description="What was decided.")
