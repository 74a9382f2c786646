"""What is kept event by event is what a fold in effective order comes to, and says the same.

Chunks are as short as they can be, and a state may have been asked anything before it grew.
"""

import datetime as dt
from decimal import Decimal
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from events.facts.vocabulary import Direction, Measure
from services.state import ordered
from services.state.commitment import CommitmentState
from services.state.indicator import Indicator
from services.state.occasion import OccasionState
from services.state.records import ActedBy, Moment
from services.state.timeline import Timeline
from services.state.verdict import Verdict, VerdictKind
from services.state.waiver import Waiver
from tests.worlds.given import evolve_occasion
from tests.worlds.random_histories import Drawn, histories
from tests.worlds.random_promises import REGIONS
from tests.worlds.scanned import asked, everything

PLACES = (None, *REGIONS)
START = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
COUNT_OF_SIX = Indicator(
    name="x",
    measure=Measure.COUNT,
    direction=Direction.AT_LEAST,
    baseline=Decimal(0),
    target=Decimal(6),
    unit="y",
    every=None,
    breakdown=(),
    set_by=0,
    set_at=START,
)


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


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from("CORFPW"), st.integers(0, 12), st.integers(0, 6))))
def test_turns_in_any_order_leave_it_where_going_through_all_of_them_does(
    turns: list[tuple[str, int, int]],
) -> None:
    """Claims, reopenings, verdicts and granted waivers, also such as no decision allows."""
    claims, reopened, verdicts, waivers = (
        list[Moment](),
        list[Moment](),
        list[Verdict](),
        list[Waiver](),
    )
    kinds = {
        "R": VerdictKind.REJECTION,
        "F": VerdictKind.FULFILMENT,
        "P": VerdictKind.PROGRESS,
    }
    for position, (turn, hours, value) in enumerate(turns):
        moment = Moment(position, START + dt.timedelta(hours=hours))
        if turn in kinds:
            verdicts.append(Verdict(*moment.order[::-1], kinds[turn], Decimal(value), None))
        elif turn == "W":
            proposed = Moment(position + len(turns), START)
            waivers.append(
                Waiver(
                    *proposed.order[::-1],
                    f"W{position}",
                    Decimal(value) / 10,
                    None,
                    ActedBy(None, None, None),
                    granted=moment,
                    target=Decimal(6),
                )
            )
        else:
            (claims if turn == "C" else reopened).append(moment)
    state = CommitmentState(occasion="psu", code="D1").model_copy(
        update={
            "indicators": (COUNT_OF_SIX,),
            "claims": Timeline.of(claims),
            "reopened": Timeline.of(reopened),
            "verdicts": Timeline.of(verdicts),
            "waivers": Timeline.of(waivers),
        }
    )
    assert asked(state, PLACES) == everything(state, PLACES)
