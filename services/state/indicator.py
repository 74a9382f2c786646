"""The indicator of a commitment, as its state keeps it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from events.facts.indicator import PartTarget
from events.facts.vocabulary import Direction, Every, Measure
from services.state.records import part_named


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured, how much is fulfilment, and how it is divided."""

    name: str
    measure: Measure
    direction: Direction
    baseline: Decimal
    target: Decimal | None
    """None of a duty: how many periods it has follows from its deadline."""
    unit: str | None
    every: Every | None
    breakdown: tuple[PartTarget, ...]
    set_by: int
    set_at: dt.datetime
    source: str | None = None

    @property
    def parts(self) -> dict[str, PartTarget]:
        """What falls to each part, by its name (`part_named`); empty where it is not divided."""
        return {name_of(part): part for part in self.breakdown}


def name_of(part: PartTarget) -> str:
    """The name of a part, by which its reports and verdicts are found."""
    return part_named(part.region, part.party) or ""
