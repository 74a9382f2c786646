"""What holds for every history: the past stays, what was taken back never was, and silence is no
progress."""

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from events.facts.dependency import DependencyLinked, DependencyReleased
from events.facts.fact import Fact
from events.facts.report import ProgressReported, ReportCorrected, ReportRetracted
from events.facts.waiver import RemainderWaived, WaiverProposed
from events.format.recorded_event import RecordedEvent
from services.read.look_up import LookUp
from services.read.read_point import ReadPoint
from services.readiness.answer import Readiness
from services.readiness.readiness_1 import readiness_1
from services.state.growing_occasion import fold_occasion
from services.state.occasion import OccasionState, whole_minute
from tests.worlds.furniture import OCCASION
from tests.worlds.given import evolve_occasion
from tests.worlds.random_acts import Step, act, steps
from tests.worlds.random_histories import histories
from tests.worlds.world import World

Drawn = tuple[list[RecordedEvent], dt.datetime]
OF_REPORTS = (ProgressReported, ReportCorrected, ReportRetracted)
MINUTE = dt.timedelta(minutes=1)


def judged(events: Sequence[RecordedEvent], moment: dt.datetime) -> Readiness:
    return readiness_1(fold_occasion(events, moment), moment)


def and_then(events: list[RecordedEvent], of: RecordedEvent, fact: Fact) -> list[RecordedEvent]:
    """The events, and at their end one more about an earlier one, at the time of that one."""
    last = events[-1]
    more = replace(of, position=last.position + 1, recorded_at=last.recorded_at, fact=fact)
    return [*events, more]


def standing(events: list[RecordedEvent]) -> list[RecordedEvent]:
    """The reports that were not retracted."""
    gone = {e.fact.corrects for e in events if isinstance(e.fact, ReportRetracted)}
    reports = [e for e in events if isinstance(e.fact, ProgressReported)]
    return [event for event in reports if event.position not in gone]


def one_report(events: list[RecordedEvent], data: st.DataObject) -> RecordedEvent:
    reports = standing(events)
    assume(reports)
    return data.draw(st.sampled_from(reports))


# ---- the past stays


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world that was left as it was furnished, to be copied."""
    folder = tmp_path_factory.mktemp("furnished") / "world"
    World(folder).close()
    return folder


@contextmanager
def copied(furnished: Path) -> Iterator[World]:
    """A world of its own, as it was furnished."""
    with (
        TemporaryDirectory() as folder,
        World(Path(shutil.copytree(furnished, f"{folder}/world"))) as world,
    ):
        yield world


def answer(look_up: LookUp, position: int, minute: dt.datetime) -> tuple[object, ...]:
    """What is said about a read point: the state and the readiness."""
    view = look_up.occasion(OCCASION, ReadPoint(position, None, minute))
    assert view is not None
    return view.state, view.readiness


@given(
    before=st.lists(steps, min_size=1, max_size=6),
    afterwards=st.lists(steps, min_size=1, max_size=8),
    hours_back=st.integers(-48, 200),
)
@settings(max_examples=40)
def test_an_answer_for_a_past_read_point_never_changes(
    furnished: Path, before: list[Step], afterwards: list[Step], hours_back: int
) -> None:
    with copied(furnished) as world:
        for step in before:
            act(world, step)
        position = world.head().position
        minute = whole_minute(world.time.wall - dt.timedelta(hours=hours_back))
        first = answer(world.look_up, position, minute)
        for step in afterwards:
            act(world, step)
            assert answer(world.look_up, position, minute) == first
        assert answer(LookUp(world.log, world.clock), position, minute) == first


@settings(max_examples=150)
@given(histories(), st.data())
def test_the_present_is_judged_like_the_fold_of_all_that_lies_behind(
    drawn: Drawn, data: st.DataObject
) -> None:
    events, _ = drawn
    known = events[: data.draw(st.integers(1, len(events)))]
    live = OccasionState()
    for event in known:
        live = evolve_occasion(live, event)
    moment = max(event.occurred_at for event in known)
    assert readiness_1(live, moment) == judged(known, moment)


# ---- what was taken back never was


@settings(max_examples=250)
@given(histories())
def test_to_retract_all_that_was_reported_is_never_to_have_reported(drawn: Drawn) -> None:
    events, moment = drawn
    taken_back = events
    for report in standing(events):
        retraction = ReportRetracted(corrects=report.position)
        taken_back = and_then(taken_back, report, retraction)
    never = [event for event in events if not isinstance(event.fact, OF_REPORTS)]
    assert judged(taken_back, moment) == judged(never, moment)


@settings(max_examples=150)
@given(histories(), st.data())
def test_to_correct_a_report_is_to_have_reported_so(drawn: Drawn, data: st.DataObject) -> None:
    events, moment = drawn
    report = one_report(events, data)
    fact = report.fact
    assert isinstance(fact, ProgressReported)
    value = data.draw(st.decimals(0, 100, places=1))
    correction = ReportCorrected(corrects=report.position, value=value, region=fact.region)
    corrected = and_then(events, report, correction)
    so = replace(report, fact=fact.model_copy(update={"value": value}))
    reported_so = [
        so if event is report else event
        for event in events
        if not isinstance(event.fact, ReportCorrected) or event.fact.corrects != report.position
    ]
    assert judged(corrected, moment) == judged(reported_so, moment)


@settings(max_examples=150)
@given(histories(), st.data())
def test_to_correct_twice_is_to_correct_once_as_the_last_time(
    drawn: Drawn, data: st.DataObject
) -> None:
    events, moment = drawn
    report = one_report(events, data)
    assert isinstance(report.fact, ProgressReported)
    first, second = (
        ReportCorrected(
            corrects=report.position,
            value=data.draw(st.decimals(0, 100, places=1)),
            region=report.fact.region,
        )
        for _ in range(2)
    )
    once = and_then(events, report, second)
    twice = and_then(and_then(events, report, first), report, second)
    assert judged(once, moment) == judged(twice, moment)


# ---- what changes no score


@settings(max_examples=150)
@given(histories())
def test_proposals_and_dependencies_change_no_figure(drawn: Drawn) -> None:
    events, moment = drawn
    idle = (WaiverProposed, DependencyLinked, DependencyReleased)
    granted = {e.fact.code for e in events if isinstance(e.fact, RemainderWaived)}
    without = [
        event
        for event in events
        if not isinstance(event.fact, idle)
        or (isinstance(event.fact, WaiverProposed) and event.fact.code in granted)
    ]
    one, other = judged(events, moment), judged(without, moment)
    assert (one.whole, one.areas, one.leaves) == (other.whole, other.areas, other.leaves)
    assert one.regions == other.regions


@settings(max_examples=250)
@given(histories(), st.integers(1, 60 * 24 * 10))
def test_silence_never_raises_a_score(drawn: Drawn, minutes: int) -> None:
    events, moment = drawn
    behind = [e for e in events if e.commitment is None or e.occurred_at <= moment]
    earlier, later = judged(behind, moment), judged(behind, moment + minutes * MINUTE)
    assert later.whole.score <= earlier.whole.score
    assert later.whole.confidence <= earlier.whole.confidence
    assert later.whole.verified == earlier.whole.verified
    for code, leaf in earlier.leaves.items():
        assert (later.leaves[code].score or 0) <= (leaf.score or 0)
