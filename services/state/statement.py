"""A statement of progress, as the state of its commitment keeps it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from services.state.records import OPEN, Moment, TextAt, coded, part_named


@dataclass(frozen=True, slots=True)
class Statement(Moment):
    """What somebody said of how much is done, until the owner or a partner answers for it."""

    code: str
    stated_by: str
    value: Decimal
    region: str | None
    party: str | None
    note: TextAt | None
    source: str | None
    recorded_at: dt.datetime
    confirmed_by: int | None = None
    """Position of the event by which it became a report."""
    denied_by: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has confirmed or denied it yet."""
        return self.confirmed_by is None and self.denied_by is None

    @property
    def part(self) -> str | None:
        """The name of the part that it is about; None: the whole."""
        return part_named(self.region, self.party)

    @property
    def tags(self) -> tuple[str, ...]:
        """Its code, and whether it is open."""
        return (coded(self.code), OPEN) if self.is_open else (coded(self.code),)
