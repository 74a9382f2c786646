"""What a registered source states, and since when it may have been so."""

import datetime as dt

from services.commands.command import Command
from services.decisions.deciding import Situation
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState
from services.state.local_time import local_date, start_of_day
from services.state.occasion import Occasion


def require_stated_then(command: Command, situation: Situation, *, is_first: bool = True) -> None:
    """Refuse a time in the past before the meeting could have said so.

    What was put in the place of something else takes effect when it is recorded: else what was
    known in between would be another.
    """
    if command.occurred_at is None:
        return
    if not is_first:
        raise Refusal(No.INVALID_DATES, "decision", field=("occurredAt",))
    occasion = situation.known_occasion
    day = last_possible_day(situation.known_commitment, occasion)
    if day is None:
        raise Refusal(No.INVALID_DATES, "rakor_undated", field=("occurredAt",))
    if command.occurred_at < start_of_day(day, occasion.time_zone):
        raise Refusal(No.INVALID_DATES, "before_rakor", field=("occurredAt",), day=day)


def last_possible_day(state: CommitmentState, occasion: Occasion) -> dt.date | None:
    """The day of the meeting in which it was promised, or the last one that may be meant."""
    rakor = occasion.rakors.get(state.recorded.rakor) if state.recorded else None
    if rakor is None:
        return None
    return rakor.held_on.resolved or max(rakor.held_on.candidates, default=None)


def planned_day(command: Command, situation: Situation) -> dt.date:
    """The day on which work begins if nobody says when: of the meeting, else that of setting."""
    state, occasion = situation.known_commitment, situation.known_occasion
    rakor = occasion.rakors.get(state.recorded.rakor) if state.recorded else None
    if rakor is not None and rakor.held_on.resolved is not None:
        return rakor.held_on.resolved
    return local_date(command.occurred_at or situation.now, occasion.time_zone)
