"""Judges that remember: only leaves whose state or minute is another one are judged again.

A state never changes, so it is known by being the same object; equal leaves come of equal states.
"""

import datetime as dt
from functools import lru_cache

from services.readiness.readiness_2_clock import Days, clock_at, days_of
from services.readiness.readiness_2_judge import Judge, Lasting, Remembered
from services.state.occasion import Occasion

JUDGES = 16
"""How many occasions and minutes are kept: those that were judged last."""


@lru_cache(JUDGES)
def _lasting(_: str, __: Days) -> Lasting:
    """What is the same at every minute."""
    return Lasting()


@lru_cache(JUDGES)
def _keeping(code: str, days: Days, at: dt.datetime) -> Judge:
    return Judge(clock_at(days, at), _lasting(code, days), Remembered())


def kept_at(occasion: Occasion, at: dt.datetime) -> Judge:
    """The judge of readiness-2 for an occasion at a whole minute: the same one when asked again."""
    return _keeping(occasion.code, days_of(occasion), at)
