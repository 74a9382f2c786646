"""A region, as the directory holds it."""

from pydantic import BaseModel, ConfigDict

from events.facts.vocabulary import RegionLevel


class Region(BaseModel):
    """A region; its parent is the region whose code is its own up to the last dot."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    level: RegionLevel
    position: int

    @property
    def parent(self) -> str | None:
        """Code of the region it lies in; none at the top."""
        return parent_code(self.code)


def parent_code(code: str) -> str | None:
    """The region code that a code lies under: 62.05 for 62.05.01, none for 62."""
    above, dot, _ = code.rpartition(".")
    return above if dot else None
