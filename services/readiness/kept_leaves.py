"""Leaves that are judged again only where their state or the minute is another one.

A state never changes, so it is known by being the same object; equal leaves come of equal states.
"""

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache

from services.readiness.answer import Leaf
from services.readiness.readiness_1_leaf import LeafJudge, judged_at
from services.state.commitment import CommitmentState
from services.state.occasion import Occasion

JUDGES = 16
"""How many occasions and minutes are kept: those that were judged last."""


@dataclass(frozen=True, slots=True)
class KeepingJudge(LeafJudge):
    """A judge that keeps each commitment's leaf, as long as its state is the same."""

    kept: dict[str, tuple[CommitmentState, Leaf]] = field(default_factory=dict, compare=False)

    def leaf(self, state: CommitmentState) -> Leaf:
        """The leaf's light, figures and reasons."""
        known = self.kept.get(state.code)
        if known is not None and known[0] is state:
            return known[1]
        leaf = LeafJudge.leaf(self, state)
        self.kept[state.code] = state, leaf
        return leaf


@dataclass(frozen=True, slots=True)
class _Named:
    """An occasion, known by what a judge takes of it."""

    code: str
    day: dt.date
    time_zone: str
    occasion: Occasion = field(compare=False)


@lru_cache(JUDGES)
def _keeping(occasion: _Named, at: dt.datetime) -> KeepingJudge:
    judge = judged_at(occasion.occasion, at)
    return KeepingJudge(judge.zone, judge.at, judge.last, judge.window)


def kept_at(occasion: Occasion, at: dt.datetime) -> KeepingJudge:
    """The judge of readiness-1 for an occasion at a whole minute: the same one when asked again."""
    return _keeping(_Named(occasion.code, occasion.day, occasion.time_zone, occasion), at)
