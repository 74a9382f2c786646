"""What a commitment depends on."""

import strawberry

from schema.operation.context import Context
from schema.operation.fields import field, object_type
from schema.types.enums import ConditionState
from schema.types.event import Event, event_at
from services.read.occasion_view import OccasionView
from services.state.commitment import CommitmentState


@object_type
class Condition:
    """What a commitment depends on: until that has come true it is not judged."""

    view: strawberry.Private[OccasionView]
    of: strawberry.Private[CommitmentState]
    text: str = strawberry.field(description="What it depends on, as stated.")

    @field
    def state(self) -> ConditionState:
        """What became of it."""
        if self.of.condition_failed is not None:
            return ConditionState.FAILED
        return ConditionState.MET if self.of.condition_met else ConditionState.OPEN

    @field
    async def decided_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that said so; null while it is open."""
        decided = self.of.condition_failed or self.of.condition_met
        return await event_at(info.context, decided.position if decided else None, self.view.point)
