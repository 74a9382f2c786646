"""Where a read stands in the two times, as a client asks for it."""

import datetime as dt

import strawberry

from schema.types.scalars import Position


@strawberry.input(
    description="Where a read stands in the two times. Position and knownAt exclude each other."
)
class AsOf:
    """Where a read stands in the two times."""

    position: Position | None = strawberry.field(
        default=None, description="What the log held up to and including this position …"
    )
    known_at: dt.datetime | None = strawberry.field(
        default=None, description="… or everything recorded at or before this moment."
    )
    effective_at: dt.datetime | None = strawberry.field(
        default=None,
        description="The moment in the world that is judged; omitted: knownAt, else now.",
    )

    @property
    def says_nothing(self) -> bool:
        """Whether it is as good as left out: a client may send each of its variables as null."""
        return self.position is None and self.known_at is None and self.effective_at is None
