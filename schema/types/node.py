"""What every object with an id shares."""

import strawberry

from schema.operation.fields import interface
from services.ids import make_id
from services.read.read_point import ReadPoint


@interface
class Node:
    """Anything that can be fetched again by its id."""

    id: strawberry.ID = strawberry.field(description="Readable, stable id: `kind:key`.")


def plain_id(kind: str, *parts: str | int) -> strawberry.ID:
    """An id without a pin."""
    return strawberry.ID(make_id(kind, *parts))


def pinned_id(point: ReadPoint, kind: str, *parts: str | int) -> strawberry.ID:
    """An id that carries what was asked for, so that client caches mix no two moments or rules."""
    plain = make_id(kind, *parts)
    return strawberry.ID(f"{plain}@{point.pin}" if point.pin else plain)
