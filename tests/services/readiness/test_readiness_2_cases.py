"""The cases of rule readiness-2 that were worked out by hand from its text."""

import datetime as dt
from typing import Any

import pytest

from tests.worlds.answered import answered, named
from tests.worlds.vectors import CASES, events_of


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_rule_answers_what_was_worked_out_by_hand(case: Any) -> None:
    answer = answered(events_of(case["history"]), dt.datetime.fromisoformat(case["at"]))
    assert named(answer, case["expect"]) == case["expect"]
