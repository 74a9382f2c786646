"""A request to change a commitment, as its state keeps it."""

from dataclasses import dataclass

from events.facts.indicator import PartTarget
from events.facts.request import AskedDeadline, AskedIndicator
from events.facts.vocabulary import ChangeKind
from services.state.records import OPEN, ActedBy, Moment, coded


@dataclass(frozen=True, slots=True)
class ChangeRequest(Moment):
    """Another deadline, indicator or owner that somebody asks for, until it is granted."""

    code: str
    change: ChangeKind
    deadline: AskedDeadline | None
    indicator: AskedIndicator | None
    breakdown: tuple[PartTarget, ...]
    owner: str | None
    asked_by: ActedBy
    granted_by: int | None = None
    """Position of the event that granted it."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Its code, and whether it waits."""
        return (coded(self.code), OPEN) if self.granted_by is None else (coded(self.code),)
