"""Decisions about dependencies between commitments."""

import datetime as dt
from collections.abc import Mapping

from events.facts import dependency as facts
from services.commands import dependency as commands
from services.decisions.deciding import Decided, Situation, about, require_same_occasion
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState
from services.state.records import LINKED, RELEASED


def link_dependency(command: commands.LinkDependency, situation: Situation) -> list[Decided]:
    """DependencyLinked, unless it would close a circle."""
    state = situation.known_commitment
    known = situation.occasion.commitments
    require_same_occasion(state.occasion, {"on": command.on})
    on = command.on.code
    if on not in known:
        raise Refusal(No.NOT_FOUND, field=("on",))
    _require_after_last_mark(state, on, command.occurred_at)
    if on in state.dependencies:
        raise Refusal(No.ALREADY_EXISTS, "dependency", field=("on",))
    if _waits_for(known, on, state.code):
        raise Refusal(No.CIRCULAR_DEPENDENCY, field=("on",))
    return [about(state, facts.DependencyLinked(on=on))]


def _require_after_last_mark(
    state: CommitmentState, on: str, occurred_at: dt.datetime | None
) -> None:
    """Refuse to link or release before what was linked or released last."""
    marks = state.dependency_marks
    for mark in (marks.last_of(LINKED + on), marks.last_of(RELEASED + on)):
        if occurred_at is not None and mark is not None and occurred_at < mark.occurred_at:
            raise Refusal(No.INVALID_DATES, "before_last", field=("occurredAt",))


def _waits_for(known: Mapping[str, CommitmentState], code: str, other: str) -> bool:
    """Whether a commitment is another one, or waits for it, however far away."""
    ahead, seen = [code], set[str]()
    while ahead:
        current = ahead.pop()
        if current == other:
            return True
        if current not in seen and current in known:
            seen.add(current)
            ahead.extend(known[current].dependencies)
    return False


def release_dependency(command: commands.ReleaseDependency, situation: Situation) -> list[Decided]:
    """DependencyReleased, where there is one."""
    state = situation.known_commitment
    require_same_occasion(state.occasion, {"on": command.on})
    if command.on.code not in state.dependencies:
        raise Refusal(No.NOT_FOUND, "dependency", field=("on",))
    _require_after_last_mark(state, command.on.code, command.occurred_at)
    return [about(state, facts.DependencyReleased(on=command.on.code))]
