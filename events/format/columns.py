"""What stands in the database beside an event's bytes, so that queries can find it. Pure.

Times are microseconds since 1970 UTC, so that every engine orders them alike.
"""

import datetime as dt

from events.format.recorded_event import RecordedEvent

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
DAY = dt.timedelta(days=1)


def micros(moment: dt.datetime) -> int:
    """Whole microseconds since 1970 UTC."""
    return (moment - EPOCH) // MICROSECOND


# No zone is a day away from UTC: a calendar holds what is between these wherever it hangs.
FIRST = micros(dt.datetime.min.replace(tzinfo=dt.UTC) + DAY)
LAST = micros(dt.datetime.max.replace(tzinfo=dt.UTC) - DAY)


def is_moment(value: object) -> bool:
    """Whether a column holds a moment: microseconds since 1970, a time of day in every zone."""
    return isinstance(value, int) and FIRST <= value <= LAST


def columns_of(event: RecordedEvent) -> dict[str, object]:
    """The columns of an event's row beside its bytes: each follows from the bytes alone."""
    return {
        "position": event.position,
        "leaf_hash": event.leaf_hash,
        "type": event.fact.type_name(),
        "stream": event.stream,
        "stream_version": event.stream_version,
        "occasion": event.occasion,
        "commitment": event.commitment,
        "recorded_at": micros(event.recorded_at),
        "occurred_at": micros(event.occurred_at),
        "late_by": micros(event.recorded_at) - micros(event.occurred_at),
        "actor_role": event.actor.role.value,
        "actor_party": event.actor.party,
        "actor_person": event.actor.person,
    }
