"""A party, as the directory holds it."""

import datetime as dt
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from events.facts.vocabulary import PartyKind
from services.state.naming import Renaming, name_at
from services.state.records import Moment


@dataclass(frozen=True, slots=True)
class Succession(Moment):
    """From then on another institution stands in its place."""

    successor: str


class Party(BaseModel):
    """An institution."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    """The name under which it was registered."""
    kind: PartyKind
    parent: str | None
    position: int
    renamings: tuple[Renaming, ...] = ()
    succession: Succession | None = None

    def name_at(self, minute: dt.datetime, known: int | None = None) -> str:
        """What it was called at a minute, by what was recorded up to a position (None: all)."""
        return name_at(self.name, self.renamings, minute, known)
