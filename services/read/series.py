"""How ready an occasion was at many moments, as it was known at each."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from events.log.event_queries import positions_at
from services.projections.still_wanted import StillWanted, always
from services.projections.walking import walk_states
from services.read.read_point import ReadPoint
from services.readiness.answer import Figures
from services.readiness.rules import rule_named
from services.state.occasion import whole_minute


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """The figures of a whole occasion at one read point."""

    point: ReadPoint
    time_zone: str
    """Of the occasion."""
    whole: Figures
    """Without reasons."""


def judge_series(
    connection: Connection,
    code: str,
    moments: Sequence[dt.datetime],
    head: int,
    rule: str | None = None,
    wanted: StillWanted = always,
    as_known_now: bool = False,
) -> Iterator[SeriesPoint]:
    """An occasion at each of some moments, the earliest first; where it is unknown, nothing.

    Known is what was recorded by each moment, up to the position `head`, or all up to it
    (`as_known_now`); judged by `rule`, else by the occasion's own. Three statements at most.
    Raises UnknownRule, and what `wanted` raises.
    """
    if as_known_now:
        known = [head] * len(moments)
    else:
        known = [min(at, head) for at in positions_at(connection, moments)]
    minutes = map(whole_minute, moments)
    states = walk_states(connection, code, list(zip(known, minutes, strict=True)), wanted)
    for position, moment, state in zip(known, moments, states, strict=True):
        if state.occasion is None:
            continue
        wanted()
        whole = rule_named(rule or state.occasion.rule).whole(state, moment)
        known_at = None if as_known_now else moment
        point = ReadPoint(position, known_at, moment, is_pinned=True, rule=rule)
        yield SeriesPoint(point, state.occasion.time_zone, whole)
