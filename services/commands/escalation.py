"""Commands about escalations: questions put to a party that can decide them."""

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import InCommitmentCommand, OnCommitment
from services.commands.signing import Signed
from services.commands.texts import RequiredText
from services.commands.values import About, Code, EscalationId, PartyId
from services.ids import InCommitment
from services.refusals import RefusalCode as No


class Escalate(OnCommitment):
    """Put a question about a commitment to a party that can decide it."""

    mutation = "commitmentEscalate"
    roles = (Role.RECORDER, Role.OWNER)
    refusals = frozenset({No.ALREADY_EXISTS})
    is_decision = True

    code: Code = Field(description="Code of the escalation, unique in its commitment.")
    to: PartyId = Field(description="Id of the party that is asked.")
    level: int = Field(1, strict=True, ge=1, le=9, description="How far up it goes, 1 to 9.")
    question: RequiredText = Field(description="What is asked.")


class AnswerEscalation(Signed, InCommitmentCommand):
    """Decide a question that was put to the actor's party."""

    mutation = "escalationAnswer"
    roles = (Role.LEADER,)
    refusals = frozenset({No.WRONG_STATUS, No.SEPARATION_OF_DUTIES})

    escalation: About[EscalationId] = Field(description="Id of the escalation.")
    decision: RequiredText = Field(description="What is decided.")

    def place(self) -> InCommitment:
        """The escalation."""
        return self.escalation
