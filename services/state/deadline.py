"""A deadline, as a commitment's state holds it."""

import datetime as dt
from dataclasses import dataclass

from events.facts.vocabulary import DeadlineBasis


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a commitment is due, and where that was laid down."""

    due: dt.date
    planned_start: dt.date
    basis: DeadlineBasis
    set_by: int
