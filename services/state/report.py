"""A report, as a commitment's state holds it."""

from dataclasses import dataclass
from decimal import Decimal

from services.state.records import COUNTING, Moment, in_region


@dataclass(frozen=True, slots=True)
class Report(Moment):
    """A reported value; a correction changes the value, a retraction takes it out."""

    value: Decimal
    region: str | None
    party: str | None
    key: str | None
    retracted: bool = False
    changed_by: tuple[int, ...] = ()
    """Positions of its corrections and its retraction."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Of what counts: that it does, and where."""
        return () if self.retracted else (COUNTING, in_region(self.region))
