"""Production and a second, slow calculation of rule readiness-2 agree on whatever happened.

`RAKOR_HISTORIES` says how many random histories are tried, `RAKOR_FIRST_HISTORY` from which on.
"""

import datetime as dt
import os
from random import Random
from typing import Any

import pytest

from tests.oracles.readiness_2.answer import answer
from tests.oracles.readiness_2.clauses_decided import DECIDED
from tests.oracles.readiness_2.clauses_of_amounts import AMOUNTS
from tests.oracles.readiness_2.clauses_of_duties import DUTIES
from tests.oracles.readiness_2.clauses_of_standing import STANDING
from tests.oracles.readiness_2.histories import random_history, random_moment
from tests.worlds.answered import answered, named
from tests.worlds.vectors import events_of

HISTORIES = int(os.environ.get("RAKOR_HISTORIES", "200"))
FIRST = int(os.environ.get("RAKOR_FIRST_HISTORY", "0"))
TOGETHER = 50
MOST_ACTS = 90
CASES: list[dict[str, Any]] = DUTIES + AMOUNTS + STANDING + DECIDED


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_rule_answers_what_the_second_opinion_worked_out_by_hand(case: dict[str, Any]) -> None:
    found = answered(events_of(case["history"]), dt.datetime.fromisoformat(case["at"]))
    assert named(found, case["expect"]) == case["expect"]


@pytest.mark.parametrize("first", range(FIRST, FIRST + HISTORIES, TOGETHER))
def test_both_answer_alike_at_random_read_points_in_both_times(first: int) -> None:
    for seed in range(first, min(first + TOGETHER, FIRST + HISTORIES)):
        chance = Random(seed)
        history = random_history(chance, chance.randint(0, MOST_ACTS))
        for known in (len(history["events"]), chance.randint(1, len(history["events"]))):
            read = {**history, "events": history["events"][:known]}
            at = random_moment(chance, read)
            found = answered(events_of(read), dt.datetime.fromisoformat(at))
            assert found == answer(read, at), f"history {seed}, {known} events known, at {at}"
