"""Decisions to erase texts: two people for a redaction, a reason for a person's names."""

from events.facts import erasure as facts
from events.facts.fact import Text
from events.format.recorded_event import Actor
from services.commands import erasure as commands
from services.decisions.deciding import Decided, Situation, require_reason
from services.ids import make_id
from services.refusals import Refusal
from services.refusals import RefusalCode as No


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
    """TextRedactionProposed: of a text that is there."""
    if situation.text_is_disclosed is None:
        raise Refusal(No.NOT_FOUND, "text", field=("path",))
    if not situation.text_is_disclosed:
        raise Refusal(No.WRONG_STATUS, "erased", field=("path",))
    fact = facts.TextRedactionProposed(
        redacts=command.event, path=command.path, legal_basis=Text(value=command.legal_basis)
    )
    return [Decided(make_id("event", command.event), fact, situation.occasion_of_text)]


def redact(command: commands.Redact, situation: Situation) -> list[Decided]:
    """TextRedacted by another person than proposed it; without persons, by another party."""
    proposed = situation.proposal
    if proposed is None or not isinstance(proposed.fact, facts.TextRedactionProposed):
        raise Refusal(No.APPROVAL_REQUIRED, "redaction", field=("proposal",))
    if _is_same_person(situation.actor, proposed.actor):
        raise Refusal(No.SEPARATION_OF_DUTIES, "proposer", field=("proposal",))
    if not situation.text_is_disclosed:
        raise Refusal(No.WRONG_STATUS, "erased", field=("proposal",))
    fact = facts.TextRedacted(
        proposal=command.proposal, redacts=proposed.fact.redacts, path=proposed.fact.path
    )
    return [Decided(make_id("event", proposed.fact.redacts), fact, proposed.occasion)]


def _is_same_person(actor: Actor, proposer: Actor) -> bool:
    if actor.person is not None and proposer.person is not None:
        return actor.person == proposer.person
    return actor.party == proposer.party
