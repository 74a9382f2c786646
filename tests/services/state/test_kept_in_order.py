"""What is kept event by event is what a fold in effective order comes to, and says the same.

Chunks are as short as they can be, and a state may have been asked anything before it grew.
"""

from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from services.state import ordered
from services.state.commitment import CommitmentState
from services.state.occasion import OccasionState
from tests.worlds.given import evolve_occasion
from tests.worlds.random_histories import REGIONS, Drawn, histories
from tests.worlds.scanned import asked, everything

PLACES = (None, *REGIONS)


def kept(state: OccasionState) -> dict[str, CommitmentState]:
    """The commitments, but for how many of their events are known."""
    return {
        code: commitment.model_copy(update={"version": 0})
        for code, commitment in state.commitments.items()
    }


def answers(state: OccasionState) -> dict[str, Any]:
    return {code: asked(known, PLACES) for code, known in state.commitments.items()}


@settings(max_examples=100)
@given(histories(longest=40), st.data())
def test_a_state_is_what_a_fold_in_effective_order_comes_to(
    drawn: Drawn, data: st.DataObject
) -> None:
    events, _ = drawn
    with mock.patch.object(ordered, "SHORTEST", 1):
        growing, before = OccasionState(), []
        for number, event in enumerate(events, start=1):
            growing = evolve_occasion(growing, event)
            if data.draw(st.booleans()):
                said = answers(growing)
                assert said == {
                    code: everything(known, PLACES) for code, known in growing.commitments.items()
                }
                before.append((growing, said))
            folded = OccasionState()
            in_order = sorted(events[:number], key=lambda one: (one.occurred_at, one.position))
            for one in sorted(in_order, key=lambda one: one.commitment is not None):
                folded = evolve_occasion(folded, one)
            assert kept(growing) == kept(folded)
        for state, said in before:
            assert answers(state) == said
