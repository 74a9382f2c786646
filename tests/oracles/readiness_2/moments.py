"""When a commitment was complete, and whether that was on time."""

from datetime import datetime

from tests.oracles.readiness_2.amounts import share_done
from tests.oracles.readiness_2.clock import MINUTE, instant, minute
from tests.oracles.readiness_2.duty import Duty
from tests.oracles.readiness_2.record import Record
from tests.oracles.readiness_2.terms import deadline, indicator

DEADLINES = ("DeadlineSet", "DeadlineRescheduled")


def completed_at(record: Record, code: str) -> datetime | None:
    """The minute from which all was claimed until now, None if it is not."""
    measured = indicator(record, code)
    if measured is None:
        return None
    if measured.measure == "PERIODIC":
        due = deadline(record, code)
        return None if due is None else Duty(record, code, due, measured).completed_at()
    types = {event["type"] for event in record.events}
    since: datetime | None = None
    for moment in sorted({minute(instant(e["occurredAt"])) for e in record.of(code, *types)}):
        complete = share_done(record.read_at(moment), code) == 1
        since = (since or moment) if complete else None
    return since


def is_on_time(record: Record, code: str) -> bool | None:
    """Whether it was complete by the first deadline that passed, or else the current one."""
    complete = completed_at(record, code)
    if complete is None:
        return None
    due = first_passed(record, code) or due_at(record, code)
    return None if due is None else complete <= due


def first_passed(record: Record, code: str) -> datetime | None:
    """The first deadline that some minute was after while it was in force."""
    changes = [*record.of(code, *DEADLINES), *record.all("OccasionRescheduled")]
    moments = sorted({minute(instant(e["occurredAt"])) for e in changes})
    for number, moment in enumerate(moments, 1):
        following = moments[number] if number < len(moments) else record.now + MINUTE
        then = deadline(record.read_at(moment), code)
        # Read: a duty is one from the start, also where that was said after the deadline was set.
        if then is not None:
            due = then.due_at(record.zone, indicator(record, code))
            if following - MINUTE > due:
                return due
    return None


def due_at(record: Record, code: str) -> datetime | None:
    """The deadline in force, whatever the last day judged."""
    due = deadline(record, code)
    return None if due is None else due.due_at(record.zone, indicator(record, code))
