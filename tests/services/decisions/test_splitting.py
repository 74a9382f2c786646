"""Nobody makes a light greener by splitting: what is judged for itself becomes no umbrella."""

import pytest

from events.facts.commitment import CommitmentRecorded
from services.refusals import RefusalCode as No
from tests.worlds import cast
from tests.worlds.cast import OWNED, READY, RECORDED
from tests.worlds.given import History, moment

CHILD = cast.RECORD.but(code="D2", parent="commitment:psu/D1")


def test_what_was_only_recorded_becomes_an_umbrella() -> None:
    fact = RECORDED.when(CHILD).accepted().events[-1].fact
    assert isinstance(fact, CommitmentRecorded)
    assert fact.parent == "D1"


def test_what_has_an_owner_and_is_not_accepted_yet_becomes_an_umbrella() -> None:
    OWNED.when(CHILD).accepted()


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(READY, id="accepted"),
        pytest.param(READY.and_(cast.REPORT), id="reported"),
        pytest.param(READY.and_(moment("2025-12-01 08:00")), id="past due"),
    ],
)
def test_what_is_judged_for_itself_becomes_none(history: History) -> None:
    refusal = history.when(CHILD).then_refused(No.WRONG_STATUS, "parent_judged")
    assert refusal.field == ("parent",)


def test_an_umbrella_takes_more_in() -> None:
    roof = RECORDED.and_(CHILD)
    roof.when(CHILD.but(code="D3")).accepted()
