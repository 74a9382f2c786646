"""THE read path: every answer is a pure function of (query, position, minute, rule).

The present is held in memory; the past is folded through the same `evolve` from the nearest
snapshot. Both give the same state, so which one is taken is only a question of speed.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from events.log.event_log import EventLog
from events.log.event_queries import position_at
from events.log.log_clock import LogClock
from events.log.log_queries import Head
from services.projections.following import MEMORY, Following, weight
from services.projections.kept import Kept
from services.projections.loading import load_occasions, load_states
from services.projections.present import Present
from services.projections.still_wanted import StillWanted, always
from services.read.log_reader import LogReader
from services.read.occasion_view import BareOccasionView, OccasionView, weight_of_readiness
from services.read.read_point import NotYetAvailable, ReadPoint
from services.read.series import SeriesPoint, judge_series
from services.read.stood_before import Place, StoodBefore, stood_before
from services.readiness.answer import Readiness
from services.readiness.rules import rule_named
from services.state.directory import Directory
from services.state.occasion import OccasionState, whole_minute

MINUTE = dt.timedelta(minutes=1)
SETTLING = 5.0
"""Seconds that a read waits for a transaction that may still record at the moment it asks for."""


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
        self.recorded = LogReader(log)
        """What the log itself holds: events, bytes, texts."""
        self._following = following or Following(log)
        self._past: Kept[tuple[str, int, dt.datetime], OccasionState] = Kept(memory // 2, weight)
        self._judged: Kept[tuple[str, int, dt.datetime, str], Readiness] = Kept(
            memory // 2, weight_of_readiness
        )

        self._now: ReadPoint | None = None
        """The present that was asked for last."""

    def head(self) -> Head:
        """How far the log has grown."""
        return self._following.present().head

    def time(self) -> dt.datetime:
        """The moment, by the log's clock."""
        return self._clock.now()

    def now(self) -> ReadPoint:
        """The head of the log at this minute."""
        present, now, last = self._following.present(), self._clock.now(), self._now
        if last is None or last.present is not present or not _is_in(last.effective_at, now):
            minute = _minute(now, present.head)
            last = self._now = ReadPoint(present.head.position, None, minute, present=present)
        return last

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
        effective = effective_at or known_at or (at.minute if at else _minute(now, head))
        return ReadPoint(known, known_at, effective, is_pinned=True, present=present)

    @property
    def leads(self) -> bool:
        """Whether the head is known without reading: then `now` takes no time."""
        return self._following.leads

    def at_hand(self, code: str, point: ReadPoint) -> OccasionView | None:
        """An occasion at a read point where it is held: nothing is read for it.

        Raises UnknownRule for a rule that was never published.
        """
        if point.present is None:
            return None
        state = point.present.occasions.get(_spelt(code, point.present))
        if state is None or not point.is_after(state.last, state.latest):
            return None
        return self._view(state, point, point.present.directory)

    def directory(self) -> Directory:
        """Every party and region on record."""
        return self._following.present().directory

    def occasion(
        self, code: str, point: ReadPoint, wanted: StillWanted = always
    ) -> OccasionView | None:
        """An occasion at a read point, with all its commitments; None if it is not known there.

        Its code may be given in whatever case.

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
        code, present = _spelt(code, point.present or self._following.present()), point.present
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
        head: int,
        rule: str | None = None,
        wanted: StillWanted = always,
        as_known_now: bool = False,
    ) -> list[SeriesPoint]:
        """How ready an occasion was at each of some moments, the earliest first, as known then.

        Or `as_known_now`: by all up to the position `head`, past which nothing counts. Moments at
        which the occasion was unknown are left out. Raises UnknownRule, and what `wanted` raises.
        """
        code = _spelt(code, self._following.present())
        with self._log.reading() as connection:
            found = judge_series(connection, code, moments, head, rule, wanted, as_known_now)
            return list(found)

    def stood_before(
        self,
        view: OccasionView,
        asked: Mapping[dt.datetime, Collection[str]],
        wanted: StillWanted = always,
    ) -> dict[Place, StoodBefore]:
        """How commitments of a view stood before some minutes, by minute and code.

        Raises what `wanted` raises.
        """
        code, point = view.occasion.code, view.point
        with self._log.reading() as connection:
            return stood_before(connection, code, asked, point.position, view.rule.name, wanted)

    def occasion_codes(self, point: ReadPoint) -> list[str]:
        """The codes of the occasions that are known at a read point."""
        known = (point.present or self._following.present()).directory.occasions
        return [code for code, position in known.items() if position <= point.position]

    def bare_occasions(self, codes: Sequence[str], point: ReadPoint) -> list[BareOccasionView]:
        """Occasions known at a read point, in the order of their codes as given.

        None of their commitments is read.
        """
        directory = (point.present or self._following.present()).directory
        with self._log.reading() as connection:
            found = load_occasions(connection, codes, point.position)
        return [BareOccasionView(found[code].at(point.minute), point, directory) for code in codes]

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

    def count_erasures(self) -> int:
        """How many texts were erased so far."""
        return self._following.present().erasures


def _minute(now: dt.datetime, head: Head) -> dt.datetime:
    """The minute that "now" is: what the log holds has happened, however late the clock is."""
    return whole_minute(max(now, head.recorded_at or now))


def _is_in(minute: dt.datetime, moment: dt.datetime) -> bool:
    return minute <= moment < minute + MINUTE


def _spelt(code: str, present: Present) -> str:
    """The code of an occasion as it was declared; one that is not on record as it is."""
    return present.directory.spelt("occasion", code) or code
