"""Parties and regions as seen from one read point: under the names, and with the heirs, of then.

An answer at a read point is the same for ever, so what is recorded later changes no name there.
"""

from dataclasses import dataclass

from services.read.read_point import ReadPoint
from services.state.directory import Directory
from services.state.party import Party
from services.state.region import Region


@dataclass(frozen=True, slots=True)
class DirectoryView:
    """The directory as seen from one read point."""

    directory: Directory
    point: ReadPoint

    def spelt(self, kind: str, code: str) -> str | None:
        """The code of a party, region or occasion as it was given at registration."""
        return self.directory.spelt(kind, code)

    def party(self, code: str) -> Party | None:
        """A party by its code in whatever case, if it is registered."""
        return self.directory.parties.get(self.spelt("party", code) or "")

    def region(self, code: str) -> Region | None:
        """A region by its code in whatever case, if it is registered."""
        return self.directory.regions.get(self.spelt("region", code) or "")

    def name_of(self, named: Party | Region) -> str:
        """What something was called there."""
        return named.name_at(self.point.minute, self.point.position)

    def holder(self, party: str) -> str:
        """Who stood in the place of a party there: itself, or its last heir."""
        return self.directory.holder(party, self.point.minute, self.point.position)
