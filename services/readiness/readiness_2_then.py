"""What was on record of a commitment at an earlier minute, as far as rule readiness-2 asks."""

import datetime as dt

from events.facts.commitment import CommitmentRecorded
from services.readiness.readiness_2_clock import Days, Plan
from services.readiness.readiness_2_part import is_wholly_waived
from services.state.commitment import CommitmentState
from services.state.deadline import Deadline
from services.state.occasion import whole_minute
from services.state.records import GRANTED, Moment


def had_happened(moment: Moment | None, minute: dt.datetime) -> bool:
    """Whether something had happened by the end of a minute."""
    return moment is not None and whole_minute(moment.occurred_at) <= minute


def deadline_then(state: CommitmentState, minute: dt.datetime) -> Deadline | None:
    """The deadline in force at a minute."""
    known = [each for each in state.deadlines if whole_minute(each.set_at) <= minute]
    return known[-1] if known else None


def plan_then(state: CommitmentState, days: Days, minute: dt.datetime) -> Plan | None:
    """From when until when a commitment was to be done, as it was known at a minute."""
    return days.at(minute).plan(deadline_then(state, minute), state.indicator)


def recorded_then(state: CommitmentState, minute: dt.datetime) -> CommitmentRecorded | None:
    """A commitment as it was on record at a minute, with what had been amended by then."""
    for amendment in state.amendments:
        if not had_happened(amendment, minute):
            return amendment.before
    return state.recorded


def could_replace_then(
    state: CommitmentState, minute: dt.datetime, until_withdrawn: bool = False
) -> bool:
    """Whether it stood in the place of what it supersedes, at a minute.

    `until_withdrawn`: before it was withdrawn, if it was in that minute.
    """
    recorded = state.recorded
    has_condition = recorded is not None and recorded.condition is not None
    is_met = not has_condition or had_happened(state.condition_met, minute)
    is_gone = had_happened(state.withdrawn, minute) and not until_withdrawn
    if not is_met or not had_happened(state.ready, minute) or is_gone:
        return False
    granted = (waiver.granted for waiver in state.waivers.all_of(GRANTED))
    was_waived = is_wholly_waived(state) and all(had_happened(each, minute) for each in granted)
    return not was_waived
