"""Whether the last day of a commitment is over."""

from services.decisions.deciding import Situation
from services.state.commitment import CommitmentState
from services.state.local_time import local_instant


def is_past_due(state: CommitmentState, situation: Situation) -> bool:
    """Whether its deadline has passed; never where it has none, or the occasion's day is open."""
    deadline, occasion = state.deadline, situation.known_occasion
    last = deadline.last_day(occasion.day) if deadline else None
    if deadline is None or last is None:
        return False
    return situation.now > local_instant(last, deadline.time, occasion.time_zone)
