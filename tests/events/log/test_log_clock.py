"""The log's clock: it only goes on, and a LIVE log does not write while it lies."""

import datetime as dt

import pytest

from events.log.log_clock import ClockRefused
from tests.worlds.world import START, StillClock

SECOND, MICROSECOND = dt.timedelta(seconds=1), dt.timedelta(microseconds=1)


def test_no_moment_is_given_twice_while_time_stands_still() -> None:
    time = StillClock()
    clock = time.log_clock()
    assert [clock.now() for _ in range(3)] == [START + n * MICROSECOND for n in range(3)]


def test_moments_go_on_when_the_wall_clock_runs_back() -> None:
    time = StillClock()
    clock = time.log_clock()
    given = clock.now()
    time.jump(-3600)
    assert clock.now() == given + MICROSECOND
    time.jump(7200)
    assert clock.now() == START + 3600 * SECOND


@pytest.mark.parametrize("seconds", [0, -10, 4.9, 5])
def test_a_clock_up_to_5_seconds_behind_the_head_may_write(seconds: float) -> None:
    StillClock().log_clock().check(START + seconds * SECOND)


@pytest.mark.parametrize("seconds", [5.000001, 60, 86_400])
def test_a_clock_more_than_5_seconds_behind_the_head_is_refused(seconds: float) -> None:
    with pytest.raises(ClockRefused, match="behind"):
        StillClock().log_clock().check(START + seconds * SECOND)


def test_a_clock_that_has_caught_up_with_the_head_may_write_again() -> None:
    time = StillClock()
    clock = time.log_clock()
    with pytest.raises(ClockRefused):
        clock.check(START + 20 * SECOND)
    time.go(START + 15 * SECOND)
    clock.check(START + 20 * SECOND)


def test_an_empty_log_has_no_head_to_be_behind() -> None:
    StillClock().log_clock().check(None)


@pytest.mark.parametrize("seconds", [60, -60, 59.9])
def test_a_jump_of_up_to_60_seconds_is_borne(seconds: float) -> None:
    time = StillClock()
    clock = time.log_clock()
    time.jump(seconds)
    clock.check(None)


@pytest.mark.parametrize("seconds", [60.000001, -60.000001, 86_400, -86_400])
def test_a_jump_of_more_than_60_seconds_is_refused_until_accepted(seconds: float) -> None:
    marks = ["first"]
    time = StillClock()
    clock = time.log_clock(lambda: marks[-1])
    time.jump(seconds)
    for _ in range(2):
        with pytest.raises(ClockRefused, match="jump"):
            clock.check(None)
    time.go(time.wall + 3600 * SECOND)
    with pytest.raises(ClockRefused, match="jump"):
        clock.check(None)
    marks.append("second")
    clock.check(None)
    time.jump(-seconds)
    with pytest.raises(ClockRefused, match="jump"):
        clock.check(None)


def test_time_that_passes_on_both_clocks_is_no_jump() -> None:
    time = StillClock()
    clock = time.log_clock()
    time.go(START + dt.timedelta(days=400))
    clock.check(START)


def test_drift_is_no_jump_however_long_the_process_runs() -> None:
    time = StillClock()
    clock = time.log_clock()
    for _ in range(24 * 60):
        time.go(time.wall + 60 * SECOND)
        time.jump(0.1)
        clock.check(time.wall)


def test_an_accepted_clock_may_write_after_a_head_that_lies_ahead() -> None:
    marks = ["first"]
    time = StillClock()
    clock = time.log_clock(lambda: marks[-1])
    head = START + dt.timedelta(days=365)
    with pytest.raises(ClockRefused, match="behind"):
        clock.check(head)
    marks.append("second")
    clock.check(head)
    clock.check(head)
    with pytest.raises(ClockRefused, match="behind"):
        clock.check(head + MICROSECOND)


def test_an_accepted_clock_gives_moments_from_the_wall_again() -> None:
    marks = ["first"]
    time = StillClock()
    clock = time.log_clock(lambda: marks[-1])
    time.jump(86_400)
    assert clock.now() == START + 86_400 * SECOND
    time.jump(-86_400)
    marks.append("second")
    clock.check(None)
    assert clock.now() == START + MICROSECOND


def test_to_ask_whether_a_clock_is_doubted_changes_nothing() -> None:
    marks = ["first"]
    time = StillClock()
    clock = time.log_clock(lambda: marks[-1])
    given, head = clock.now(), START + dt.timedelta(days=1)
    assert (clock.doubts(START), clock.doubts(head)) == (None, "behind")
    for _ in range(3):  # each no jump; together one
        time.jump(-40)
        clock.doubts(START)
    assert clock.doubts(START) == "jump"
    marks.append("second")
    assert clock.doubts(head) is None  # the next write takes it for right
    assert clock.now() == given + MICROSECOND
    clock.check(head)
    assert clock.now() == START - 120 * SECOND + MICROSECOND
