"""A source, as its occasion's state holds it."""

import datetime as dt

from events.facts.vocabulary import SourceKind
from services.state.records import State


class Source(State):
    """A document from which something in the record comes."""

    code: str
    kind: SourceKind
    title: str
    number: str | None
    issuer: str | None
    date: dt.date | None
    held: bool
    sha256: str | None
    position: int
    replaces: str | None = None
    """Code of the source that it replaces."""
