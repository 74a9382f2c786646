"""Following a log: one present for all who read and write in a process.

The process that writes publishes each present right after its commit. Any other reads on from where
it stands. An occasion is held once somebody asked for it, as long as there is room.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from threading import Lock

from sqlalchemy import Connection

from events.facts.erasure import PersonalDataErased, TextRedacted
from events.log.erasing import count_erasures
from events.log.event_log import EventLog
from events.log.event_queries import EventQuery, stream_events
from events.log.log_queries import Head, read_head
from services.projections.loading import SHARE_BETWEEN, events_between, load_directory, load_states
from services.projections.present import Advance, Present
from services.projections.still_wanted import StillWanted, always
from services.state.directory import Directory
from services.state.occasion import EMPTY, OccasionState

MEMORY = 128 * 2**20
"""Bytes that held occasions may take, unless a server says otherwise."""
READ_ON = 4_096
"""How many events are read on at most; over more, what was held is loaded when it is asked for."""
FEWEST_AT_END = 16
"""Events since the newest snapshot for which another is written when a log is closed."""
DUE = 64
"""How many states wait at most to be written as snapshots: one more is not written."""


def weight(state: OccasionState) -> int:
    """About how many bytes a state takes."""
    return 4_000 + 3_000 * len(state.commitments) + 700 * state.size


class Following:
    """The present of a log, shared by its two paths. Thread-safe.

    With `writes_snapshots` it notes what is due to be written, for somebody who takes it.
    """

    def __init__(
        self, log: EventLog, memory: int = MEMORY, *, writes_snapshots: bool = False
    ) -> None:
        self._log, self._memory, self._writes_snapshots = log, memory, writes_snapshots
        self._present: Present | None = None
        self._leads = False
        self._lock, self._reading, self._loading = Lock(), Lock(), Lock()
        self._held: OrderedDict[str, int] = OrderedDict()
        """What each held occasion weighs, the one used last at the end."""
        self._weight = 0
        self._written: dict[str, int] = {}
        """Size of each occasion at its newest snapshot, as far as that is known."""
        self._due: list[OccasionState] = []
        self._directory_written = 0
        """How many entries of the directory the newest snapshot has, as far as that is known."""

    # ---- the process that writes

    def publish(self, advance: Advance, erased: int = 0) -> None:
        """What the writer has just committed: from now on nothing is read to know the present."""
        with self._lock:
            before, after = self._present, advance.present(erased)
            changed: Iterable[str] = after.occasions
            if before is not None and before.head == advance.before.head:
                changed = advance.grown
                after = replace(after, occasions={**before.occasions, **advance.grown})
            self._leads = True
            self._set(after, changed)
            for state in advance.grown.values():
                self._note_due(state)

    def lead(self) -> None:
        """Read the present once: from now on only this process writes. Raises LogUnavailable."""
        self.present()
        with self._lock:
            self._leads = True

    def forget(self) -> None:
        """After a transaction that failed, or may have: read everything again."""
        with self._lock:
            self._present, self._leads = None, False
            self._held.clear()
            self._weight = 0

    @property
    def leads(self) -> bool:
        """Whether this process wrote last, so that the present is known without reading."""
        return self._leads

    # ---- everybody

    def present(self) -> Present:
        """What is known at the head of the log. Raises LogUnavailable."""
        present = self._present
        return present if present is not None and self._leads else self._read_on()

    def occasion(self, code: str, wanted: StillWanted = always) -> tuple[Present, OccasionState]:
        """An occasion and the present that it stands in; an unknown occasion is empty.

        Raises LogUnavailable, and what `wanted` raises.
        """
        present = self.present()
        if (state := self._held_in(present, code)) is not None:
            return present, state
        with self._loading:  # one load at a time: who waited finds it held
            present = self.present()
            if (state := self._held_in(present, code)) is not None:
                return present, state
            with self._log.reading() as connection:
                state = self.load(connection, code, present, wanted)
            with self._lock:
                now = self._present
                if now is not None and now.head == present.head:
                    self._set(replace(now, occasions={**now.occasions, code: state}), [code])
        return present, state

    def load(
        self, connection: Connection, code: str, present: Present, wanted: StillWanted = always
    ) -> OccasionState:
        """An occasion that is not held, as it stands in a present."""
        at = present.head.position
        return load_states(connection, [code], at, on_way=self._on_way, wanted=wanted)[code]

    def _held_in(self, present: Present, code: str) -> OccasionState | None:
        if code not in present.directory.occasions:
            return EMPTY
        state = present.occasions.get(code)
        with self._lock:
            if code in self._held:
                self._held.move_to_end(code)
        return state

    def _set(self, present: Present, changed: Iterable[str]) -> None:
        """Under the lock: another present, without what there is no room for."""
        for code in changed:
            heavy = weight(present.occasions[code])
            self._weight += heavy - self._held.pop(code, 0)
            self._held[code] = heavy
        if self._weight > self._memory:
            occasions = dict(present.occasions)
            while self._weight > self._memory and len(self._held) > 1:
                code, heavy = self._held.popitem(last=False)
                del occasions[code]
                self._weight -= heavy
            present = replace(present, occasions=occasions)
        self._present = present

    def _read_on(self) -> Present:
        with self._reading, self._log.reading() as connection:
            head, present = read_head(connection), self._present
            if present is not None and (self._leads or present.head == head):
                return present
            if present is None or not 0 <= head.size - present.head.size <= READ_ON:
                self.forget()
                directory = load_directory(connection, head.position)
                found = Present(head, directory, count_erasures(connection))
                changed: dict[str, OccasionState] = {}
            else:
                found, changed = _read_since(connection, present, head)
            with self._lock:
                if not self._leads:
                    self._set(found, changed)
            return found

    # ---- snapshots

    def _on_way(self, state: OccasionState, is_written: bool) -> None:
        with self._lock:
            if state.occasion is not None and is_written:
                self._written[state.occasion.code] = state.size
            else:
                self._enqueue(state)

    def _note_due(self, state: OccasionState, least: int | None = None) -> None:
        if state.occasion is None:
            return
        grown = state.size - self._written.setdefault(state.occasion.code, 0)
        if grown >= (events_between(state.size) if least is None else least):
            self._enqueue(state)

    def _enqueue(self, state: OccasionState) -> None:
        if self._writes_snapshots and state.occasion is not None and len(self._due) < DUE:
            self._due.append(state)
            self._written[state.occasion.code] = state.size

    def take_due(
        self, *, closing: bool = False
    ) -> tuple[list[OccasionState], tuple[Directory, int] | None]:
        """What is due to be written as snapshots, each once: states, and the directory.

        At the end (`closing`) also what has grown by less.
        """
        with self._lock:
            present, least = self._present, FEWEST_AT_END if closing else events_between(0)
            if closing and present is not None:
                for state in present.occasions.values():
                    self._note_due(state, FEWEST_AT_END)
            due, self._due = self._due, []
            directory = None
            if present is not None and self._leads:
                entries = present.directory.size
                if entries - self._directory_written >= max(least, entries // SHARE_BETWEEN):
                    self._directory_written = entries
                    directory = present.directory, present.head.position
            return due, directory


def _read_since(
    connection: Connection, present: Present, head: Head
) -> tuple[Present, dict[str, OccasionState]]:
    """The present at a later head, and what of it has grown."""
    advance, erases = Advance(present), False
    query = EventQuery(from_position=present.head.size, up_to=head.position)
    for event in stream_events(connection, query):
        advance.follow(event)
        erases |= isinstance(event.fact, PersonalDataErased | TextRedacted)
    found = advance.present()
    if erases:
        found = replace(found, erasures=count_erasures(connection))
    return found, advance.grown
