"""The present: every state that is held, at one head of the log. It never changes; a new one comes.

The write path decides over it and publishes the next one; the read path answers from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from events.format.recorded_event import RecordedEvent
from events.log.log_queries import Head
from services.projections.loading import IN_DIRECTORY
from services.state.directory import Directory
from services.state.growing_occasion import GrowingOccasion
from services.state.occasion import EMPTY, OccasionState


@dataclass(frozen=True, slots=True)
class Present:
    """What is known at a head of the log."""

    head: Head
    directory: Directory
    erasures: int
    """How many texts were erased so far."""
    occasions: Mapping[str, OccasionState] = field(default_factory=dict)
    """The occasions that are held, by code; others are loaded when they are asked for."""


class Advance:
    """A present that goes on, event by event, until it is the next one.

    `load` gives an occasion that is not held; without it such occasions are passed over.
    """

    def __init__(
        self, present: Present, load: Callable[[str], OccasionState] | None = None
    ) -> None:
        self.head, self.directory = present.head, present.directory
        self.before, self._load = present, load
        """The present that it started from."""
        self._grown: dict[str, GrowingOccasion] = {}

    def occasion(self, code: str) -> OccasionState:
        """An occasion as it stands; empty if it is unknown. Changes with what follows."""
        growing = self._growing(code)
        return growing.state if growing else EMPTY

    def _growing(self, code: str) -> GrowingOccasion | None:
        if code not in self._grown:
            state = self.before.occasions.get(code)
            if state is None:
                if code not in self.before.directory.occasions:
                    state = EMPTY
                elif self._load is None:
                    return None
                else:
                    state = self._load(code)
            self._grown[code] = GrowingOccasion(state)
        return self._grown[code]

    def follow(self, event: RecordedEvent) -> None:
        """Take one more event in."""
        self.head = Head(event.position + 1, event.recorded_at)
        if isinstance(event.fact, IN_DIRECTORY):
            if self.directory is self.before.directory:
                self.directory = self.directory.another()
            self.directory.follow(event)
        if event.occasion is not None and (growing := self._growing(event.occasion)):
            growing.follow(event)

    @property
    def grown(self) -> dict[str, OccasionState]:
        """The occasions that were looked at or grew, as they stand."""
        return {code: growing.state for code, growing in self._grown.items() if growing.size}

    def present(self, erased: int = 0) -> Present:
        """The present that this has become; `erased` texts went on the way. Nothing follows it."""
        return replace(
            self.before,
            head=self.head,
            directory=self.directory,
            erasures=self.before.erasures + erased,
            occasions={**self.before.occasions, **self.grown},
        )
