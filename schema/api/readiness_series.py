"""The query for readiness over time: `readinessSeries`."""

import datetime as dt
from typing import Annotated

import strawberry

from schema.api.queries import Query
from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.fields import extend
from schema.types.readiness import ReadinessPoint, readiness_point

USUAL_POINTS = 30
MOST_POINTS = 100
From = Annotated[
    dt.datetime, strawberry.argument(name="from", description="The moment of the first point.")
]
To = Annotated[dt.datetime, strawberry.argument(description="The moment of the last point.")]

AsKnownNow = Annotated[
    bool,
    strawberry.argument(
        description="Whether each point says what is now known about its moment, which may be "
        "ahead; omitted: what was known then."
    ),
]


@extend(Query, "readiness_series")
async def readiness_series(
    self: Query,
    info: strawberry.Info[Context, None],
    occasion: strawberry.ID,
    from_: From,
    to: To,
    points: int | None = USUAL_POINTS,
    rule: str | None = None,
    as_known_now: AsKnownNow = False,
) -> list[ReadinessPoint] | None:
    """Readiness at moments spread evenly from `from` to `to`, both included, as known at each.

    Each point is what `readiness(asOf: {knownAt})` says of its moment, or `{effectiveAt}` with
    `asKnownNow`; one point alone stands at `to`. Moments before the occasion was on record are
    left out.
    """
    context = info.context
    (code,) = context.parse("occasion", occasion)
    count = USUAL_POINTS if points is None else points
    if not 1 <= count <= MOST_POINTS:
        raise context.error(ErrorCode.BAD_USER_INPUT, "points", requested=count, limit=MOST_POINTS)
    if from_ > to:
        raise context.error(ErrorCode.BAD_USER_INPUT, "from_to")
    found = await context.series(code, spread(from_, to, count), rule, as_known_now)
    return [readiness_point(point) for point in found]


def spread(start: dt.datetime, end: dt.datetime, count: int) -> list[dt.datetime]:
    """So many moments, evenly from `start` to `end`; one alone is `end`."""
    return [end - (end - start) * back / max(count - 1, 1) for back in reversed(range(count))]
