"""A party, as the directory holds it."""

from pydantic import BaseModel, ConfigDict

from events.facts.vocabulary import PartyKind


class Party(BaseModel):
    """An institution."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    kind: PartyKind
    parent: str | None
    position: int
