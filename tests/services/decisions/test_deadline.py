"""When a commitment is due: days, days from the occasion's, times, and how they are moved."""

import datetime as dt
from typing import Any

import pytest

from events.facts.deadline import DeadlineRescheduled, DeadlineSet
from events.facts.vocabulary import DeadlineBasis
from services.refusals import RefusalCode as No
from tests.worlds import cast, cast_steer
from tests.worlds.cast import OWNED, READY, RECORDED
from tests.worlds.given import History, moment

START, DUE = dt.date(2025, 7, 15), dt.date(2025, 8, 4)
DATED = cast.RECORD_RAKOR.but(
    code="R2", name="Rakor kedua", held_on={"verbatim": "Kamis", "resolved": "2025-07-03"}
)
IN_DATED = cast.OCCASION.and_(DATED, cast.RECORD.but(rakor="rakor:psu/R2"))
"""D1 was promised in a meeting whose day is certain: 3 July."""
ANCHORED = cast.SET_DEADLINE.but(due=None, offset_days=-7, basis=None)
H_7 = OWNED.and_(ANCHORED, cast.DEFINE, cast.ACCEPT)
"""D1 is due a week before the day: on 30 July."""
OPEN_DAY = cast_steer.MOVE_OCCASION.but(new_day=None)
DAILY = cast_steer.specified(**cast_steer.PERIODIC)
"""A daily duty from 15 July to 4 August."""


def deadline_of(history: History) -> tuple[Any, ...]:
    state = history.commitment()
    assert state.deadline is not None
    x = state.deadline
    return (x.due, x.offset_days, x.due_time, x.planned_start, x.basis)


def test_a_deadline_by_default_ends_with_its_day_and_was_agreed() -> None:
    bare = cast.SET_DEADLINE.but(planned_start=None, basis=None)
    RECORDED.when(bare).then(
        DeadlineSet(
            due=DUE,
            due_time="23:59",
            planned_start=dt.date(2025, 7, 10),
            deadline_basis=DeadlineBasis.AGREED,
        )
    )


def test_work_is_planned_from_the_day_of_the_meeting_where_that_is_certain() -> None:
    history = IN_DATED.when(cast.SET_DEADLINE.but(planned_start=None)).accepted()
    assert deadline_of(history)[3] == dt.date(2025, 7, 3)


def test_else_from_the_day_on_which_the_deadline_is_set_where_the_occasion_is() -> None:
    late = RECORDED.and_(moment("2025-07-12 00:30"))  # still 11 July in UTC
    history = late.when(cast.SET_DEADLINE.but(planned_start=None)).accepted()
    assert deadline_of(history)[3] == dt.date(2025, 7, 12)


def test_a_deadline_may_name_its_hour() -> None:
    history = RECORDED.and_(cast.SET_DEADLINE.but(due_time="12:00"))
    assert deadline_of(history)[2] == "12:00"


def test_a_deadline_may_be_so_many_days_from_the_occasions_day() -> None:
    OWNED.when(ANCHORED).then(
        DeadlineSet(offset_days=-7, planned_start=START, deadline_basis=DeadlineBasis.ANCHORED)
    )
    deadline = H_7.commitment().deadline
    assert deadline is not None
    assert deadline.last_day(dt.date(2025, 8, 6)) == dt.date(2025, 7, 30)


def test_it_moves_along_with_the_day_and_is_nowhere_while_that_is_open() -> None:
    later = H_7.and_(cast_steer.MOVE_OCCASION)
    move = cast.RESCHEDULE.but(old_due="2025-08-06", new_due="2025-08-08")
    later.when(move).then(
        DeadlineRescheduled(
            old_due=dt.date(2025, 8, 6), new_due=dt.date(2025, 8, 8), approved_by="SEKDA"
        )
    )
    opened = H_7.and_(OPEN_DAY)
    opened.when(move.but(old_due=None)).then(
        DeadlineRescheduled(old_due=None, new_due=dt.date(2025, 8, 8), approved_by="SEKDA")
    )


def test_an_offset_may_be_given_while_the_day_is_open() -> None:
    far = ANCHORED.but(offset_days=-100)
    OWNED.when(far).then_refused(No.INVALID_DATES, "due_before_start")
    OWNED.and_(OPEN_DAY).when(far).accepted()


def test_a_day_is_moved_to_days_from_the_occasions_and_back() -> None:
    anchored = READY.and_(cast.RESCHEDULE.but(new_due=None, offset_days=-1))
    assert deadline_of(anchored) == (None, -1, "23:59", START, DeadlineBasis.ANCHORED)
    back = anchored.and_(cast.RESCHEDULE.but(old_due="2025-08-05", new_due="2025-08-04"))
    assert deadline_of(back) == (DUE, None, "23:59", START, DeadlineBasis.AGREED)


@pytest.mark.parametrize(
    ("changed", "fact"),
    [
        ({"due_time": "08:30"}, {"due_time": "08:30"}),
        ({"planned_start": "2025-07-20"}, {"planned_start": dt.date(2025, 7, 20)}),
        ({"due_time": "23:59", "planned_start": "2025-07-15"}, {}),
    ],
)
def test_hour_and_planned_start_stay_as_they_were_unless_they_are_moved_too(
    changed: dict[str, Any], fact: dict[str, Any]
) -> None:
    READY.when(cast.RESCHEDULE.but(**changed)).then(
        DeadlineRescheduled(old_due=DUE, new_due=dt.date(2025, 8, 5), approved_by="SEKDA", **fact)
    )


def test_the_hour_alone_is_moved_on_the_same_day() -> None:
    history = READY.and_(cast.RESCHEDULE.but(new_due="2025-08-04", due_time="12:00"))
    assert deadline_of(history)[:3] == (DUE, None, "12:00")
    state = history.commitment()
    assert state.first_deadline is not None
    assert state.first_deadline.due_time == "23:59"


def test_a_duty_is_moved_back_to_the_last_period_that_is_due_and_no_further() -> None:
    history = DAILY.and_(moment("2025-07-21 08:00"))
    history.when(cast.RESCHEDULE.but(new_due="2025-07-20")).accepted()
    refused = history.when(cast.RESCHEDULE.but(new_due="2025-07-19"))
    assert refused.then_refused(No.INVALID_DATES, "periods_due").params == {
        "last": dt.date(2025, 7, 20)
    }


def test_a_duty_of_which_a_day_is_due_does_not_begin_anew() -> None:
    begun = DAILY.and_(moment("2025-07-16 08:00"))
    anew = cast.RESCHEDULE.but(planned_start="2025-07-16")
    begun.when(anew).then_refused(No.INVALID_DATES, "periods_due")
    DAILY.and_(moment("2025-07-15 23:59")).when(anew).accepted()
    begun.and_(OPEN_DAY).when(cast.RESCHEDULE.but(new_due=None, offset_days=1)).then_refused(
        No.INVALID_DATES, "periods_due"
    )


def test_what_is_no_duty_may_be_moved_back_to_any_day_since_its_start() -> None:
    late = READY.and_(moment("2025-07-21 08:00"))
    late.when(cast.RESCHEDULE.but(new_due="2025-07-15")).accepted()
