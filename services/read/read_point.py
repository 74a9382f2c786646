"""Where a read stands in the two times, what the log held and what is judged, and by which rule."""

import datetime as dt
from dataclasses import dataclass, field

from events.format.recorded_event import RecordedEvent
from services.ids import Pin
from services.projections.present import Present
from services.state.occasion import whole_minute


class NotYetAvailable(Exception):
    """A position or a moment that the log has not reached."""


@dataclass(frozen=True, slots=True)
class ReadPoint:
    """Where a read stands in the two times, and by which rule it judges."""

    position: int
    """The last position that is known; -1: nothing is."""
    known_at: dt.datetime | None
    """The moment of knowledge, where it was asked for by moment."""
    effective_at: dt.datetime
    """The moment in the world that is judged."""
    is_pinned: bool = False
    """Whether it was asked for explicitly: ids then carry it."""
    rule: str | None = None
    """The name of the rule that was asked for; None: the occasion's own."""
    present: Present | None = field(default=None, compare=False, repr=False)
    """The present that the head was taken from: what it holds is not read again."""

    @property
    def minute(self) -> dt.datetime:
        """The minute that is judged."""
        return whole_minute(self.effective_at)

    def counts(self, event: RecordedEvent) -> bool:
        """Whether an event is known and effective at this read point."""
        return event.position <= self.position and whole_minute(event.occurred_at) <= self.minute

    def is_after(self, last: int, latest: dt.datetime | None) -> bool:
        """Whether all up to a position is known here, and all up to a time in the world effective.

        An occasion's present state is then its state here too.
        """
        return last <= self.position and (latest is None or whole_minute(latest) <= self.minute)

    @property
    def pin(self) -> Pin | None:
        """What ids carry under an explicit read point, or under a rule that was asked for."""
        if not self.is_pinned and self.rule is None:
            return None
        return Pin(self.position, self.minute, self.rule)
