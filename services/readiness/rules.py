"""Every version of the readiness rule, by the name that an occasion declares."""

import datetime as dt
from collections.abc import Callable, Mapping

from services.readiness.answer import Readiness
from services.readiness.readiness_1 import readiness_1
from services.state.occasion import OccasionState

RULES: Mapping[str, Callable[[OccasionState, dt.datetime], Readiness]] = {
    "readiness-1": readiness_1
}
"""Every version of the rule that was ever published."""
