"""Rebuilds every state from events in the order of recording, beside what is shown. Pure."""

from events.facts_of_commitment import CommitmentRecorded
from events.recorded_event import RecordedEvent
from services.state.directory import Directory, evolve_directory
from services.state.occasion_state import OccasionState, evolve_occasion

REPLAY_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a history that was never decided by the rules can raise when it is replayed."""


class Replay:
    """All states as they follow from the events taken so far."""

    def __init__(self) -> None:
        self.size = 0
        self.directory = Directory()
        self.occasions: dict[str, OccasionState] = {}
        self.last: dict[str, int] = {}
        """Position of each occasion's latest event."""
        self.recorded: set[tuple[str, str]] = set()
        """The commitments that were put on record, by occasion and code."""

    def follow(self, event: RecordedEvent) -> None:
        """Take one more event in. Raises one of REPLAY_ERRORS where it can follow from nothing."""
        self.size = event.position + 1
        self.directory = evolve_directory(self.directory, event)
        if event.occasion is None:
            return
        before = self.occasions.get(event.occasion, OccasionState())
        self.occasions[event.occasion] = evolve_occasion(before, event)
        self.last[event.occasion] = event.position
        if isinstance(event.fact, CommitmentRecorded):
            self.recorded.add((event.occasion, event.fact.code))
