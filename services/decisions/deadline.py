"""Decisions about when a commitment is due."""

from events.facts import deadline as facts
from services.commands import deadline as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_open,
    require_party,
    require_reason,
    require_requester,
)
from services.refusals import Refusal
from services.refusals import RefusalCode as No


def set_deadline(command: commands.SetDeadline, situation: Situation) -> list[Decided]:
    """DeadlineSet, once; afterwards it is rescheduled."""
    state = situation.known_commitment
    require_open(state)
    if state.deadline is not None:
        raise Refusal(No.ALREADY_SET, field=("due",))
    if command.due < command.planned_start:
        raise Refusal(No.INVALID_DATES, "due_before_start", field=("due",))
    fact = facts.DeadlineSet(
        due=command.due, planned_start=command.planned_start, deadline_basis=command.basis
    )
    return [about(state, fact)]


def reschedule(command: commands.Reschedule, situation: Situation) -> list[Decided]:
    """DeadlineRescheduled on another party's request; the first deadline stays visible."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_open(state)
    if state.deadline is None:
        raise Refusal(No.NOT_SPECIFIED, "deadline")
    if state.deadline.due != command.old_due:
        raise Refusal(No.STALE_VALUE, field=("oldDue",), current=state.deadline.due)
    if command.new_due < state.deadline.planned_start:
        raise Refusal(No.INVALID_DATES, "due_before_start", field=("newDue",))
    if command.new_due == command.old_due:
        raise Refusal(No.INVALID_DATES, "unchanged", field=("newDue",))
    require_requester(command.requested_by, situation)
    require_party(situation.directory, situation.actor.party)
    fact = facts.DeadlineRescheduled(
        old_due=command.old_due,
        new_due=command.new_due,
        requested_by=command.requested_by,
        approved_by=situation.actor.party or "",
    )
    return [about(state, fact)]
