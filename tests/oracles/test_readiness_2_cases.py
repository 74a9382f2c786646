"""The cases of rule `readiness-2` that were worked out by hand."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.oracles.readiness_2.answer import answer
from tests.oracles.readiness_2.clauses_decided import DECIDED
from tests.oracles.readiness_2.clauses_of_amounts import AMOUNTS
from tests.oracles.readiness_2.clauses_of_duties import DUTIES
from tests.oracles.readiness_2.clauses_of_standing import STANDING
from tests.oracles.readiness_2.clock import Zone

CASES = json.loads((Path(__file__).parents[1] / "data" / "readiness_2.json").read_text())
MORE = DUTIES + AMOUNTS + STANDING + DECIDED


def named(answered: Any, expected: Any) -> Any:
    """Of an answer, what a case names; lists and the parts of a leaf are told whole."""
    if isinstance(expected, Mapping):
        return {
            key: answered[key] if key == "parts" else named(answered[key], value)
            for key, value in expected.items()
        }
    return answered


@pytest.mark.parametrize("case", CASES + MORE, ids=lambda case: case["name"])
def test_the_rule_answers_what_was_worked_out_by_hand(case: dict[str, Any]) -> None:
    answered = answer(case["history"], case["at"])
    assert named(answered, case["expect"]) == case["expect"]


def test_all_given_cases_are_there() -> None:
    assert len(CASES) == 48


def test_a_midnight_that_is_skipped_is_the_first_minute_after() -> None:
    zone = Zone("America/Santiago")
    assert zone.shown(zone.at(date(2025, 9, 7), "00:00")) == "2025-09-07T01:00:00-03:00"
