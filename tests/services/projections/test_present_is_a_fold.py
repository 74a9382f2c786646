"""Past and present cannot disagree: at every position the present is a fold of the log."""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.read.read_point import ReadPoint
from services.state.commitment import CommitmentState
from services.state.occasion import OccasionState
from services.state.records import COUNTING, Order
from tests.worlds.furniture import BREAKDOWN, OCCASION
from tests.worlds.random_acts import ACTS, REPORT, Step, act, steps
from tests.worlds.replay import END_OF_TIME, assert_same, assert_sound, replayed
from tests.worlds.world import START, World


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


@given(history=st.lists(steps, min_size=1, max_size=14), asked=st.integers(0, 100))
@settings(max_examples=60)
def test_the_present_is_at_every_position_what_a_fold_of_the_log_gives(
    furnished: Path, history: list[Step], asked: int
) -> None:
    with copied(furnished) as world:
        then = {world.head().position: world.occasion()}
        for step in history:
            if act(world, step) is None:
                then[world.head().position] = world.occasion()
        assert_sound(world)
        positions = sorted(then)
        for position in {positions[-1], positions[asked % len(positions)]}:
            assert_same(then[position], replayed(world, position))
            assert_same(then[position], seen_from(world, position))


def seen_from(world: World, position: int) -> OccasionState:
    """The occasion as the read path gives it for a position."""
    view = world.look_up.occasion(OCCASION, ReadPoint(position, None, END_OF_TIME))
    assert view is not None
    return view.state


def last_report(state: CommitmentState, region: str | None) -> Order:
    """Where the report stands that counts as claimed."""
    orders = [report.order for report in state.reports.all_of(COUNTING) if report.region == region]
    return max(orders, default=(dt.datetime.min.replace(tzinfo=dt.UTC), -1))


@given(
    reports=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 30)), min_size=2, max_size=10),
    region=st.none() | st.sampled_from(sorted(BREAKDOWN)),
)
@settings(max_examples=40)
def test_a_late_report_about_an_earlier_day_never_overwrites_a_later_one(
    furnished: Path, reports: list[tuple[int, int]], region: str | None
) -> None:
    code, place = ("D01", {}) if region is None else ("D02", {"region": f"region:{region}"})
    with copied(furnished) as world:
        world.at(START + dt.timedelta(days=40))
        for value, day in reports:
            before = world.commitment(code)
            happened = START + dt.timedelta(days=day)
            world.owner(REPORT, code, value=value, note="n", occurred_at=happened, **place)
            after = world.commitment(code)
            if happened < last_report(before, region)[0]:
                assert after.claimed_in(region) == before.claimed_in(region)
                assert after.claimed == before.claimed
            else:
                assert after.claimed_in(region) == value


def test_random_histories_can_hold_every_act(world: World) -> None:
    plain: Step = {"code": "D01", "region": "62.05.01", "pick": 0, "hours_ago": None}
    values = {"commitmentReviseIndicator": 11, REPORT: 12, "reportCorrect": 12}
    order = [*values, "commitmentClaimFulfilment", "commitmentRejectClaim"]
    order += ["commitmentRaiseObstacle", "commitmentResolveObstacle", "commitmentVerifyProgress"]
    order += ["commitmentAttachEvidence", "commitmentReschedule", "reportRetract"]
    order += ["commitmentLinkDependency", "commitmentReleaseDependency", "readinessDeclare"]
    order += ["commitmentEscalate", "escalationAnswer"]
    order += ["commitmentProposeWaiver", "commitmentWaiveRemainder"]
    again = [REPORT, "commitmentClaimFulfilment", "commitmentVerifyFulfilment"]
    order += [*again, "commitmentReopen", "commitmentReassign"]
    order += ["commitmentProposeWithdrawal", "commitmentWithdraw"]
    assert set(order) == ACTS.keys()
    for mutation in order:
        step = {"mutation": mutation, "minutes_later": 60, "value": values.get(mutation, 5)}
        if mutation in ("commitmentProposeWithdrawal", "commitmentWithdraw"):
            step["code"] = "D02"
        assert act(world, plain | step) is None
