"""THE read path: every answer is a pure function of (query, position, minute, rule).

The present comes from the register; the past from folding the occasion's events through the same
`evolve`. Both give the same state, so which one is taken is only a question of speed.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import Connection

from events.format.recorded_event import RecordedEvent
from events.log.erasing import count_erasures, read_erasures
from events.log.event_log import EventLog
from events.log.event_queries import (
    EventQuery,
    Span,
    position_at,
    read_events,
    read_histories,
    read_page,
    stream_events,
)
from events.log.log_clock import LogClock
from events.log.log_queries import (
    Head,
    TextRef,
    party_of_person,
    read_bytes,
    read_head,
    read_names,
    read_texts,
)
from services.projections import register
from services.read.read_point import NotYetAvailable, ReadPoint
from services.read.recent import Recent
from services.read.still_wanted import StillWanted, always, while_wanted
from services.readiness.answer import Readiness, RegionalFigure
from services.readiness.rules import Rule, rule_named
from services.state.directory import Directory
from services.state.occasion import Occasion, OccasionState, fold_occasion

MINUTE = dt.timedelta(minutes=1)
SETTLING = 5.0
"""Seconds that a read waits for a transaction that may still record at the moment it asks for."""


@dataclass(frozen=True)
class BareOccasionView:
    """One occasion as seen from one read point: its commitments need not be read."""

    occasion: Occasion
    point: ReadPoint
    """It names a rule only where that is not the occasion's own."""
    directory: Directory


@dataclass(frozen=True)
class OccasionView(BareOccasionView):
    """One occasion with its commitments as seen from one read point."""

    state: OccasionState
    rule: Rule
    judge: Callable[[], Readiness]

    @cached_property
    def readiness(self) -> Readiness:
        """Its readiness there, by the rule that was asked for."""
        return self.judge()

    def regions_of(self, commitment: str) -> tuple[RegionalFigure, ...]:
        """The regions of one of its commitments there, by the rule that was asked for."""
        return self.rule.regions_of(self.state, commitment, self.point.effective_at)


class LookUp:
    """Reads a log at any read point. Thread-safe."""

    def __init__(self, log: EventLog, clock: LogClock) -> None:
        self._log, self._clock = log, clock
        self._directory = Directory()
        self._present: Recent[tuple[str, int], OccasionState] = Recent(32)
        self._past: Recent[tuple[str, int, dt.datetime], OccasionState] = Recent(64)
        self._judged: Recent[tuple[str, int, dt.datetime, str], Readiness] = Recent(128)

    def head(self) -> Head:
        """How far the log has grown."""
        with self._log.reading() as connection:
            return read_head(connection)

    def is_current(self) -> bool:
        """Whether the register has followed the log to its head."""
        with self._log.reading() as connection:
            return register.register_size(connection) == read_head(connection).size

    def now(self) -> ReadPoint:
        """The head of the log at this minute."""
        return ReadPoint(self.head().position, None, self._clock.now())

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
        with self._log.reading() as connection:
            head = read_head(connection).position
            if position is not None and position > head:
                raise NotYetAvailable
            if known_at is not None:
                position = position_at(connection, known_at)
        known = head if position is None else position
        return ReadPoint(known, known_at, effective_at or known_at or now, is_pinned=True)

    def directory(self) -> Directory:
        """Every party and region on record."""
        with self._log.reading() as connection:
            return self._load_directory(connection)

    def _load_directory(self, connection: Connection) -> Directory:
        self._directory = register.load_directory(connection, self._directory)
        return self._directory

    def occasion(
        self, code: str, point: ReadPoint, wanted: StillWanted = always
    ) -> OccasionView | None:
        """An occasion at a read point, with all its commitments; None if it is not known there.

        Raises UnknownRule for a rule that was never published, and what `wanted` raises.
        """
        with self._log.reading() as connection:
            directory = self._load_directory(connection)
            last = register.last_position_of(connection, code)
            state = self._state(connection, code, last, point, wanted)
        return self._view(state, last, point, directory)

    def _view(
        self, state: OccasionState, last: int | None, point: ReadPoint, directory: Directory
    ) -> OccasionView | None:
        occasion = state.occasion
        if occasion is None or last is None:
            return None
        rule = rule_named(occasion.rule if point.rule is None else point.rule)
        key = (occasion.code, min(point.position, last), point.minute, rule.name)
        return OccasionView(
            occasion,
            replace(point, rule=None if rule.name == occasion.rule else rule.name),
            directory,
            state,
            rule,
            lambda: self._judged.get(key, lambda: rule.judge(state, point.effective_at)),
        )

    def _state(
        self,
        connection: Connection,
        code: str,
        last: int | None,
        point: ReadPoint,
        wanted: StillWanted,
    ) -> OccasionState:
        if last is None:
            return OccasionState()
        if last <= point.position:
            state = self._present.get(
                (code, last), lambda: register.load_occasion(connection, code)
            )
            if point.is_after(last, state.latest):
                return state
        events = stream_events(connection, EventQuery(occasion=code, up_to=point.position))
        return self._past.get(
            (code, min(point.position, last), point.minute),
            lambda: fold_occasion(while_wanted(events, wanted), point.effective_at),
        )

    def page_of_occasions(
        self, point: ReadPoint, after: str | None, limit: int
    ) -> list[BareOccasionView]:
        """Occasions known at a read point, by code; a fixed number of statements."""
        with self._log.reading() as connection:
            directory = self._load_directory(connection)
            page = register.load_page(connection, point.position, after, limit)
        grown = [(occasion.code, point) for occasion, last in page if last > point.position]
        past = self.occasions(grown) if grown else {}
        return [
            past.get((occasion.code, point)) or BareOccasionView(occasion, point, directory)
            for occasion, _ in page
        ]

    def occasions(
        self, keys: Sequence[tuple[str, ReadPoint]]
    ) -> dict[tuple[str, ReadPoint], OccasionView]:
        """Whole occasions by code and read point; a fixed number of statements for each point."""
        with self._log.reading() as connection:
            directory = self._load_directory(connection)
            return {
                (code, point): view
                for point in {point for _, point in keys}
                for code, (state, last) in self._states(connection, keys, point).items()
                if (view := self._view(state, last, point, directory))
            }

    def _states(
        self, connection: Connection, keys: Sequence[tuple[str, ReadPoint]], point: ReadPoint
    ) -> dict[str, tuple[OccasionState, int]]:
        codes = [code for code, asked in keys if asked == point]
        found = register.load_occasions(connection, codes)
        past = [code for code, (now, last) in found.items() if not point.is_after(last, now.latest)]
        query = EventQuery(occasions=past, up_to=point.position)
        events = read_events(connection, query) if past else []
        for code in past:
            own = [event for event in events if event.occasion == code]
            found[code] = (fold_occasion(own, point.effective_at), found[code][1])
        return found

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

    def search(self, occasion: str, words: Sequence[str]) -> set[str]:
        """Codes of the commitments whose titles hold every one of some words, or words so begun."""
        with self._log.reading() as connection:
            return register.find_words(connection, occasion, words)

    def count_erasures(self) -> int:
        """How many texts were erased so far."""
        with self._log.reading() as connection:
            return count_erasures(connection)

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
