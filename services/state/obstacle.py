"""An obstacle, as a commitment's state holds it."""

from dataclasses import dataclass

from events.facts.vocabulary import Severity
from services.state.records import OPEN, ActedBy, Moment, TextAt, coded, part_named


@dataclass(frozen=True, slots=True)
class Obstacle(Moment):
    """Something that hinders, until it is resolved."""

    code: str
    severity: Severity
    text: TextAt
    region: str | None
    raised_by: ActedBy
    party: str | None = None
    """The part, where the indicator is divided by party."""
    resolved: Moment | None = None

    @property
    def part(self) -> str | None:
        """The name of the part that it hinders; None: the whole."""
        return part_named(self.region, self.party)

    @property
    def tags(self) -> tuple[str, ...]:
        """Its code, and whether it is open."""
        return (coded(self.code), OPEN) if self.resolved is None else (coded(self.code),)
