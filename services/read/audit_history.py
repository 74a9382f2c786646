"""The questions that auditors ask, answered from the events that count at a read point. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from events.facts.deadline import DeadlineRescheduled
from events.facts.declaration import ReadinessDeclared
from events.facts.indicator import IndicatorRevised
from events.format.recorded_event import RecordedEvent
from services.readiness.answer import Readiness
from services.readiness.rules import Rule
from services.state.commitment import CommitmentState, CommitmentStatus
from services.state.commitment_evolve import evolve_commitment
from services.state.growing_occasion import GrowingOccasion, fold_occasion
from services.state.indicator import Indicator
from services.state.local_time import end_of_day
from services.state.occasion import Occasion, OccasionState, whole_minute


@dataclass(frozen=True, slots=True)
class DeadlineChange:
    """A deadline that was moved, and whether the old one was already past then."""

    event: RecordedEvent
    fact: DeadlineRescheduled
    after_old_date_passed: bool


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """A target that was changed."""

    event: RecordedEvent
    before: Indicator
    after: Indicator


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a leader declared, beside what was computed from what was known at that moment."""

    event: RecordedEvent
    fact: ReadinessDeclared
    computed: Readiness


def deadline_changes(events: Iterable[RecordedEvent], occasion: Occasion) -> list[DeadlineChange]:
    """Every rescheduling, in the order of recording."""
    return [
        DeadlineChange(
            event,
            event.fact,
            whole_minute(event.recorded_at) > end_of_day(event.fact.old_due, occasion.time_zone),
        )
        for event in events
        if isinstance(event.fact, DeadlineRescheduled)
    ]


def indicator_changes(events: Iterable[RecordedEvent]) -> list[IndicatorChange]:
    """Every revision of a target with the indicator before and after it."""
    states: dict[str, CommitmentState] = {}
    changes = []
    for event in events:
        if event.commitment is None or event.occasion is None:
            continue
        before = states.get(event.commitment) or CommitmentState(
            occasion=event.occasion, code=event.commitment
        )
        after = evolve_commitment(before, event)
        states[event.commitment] = after
        if isinstance(event.fact, IndicatorRevised) and before.indicator and after.indicator:
            changes.append(IndicatorChange(event, before.indicator, after.indicator))
    return changes


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
