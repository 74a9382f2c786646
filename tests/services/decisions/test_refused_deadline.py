"""Every refusal of a deadline that could not be meant."""

import datetime as dt

import pytest

from services.refusals import RefusalCode as No
from tests.services.decisions.test_deadline import ANCHORED, H_7, OPEN_DAY
from tests.worlds import cast, cast_steer
from tests.worlds.cast import OWNED, READY, RECORDED
from tests.worlds.given import Act, History
from tests.worlds.refused import Refused

SETTING = [
    Refused("neither day nor offset", OWNED, cast.SET_DEADLINE.but(due=None), No.BAD_USER_INPUT),
    Refused("day and offset", OWNED, cast.SET_DEADLINE.but(offset_days=-7), No.BAD_USER_INPUT),
    Refused(
        "an offset that was agreed",
        OWNED,
        ANCHORED.but(basis="AGREED"),
        No.BAD_USER_INPUT,
        "anchored",
    ),
    *(
        Refused(f"offset {days}", OWNED, ANCHORED.but(offset_days=days), No.BAD_USER_INPUT)
        for days in (3_661, -3_661, 1.5, True, "-7")
    ),
    *(
        Refused(f"hour {hour}", OWNED, cast.SET_DEADLINE.but(due_time=hour), No.BAD_USER_INPUT)
        for hour in ("24:00", "8:00", "08:60", "08.00", "", "08:00:00")
    ),
    Refused("offset before the start", OWNED, ANCHORED.but(offset_days=-23), No.INVALID_DATES),
    Refused("already set", H_7, ANCHORED, No.ALREADY_SET),
    Refused(
        "stated by no source on record",
        OWNED,
        cast_steer.SET_STATED.but(source="source:psu/S9"),
        No.NOT_FOUND,
    ),
    Refused(
        "a recorder without a source",
        OWNED,
        cast.SET_DEADLINE.but(cast.RECORDER),
        No.NOT_AUTHORISED,
        "as_given",
    ),
    Refused(
        "a recorder agrees to nothing",
        OWNED,
        cast_steer.SET_STATED.but(basis="AGREED"),
        No.NOT_AUTHORISED,
        "as_given",
    ),
    Refused(
        "before the start, which is the day of setting",
        RECORDED,
        cast.SET_DEADLINE.but(due="2025-07-09", planned_start=None),
        No.INVALID_DATES,
        "due_before_start",
    ),
]
MOVING = [
    Refused("to nowhere", READY, cast.RESCHEDULE.but(new_due=None), No.BAD_USER_INPUT, "one_of"),
    Refused("to two", READY, cast.RESCHEDULE.but(offset_days=-1), No.BAD_USER_INPUT, "at_most_one"),
    Refused(
        "asked for and stated",
        cast_steer.DEADLINE_ASKED,
        cast.RESCHEDULE.but(request=cast_steer.Q1, source=cast_steer.SOURCE),
        No.BAD_USER_INPUT,
        "at_most_one",
    ),
    Refused("old unsaid", READY, cast.RESCHEDULE.but(old_due=None), No.STALE_VALUE, ""),
    Refused(
        "old said while the day is open",
        H_7.and_(OPEN_DAY),
        cast.RESCHEDULE.but(old_due="2025-07-30"),
        No.STALE_VALUE,
        "no_day",
    ),
    Refused(
        "old said as before the day was moved",
        H_7.and_(cast_steer.MOVE_OCCASION),
        cast.RESCHEDULE.but(old_due="2025-07-30"),
        No.STALE_VALUE,
        "",
    ),
    Refused(
        "to the same days from the occasion's",
        H_7,
        cast.RESCHEDULE.but(old_due="2025-07-30", new_due=None, offset_days=-7),
        No.INVALID_DATES,
        "unchanged",
    ),
    Refused(
        "to before a later start",
        READY,
        cast.RESCHEDULE.but(planned_start="2025-08-06"),
        No.INVALID_DATES,
        "due_before_start",
    ),
    Refused(
        "asked for in no source on record",
        READY,
        cast.RESCHEDULE.but(source="source:psu/S9"),
        No.NOT_FOUND,
    ),
]
REFUSALS = [*SETTING, *MOVING]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_it_is_refused(refused: Refused) -> None:
    refused.check()


def test_the_refusal_says_from_when_work_is_planned() -> None:
    early = cast.SET_DEADLINE.but(due="2025-07-14")
    refusal = OWNED.when(early).then_refused(No.INVALID_DATES, "due_before_start")
    assert refusal.params == {"start": dt.date(2025, 7, 15)}


@pytest.mark.parametrize(
    ("refused", "field"),
    [
        ((OWNED, cast.SET_DEADLINE.but(due="2025-07-14")), ("due",)),
        ((OWNED, ANCHORED.but(offset_days=-23)), ("offsetDays",)),
        ((H_7, cast.SET_DEADLINE), ("due",)),
        ((H_7, ANCHORED), ("offsetDays",)),
        ((READY, cast.RESCHEDULE.but(new_due="2025-07-14")), ("newDue",)),
        ((READY, cast_steer.ASK.but(deadline={"due": "2025-07-14"})), ("deadline", "due")),
    ],
)
def test_the_refusal_names_the_field(refused: tuple[History, Act], field: tuple[str, ...]) -> None:
    history, act = refused
    refusal = history.when(act).refusal
    assert refusal is not None
    assert refusal.field == field
