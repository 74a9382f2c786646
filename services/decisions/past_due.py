"""Whether a commitment is past due, or was: a deadline that ran out was not met by moving it."""

import datetime as dt
from itertools import pairwise

from services.decisions.deciding import Situation
from services.state.commitment import CommitmentState
from services.state.deadline import Deadline
from services.state.local_time import local_instant
from services.state.occasion import Occasion, whole_minute

MINUTE = dt.timedelta(minutes=1)


def is_past_due(state: CommitmentState, situation: Situation) -> bool:
    """Whether a deadline ran out while it was in force; never where there was none yet.

    A deadline is in force until it is moved, and one by offset moves along with the occasion's day.
    """
    occasion = situation.known_occasion
    moves = [move.occurred_at for move in occasion.moves]
    end = situation.now
    for deadline in reversed(state.deadlines):
        within = [deadline.set_at, *(at for at in moves if deadline.set_at < at < end), end]
        if any(_ran_out(deadline, occasion, since, until) for since, until in pairwise(within)):
            return True
        end = deadline.set_at
    return False


def _ran_out(
    deadline: Deadline, occasion: Occasion, since: dt.datetime, until: dt.datetime
) -> bool:
    """Whether a deadline ran out between two moments between which the day did not move."""
    then = occasion.at(max(whole_minute(since), whole_minute(until) - MINUTE))
    last = deadline.last_day(then.day)
    return last is not None and until > local_instant(last, deadline.time, occasion.time_zone)
