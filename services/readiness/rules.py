"""The registry: every version of the readiness rule that was ever published, by its name."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from services.readiness.answer import Figures, Readiness, RegionalFigure
from services.readiness.readiness_1 import readiness_1, roll_up_1, whole_1
from services.readiness.readiness_1_kept import kept_at as kept_1
from services.readiness.readiness_1_regions import regions_1
from services.readiness.readiness_2 import readiness_2, regions_2, roll_up_2, whole_2
from services.readiness.readiness_2_kept import kept_at as kept_2
from services.state.occasion import OccasionState


class UnknownRule(Exception):
    """A name under which no rule was ever published."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of the readiness rule: everything that an answer takes from a rule."""

    name: str
    judge: Callable[[OccasionState, dt.datetime], Readiness]
    """A whole occasion at a moment."""
    whole: Callable[[OccasionState, dt.datetime], Figures]
    """What `judge` says of the whole, without its reasons: for many moments."""
    regions_of: Callable[[OccasionState, str, dt.datetime], tuple[RegionalFigure, ...]]
    """The parts of one commitment, by its code, at a moment; of any kind, judged or not."""
    roll_up: Callable[[OccasionState, str, dt.datetime], Figures | None]
    """The sums over the leaves below one commitment, by its code; None: there are none."""


RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "readiness-1",
            partial(readiness_1, judge_at=kept_1),
            partial(whole_1, judge_at=kept_1),
            regions_1,
            partial(roll_up_1, judge_at=kept_1),
        ),
        Rule(
            "readiness-2",
            partial(readiness_2, judge_at=kept_2),
            partial(whole_2, judge_at=kept_2),
            partial(regions_2, judge_at=kept_2),
            partial(roll_up_2, judge_at=kept_2),
        ),
        # A new version is files of its own beside readiness_2*.py, and a line here.
    )
}


def rule_named(name: str) -> Rule:
    """The rule of a name. Raises UnknownRule."""
    try:
        return RULES[name]
    except KeyError:
        raise UnknownRule(name) from None


NEWEST = list(RULES)[-1]
"""The rule of a new occasion, unless another is named: the one that was published last."""
