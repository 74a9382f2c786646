"""A proposal to withdraw a commitment, as its state keeps it."""

from dataclasses import dataclass

from services.state.records import OPEN, ActedBy, Moment, coded


@dataclass(frozen=True, slots=True)
class Withdrawal(Moment):
    """A withdrawal that was proposed, until a leader grants it."""

    code: str
    proposed_by: ActedBy
    granted_by: int | None = None
    """Position of the event that granted it."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Its code, and whether it waits."""
        return (coded(self.code), OPEN) if self.granted_by is None else (coded(self.code),)
