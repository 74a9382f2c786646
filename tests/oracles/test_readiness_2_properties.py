"""What holds of rule `readiness-2` whatever the history."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracles.readiness_2.answer import answer
from tests.oracles.readiness_2.clock import instant, minute
from tests.oracles.readiness_2.histories import random_history, random_moment
from tests.oracles.readiness_2.invariants import GREY, INFORMATION, RED, YELLOW, broken
from tests.oracles.readiness_2.record import Record
from tests.oracles.readiness_2.terms import indicator
from tests.oracles.readiness_2.variations import SAME, without_what_comes_later

FACTS = {
    "AssignmentDeclined",
    "ClaimRejected",
    "CommitmentAccepted",
    "CommitmentAmended",
    "CommitmentRecorded",
    "CommitmentReopened",
    "CommitmentWithdrawn",
    "ConditionFailed",
    "ConditionMet",
    "DeadlineRescheduled",
    "DeadlineSet",
    "DependencyLinked",
    "DependencyReleased",
    "FulfilmentClaimed",
    "FulfilmentVerified",
    "IndicatorDefined",
    "IndicatorRevised",
    "ObstacleRaised",
    "ObstacleResolved",
    "OccasionRescheduled",
    "OwnerAssigned",
    "PartnersNamed",
    "ProgressReported",
    "ProgressStated",
    "ProgressVerified",
    "RemainderWaived",
    "ReportCorrected",
    "ReportRetracted",
    "StatementConfirmed",
    "StatementDenied",
}

seeds, sizes = st.integers(0, 2**32 - 1), st.integers(0, 90)


@given(seed=seeds, size=sizes)
def test_lights_numbers_reasons_and_lists_agree(seed: int, size: int) -> None:
    chance = Random(seed)
    history = random_history(chance, size)
    for _ in range(3):
        at = random_moment(chance, history)
        assert broken(answer(history, at), at) == [], at


@pytest.mark.parametrize("what", SAME)
@settings(max_examples=25)
@given(seed=seeds, size=sizes)
def test_the_answer_stays(what: str, seed: int, size: int) -> None:
    chance = Random(seed)
    history = random_history(chance, size)
    at = random_moment(chance, history)
    assert answer(SAME[what](history, at, chance), at) == answer(history, at), at


@given(seed=seeds, size=sizes, hours=st.integers(1, 400))
def test_silence_raises_nothing(seed: int, size: int, hours: int) -> None:
    """Of a duty that comes back alone, since a kept period may be due only later."""
    chance = Random(seed)
    history = random_history(chance, size)
    at = random_moment(chance, history)
    silent = without_what_comes_later(history, at)
    later = (instant(at) + timedelta(hours=hours)).isoformat()
    then, after = answer(silent, at)["leaves"], answer(silent, later)["leaves"]
    record = Record(silent, minute(instant(at)))
    for code, leaf in then.items():
        measured = indicator(record, code)
        if leaf["s"] is not None and measured is not None and measured.measure != "PERIODIC":
            assert after[code]["s"] <= leaf["s"], (code, at, later)
            assert after[code]["v"] == leaf["v"], (code, at, later)


def test_random_histories_reach_every_part_of_the_rule() -> None:
    """So that the properties above are not kept by histories that say little."""
    reasons: set[str] = set()
    facts: set[str] = set()
    for seed in range(60):
        chance = Random(seed)
        history = random_history(chance, 70)
        facts |= {event["type"] for event in history["events"]}
        for _ in range(3):
            answered = answer(history, random_moment(chance, history))
            reasons |= {r for leaf in answered["leaves"].values() for r in leaf["reasons"]}
            reasons |= {r for r, _ in answered["whole"]["reasons"]}
    assert reasons == {*GREY, *RED, *YELLOW, *INFORMATION, "WITHDRAWN"}
    assert facts == FACTS
