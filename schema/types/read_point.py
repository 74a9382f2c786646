"""Where a read stands in the two times."""

import datetime as dt

import strawberry

from schema.types.scalars import Position, local
from services.read.read_point import ReadPoint


@strawberry.type(name="ReadPoint", description="Where a read stands in the two times.")
class ReadPointType:
    """Where a read stands in the two times."""

    position: Position | None = strawberry.field(
        description="The last position that is known; null: nothing is."
    )
    known_at: dt.datetime | None = strawberry.field(
        description="The moment of knowledge, where it was asked for by moment."
    )
    effective_at: dt.datetime = strawberry.field(
        description="The moment in the world that is judged, by its minute."
    )
    log_size: Position = strawberry.field(
        description="Number of events that are known at this read point."
    )


def read_point(point: ReadPoint, zone: str) -> ReadPointType:
    """A read point in the time zone of its occasion."""
    return ReadPointType(
        position=Position(point.position) if point.position >= 0 else None,
        known_at=local(point.known_at, zone) if point.known_at else None,
        effective_at=local(point.effective_at, zone),
        log_size=Position(point.position + 1),
    )
