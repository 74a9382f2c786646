"""The questions that auditors ask, answered from the events that count at a read point. Pure."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from events.facts.deadline import DeadlineRescheduled
from events.facts.declaration import ReadinessDeclared
from events.facts.indicator import IndicatorRevised
from events.format.recorded_event import RecordedEvent
from services.readiness.answer import Readiness
from services.readiness.rules import Rule
from services.state.commitment import CommitmentStatus
from services.state.deadline import Deadline
from services.state.growing_occasion import GrowingOccasion, fold_occasion
from services.state.indicator import Indicator
from services.state.local_time import local_instant
from services.state.occasion import Occasion, OccasionState, whole_minute


@dataclass(frozen=True, slots=True)
class DeadlineChange:
    """A deadline that was moved, and whether the old one was already past then."""

    event: RecordedEvent
    fact: DeadlineRescheduled
    new_due: dt.date | None
    """None where it is so many days from a day that is open."""
    after_old_date_passed: bool


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """A target that was changed."""

    event: RecordedEvent
    requested_by: str | None
    before: Indicator
    after: Indicator
    deadline: Deadline | None
    """Which gives a duty its periods."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a leader declared, beside what was computed from what was known at that moment."""

    event: RecordedEvent
    fact: ReadinessDeclared
    computed: Readiness


def deadline_changes(
    events: Iterable[RecordedEvent], state: OccasionState, occasion: Occasion
) -> list[DeadlineChange]:
    """Every rescheduling, in the order of recording."""
    return [
        DeadlineChange(
            event,
            event.fact,
            _new_due(event.fact, occasion.day_for(event.occurred_at)),
            _is_late(event, event.fact, state, occasion),
        )
        for event in events
        if isinstance(event.fact, DeadlineRescheduled)
    ]


def _new_due(fact: DeadlineRescheduled, day: dt.date | None) -> dt.date | None:
    if fact.offset_days is None or day is None:
        return fact.new_due
    return day + dt.timedelta(days=fact.offset_days)


def _is_late(
    event: RecordedEvent, fact: DeadlineRescheduled, state: OccasionState, occasion: Occasion
) -> bool:
    """Whether the deadline that an event moved was past then."""
    commitment = state.commitments.get(event.commitment or "")
    earlier = [d for d in commitment.deadlines if d.set_by < event.position] if commitment else []
    if fact.old_due is None or not earlier:
        return False
    end = local_instant(fact.old_due, earlier[-1].time, occasion.time_zone)
    return whole_minute(event.recorded_at) > end


def indicator_changes(
    events: Iterable[RecordedEvent], state: OccasionState
) -> list[IndicatorChange]:
    """Every revision of an indicator, as it was before and after it."""
    found = []
    for event in events:
        commitment = state.commitments.get(event.commitment or "")
        if commitment is None or not isinstance(event.fact, IndicatorRevised):
            continue
        after = [each for each in commitment.indicators if each.set_by == event.position]
        before = [each for each in commitment.indicators if each.set_by < event.position]
        if before and after:
            change = IndicatorChange(
                event, event.fact.requested_by, before[-1], after[0], commitment.deadline
            )
            found.append(change)
    return found


def claims_without_verification(state: OccasionState) -> list[str]:
    """Codes of commitments claimed as fulfilled, whose claim no verifier has judged yet."""
    return [
        code
        for code, commitment in state.commitments.items()
        if commitment.status is CommitmentStatus.CLAIMED
    ]


def declarations(
    known: Sequence[RecordedEvent],
    counts: Callable[[RecordedEvent], bool],
    rule: Rule,
) -> list[Declaration]:
    """Every declaration that counts, beside the readiness computed from what was known then."""
    found = []
    growing = GrowingOccasion()
    for index, event in enumerate(known):
        if isinstance(event.fact, ReadinessDeclared) and counts(event):
            moment, then = event.recorded_at, growing.state
            if then.latest and whole_minute(then.latest) > whole_minute(moment):
                then = fold_occasion(known[:index], moment)  # something lay a minute ahead
            found.append(Declaration(event, event.fact, rule.judge(then, moment)))
        growing.follow(event)
    return found
