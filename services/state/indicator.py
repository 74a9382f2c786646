"""An indicator, as a commitment's state holds it."""

from dataclasses import dataclass
from decimal import Decimal

from events.facts.indicator import RegionTarget


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted, how much is fulfilment, and how it is divided."""

    name: str
    target: Decimal
    unit: str
    breakdown: tuple[RegionTarget, ...]
    set_by: int
