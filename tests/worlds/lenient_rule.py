"""A second rule: readiness-1 with one number changed, the days that pass after a deadline."""

import datetime as dt
from functools import partial

from services.readiness.readiness_1 import readiness_1, roll_up_1, whole_1
from services.readiness.readiness_1_leaf import LeafJudge, judged_at
from services.readiness.readiness_1_regions import regions_1
from services.readiness.rules import Rule
from services.state.deadline import Deadline
from services.state.occasion import Occasion

LENIENT = "readiness-lenient"


def lenient_rule(days: int) -> Rule:
    """The rule in which a deadline is past only so many days later."""

    class LenientJudge(LeafJudge):
        def due(self, deadline: Deadline | None) -> dt.datetime | None:
            strict = LeafJudge.due(self, deadline)
            return None if strict is None else strict + dt.timedelta(days)

    def judge_at(occasion: Occasion, at: dt.datetime) -> LeafJudge:
        strict = judged_at(occasion, at)
        return LenientJudge(strict.zone, strict.at, strict.last, strict.window, strict.day)

    return Rule(
        LENIENT,
        partial(readiness_1, judge_at=judge_at),
        partial(whole_1, judge_at=judge_at),
        partial(regions_1, judge_at=judge_at),
        partial(roll_up_1, judge_at=judge_at),
    )
