"""Decisions about escalations: questions put to a party that can decide them."""

from events.facts import escalation as facts
from events.facts.fact import Text
from services.commands import escalation as commands
from services.decisions.deciding import Decided, Situation, about, require_free, require_party
from services.permissions import is_same
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.codes import found_in, taken_in


def escalate(command: commands.Escalate, situation: Situation) -> list[Decided]:
    """CommitmentEscalated: a question to a party that can decide it."""
    state = situation.known_commitment
    require_free(taken_in(state.escalations, command.code), command.code)
    require_party(situation.directory, command.to, "to")
    fact = facts.CommitmentEscalated(
        code=command.code,
        to=command.to,
        level=command.level,
        question=Text(value=command.question),
    )
    return [about(state, fact)]


def answer_escalation(command: commands.AnswerEscalation, situation: Situation) -> list[Decided]:
    """EscalationAnswered by the party that was asked, never by who asked."""
    state, actor = situation.known_commitment, situation.actor
    escalation = found_in(state.escalations, command.escalation.code)
    if escalation is None:
        raise Refusal(No.NOT_FOUND, field=("escalation",))
    if escalation.to != actor.party:
        raise Refusal(No.NOT_AUTHORISED, "not_asked", field=("escalation",))
    if is_same(actor, escalation.raised_by):
        raise Refusal(No.SEPARATION_OF_DUTIES, "asked_itself", field=("escalation",))
    if escalation.answered_by is not None:
        raise Refusal(No.WRONG_STATUS, "answered", field=("escalation",))
    fact = facts.EscalationAnswered(code=escalation.code, decision=Text(value=command.decision))
    return [about(state, fact)]
