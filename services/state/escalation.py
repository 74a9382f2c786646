"""An escalation, as a commitment's state holds it."""

from dataclasses import dataclass

from services.state.records import ActedBy, Moment, TextAt


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
