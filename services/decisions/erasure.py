"""Decisions to erase texts: two people for a redaction, a reason for a person's names."""

from events.facts import erasure as facts
from events.facts.fact import Text
from services.commands import erasure as commands
from services.decisions.deciding import Decided, Situation, require_reason
from services.ids import make_id
from services.permissions import is_near
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.records import acted_by


def erase_person(command: commands.ErasePerson, situation: Situation) -> list[Decided]:
    """PersonalDataErased: every name of the person, once and for all."""
    require_reason(command.reason)
    if not situation.is_person_known:
        raise Refusal(No.NOT_FOUND, field=("person",))
    if command.person in situation.directory.erased_persons:
        raise Refusal(No.WRONG_STATUS, "erased", field=("person",))
    fact = facts.PersonalDataErased(person=command.person)
    return [Decided(make_id("person", command.person), fact)]


def propose_redaction(command: commands.ProposeRedaction, situation: Situation) -> list[Decided]:
    """TextRedactionProposed: of a text that is there, or of a file."""
    if situation.text_is_disclosed is None:
        raise Refusal(No.NOT_FOUND, "text", field=("path",))
    if not situation.text_is_disclosed:
        raise Refusal(No.WRONG_STATUS, "erased", field=("path",))
    fact = facts.TextRedactionProposed(
        redacts=command.event, path=command.path, legal_basis=Text(value=command.legal_basis)
    )
    return [Decided(make_id("event", command.event), fact, situation.occasion_of_text)]


def redact(command: commands.Redact, situation: Situation) -> list[Decided]:
    """TextRedacted, never by the person or the kin of the party that proposed it."""
    proposed = situation.proposal
    if proposed is None or not isinstance(proposed.fact, facts.TextRedactionProposed):
        raise Refusal(No.APPROVAL_REQUIRED, "redaction", field=("proposal",))
    if is_near(situation.actor, acted_by(proposed.actor), situation.directory):
        raise Refusal(No.SEPARATION_OF_DUTIES, "proposer", field=("proposal",))
    if not situation.text_is_disclosed:
        raise Refusal(No.WRONG_STATUS, "erased", field=("proposal",))
    fact = facts.TextRedacted(
        proposal=command.proposal, redacts=proposed.fact.redacts, path=proposed.fact.path
    )
    return [Decided(make_id("event", proposed.fact.redacts), fact, proposed.occasion)]
