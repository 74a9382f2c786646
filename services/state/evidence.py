"""A piece of evidence, as a commitment's state holds it."""

import datetime as dt
from dataclasses import dataclass

from services.state.records import Moment, TextAt, coded


@dataclass(frozen=True, slots=True)
class EvidenceItem(Moment):
    """A document named as evidence."""

    sha256: str
    media_type: str
    byte_count: int
    title: TextAt | None
    taken_at: dt.datetime | None
    region: str | None
    party: str | None = None
    """The part, where the indicator is divided by party."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The document."""
        return (coded(self.sha256),)
