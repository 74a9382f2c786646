"""What rule readiness-2 keeps of the past: what was withdrawn of late, and what was taken over."""

import datetime as dt
from dataclasses import replace

from events.facts.vocabulary import LinkKind
from services.readiness.answer import Reason, ReasonCode
from services.readiness.readiness_2_clock import DAY, Clock, Days, micros_between
from services.readiness.readiness_2_leaf import reason_of
from services.readiness.readiness_2_relations import chain_of
from services.readiness.readiness_2_standing import positions
from services.readiness.readiness_2_then import could_replace_then, plan_then, recorded_then
from services.state.commitment import CommitmentState
from services.state.deadline import Deadline
from services.state.occasion import OccasionState, whole_minute
from services.state.timeline import latest_of

FORTNIGHT = 14 * DAY


def is_grave(state: CommitmentState, whole: OccasionState, clock: Clock) -> bool:
    """Whether it was withdrawn within a fortnight, and was critical or past due when it was."""
    withdrawn = state.withdrawn
    if withdrawn is None or micros_between(clock.at, withdrawn.occurred_at) > FORTNIGHT:
        return False
    minute = whole_minute(withdrawn.occurred_at)
    plan = plan_then(state, clock.days, minute)
    return (plan is not None and minute > plan.end) or was_critical(state, whole, minute)


def was_critical(state: CommitmentState, whole: OccasionState, minute: dt.datetime) -> bool:
    """Whether it was critical in the minute in which it was withdrawn.

    By itself, or by what it stood in the place of until then.
    """

    def replaced(code: str) -> list[str]:
        known = whole.commitments[code]
        if not could_replace_then(known, minute, until_withdrawn=known is state):
            return []
        return [old for old in known.linked(LinkKind.SUPERSEDES) if _is_known(old, whole)]

    chain = (state.code, *chain_of(state.code, replaced)) if state.recorded else ()
    then = (recorded_then(whole.commitments[code], minute) for code in chain)
    return any(recorded is not None and recorded.critical for recorded in then)


def _is_known(code: str, whole: OccasionState) -> bool:
    known = whole.commitments.get(code)
    return known is not None and known.recorded is not None


def superseding(
    state: CommitmentState, replaced: tuple[str, ...], whole: OccasionState, days: Days
) -> Reason:
    """That it stands in the place of others: of which, since when, and how many days the latest of
    them was past due then."""
    turns = (state.ready, state.condition_met)
    since = latest_of(*turns)
    late = 0
    if since is not None:
        minute = whole_minute(since.occurred_at)
        plans = (plan_then(whole.commitments[code], days, minute) for code in replaced)
        late = max((micros_between(minute, plan.end) for plan in plans if plan), default=0)
    value = late / DAY if late > 0 else None
    reason = reason_of(state.code, ReasonCode.SUPERSEDED, positions(*turns), value)
    return replace(reason, replaced=replaced)


def first_deadline_of(codes: tuple[str, ...], whole: OccasionState, days: Days) -> Deadline | None:
    """The earliest of the first deadlines of some commitments; one without a day is the last."""
    firsts = [whole.commitments[code].first_deadline for code in codes]
    known = [deadline for deadline in firsts if deadline is not None]
    return min(
        known, key=lambda each: (each.last_day(days.day) or dt.date.max, each.order), default=None
    )
