"""An escalation, as a commitment's state holds it."""

from dataclasses import dataclass

from services.state.records import OPEN, ActedBy, Moment, TextAt, coded


@dataclass(frozen=True, slots=True)
class Escalation(Moment):
    """A question put to a party, until it is answered."""

    code: str
    to: str
    level: int
    question: TextAt
    raised_by: ActedBy
    decision: TextAt | None = None
    answered_by: int | None = None

    @property
    def tags(self) -> tuple[str, ...]:
        """Its code, and whether it is open."""
        return (coded(self.code), OPEN) if self.answered_by is None else (coded(self.code),)
