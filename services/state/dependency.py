"""A dependency, as a commitment's state holds it."""

from dataclasses import dataclass

from services.state.records import LINKED, RELEASED, Moment


@dataclass(frozen=True, slots=True)
class DependencyMark(Moment):
    """A dependency that was linked or released; the last mark on a commitment counts."""

    on: str
    linked: bool

    @property
    def tags(self) -> tuple[str, ...]:
        """What it did, and on which commitment."""
        return ((LINKED if self.linked else RELEASED) + self.on,)
