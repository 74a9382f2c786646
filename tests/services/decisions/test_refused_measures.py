"""Every refusal of an indicator by which nothing could be judged."""

from typing import Any

import pytest

from services.refusals import RefusalCode as No
from tests.worlds import cast, cast_steer
from tests.worlds.cast import OWNED, READY
from tests.worlds.cast_steer import AT_MOST, DELIVERABLE, PERIODIC, RATE, specified
from tests.worlds.given import History
from tests.worlds.refused import Refused

NORTH, SOUTH = "62.05.01", "62.05.02"
PART: dict[str, Any] = {"region": NORTH}


def defined(
    told: str, fields: dict[str, Any], code: No, variant: str | None = None, **more: Any
) -> Refused:
    return Refused(told, OWNED, cast.DEFINE.but(**{**fields, **more}), code, variant)


def revised(
    told: str, history: History, code: No, variant: str | None = None, **fields: Any
) -> Refused:
    return Refused(told, history, cast.REVISE.but(**fields), code, variant)


BAD = No.INVALID_QUANTITY
COUNTING = [
    defined("no target", {}, BAD, "target", target=None),
    defined("no unit", {}, No.BAD_USER_INPUT, "unit", unit=None),
    defined("every", {}, No.BAD_USER_INPUT, "every", every="DAY"),
    defined("below where it starts", {}, BAD, "above_baseline", baseline=100),
    defined("a start below 0", {}, BAD, "negative", baseline=-1),
    defined("a part without a target", {}, BAD, "target", breakdown=[PART]),
    defined(
        "a part below where it starts",
        {},
        BAD,
        "above_baseline",
        breakdown=[{**PART, "target": 100, "baseline": 100}],
    ),
    defined(
        "by region and by party",
        {},
        No.INVALID_REGION,
        "mixed",
        breakdown=[{**PART, "target": 60}, {"party": "party:KPU", "target": 40}],
    ),
    defined(
        "a part of both",
        {},
        No.BAD_USER_INPUT,
        "at_most_one",
        breakdown=[{**PART, "party": "party:KPU", "target": 100}],
    ),
    defined("a part of neither", {}, No.BAD_USER_INPUT, "one_of", breakdown=[{"target": 100}]),
    defined(
        "an unknown party",
        {},
        No.UNKNOWN_PARTY,
        breakdown=[{"party": "party:X", "target": 100}],
    ),
    defined(
        "a party twice",
        {},
        No.INVALID_REGION,
        "twice",
        breakdown=[{"party": "party:KPU", "target": 50}] * 2,
    ),
    *(
        defined(f"target {target}", {}, BAD, "", target=target)
        for target in (1e15, 999_999_999_999_999.5, 0.0001, 123_456_789_012.3456)
    ),
]
FALLING = [
    defined("without a start", AT_MOST, BAD, "baseline", baseline=None),
    defined("to where it starts", AT_MOST, BAD, "below_baseline", target=40),
    defined("below 0", AT_MOST, BAD, "negative", target=-1),
    defined(
        "a part without a start",
        AT_MOST,
        BAD,
        "below_baseline",
        breakdown=[{**PART, "target": 0}],
    ),
    defined("a thing", DELIVERABLE, BAD, "direction", direction="AT_MOST", baseline=0),
    defined("a duty", PERIODIC, BAD, "direction", direction="AT_MOST", baseline=0),
]
DELIVERED = [
    defined("two of it", DELIVERABLE, BAD, "delivered", target=2),
    defined("from a start", DELIVERABLE, BAD, "delivered", baseline=0.5),
    defined("in parts", DELIVERABLE, No.INVALID_REGION, "delivered", breakdown=[PART]),
    defined("every week", DELIVERABLE, No.BAD_USER_INPUT, "every", every="WEEK"),
    Refused(
        "of which half was reported",
        OWNED.and_(cast.REPORT.but(value=0.5)),
        cast.DEFINE.but(**DELIVERABLE),
        BAD,
        "reported",
    ),
]
RATES = [
    defined("a rate without a unit", RATE, No.BAD_USER_INPUT, "unit", unit=None),
    defined("a rate without a target", RATE, BAD, "target", target=None),
    defined(
        "a part that starts above the whole's target",
        RATE,
        BAD,
        "above_baseline",
        breakdown=[{**PART, "baseline": 75}],
    ),
    defined(
        "a part that ends below the whole's start",
        RATE,
        BAD,
        "above_baseline",
        breakdown=[{**PART, "target": 62}],
    ),
]
DUTIES = [
    defined("a duty that never comes back", PERIODIC, No.BAD_USER_INPUT, "every", every=None),
    defined("a duty with a target", PERIODIC, BAD, "computed", target=21),
    defined("a duty with a start", PERIODIC, BAD, "computed", baseline=1),
    *(
        defined("a part of a duty with numbers", PERIODIC, BAD, "computed", breakdown=[part])
        for part in ({**PART, "target": 5}, {**PART, "baseline": 0})
    ),
]
REVISING = [
    revised("to what it is", READY, BAD, "unchanged", new_target=100),
    revised("to nothing new", READY, BAD, "unchanged", new_target=None),
    revised("old unsaid", READY, No.STALE_VALUE, "", old_target=None),
    revised("a duty has no old", specified(**PERIODIC), No.STALE_VALUE, "no_target"),
    revised(
        "a duty gets no target",
        specified(**PERIODIC),
        BAD,
        "computed",
        old_target=None,
        new_target=21,
    ),
    revised(
        "what falls does not rise",
        specified(**AT_MOST),
        BAD,
        "below_baseline",
        old_target=0,
        new_target=40,
    ),
    revised("above its start", READY, BAD, "above_baseline", baseline=120),
    revised(
        "by both",
        cast_steer.INDICATOR_ASKED,
        No.BAD_USER_INPUT,
        "at_most_one",
        request=cast_steer.Q1,
        source=cast_steer.SOURCE,
    ),
    revised("in no source on record", READY, No.NOT_FOUND, source="source:psu/S9"),
    revised(
        "a party that goes",
        OWNED.and_(
            cast.SET_DEADLINE,
            cast.DEFINE.but(breakdown=[{"party": "party:KPU", "target": 100}]),
            cast.REPORT.but(party="party:KPU"),
        ),
        No.INVALID_REGION,
        "reported",
        breakdown=[{"party": "party:DINKES", "target": 120}],
    ),
]
STATED = [
    Refused(
        "by a recorder without a source",
        OWNED,
        cast.DEFINE.but(cast.RECORDER),
        No.NOT_AUTHORISED,
        "as_given",
    ),
    Refused(
        "by no source on record",
        OWNED,
        cast_steer.DEFINE_STATED.but(source="source:psu/S9"),
        No.NOT_FOUND,
    ),
]
REFUSALS = [*COUNTING, *FALLING, *DELIVERED, *RATES, *DUTIES, *REVISING, *STATED]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"target": 0}, ("target",)),
        (
            {"breakdown": [{**PART, "target": 100}, {"region": SOUTH, "target": 0}]},
            ("breakdown", "1", "target"),
        ),
        (
            {"breakdown": [{**PART, "target": 60}, {"region": "62.05.77", "target": 40}]},
            ("breakdown", "1", "region"),
        ),
    ],
)
def test_a_refusal_names_the_row_and_the_field(
    fields: dict[str, Any], field: tuple[str, ...]
) -> None:
    refusal = OWNED.when(cast.DEFINE.but(**fields)).refusal
    assert refusal is not None
    assert refusal.field == field


def test_a_revision_names_its_own_field() -> None:
    refusal = READY.when(cast.REVISE.but(new_target=0)).then_refused(BAD, "above_zero")
    assert refusal.field == ("newTarget",)
