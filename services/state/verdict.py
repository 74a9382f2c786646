"""A verdict, as the state of its commitment keeps it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from events.facts.indicator import PartTarget
from services.state.indicator import name_of
from services.state.records import Moment, in_part, part_named


class VerdictKind(StrEnum):
    """What a verifier said."""

    PROGRESS = "PROGRESS"
    FULFILMENT = "FULFILMENT"
    REJECTION = "REJECTION"


@dataclass(frozen=True, slots=True)
class Verdict(Moment):
    """A verified value. A verdict on fulfilment covers every part at its claimed value."""

    kind: VerdictKind
    value: Decimal | None
    """None of the fulfilment of a rate in parts, which add up to nothing."""
    region: str | None
    party: str | None = None
    by_part: tuple[PartTarget, ...] = ()
    """What fulfilment was verified at in each part: a later correction does not change it."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Its kind, and every part that it is about."""
        parts = dict.fromkeys(in_part(name_of(part)) for part in self.by_part)
        return (self.kind, *(parts or (in_part(part_named(self.region, self.party)),)))

    def value_in(self, part: str | None) -> Decimal | None:
        """What was verified in a part; a fulfilment says nothing of a part it did not name."""
        if self.kind is not VerdictKind.FULFILMENT or part is None:
            return self.value
        verified = {name_of(each): each.target for each in self.by_part}
        return verified.get(part) or Decimal(0)
