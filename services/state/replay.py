"""Rebuilds every state from events in the order of recording, beside what is shown. Pure."""

from events.facts.commitment import CommitmentRecorded
from events.format.recorded_event import RecordedEvent
from services.state.directory import Directory
from services.state.growing_occasion import GrowingOccasion
from services.state.occasion import OccasionState

REPLAY_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a history that was never decided by the rules can raise when it is replayed."""


class Replay:
    """All states as they follow from the events taken so far."""

    def __init__(self) -> None:
        self.size = 0
        self.directory = Directory()
        self._occasions: dict[str, GrowingOccasion] = {}

    def occasion(self, code: str) -> OccasionState:
        """An occasion as it stands; empty if it is unknown."""
        growing = self._occasions.get(code)
        return growing.state if growing else OccasionState()

    @property
    def occasions(self) -> dict[str, OccasionState]:
        """Every occasion as it stands, by its code."""
        return {code: growing.state for code, growing in self._occasions.items()}

    def follow(self, event: RecordedEvent) -> None:
        """Take one more event in. Raises one of REPLAY_ERRORS where it can follow from nothing."""
        self.size = event.position + 1
        self.directory.follow(event)
        if event.occasion is None:
            return
        growing = self._occasions.setdefault(event.occasion, GrowingOccasion())
        growing.follow(event)
        require_known(growing.state, event)


def require_known(state: OccasionState, event: RecordedEvent) -> None:
    """Raise LookupError where an event of an occasion is about one, or about a commitment, that
    was never recorded under the name it bears there."""
    if state.occasion is None or state.occasion.code != event.occasion:
        raise LookupError(f"there is no occasion {event.occasion}")
    if event.commitment is None:
        return
    recorded = state.commitments[event.commitment].recorded
    is_other = isinstance(event.fact, CommitmentRecorded) and event.fact.code != event.commitment
    if recorded is None or is_other:
        raise LookupError(f"there is no commitment {event.commitment}")
