"""What is asked to be changed of a commitment."""

import datetime as dt

import strawberry

from events.facts import request as facts
from schema.operation.fields import object_type


@object_type
class AskedDeadline:
    """The deadline that is asked for; what is null is to stay as it is."""

    due: dt.date | None = strawberry.field(description="The last day, if it is fixed …")
    offset_days: int | None = strawberry.field(
        description="… or how many days from the occasion's day: -7 is H-7."
    )
    due_time: str | None = strawberry.field(description="Until when on it, local time.")
    planned_start: dt.date | None = strawberry.field(description="First day of work on it.")


@object_type
class AskedIndicator:
    """The indicator that is asked for; what is null is to stay as it is."""

    baseline: float | None = strawberry.field(description="Where it is to start, in the unit.")
    target: float | None = strawberry.field(description="How much is to be fulfilment.")
    unit: str | None = strawberry.field(description="The unit.")


def asked_deadline(part: facts.AskedDeadline, *_: object) -> AskedDeadline:
    """The deadline that a request asks for."""
    return AskedDeadline(
        due=part.due,
        offset_days=part.offset_days,
        due_time=part.due_time,
        planned_start=part.planned_start,
    )


def asked_indicator(part: facts.AskedIndicator, *_: object) -> AskedIndicator:
    """The indicator that a request asks for."""
    return AskedIndicator(
        baseline=None if part.baseline is None else float(part.baseline),
        target=None if part.target is None else float(part.target),
        unit=part.unit,
    )
