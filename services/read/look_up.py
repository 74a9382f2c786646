"""THE read path: every answer is a pure function of (query, position, minute).

The present is held in memory; the past is folded through the same `evolve` from the nearest
snapshot. Both give the same state, so which one is taken is only a question of speed.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property, partial

from events.format.recorded_event import RecordedEvent
from events.log.erasing import read_erasures
from events.log.event_log import EventLog
from events.log.event_queries import (
    EventQuery,
    Span,
    position_at,
    read_events,
    read_histories,
    read_page,
)
from events.log.log_clock import LogClock
from events.log.log_queries import (
    Head,
    TextRef,
    party_of_person,
    read_bytes,
    read_names,
    read_texts,
)
from services.projections.following import MEMORY, Following, weight
from services.projections.kept import Kept
from services.projections.loading import load_frames, load_states
from services.projections.present import Present
from services.read.read_point import NotYetAvailable, ReadPoint
from services.readiness.answer import Readiness
from services.readiness.rules import RULES
from services.state.directory import Directory
from services.state.occasion import Occasion, OccasionState, whole_minute

MINUTE = dt.timedelta(minutes=1)
SETTLING = 5.0
"""Seconds that a read waits for a transaction that may still record at the moment it asks for."""


def weight_of_readiness(readiness: Readiness) -> int:
    """About how many bytes a judgement takes."""
    return 4_000 + 2_500 * len(readiness.leaves)


class OccasionView:
    """One occasion as seen from one read point; its commitments come when they are asked for."""

    def __init__(
        self,
        occasion: Occasion,
        point: ReadPoint,
        directory: Directory,
        rule: str,
        load: Callable[[], OccasionState],
        judge: Callable[[OccasionState], Readiness],
    ) -> None:
        self.occasion, self.point, self.directory, self.rule = occasion, point, directory, rule
        self._load, self._judge = load, judge

    @cached_property
    def state(self) -> OccasionState:
        """The occasion with its commitments. Reads the log where they are not held."""
        return self._load()

    def whole(self) -> OccasionState:
        """The same, to be called where it may take a while."""
        return self.state

    @property
    def is_whole(self) -> bool:
        """Whether its commitments are at hand."""
        return "state" in self.__dict__

    @cached_property
    def readiness(self) -> Readiness:
        """Its readiness there, by the rule that was asked for."""
        return self._judge(self.state)


class LookUp:
    """Reads a log at any read point. Thread-safe.

    `memory` is how many bytes past states and judgements may take.
    """

    def __init__(
        self,
        log: EventLog,
        clock: LogClock,
        following: Following | None = None,
        memory: int = MEMORY,
    ) -> None:
        self._log, self._clock = log, clock
        self._following = following or Following(log)
        self._past: Kept[tuple[str, int, dt.datetime], OccasionState] = Kept(memory // 2, weight)
        self._judged: Kept[tuple[str, int, dt.datetime, str], Readiness] = Kept(
            memory // 2, weight_of_readiness
        )

    def head(self) -> Head:
        """How far the log has grown."""
        return self._following.present().head

    def now(self) -> ReadPoint:
        """The head of the log at this minute."""
        present = self._following.present()
        return ReadPoint(
            present.head.position, None, whole_minute(self._clock.now()), present=present
        )

    def point(
        self,
        position: int | None,
        known_at: dt.datetime | None,
        effective_at: dt.datetime | None,
    ) -> ReadPoint:
        """An explicit read point. Raises NotYetAvailable for what lies ahead of the log."""
        now = self._clock.now()
        if known_at is not None and known_at > now:
            raise NotYetAvailable
        if known_at is not None and not self._clock.wait_until_settled(known_at, SETTLING):
            raise NotYetAvailable
        present = self._following.present()
        head = present.head
        if position is not None and position > head.position:
            raise NotYetAvailable
        known = head.position if position is None else position
        if known_at is not None and not (head.recorded_at and head.recorded_at <= known_at):
            with self._log.reading() as connection:
                known = position_at(connection, known_at)
        effective = effective_at or known_at or whole_minute(now)
        return ReadPoint(known, known_at, effective, is_pinned=True, present=present)

    def directory(self) -> Directory:
        """Every party and region on record."""
        return self._following.present().directory

    def occasion(self, code: str, point: ReadPoint, rule: str | None = None) -> OccasionView | None:
        """An occasion at a read point, with all its commitments; None if it is not known there.

        Raises KeyError for a rule that was never published.
        """
        present, state = self._state(code, point)
        if state.occasion is None:
            return None
        return self._view(state.occasion, point, present.directory, rule, lambda: state)

    def _view(
        self,
        occasion: Occasion,
        point: ReadPoint,
        directory: Directory,
        rule: str | None,
        load: Callable[[], OccasionState],
    ) -> OccasionView:
        chosen = rule or occasion.rule
        judged = RULES[chosen]

        def judge(state: OccasionState) -> Readiness:
            key = (occasion.code, state.last, point.minute, chosen)
            return self._judged.get(key, lambda: judged(state, point.effective_at))

        return OccasionView(occasion, point, directory, chosen, load, judge)

    def _state(self, code: str, point: ReadPoint) -> tuple[Present, OccasionState]:
        """An occasion at a read point, and the present whose directory goes with it."""
        present = point.present
        state = present.occasions.get(code) if present else None
        if present is None or state is None:
            present, state = self._following.occasion(code)
        if state.occasion is None or (
            state.last <= point.position and state.is_as_of(point.minute)
        ):
            return present, state
        key = (code, min(point.position, state.last), point.minute)
        return present, self._past.get(key, lambda: self._fold(code, point))

    def _fold(self, code: str, point: ReadPoint) -> OccasionState:
        with self._log.reading() as connection:
            return load_states(connection, [code], point.position, point.minute)[code]

    def page_of_occasions(
        self, point: ReadPoint, after: str | None, limit: int
    ) -> list[OccasionView]:
        """Occasions known at a read point, by code: none of their commitments is read for it.

        The commitments of all of them come together, once those of one are asked for.
        """
        present = point.present or self._following.present()
        codes = sorted(
            code
            for code, position in present.directory.occasions.items()
            if position <= point.position and (after is None or code > after)
        )[:limit]
        with self._log.reading() as connection:
            occasions = load_frames(connection, codes, point.position)
        states = cache(lambda: self._states(codes, point))
        return [
            self._view(occasion, point, present.directory, None, partial(_one_of, states, code))
            for code in codes
            if (occasion := occasions.get(code))
        ]

    def _states(self, codes: Sequence[str], point: ReadPoint) -> dict[str, OccasionState]:
        with self._log.reading() as connection:
            return load_states(connection, codes, point.position, point.minute)

    def histories(
        self, keys: Sequence[tuple[str, str, Span]]
    ) -> dict[tuple[str, str, Span], list[RecordedEvent]]:
        """Parts of the histories of commitments: (occasion, commitment, part)."""
        groups: dict[tuple[str, Span], list[str]] = {}
        for occasion, commitment, span in keys:
            groups.setdefault((occasion, span), []).append(commitment)
        found: dict[tuple[str, str, Span], list[RecordedEvent]] = {}
        with self._log.reading() as connection:
            for (occasion, span), commitments in groups.items():
                pages = read_histories(connection, occasion, commitments, span)
                found |= {(occasion, code, span): pages.get(code, []) for code in commitments}
        return found

    def all_events(self, query: EventQuery) -> list[RecordedEvent]:
        """All events of a query, in position order."""
        with self._log.reading() as connection:
            return read_events(connection, query)

    def history(self, occasion: str, point: ReadPoint) -> list[RecordedEvent]:
        """Every event of an occasion that is known at a read point, effective or not."""
        with self._log.reading() as connection:
            query = EventQuery(occasion=occasion, up_to=point.position)
            return read_events(connection, query)

    def between(self, occasion: str, one: ReadPoint, other: ReadPoint) -> list[RecordedEvent]:
        """The events of an occasion that count at one of two read points and not at the other."""
        low, high = sorted((one.position, other.position))
        early, late = sorted((one.minute, other.minute))
        recorded = EventQuery(occasion=occasion, from_position=low + 1, to_position=high)
        happened = EventQuery(
            occasion=occasion, up_to=low, occurred_from=early + MINUTE, occurred_to=late + MINUTE
        )
        with self._log.reading() as connection:
            found = read_events(connection, recorded)
            if early != late:
                found = read_events(connection, happened) + found
        return [event for event in found if one.counts(event) != other.counts(event)]

    def count_erasures(self) -> int:
        """How many texts were erased so far."""
        return self._following.present().erasures

    def erased(self, positions: Iterable[int]) -> dict[int, list[str]]:
        """Paths of the texts that were erased, by the position of their event."""
        with self._log.reading() as connection:
            return read_erasures(connection, positions)

    def events(self, positions: Iterable[int]) -> dict[int, RecordedEvent]:
        """Events by position."""
        with self._log.reading() as connection:
            found = read_events(connection, EventQuery(positions=sorted(set(positions))))
        return {event.position: event for event in found}

    def page(
        self,
        query: EventQuery,
        *,
        limit: int,
        after: int | None = None,
        before: int | None = None,
        backwards: bool = False,
    ) -> list[RecordedEvent]:
        """A page of events in position order."""
        with self._log.reading() as connection:
            return read_page(
                connection, query, limit=limit, after=after, before=before, backwards=backwards
            )

    def bytes_of(self, positions: Sequence[int]) -> dict[int, tuple[bytes, bytes]]:
        """Leaf and sealed bytes by position."""
        with self._log.reading() as connection:
            return read_bytes(connection, positions)

    def names(self, persons: Iterable[str]) -> dict[str, str]:
        """Names of persons that are still disclosed."""
        with self._log.reading() as connection:
            return read_names(connection, persons)

    def party_of_person(self, person: str) -> str | None:
        """The party a person last acted for; None if the person never acted."""
        with self._log.reading() as connection:
            return party_of_person(connection, person)

    def texts(self, refs: Iterable[TextRef]) -> dict[TextRef, str]:
        """Texts that are still disclosed, by where they are disclosed."""
        with self._log.reading() as connection:
            return read_texts(connection, set(refs))


def _one_of(states: Callable[[], dict[str, OccasionState]], code: str) -> OccasionState:
    return states()[code]
