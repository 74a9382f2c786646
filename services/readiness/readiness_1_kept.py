"""Judges that remember: only leaves whose state or minute is another one are judged again.

A state never changes, so it is known by being the same object; equal leaves come of equal states.
"""

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import lru_cache

from services.readiness.answer import Leaf
from services.readiness.readiness_1_leaf import LeafJudge, Memory, Remembered, judged_at
from services.readiness.readiness_1_standing import Standing
from services.state.occasion import Occasion

JUDGES = 16
"""How many occasions and minutes are kept: those that were judged last."""


@dataclass(frozen=True, slots=True)
class _Named:
    """An occasion, known by what a judge takes of it."""

    code: str
    day: dt.date | None
    time_zone: str
    occasion: Occasion = field(compare=False)


@lru_cache(JUDGES)
def _standings(_: _Named) -> Remembered[Leaf | Standing]:
    """What is the same at every minute."""
    return Remembered()


@lru_cache(JUDGES)
def _keeping(occasion: _Named, at: dt.datetime) -> LeafJudge:
    return replace(judged_at(occasion.occasion, at), memory=Memory(_standings(occasion)))


def kept_at(occasion: Occasion, at: dt.datetime) -> LeafJudge:
    """The judge of readiness-1 for an occasion at a whole minute: the same one when asked again."""
    return _keeping(_Named(occasion.code, occasion.day, occasion.time_zone, occasion), at)
