"""The writer's own picture of the present: everything a decision needs, in memory.

It is loaded from the register once, follows every event that is written, and is thrown away whole
when a transaction fails, so that it can never differ from what is committed.
"""

from itertools import takewhile

from sqlalchemy import Connection

from events.facts.commitment import CommitmentRecorded
from events.format.recorded_event import RecordedEvent
from events.log.event_queries import EventQuery, stream_events
from events.log.log_queries import Head, read_head, stream_version
from events.log.tables import PORTION
from events.progress import Progress, untold
from services.projections import register
from services.state.directory import Directory
from services.state.occasion import GrowingOccasion, OccasionState


class LiveState:
    """All states at the head of the log, and which of them changed since they were saved."""

    def __init__(self, head: Head, directory: Directory) -> None:
        self.head = head
        self.directory = directory
        self._occasions: dict[str, GrowingOccasion] = {}
        self._versions: dict[str, int] = {}
        self._touched: dict[str, int] = {}
        self._touched_commitments: set[tuple[str, str]] = set()
        self._new_commitments: set[tuple[str, str]] = set()
        self._saved_size = head.size

    @classmethod
    def load(cls, connection: Connection) -> "LiveState":
        """The present, from the register."""
        return cls(read_head(connection), register.load_directory(connection))

    def occasion(self, connection: Connection, code: str) -> OccasionState:
        """An occasion; empty if it is unknown."""
        return self._growing(connection, code).state

    def _growing(self, connection: Connection, code: str) -> GrowingOccasion:
        if code not in self._occasions:
            known = code in self.directory.occasions
            self._occasions[code] = (
                GrowingOccasion(register.load_occasion(connection, code))
                if known
                else GrowingOccasion()
            )
        return self._occasions[code]

    def version(self, connection: Connection, stream: str) -> int:
        """How many events a stream holds."""
        if stream not in self._versions:
            self._versions[stream] = stream_version(connection, stream)
        return self._versions[stream]

    def follow(self, connection: Connection, event: RecordedEvent) -> None:
        """Take one more event in."""
        self.head = Head(event.position + 1, event.recorded_at)
        self._versions[event.stream] = event.stream_version
        if event.occasion is not None:
            self._touched[event.occasion] = event.position
            self._growing(connection, event.occasion).follow(event)
            if event.commitment is not None:
                self._touched_commitments.add((event.occasion, event.commitment))
            if isinstance(event.fact, CommitmentRecorded):
                self._new_commitments.add((event.occasion, event.fact.code))
        self.directory.follow(event)

    def save(self, connection: Connection) -> None:
        """Bring the register to this state, in the transaction of the events themselves."""
        saved, known = self._saved_size, self.directory
        parties, regions = known.parties.values(), known.regions.values()
        register.save_directory(
            connection,
            takewhile(lambda party: party.position >= saved, reversed(parties)),
            takewhile(lambda region: region.position >= saved, reversed(regions)),
            takewhile(lambda item: item[1] >= saved, reversed(known.erased_persons.items())),
        )
        occasions = [
            (occasion, last)
            for code, last in self._touched.items()
            if (occasion := self._occasions[code].state.occasion)
        ]
        states = [
            self._occasions[occasion].state.commitments[code]
            for occasion, code in sorted(self._touched_commitments)
        ]
        register.save_occasions(connection, occasions, states)
        new = self._new_commitments
        register.save_words(connection, (s for s in states if (s.occasion, s.code) in new))
        register.save_size(connection, self.head.size)
        self._saved_size = self.head.size
        self._touched.clear()
        self._touched_commitments.clear()
        self._new_commitments.clear()


def build_register(connection: Connection, progress: Progress = untold) -> None:
    """Make the register follow the log to its head: from the start if its shape has changed."""
    head = read_head(connection)
    size = register.prepare(connection, head.size)
    if size == head.size:
        return
    state = LiveState(Head(size, None), register.load_directory(connection))
    for event in stream_events(connection, EventQuery(from_position=size)):
        state.follow(connection, event)
        if state.head.size % PORTION == 0:
            progress(state.head.size, head.size)
    state.save(connection)
    progress(head.size, head.size)
