"""A report, as a commitment's state holds it."""

from dataclasses import dataclass
from decimal import Decimal

from services.state.records import Moment


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
