"""A verdict, as a commitment's state holds it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from events.facts.indicator import RegionTarget
from services.state.records import Moment, in_region


class VerdictKind(StrEnum):
    """What a verifier said."""

    PROGRESS = "PROGRESS"
    FULFILMENT = "FULFILMENT"
    REJECTION = "REJECTION"


@dataclass(frozen=True, slots=True)
class Verdict(Moment):
    """A verified value. A verdict on fulfilment covers every region at its claimed value."""

    kind: VerdictKind
    value: Decimal
    region: str | None
    by_region: tuple[RegionTarget, ...] = ()
    """What fulfilment was verified at in each region: a later correction does not change it."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Its kind, and every region that it is about."""
        regions = dict.fromkeys(in_region(part.region) for part in self.by_region)
        return (self.kind, *(regions or (in_region(self.region),)))
