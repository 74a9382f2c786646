"""What is given up as a whole: whatever is not counted up, and what is, too."""

from decimal import Decimal
from typing import Any

import pytest

from events.facts.waiver import RemainderWaived, WaiverProposed
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentStatus as Status
from tests.worlds import cast
from tests.worlds.cast import DIVIDED_READY, OWNED, READY
from tests.worlds.cast_steer import AT_MOST, DELIVERABLE, PERIODIC, RATE, specified
from tests.worlds.given import History
from tests.worlds.refused import Refused

WHOLE = cast.PROPOSE_WAIVER.but(remainder=None)
INDIVISIBLE: list[dict[str, Any]] = [
    DELIVERABLE,
    RATE,
    PERIODIC,
    AT_MOST,
    {**AT_MOST, "measure": "RATE"},
]
by_measure = pytest.mark.parametrize("indicator", INDIVISIBLE, ids=lambda x: str(x["name"]))
BY_PARTY = [{"party": "party:KPU", "target": 60}, {"party": "party:DINKES", "target": 40}]
BY_PARTY_READY = OWNED.and_(cast.SET_DEADLINE, cast.DEFINE.but(breakdown=BY_PARTY), cast.ACCEPT)
NORTH = "region:62.05.01"


@by_measure
def test_what_is_not_counted_up_is_given_up_as_a_whole(indicator: dict[str, Any]) -> None:
    proposed = specified(**indicator).when(WHOLE).then(WaiverProposed(code="W1", whole=True))
    waived = proposed.when(cast.WAIVE).then(RemainderWaived(code="W1", whole=True))
    assert waived.commitment().status is Status.CANNOT_BE_FOLLOWED_UP


@pytest.mark.parametrize("history", [READY, DIVIDED_READY, cast.REPORTED])
def test_a_count_may_be_given_up_as_a_whole_too(history: History) -> None:
    waived = history.and_(WHOLE, cast.WAIVE)
    assert waived.commitment().status is Status.CANNOT_BE_FOLLOWED_UP


def test_it_stays_what_was_proposed_when_the_target_changes_meanwhile() -> None:
    changed = READY.and_(WHOLE, cast.REVISE.but(breakdown=cast.DIVIDED, new_target=100))
    changed.when(cast.WAIVE).then(RemainderWaived(code="W1", whole=True))


def test_a_remainder_is_given_up_of_one_party() -> None:
    part = cast.PROPOSE_WAIVER.but(party="party:DINKES")
    proposed = BY_PARTY_READY.when(part).then(
        WaiverProposed(code="W1", remainder=Decimal(40), party="DINKES")
    )
    waived = proposed.when(cast.WAIVE).then(
        RemainderWaived(code="W1", remainder=Decimal(40), party="DINKES")
    )
    assert waived.commitment().is_left_out("party:DINKES")
    assert waived.commitment().status is Status.READY


def test_of_a_count_that_starts_above_0_only_the_way_that_is_left_is_given_up() -> None:
    history = specified(baseline=70)
    refused = history.when(cast.PROPOSE_WAIVER.but(remainder=30.001))
    assert refused.then_refused(No.INVALID_QUANTITY, "remainder").params == {"left": 30}
    waived = history.and_(cast.PROPOSE_WAIVER.but(remainder=30), cast.WAIVE)
    assert waived.commitment().status is Status.CANNOT_BE_FOLLOWED_UP


REFUSALS = [
    *(
        Refused(
            f"a remainder of {indicator['name']}",
            specified(**indicator),
            cast.PROPOSE_WAIVER.but(remainder=0.5),
            No.INVALID_QUANTITY,
            "whole_only",
        )
        for indicator in INDIVISIBLE
    ),
    *(
        Refused(
            "the whole of a part",
            DIVIDED_READY,
            part,
            No.INVALID_REGION,
            "whole",
        )
        for part in (WHOLE.but(region=NORTH), WHOLE.but(party="party:KPU"))
    ),
    Refused("a part of none", BY_PARTY_READY, cast.PROPOSE_WAIVER, No.REGION_REQUIRED),
    Refused(
        "a part by region",
        BY_PARTY_READY,
        cast.PROPOSE_WAIVER.but(region=NORTH),
        No.INVALID_REGION,
    ),
    Refused("the whole of nothing", OWNED, WHOLE, No.NOT_SPECIFIED, "indicator"),
    Refused(
        "given up already",
        READY.and_(WHOLE, WHOLE.but(code="W2"), cast.WAIVE),
        cast.WAIVE.but(waiver="waiver:psu/D1/W2"),
        No.WRONG_STATUS,
    ),
]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()
