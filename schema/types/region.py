"""Regions: the same at every read point but for their names, under an id that stays."""

import strawberry

from events.facts.vocabulary import RegionLevel
from schema.operation.fields import field, object_type
from schema.types.node import Node, plain_id
from services.read.directory_view import DirectoryView
from services.state import region as known


@object_type
class Region(Node):
    """A region; its code is its place in the administrative order."""

    state: strawberry.Private[known.Region]
    names: strawberry.Private[DirectoryView]

    @field
    def code(self) -> str:
        """Kemendagri code as text, for example 62.05.01."""
        return self.state.code

    @field
    def name(self) -> str:
        """Public name of the region at the read point."""
        return self.names.name_of(self.state)

    @field
    def level(self) -> RegionLevel:
        """Its level in the administrative order."""
        return self.state.level

    @field
    def parent(self) -> "Region | None":
        """The region it lies in."""
        return region(self.names, self.state.parent)


def region(names: DirectoryView, code: str | None) -> Region | None:
    """A region by its code, in whatever case; None if it is not registered."""
    state = names.region(code) if code else None
    return known_region(names, state) if state else None


def known_region(names: DirectoryView, state: known.Region) -> Region:
    """A region that is registered."""
    return Region(id=plain_id("region", state.code), state=state, names=names)
