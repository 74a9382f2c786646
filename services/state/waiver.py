"""A waiver, as a commitment's state holds it."""

from dataclasses import dataclass
from decimal import Decimal

from services.state.records import GRANTED, ActedBy, Moment, coded, in_part, part_named


@dataclass(frozen=True, slots=True)
class Waiver(Moment):
    """A remainder that was proposed to be given up, and the moment it was granted, if it was."""

    code: str
    remainder: Decimal | None
    """None: the whole is given up."""
    region: str | None
    proposed_by: ActedBy
    whole: bool = False
    party: str | None = None
    """The part, where the indicator is divided by party."""
    granted: Moment | None = None
    target: Decimal | None = None
    """The whole target when it was granted: a later revision does not judge it anew."""

    @property
    def part(self) -> str | None:
        """The name of the part that it gives up something of; None: the whole."""
        return part_named(self.region, self.party)

    @property
    def tags(self) -> tuple[str, ...]:
        """Its code; once granted also that, and where."""
        if self.granted is None:
            return (coded(self.code),)
        return (coded(self.code), GRANTED, in_part(self.part))
