"""One occasion at many read points: its history is read once, and folded once, forwards."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import takewhile

from sqlalchemy import Connection

from events.facts.occasion import OccasionRescheduled
from events.format.canonical_bytes import read_event
from events.format.recorded_event import RecordedEvent
from events.log.event_queries import rows_since
from services.projections.loading import nearest_state
from services.projections.still_wanted import StillWanted, always, while_wanted
from services.state.growing_occasion import GrowingOccasion
from services.state.occasion import OccasionState, whole_minute


def walk_states(
    connection: Connection,
    occasion: str,
    places: Sequence[tuple[int, dt.datetime]],
    wanted: StillWanted = always,
) -> Iterator[OccasionState]:
    """An occasion at each of some places, empty where it is unknown. Two statements.

    A place is a position and a whole minute, and lies before no earlier one in either. Raises what
    `wanted` raises.
    """
    base = nearest_state(connection, occasion, *places[0])
    rows = while_wanted(rows_since(connection, {occasion: base.last}, places[-1][0]), wanted)
    events = (read_event(row.leaf, row.sealed) for row in rows)
    coming, since = next(events, None), list[RecordedEvent]()
    for position, minute in places:
        while coming is not None and coming.position <= position:
            since.append(coming)
            coming = next(events, None)
        settled = list(takewhile(partial(_counts, minute), since))
        growing = GrowingOccasion(base, minute)
        for event in settled:
            growing.follow(event)
        # From the first that does not count yet all is folded again: it will count in its place.
        base, since = growing.still, since[len(settled) :]
        for event in since:
            growing.follow(event)
        yield growing.still


def _counts(minute: dt.datetime, event: RecordedEvent) -> bool:
    is_always_known = event.commitment is None and not isinstance(event.fact, OccasionRescheduled)
    return is_always_known or whole_minute(event.occurred_at) <= minute
