"""When a commitment was complete by rule readiness-2, and whether that was in time.

It follows from what is on record at the read point, judged at each moment by what had happened by
then.
"""

import datetime as dt
import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from services.readiness.readiness_2_clock import MICROSECOND, MINUTE, Days
from services.readiness.readiness_2_part import Heard, Hearing, Way, done, ways_of
from services.readiness.readiness_2_then import deadline_then
from services.state.commitment import CommitmentState
from services.state.indicator import name_of
from services.state.occasion import whole_minute
from services.state.records import Moment, Order, part_named
from services.state.report import Report
from services.state.timeline import Timeline
from services.state.verdict import Verdict

M = TypeVar("M", bound=Moment)
LAST_POSITION = 1 << 63
Name = str | None
"""Of a part; None: of the undivided whole."""


def completed_at(state: CommitmentState) -> dt.datetime | None:
    """The minute from which p has been 1 until now; None where it is not. Not of a duty."""
    reports = _by_part((report.part, report) for report in state.reports)
    verdicts = _by_part((name, each) for each in state.verdicts for name in _parts_of(each))
    since: dt.datetime | None = None
    for begin, end, then in _spans(state):
        span = _Span(begin, end, then, reports, verdicts)
        complete = span.complete_since()
        if complete is None:
            return since
        since = complete
        if complete > begin:
            return since
    return since


def is_on_time(state: CommitmentState, days: Days, completed: dt.datetime) -> bool | None:
    """Whether it was complete by the first deadline that passed, or by the present one if none did.

    None where it has none.
    """
    turns = [deadline.set_at for deadline in state.deadlines]
    turns += [move.occurred_at for move in days.moves]
    minutes = sorted(set(map(whole_minute, turns)))
    for minute, following in itertools.pairwise(minutes):
        due = days.at(minute).due(deadline_then(state, minute), state.indicator)
        if due is not None and following - MINUTE > due:
            return completed <= due
    due = days.due(state.deadline, state.indicator)
    return None if due is None else completed <= due


def _spans(
    state: CommitmentState,
) -> Iterator[tuple[dt.datetime, dt.datetime | None, CommitmentState]]:
    """The spans in which what is asked for stays the same, the latest first.

    Each with its first minute, the first one after it, and the state in it, as far as it differs.
    """
    turns = [indicator.set_at for indicator in state.indicators]
    turns += [waiver.granted.occurred_at for waiver in state.waivers if waiver.granted]
    turns += [reopening.occurred_at for reopening in state.reopened]
    end: dt.datetime | None = None
    for begin in sorted(set(map(whole_minute, turns)), reverse=True):
        yield begin, end, _state_then(state, begin)
        end = begin


def _state_then(state: CommitmentState, minute: dt.datetime) -> CommitmentState:
    """A commitment with the indicator, the waivers and the reopenings of a minute."""

    def by_then(moment: dt.datetime) -> bool:
        return whole_minute(moment) <= minute

    granted = [each for each in state.waivers if each.granted and by_then(each.granted.occurred_at)]
    then = {
        "indicators": tuple(each for each in state.indicators if by_then(each.set_at)),
        "waivers": Timeline.of(granted),
        "reopened": Timeline.of(each for each in state.reopened if by_then(each.occurred_at)),
    }
    return state.model_copy(update=then)


class _Span:
    """A span in which what is asked for stays the same."""

    def __init__(
        self,
        begin: dt.datetime,
        end: dt.datetime | None,
        then: CommitmentState,
        reports: dict[Name, list[Report]],
        verdicts: dict[Name, list[Verdict]],
    ) -> None:
        self._begin, self._end, self._then = begin, end, then
        self._reports, self._verdicts = reports, verdicts
        self._hearing = Hearing(then)

    def complete_since(self) -> dt.datetime | None:
        """From which of its minutes on all was claimed until its end; None: it was not then."""
        ways = ways_of(self._then)
        since: dt.datetime | None = None
        for way in ways:
            complete = self._part_since(way, since or self._begin)
            if complete is None:
                return None
            since = max(since or complete, complete)
        return since

    def _part_since(self, way: Way, enough: dt.datetime) -> dt.datetime | None:
        """From when on all of a part was claimed; how long before `enough` does not matter."""
        heard_of = [*self._reports.get(way.name, ()), *self._verdicts.get(way.name, ())]
        minutes = {whole_minute(each.occurred_at) for each in heard_of} | {self._begin}
        since: dt.datetime | None = None
        for minute in sorted(minutes, reverse=True):
            if minute < self._begin or (self._end is not None and minute >= self._end):
                continue
            if done(way, self._heard(way.name, minute)).p < 1:
                return since
            since = minute
            if since <= enough:
                return since
        return since

    def _heard(self, name: Name, minute: dt.datetime) -> Heard:
        """What was last heard of a part by the end of a minute."""
        reports = _until(self._reports.get(name, ()), minute)
        verdicts = _until(self._verdicts.get(name, ()), minute)
        report = next((each for each in reversed(reports) if not each.retracted), None)
        if not verdicts:
            return Heard(report, None, None, is_current=False, is_report_later=False)
        changed = [each for each in reports if each.changed_by]
        return self._hearing.of(name, report, verdicts[-1], changed)


def _until(records: Sequence[M], minute: dt.datetime) -> Sequence[M]:
    """Those of some records, in effective order, that had happened by the end of a minute."""
    last: Order = (minute + MINUTE - MICROSECOND, LAST_POSITION)
    return records[: bisect_right(records, last, key=lambda each: each.order)]


def _by_part(named: Iterable[tuple[Name, M]]) -> dict[Name, list[M]]:
    found: dict[Name, list[M]] = {}
    for name, record in named:
        found.setdefault(name, []).append(record)
    return found


def _parts_of(verdict: Verdict) -> Iterable[Name]:
    """The names of the parts that a verdict is about."""
    if not verdict.by_part:
        return (part_named(verdict.region, verdict.party),)
    return dict.fromkeys(name_of(part) for part in verdict.by_part)
