"""Decisions about what a commitment depends on."""

from events.facts import commitment as facts
from services.commands import condition as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_no_owner,
    require_open,
    require_reason,
    text,
)
from services.decisions.sources import require_source
from services.decisions.successor import require_successor
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState


def meet_condition(command: commands.MeetCondition, situation: Situation) -> list[Decided]:
    """ConditionMet: from now on the commitment is judged."""
    state = situation.known_commitment
    _require_condition(state)
    source = require_source(situation, command.source)
    if state.was_accepted:
        require_successor(situation)
    return [about(state, facts.ConditionMet(how=text(command.how), source=source))]


def fail_condition(command: commands.FailCondition, situation: Situation) -> list[Decided]:
    """ConditionFailed: the commitment leaves every sum; never by who answers for it."""
    state = situation.known_commitment
    require_reason(command.reason)
    _require_condition(state)
    require_no_owner(situation)
    return [about(state, facts.ConditionFailed())]


def _require_condition(state: CommitmentState) -> None:
    require_open(state)
    if state.recorded is None or state.recorded.condition is None:
        raise Refusal(No.NOT_SPECIFIED, "condition")
    if not state.is_condition_open:
        raise Refusal(No.WRONG_STATUS, "condition_met")
