"""Commands that erase texts: the event, its hash and every count stay."""

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import Command
from services.commands.signing import Signed
from services.commands.texts import RequiredText
from services.commands.values import PersonId, Position, TextPath
from services.refusals import RefusalCode as No


class ErasePerson(Command):
    """Erase the names of a person, with a reason."""

    mutation = "personErase"
    roles = (Role.ADMINISTRATOR,)
    refusals = frozenset({No.REASON_REQUIRED, No.WRONG_STATUS})
    is_decision = True

    person: PersonId = Field(description="Id of the person.")


class ProposeRedaction(Command):
    """Propose to erase one text of one event."""

    mutation = "textProposeRedaction"
    roles = (
        Role.RECORDER,
        Role.COORDINATOR,
        Role.VERIFIER,
        Role.LEADER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    )
    refusals = frozenset({No.WRONG_STATUS})
    is_decision = True

    event: Position = Field(description="Position of the event that holds the text.")
    path: TextPath = Field(
        description="Which of its texts: a JSON Pointer, such as /note; or /file, that of evidence."
    )
    legal_basis: RequiredText = Field(description="The law that asks for it.")


class Redact(Signed, Command):
    """Erase a text that somebody else proposed to erase."""

    mutation = "textRedact"
    roles = (Role.ADMINISTRATOR,)
    needs_person = True
    refusals = frozenset({No.APPROVAL_REQUIRED, No.SEPARATION_OF_DUTIES, No.WRONG_STATUS})
    is_decision = True

    proposal: Position = Field(description="Position of the proposal.")
