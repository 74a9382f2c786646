"""Where sources disagree."""

import strawberry

from events.facts import discrepancy as facts
from schema.operation.context import Context
from schema.operation.fields import field, field_named, object_type, seen_as
from schema.types.event import Event, event_at, known_event
from schema.types.node import Node, pinned_id, plain_id
from schema.types.page import POSITIONS, Connection, Paging, page_in_memory
from services.read.occasion_view import BareOccasionView
from services.state import discrepancy as state_of


@object_type
class Discrepancy(Node):
    """Sources disagree, or one contradicts itself; all readings are kept."""

    view: strawberry.Private[BareOccasionView]
    state: strawberry.Private[state_of.Discrepancy]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id("discrepancy", self.view.occasion.code, self.state.code)

    @field
    def code(self) -> str:
        """Code of the discrepancy, unique in its occasion."""
        return self.state.code

    @field
    def subject(self) -> strawberry.ID:
        """Id of what it is about."""
        return strawberry.ID(self.state.subject)

    @field_named("field")
    def doubtful_field(self) -> str:
        """The field of the subject that is in doubt."""
        return self.state.field

    @field
    @seen_as(facts.DiscrepancyNoted, "readings")
    async def readings(self, info: strawberry.Info[Context, None]) -> list[str] | None:
        """The readings, word for word; erased ones are left out."""
        places = [(place.position, place.path) for place in self.state.readings]
        found = await info.context.loaders.texts.load_many(places)
        return [text for text in found if text is not None]

    @field
    @seen_as(facts.DiscrepancyResolved, "chosen")
    async def chosen(self, info: strawberry.Info[Context, None]) -> str | None:
        """The reading that stands; null while it is open."""
        return await info.context.text(self.state.chosen)

    @field
    async def resolved_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that resolved it; null while it is open."""
        return await event_at(info.context, self.state.resolved_by, self.view.point)

    @field
    async def noted_by(self, info: strawberry.Info[Context, None]) -> Event:
        """The event that noted it."""
        return await known_event(info.context, self.state.noted_by, self.view.point)


def discrepancy(view: BareOccasionView, code: str) -> Discrepancy:
    """A discrepancy of an occasion."""
    return Discrepancy(
        id=pinned_id(view.point, "discrepancy", view.occasion.code, code),
        view=view,
        state=view.occasion.discrepancies[code],
    )


def discrepancy_page(
    context: Context,
    view: BareOccasionView,
    open_only: bool | None,
    paging: Paging,
) -> Connection[Discrepancy]:
    """A page of an occasion's discrepancies, in the order they were noted."""
    chosen = (
        (state.noted_by, state)
        for state in view.occasion.discrepancies.values()
        if open_only is None or open_only == (state.resolved_by is None)
    )
    return page_in_memory(
        context, chosen, lambda state: discrepancy(view, state.code), paging, POSITIONS
    )
