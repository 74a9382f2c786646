"""The log's own clock: it never gives a moment twice, and stops writing when it may be wrong.

One jump ahead would freeze a log for years, because recorded times never run backwards; so a LIVE
log stops writing until an operator accepts the clock (`rakor clock accept`).
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Lock

BEHIND = dt.timedelta(seconds=5)
JUMP = dt.timedelta(seconds=60)
JUMPED = "jump"
TICK = dt.timedelta(microseconds=1)


class ClockRefused(Exception):
    """The clock cannot be trusted: `behind` the head of the log, or it has made a `jump`."""


def system_time() -> dt.datetime:
    """The machine's wall clock in UTC."""
    return dt.datetime.now(dt.UTC)


def elapsed_time() -> float:
    """Seconds of a clock that nobody sets; it goes on while the machine sleeps, where it can."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def mark_of(wall: dt.datetime, head: dt.datetime | None, token: str) -> str:
    """The mark of an acceptance: when, up to which head the clock may be behind, and a token."""
    return f"{wall.isoformat()} {head.isoformat() if head else '-'} {token}"


def head_in(mark: str) -> dt.datetime | None:
    """The head up to which a clock was accepted; None where the mark says none."""
    words = mark.split()
    try:
        return dt.datetime.fromisoformat(words[1]) if len(words) == 3 else None
    except ValueError:
        return None


class LogClock:
    """A wall clock that is watched against the monotonic one.

    `accepted` returns a mark (`mark_of`) that changes whenever an operator accepts the clock anew;
    empty where nobody ever did.
    """

    def __init__(
        self,
        wall: Callable[[], dt.datetime] = system_time,
        monotonic: Callable[[], float] = elapsed_time,
        accepted: Callable[[], str] = str,
    ) -> None:
        self._wall, self._monotonic, self._accepted = wall, monotonic, accepted
        self._lock = Lock()
        self._settled = Condition()
        self._writing_since: dt.datetime | None = None
        self._last = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._mark = accepted()
        self._behind_until = head_in(self._mark) or self._last
        self._anchor()

    def _anchor(self) -> None:
        self._wall_anchor, self._monotonic_anchor = self._wall(), self._monotonic()

    def now(self) -> dt.datetime:
        """The moment: later than every moment this clock has given before.

        So nothing can be recorded at or before a moment that was already read.
        """
        with self._lock:
            self._last = max(self._wall(), self._last + TICK)
            return self._last

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Held from before the first recorded time of a transaction until it is committed."""
        with self._settled:
            self._writing_since = self.now()
        try:
            yield
        finally:
            with self._settled:
                self._writing_since = None
                self._settled.notify_all()

    def wait_until_settled(self, moment: dt.datetime, seconds: float) -> bool:
        """Wait until nothing that is being written can be recorded at or before a moment."""
        with self._settled:
            return self._settled.wait_for(
                lambda: self._writing_since is None or self._writing_since > moment, seconds
            )

    def check(self, head: dt.datetime | None) -> None:
        """Raise ClockRefused when the wall clock is behind the log's head or has jumped.

        For the one who writes: what was accepted since, and the moment itself, count from now on.
        """
        mark = self._accepted()
        if mark != self._mark:
            self._mark = mark
            self._anchor()
            with self._lock:
                self._last = self._wall_anchor
            self._behind_until = head or self._last
        reason = self._doubt(head)
        if reason != JUMPED:
            self._anchor()
        if reason:
            raise ClockRefused(reason)

    def doubts(self, head: dt.datetime | None) -> str | None:
        """Why a write after this head would be refused now; None where it would not be.

        Changes nothing: anybody may ask.
        """
        return None if self._accepted() != self._mark else self._doubt(head)

    def _doubt(self, head: dt.datetime | None) -> str | None:
        wall = self._wall()
        elapsed = dt.timedelta(seconds=self._monotonic() - self._monotonic_anchor)
        if abs(wall - self._wall_anchor - elapsed) > JUMP:
            return JUMPED
        if head is not None and head - wall > BEHIND and head > self._behind_until:
            return "behind"
        return None
