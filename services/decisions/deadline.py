"""Decisions about when a commitment is due."""

import datetime as dt
from dataclasses import replace

from events.facts import deadline as facts
from events.facts.request import AskedDeadline
from events.facts.vocabulary import ChangeKind, DeadlineBasis, Role
from services.commands import deadline as commands
from services.decisions.asking import request_of, require_approver
from services.decisions.deciding import Decided, Situation, about, require_open, require_reason
from services.decisions.sources import require_source
from services.decisions.stated import planned_day, require_stated_then
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.deadline import Deadline
from services.state.occasion import whole_minute
from services.state.periods import periods_of


def set_deadline(command: commands.SetDeadline, situation: Situation) -> list[Decided]:
    """DeadlineSet, once; afterwards it is rescheduled."""
    state = situation.known_commitment
    require_open(state)
    if state.deadline is not None:
        raise Refusal(No.ALREADY_SET, field=_named(command))
    source = require_source(situation, command.source)
    require_stated_then(command, situation)
    fact = facts.DeadlineSet(
        due=command.due,
        offset_days=command.offset_days,
        due_time=command.due_time or facts.END_OF_DAY,
        planned_start=command.planned_start or planned_day(command, situation),
        deadline_basis=_basis(command, situation),
        source=source,
    )
    _require_after_start(fact.due, fact.offset_days, fact.planned_start, situation, _named(command))
    return [about(state, fact)]


def _named(command: commands.SetDeadline) -> tuple[str, ...]:
    return ("due",) if command.offset_days is None else ("offsetDays",)


def _basis(command: commands.SetDeadline, situation: Situation) -> DeadlineBasis:
    """Where it comes from: a recorder writes down what was stated, and agrees to nothing."""
    is_stated = situation.actor.role is Role.RECORDER
    if is_stated and command.basis is DeadlineBasis.AGREED:
        raise Refusal(No.BAD_USER_INPUT, "agreed", field=("basis",))
    if command.basis is not None:
        return command.basis
    if command.offset_days is not None:
        return DeadlineBasis.ANCHORED
    return DeadlineBasis.STATED if is_stated else DeadlineBasis.AGREED


def _require_after_start(
    due: dt.date | None,
    offset: int | None,
    start: dt.date,
    situation: Situation,
    where: tuple[str, ...],
) -> None:
    """Refuse a last day before the first one; of an offset it is unknown while the day is open."""
    day = situation.known_occasion.day
    if offset is not None:
        due = None if day is None else day + dt.timedelta(days=offset)
    if due is not None and due < start:
        raise Refusal(No.INVALID_DATES, "due_before_start", field=where, start=start)


def reschedule(command: commands.Reschedule, situation: Situation) -> list[Decided]:
    """DeadlineRescheduled: as asked for, or on one's own motion; the first stays visible."""
    state, day = situation.known_commitment, situation.known_occasion.day
    require_reason(command.reason)
    require_open(state)
    before = state.deadline
    if before is None:
        raise Refusal(No.NOT_SPECIFIED, "deadline")
    current = before.last_day(day)
    _require_current(command, current)
    request = request_of(command, situation, ChangeKind.DEADLINE)
    asked = as_asked(before, request.deadline if request else None)
    moved = as_asked(asked, _given(command))
    require_moved(before, moved, situation)
    require_approver(command, situation, request, as_asked=moved == asked)
    fact = facts.DeadlineRescheduled(
        old_due=current,
        new_due=moved.due,
        offset_days=moved.offset_days,
        due_time=None if moved.due_time == before.due_time else moved.due_time,
        planned_start=None if moved.planned_start == before.planned_start else moved.planned_start,
        request=request.code if request else None,
        source=require_source(situation, command.source),
        requested_by=request.asked_by.party if request and moved == asked else None,
        approved_by=situation.actor.party or "",
    )
    return [about(state, fact)]


def _require_current(command: commands.Reschedule, current: dt.date | None) -> None:
    if command.old_due == current:
        return
    if current is None:
        raise Refusal(No.STALE_VALUE, "no_day", field=("oldDue",))
    raise Refusal(No.STALE_VALUE, field=("oldDue",), current=current)


def _given(command: commands.Reschedule) -> AskedDeadline:
    return AskedDeadline(
        due=command.new_due,
        offset_days=command.offset_days,
        due_time=command.due_time,
        planned_start=command.planned_start,
    )


def as_asked(before: Deadline, asked: AskedDeadline | None) -> Deadline:
    """A deadline with what is asked for in the place of what it was."""
    if asked is None:
        return before
    is_day_asked = asked.due is not None or asked.offset_days is not None
    return replace(
        before,
        due=asked.due if is_day_asked else before.due,
        offset_days=asked.offset_days if is_day_asked else before.offset_days,
        due_time=asked.due_time or before.due_time,
        planned_start=asked.planned_start or before.planned_start,
    )


def require_moved(before: Deadline, moved: Deadline, situation: Situation, *inside: str) -> None:
    """Refuse a move to where it was, to before the planned start, or to before periods are due."""
    where = (*inside, "due") if inside else ("newDue",)
    if moved == before:
        raise Refusal(No.INVALID_DATES, "unchanged", field=where)
    _require_after_start(moved.due, moved.offset_days, moved.planned_start, situation, where)
    _require_periods_kept(before, moved, situation, where)


def _require_periods_kept(
    before: Deadline, moved: Deadline, situation: Situation, where: tuple[str, ...]
) -> None:
    """Refuse that periods of a duty that are due already fall outside, or into other days."""
    occasion = situation.known_occasion
    periods = periods_of(situation.known_commitment, occasion)
    due = periods.due(whole_minute(situation.now)) if periods else 0
    if periods is None or due == 0:
        return
    last, new = periods.last_day(due - 1), moved.last_day(occasion.day)
    if new is None or new < last or moved.planned_start != before.planned_start:
        raise Refusal(No.INVALID_DATES, "periods_due", field=where, last=last)


def require_periods_uncut(day: dt.date | None, situation: Situation) -> None:
    """Refuse a day of the occasion before which a duty's periods were due that then never were."""
    occasion, minute = situation.known_occasion, whole_minute(situation.now)
    for state in situation.occasion.commitments.values():
        periods, deadline = periods_of(state, occasion), state.deadline
        due = periods.due(minute) if periods and state.is_live else 0
        if periods is None or deadline is None or due == 0 or day is None:
            continue
        last, new = periods.last_day(due - 1), deadline.last_day(day)
        if new is None or new < last:
            raise Refusal(No.INVALID_DATES, "periods_due", field=("newDay",), last=last)
