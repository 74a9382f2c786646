"""What a leader declared, beside what was computed."""

import datetime as dt

import strawberry

from events.facts.fact import FieldClass
from events.facts.vocabulary import Light
from schema.operation.context import Context
from schema.operation.fields import closed, field, object_type
from schema.types.event import Event, event_node
from schema.types.person import Actor
from schema.types.scalars import local
from services.read import audit_history as found
from services.read.occasion_view import OccasionView


@object_type
class DeclarationCheck:
    """What was declared, beside what was computed from what was known."""

    view: strawberry.Private[OccasionView]
    check: strawberry.Private[found.Declaration]

    @field
    @closed(FieldClass.TEXT)
    async def statement(self, info: strawberry.Info[Context, None]) -> str | None:
        """What was declared."""
        return await info.context.loaders.texts.load((self.check.event.position, "/statement"))

    @field
    def declared_light(self) -> Light | None:
        """The light that was declared."""
        return self.check.fact.light

    @field
    @closed(FieldClass.SEALED)
    def by(self, info: strawberry.Info[Context, None]) -> Actor | None:
        """Who declared it."""
        return Actor(actor=self.check.event.actor, names=self.view.names)

    @field
    def at(self) -> dt.datetime:
        """When it was declared."""
        return local(self.check.event.recorded_at, self.view.occasion.time_zone)

    @field
    def computed_score(self) -> float:
        """The score from what was known at that moment, 0 to 100."""
        return self.check.computed.whole.score

    @field
    def computed_light(self) -> Light:
        """The light from what was known at that moment."""
        return self.check.computed.whole.light

    @field
    def event(self) -> Event:
        """The declaration itself."""
        return event_node(self.check.event, self.view.point)
