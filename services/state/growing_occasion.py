"""An occasion that follows its events, as they are known, or as they had happened by a minute."""

import datetime as dt
from collections.abc import Iterable, Mapping

from events.facts.occasion import OccasionRescheduled
from events.format.recorded_event import RecordedEvent
from services.state.commitment import CommitmentState
from services.state.commitment_evolve import evolve_commitment, note_known
from services.state.occasion import EMPTY, Occasion, OccasionState, whole_minute
from services.state.occasion_evolve import evolve_occasion_alone


class GrowingOccasion:
    """An occasion that follows events: each costs the same, however many went before.

    Known are the events it is given, in position order; with `minute` only those count that had
    happened by its end. Its meetings, sources and doubts are what is known of it, not what happened
    in it: they are there as soon as they are known.
    """

    def __init__(self, state: OccasionState = EMPTY, minute: dt.datetime | None = None) -> None:
        self._commitments = dict(state.commitments)
        self._end = None if minute is None else minute.replace(second=59, microsecond=999_999)
        self._spellings, self._own = state.spellings, False
        """Shared with the state it began with, until there is one more code."""
        self._occasion, self._latest = state.occasion, state.latest
        self.last, self.size = state.last, state.size

    @property
    def state(self) -> OccasionState:
        """As it stands; its commitments go on changing with what follows."""
        return self._state(self._commitments)

    @property
    def still(self) -> OccasionState:
        """As it stands, whatever follows."""
        recorded = {code: state for code, state in self._commitments.items() if state.recorded}
        return self._state(recorded)

    def _state(self, commitments: Mapping[str, CommitmentState]) -> OccasionState:
        return OccasionState(
            self._occasion, commitments, self.last, self.size, self._latest, self._spellings
        )

    def _put(self, code: str, state: CommitmentState) -> None:
        if code not in self._commitments:
            if not self._own:
                self._spellings, self._own = self._spellings.another(), True
            self._spellings.note("commitment", code)
        self._commitments[code] = state

    def follow(self, event: RecordedEvent) -> None:
        """Take one more known event in."""
        if event.commitment is None:
            self._occasion = self._occasion_after(event)
        elif self._end is None or event.occurred_at <= self._end:
            before = self._commitments.get(event.commitment) or _unrecorded(event)
            self._put(event.commitment, evolve_commitment(before, event))
        else:
            self.note(event.position, event.occasion or "", event.commitment, event.stream_version)
            return
        self.last, self.size = event.position, self.size + 1
        self._latest = max(self._latest or event.occurred_at, event.occurred_at)

    def _occasion_after(self, event: RecordedEvent) -> Occasion | None:
        is_later = self._end is not None and event.occurred_at > self._end
        if is_later and isinstance(event.fact, OccasionRescheduled):
            return self._occasion  # a day that is moved later is not the day yet
        return evolve_occasion_alone(self._occasion, event)

    def note(self, position: int, occasion: str, commitment: str, version: int) -> None:
        """Take an event in that is known but does not count yet: only versions grow by it."""
        self.last, self.size = position, self.size + 1
        before = self._commitments.get(commitment)
        known = before or CommitmentState(occasion=occasion, code=commitment)
        self._put(commitment, note_known(known, version))


def fold_occasion(
    events: Iterable[RecordedEvent], effective_at: dt.datetime, base: OccasionState = EMPTY
) -> OccasionState:
    """The occasion at a read point: from a state at which all that was known had happened by then,
    and the events that came to be known since, in position order."""
    growing = GrowingOccasion(base, whole_minute(effective_at))
    for event in events:
        growing.follow(event)
    return growing.still


def _unrecorded(event: RecordedEvent) -> CommitmentState:
    return CommitmentState(occasion=event.occasion or "", code=event.commitment or "")
