"""When a commitment is due."""

import datetime as dt

import strawberry

from events.facts.vocabulary import DeadlineBasis
from schema.operation.context import Context
from schema.operation.fields import field, object_type
from schema.types.event import Event, event_at
from schema.types.source import Source, source
from services.read.occasion_view import OccasionView
from services.state import deadline as state_of


@object_type
class Deadline:
    """When a commitment is due: a day, or so many days from the occasion's."""

    view: strawberry.Private[OccasionView]
    state: strawberry.Private[state_of.Deadline]
    due: dt.date = strawberry.field(description="Last day for it, local.")

    @field
    def due_time(self) -> str:
        """Until when on its last day, as HH:MM local."""
        return self.state.due_time

    @field
    def offset_days(self) -> int | None:
        """How many days from the occasion's day it is due, -7 is H-7; null: a fixed day."""
        return self.state.offset_days

    @field
    def planned_start(self) -> dt.date:
        """First day of work on it, from 00:00 local."""
        return self.state.planned_start

    @field
    def basis(self) -> DeadlineBasis:
        """Where the deadline comes from."""
        return self.state.basis

    @field
    def source(self) -> Source | None:
        """The source that states it, or in which it was asked for."""
        return source_of(self.view, self.state.source)

    @field
    async def set_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that set or moved it."""
        return await event_at(info.context, self.state.set_by, self.view.point)


def source_of(view: OccasionView, code: str | None) -> Source | None:
    """A source that something names, if it names one."""
    return source(view, code) if code in view.occasion.sources else None


def deadline(
    view: OccasionView, state: state_of.Deadline | None, day: dt.date | None
) -> Deadline | None:
    """A deadline, if it is known: one by so many days from a day that is open is not.

    `day` is the occasion's.
    """
    due = state.last_day(day) if state else None
    return Deadline(view=view, state=state, due=due) if state and due else None


def first_deadline(view: OccasionView, state: state_of.Deadline | None) -> Deadline | None:
    """A deadline as it stood at first, however often the occasion's day was moved since."""
    return deadline(view, state, view.occasion.day_for(state.set_at)) if state else None
