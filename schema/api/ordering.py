"""In which order commitments are listed: each order with keys of its own, and their cursors.

Keys end with the position that recorded the commitment, so no two are equal; what has no date, no
light or no score stands last.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from events.facts.vocabulary import Light
from schema.operation.context import Context
from schema.types.commitment import Commitment, commitment_page, known_commitment
from schema.types.enums import CommitmentOrder
from schema.types.page import Connection, Cursors, Paging, page_in_memory
from services.commands.values import EVENT_LIMIT
from services.read.occasion_view import OccasionView
from services.readiness.answer import rounded
from services.state.commitment import CommitmentState

Key = tuple[Any, int]
"""What is ordered by, and the position that recorded the commitment."""
WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREY, Light.GREEN, None)
UNSCORED = 2.0
"""Behind every score, which is 1 at most."""


def ordered_page(
    context: Context,
    view: OccasionView,
    states: Iterable[CommitmentState],
    order: CommitmentOrder,
    paging: Paging,
) -> Connection[Commitment]:
    """A page of commitments in an order."""
    if order is CommitmentOrder.RECORDED:
        return commitment_page(context, view, states, paging)
    _, key = KEYS[order]
    keyed = (((key(view, state), state.recorded_by or 0), state) for state in states)
    cursors = Cursors(partial(_written, order), partial(_read, order))
    return page_in_memory(
        context, keyed, lambda state: known_commitment(view, state.code), paging, cursors
    )


def _code(_: OccasionView, state: CommitmentState) -> str:
    return state.code


def _due(view: OccasionView, state: CommitmentState) -> str:
    return (view.due_of(state) or dt.date.max).isoformat()


def _light(view: OccasionView, state: CommitmentState) -> int:
    leaf = view.readiness.leaves.get(state.code)
    return WORST_FIRST.index(leaf.light if leaf else None)


def _score(view: OccasionView, state: CommitmentState) -> float:
    leaf = view.readiness.leaves.get(state.code)
    return UNSCORED if leaf is None or leaf.score is None else rounded(leaf.score, 4)


KEYS: dict[
    CommitmentOrder, tuple[type, Callable[[OccasionView, CommitmentState], str | int | float]]
] = {
    CommitmentOrder.CODE: (str, _code),
    CommitmentOrder.DUE: (str, _due),
    CommitmentOrder.LIGHT: (int, _light),
    CommitmentOrder.SCORE: (float, _score),
}
"""What each order goes by, and of which type that stands in its cursors."""


def _written(order: CommitmentOrder, key: Key) -> str:
    return json.dumps([order.value, *key])


def _read(order: CommitmentOrder, text: str) -> Key | None:
    """The key in a cursor; None for what is none, or one of another order."""
    try:
        found = json.loads(text)
        name, value, position = found
    except (RecursionError, TypeError, ValueError):
        return None
    kind, _ = KEYS[order]
    if name != order.value or type(value) is not kind or type(position) is not int:
        return None
    is_whole = not isinstance(value, float) or 0 <= value <= UNSCORED  # NaN is neither
    return (value, position) if is_whole and 0 <= position < EVENT_LIMIT else None
