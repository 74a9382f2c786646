"""What is named by a code of its own within a commitment: how it is shown, and by which id."""

from typing import Any, ClassVar, Protocol, TypeVar

import strawberry

from schema.operation.fields import field, object_type
from schema.types.node import Node, pinned_id, plain_id
from services.read.occasion_view import OccasionView


class Coded(Protocol):
    """A record that bears a code."""

    @property
    def code(self) -> str:
        """Its code, unique in its commitment."""
        ...


@object_type
class InCommitment(Node):
    """Something that is named by a code of its own within a commitment."""

    kind: ClassVar[str]
    """How its ids begin."""
    view: strawberry.Private[OccasionView]
    commitment_code: strawberry.Private[str]
    state: strawberry.Private[Coded]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id(self.kind, self.view.occasion.code, self.commitment_code, self.state.code)


N = TypeVar("N", bound=InCommitment)


def in_commitment(
    shown: type[N], view: OccasionView, commitment_code: str, state: Coded, **more: Any
) -> N:
    """Something within a commitment, as it is seen from a read point."""
    place = view.occasion.code, commitment_code, state.code
    return shown(
        id=pinned_id(view.point, shown.kind, *place),
        view=view,
        commitment_code=commitment_code,
        state=state,
        **more,
    )
