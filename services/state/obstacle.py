"""An obstacle, as a commitment's state holds it."""

from dataclasses import dataclass

from events.facts.vocabulary import Severity
from services.state.records import Moment, TextAt


@dataclass(frozen=True, slots=True)
class Obstacle(Moment):
    """Something that hinders, until it is resolved."""

    code: str
    severity: Severity
    text: TextAt
    region: str | None
    resolved: Moment | None = None
