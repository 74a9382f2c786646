"""Decisions about what is asked to be changed of a commitment."""

from events.facts import request as facts
from events.facts.vocabulary import ChangeKind
from services.commands import request as commands
from services.commands.deadline import AskedDeadlineEntry
from services.commands.indicator import AskedIndicatorEntry
from services.decisions import deadline, indicator, owner
from services.decisions.breakdown import parts_from
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_free,
    require_open,
    require_reason,
)
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.codes import taken_in


def request_change(command: commands.RequestChange, situation: Situation) -> list[Decided]:
    """ChangeRequested: what could not be granted is not asked for."""
    state = situation.known_commitment
    reason = require_reason(command.reason)
    require_open(state)
    require_free(taken_in(state.requests, command.code), command.code)
    if command.deadline is not None:
        fact = _deadline(command.code, command.deadline, situation)
    elif command.indicator is not None:
        fact = _indicator(command.code, command.indicator, reason, situation)
    else:
        fact = _owner(command.code, command.owner or "", situation)
    return [about(state, fact)]


def _deadline(code: str, entry: AskedDeadlineEntry, situation: Situation) -> facts.ChangeRequested:
    before = situation.known_commitment.deadline
    if before is None:
        raise Refusal(No.NOT_SPECIFIED, "deadline", field=("deadline",))
    asked = facts.AskedDeadline(
        due=entry.due,
        offset_days=entry.offset_days,
        due_time=entry.due_time,
        planned_start=entry.planned_start,
    )
    deadline.require_moved(before, deadline.as_asked(before, asked), situation, "deadline")
    return facts.ChangeRequested(code=code, change=ChangeKind.DEADLINE, deadline=asked)


def _indicator(
    code: str, entry: AskedIndicatorEntry, reason: str, situation: Situation
) -> facts.ChangeRequested:
    known = situation.known_commitment.indicator
    if known is None:
        raise Refusal(No.NOT_SPECIFIED, "indicator", field=("indicator",))
    fact = facts.ChangeRequested(
        code=code,
        change=ChangeKind.INDICATOR,
        indicator=facts.AskedIndicator(
            baseline=entry.baseline, target=entry.target, unit=entry.unit
        ),
        breakdown=parts_from(entry.breakdown),
    )
    before = indicator.specified_by(known)
    asked = indicator.as_asked(before, fact.indicator, fact.breakdown)
    indicator.require_revised(before, asked, reason, situation, "indicator", "target")
    return fact


def _owner(code: str, party: str, situation: Situation) -> facts.ChangeRequested:
    if situation.known_commitment.owner is None:
        raise Refusal(No.NOT_SPECIFIED, "owner", field=("owner",))
    owner.require_new_owner(party, situation, "owner")
    return facts.ChangeRequested(code=code, change=ChangeKind.OWNER, owner=party)
