"""A region, as the directory holds it."""

import datetime as dt

from pydantic import BaseModel, ConfigDict

from events.facts.vocabulary import RegionLevel
from services.state.naming import Renaming, name_at


class Region(BaseModel):
    """A region; its parent is the region whose code is its own up to the last dot."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    """The name under which it was registered."""
    level: RegionLevel
    position: int
    renamings: tuple[Renaming, ...] = ()

    def name_at(self, minute: dt.datetime, known: int | None = None) -> str:
        """What it was called at a minute, by what was recorded up to a position (None: all)."""
        return name_at(self.name, self.renamings, minute, known)

    @property
    def parent(self) -> str | None:
        """Code of the region it lies in; none at the top."""
        return parent_code(self.code)


def parent_code(code: str) -> str | None:
    """The region code that a code lies under: 62.05 for 62.05.01, none for 62."""
    above, dot, _ = code.rpartition(".")
    return above if dot else None
