"""When a commitment is due."""

import datetime as dt

import strawberry

from events.facts.vocabulary import DeadlineBasis
from schema.operation.context import Context
from schema.operation.fields import field, object_type
from schema.types.event import Event, event_at
from services.read.occasion_view import OccasionView
from services.state import deadline as state_of


@object_type
class Deadline:
    """When a commitment is due."""

    view: strawberry.Private[OccasionView]
    set_at: strawberry.Private[int]
    due: dt.date = strawberry.field(description="Last day for it, until 23:59 local time.")
    planned_start: dt.date = strawberry.field(description="First day of work, from 00:00 local.")
    basis: DeadlineBasis = strawberry.field(description="Where the deadline comes from.")

    @field
    async def set_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that set or moved it."""
        return await event_at(info.context, self.set_at, self.view.point)


def deadline(view: OccasionView, state: state_of.Deadline | None) -> Deadline | None:
    """A deadline, if it is known."""
    if state is None:
        return None
    return Deadline(
        view=view,
        set_at=state.set_by,
        due=state.due,
        planned_start=state.planned_start,
        basis=state.basis,
    )
