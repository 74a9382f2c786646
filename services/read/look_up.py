"""THE read path: every answer is a pure function of (query, position, minute, rule).

The present is held in memory; the past is folded through the same `evolve` from the nearest
snapshot. Both give the same state, so which one is taken is only a question of speed.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

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
from services.projections.loading import load_occasions, load_states
from services.projections.present import Present
from services.projections.still_wanted import StillWanted, always
from services.read.read_point import NotYetAvailable, ReadPoint
from services.read.series import SeriesPoint, judge_series
from services.readiness.answer import Readiness, RegionalFigure
from services.readiness.rules import Rule, rule_named
from services.state.directory import Directory
from services.state.occasion import Occasion, OccasionState, whole_minute

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


def weight_of_readiness(readiness: Readiness) -> int:
    """About how many bytes a judgement takes."""
    return 4_000 + 2_500 * len(readiness.leaves)


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

    def time(self) -> dt.datetime:
        """The moment, by the log's clock."""
        return self._clock.now()

    def now(self) -> ReadPoint:
        """The head of the log at this minute."""
        present = self._following.present()
        return ReadPoint(present.head.position, None, self._minute(present.head), present=present)

    def _minute(self, head: Head) -> dt.datetime:
        """The minute that "now" is: what the log holds has happened, however late the clock is."""
        now = self._clock.now()
        return whole_minute(max(now, head.recorded_at or now))

    def point(
        self,
        position: int | None,
        known_at: dt.datetime | None,
        effective_at: dt.datetime | None,
        at: ReadPoint | None = None,
    ) -> ReadPoint:
        """An explicit read point, seen from `at`, else from the head.

        Raises NotYetAvailable for what lies ahead of the log.
        """
        now = self._clock.now()
        if known_at is not None and known_at > now:
            raise NotYetAvailable
        if known_at is not None and not self._clock.wait_until_settled(known_at, SETTLING):
            raise NotYetAvailable
        present = (at and at.present) or self._following.present()
        head = present.head
        if position is not None and position > head.position:
            raise NotYetAvailable
        known = head.position if position is None else position
        if known_at is not None and not (head.recorded_at and head.recorded_at <= known_at):
            with self._log.reading() as connection:
                known = min(position_at(connection, known_at), head.position)
        effective = effective_at or known_at or (at.minute if at else self._minute(head))
        return ReadPoint(known, known_at, effective, is_pinned=True, present=present)

    @property
    def leads(self) -> bool:
        """Whether the head is known without reading: then `now` takes no time."""
        return self._following.leads

    def at_hand(self, code: str, point: ReadPoint) -> OccasionView | None:
        """An occasion at a read point where it is held: nothing is read for it.

        Raises UnknownRule for a rule that was never published.
        """
        state = point.present.occasions.get(code) if point.present else None
        if point.present is None or state is None or not point.is_after(state.last, state.latest):
            return None
        return self._view(state, point, point.present.directory)

    def directory(self) -> Directory:
        """Every party and region on record."""
        return self._following.present().directory

    def occasion(
        self, code: str, point: ReadPoint, wanted: StillWanted = always
    ) -> OccasionView | None:
        """An occasion at a read point, with all its commitments; None if it is not known there.

        Raises UnknownRule for a rule that was never published, and what `wanted` raises.
        """
        present, state = self._state(code, point, wanted)
        return self._view(state, point, present.directory)

    def _view(
        self, state: OccasionState, point: ReadPoint, directory: Directory
    ) -> OccasionView | None:
        occasion = state.occasion
        if occasion is None:
            return None
        rule = rule_named(occasion.rule if point.rule is None else point.rule)
        key = (occasion.code, state.last, point.minute, rule.name)
        return OccasionView(
            occasion,
            replace(point, rule=None if rule.name == occasion.rule else rule.name),
            directory,
            state,
            rule,
            lambda: self._judged.get(key, lambda: rule.judge(state, point.effective_at)),
        )

    def _state(
        self, code: str, point: ReadPoint, wanted: StillWanted = always
    ) -> tuple[Present, OccasionState]:
        """An occasion at a read point, and the present whose directory goes with it."""
        present = point.present
        state = present.occasions.get(code) if present else None
        if present is None or state is None:
            present, state = self._following.occasion(code, wanted)
        if state.occasion is None or point.is_after(state.last, state.latest):
            return present, state
        key = (code, min(point.position, state.last), point.minute)
        return present, self._past.get(key, lambda: self._fold(code, point, wanted))

    def _fold(self, code: str, point: ReadPoint, wanted: StillWanted) -> OccasionState:
        with self._log.reading() as connection:
            states = load_states(connection, [code], point.position, point.minute, wanted=wanted)
        return states[code]

    def series(
        self,
        code: str,
        moments: Sequence[dt.datetime],
        rule: str | None = None,
        wanted: StillWanted = always,
    ) -> list[SeriesPoint]:
        """How ready an occasion was at each of some moments, the earliest first, as known then.

        Moments at which it was unknown are left out. Raises NotYetAvailable, UnknownRule, and what
        `wanted` raises.
        """
        last = self.point(None, moments[-1], None)
        with self._log.reading() as connection:
            return list(judge_series(connection, code, moments, last.position, rule, wanted))

    def page_of_occasions(
        self, point: ReadPoint, after: str | None, limit: int
    ) -> list[BareOccasionView]:
        """Occasions known at a read point, by code; none of their commitments is read."""
        present = point.present or self._following.present()
        codes = sorted(
            code
            for code, position in present.directory.occasions.items()
            if position <= point.position and (after is None or code > after)
        )[:limit]
        with self._log.reading() as connection:
            found = load_occasions(connection, codes, point.position)
        return [BareOccasionView(found[code], point, present.directory) for code in codes]

    def occasions(
        self, keys: Sequence[tuple[str, ReadPoint]]
    ) -> dict[tuple[str, ReadPoint], OccasionView]:
        """Whole occasions by code and read point; a fixed number of statements for each point."""
        return {
            (code, point): view
            for point in dict.fromkeys(point for _, point in keys)
            for code, state in self._states([c for c, asked in keys if asked == point], point)
            if (view := self._view(state, point, self.directory()))
        }

    def _states(
        self, codes: Sequence[str], point: ReadPoint
    ) -> Iterable[tuple[str, OccasionState]]:
        """Several occasions at a read point: those that are not held there come together."""
        held = (point.present or self._following.present()).occasions
        found = {
            code: state
            for code in codes
            if (state := held.get(code)) and point.is_after(state.last, state.latest)
        }
        missing = [code for code in codes if code not in found]
        if missing:
            with self._log.reading() as connection:
                found |= load_states(connection, missing, point.position, point.minute)
        return found.items()

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
