"""A snapshot and the events since come to what a fold from the start does, at every read point."""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.projections import following, loading, snapshots
from services.projections.following import Following
from services.projections.snapshot import (
    says_the_same,
    snapshot_of,
    snapshot_of_directory,
    state_in,
)
from services.read.look_up import LookUp
from services.read.read_point import ReadPoint
from services.state.growing_occasion import fold_occasion
from services.state.occasion import OccasionState
from services.write.write_snapshots import write_due
from tests.worlds.furniture import OCCASION
from tests.worlds.random_acts import Step, act, steps
from tests.worlds.replay import assert_same, assert_sound
from tests.worlds.world import World

HOUR = dt.timedelta(hours=1)


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


def keep_one(world: World) -> None:
    """Write a snapshot of the occasion and of the directory as they stand."""
    present, state = world.following.occasion(OCCASION)
    made = [snapshot_of(state), snapshot_of_directory(present.directory, present.head.position)]
    with world.log.writing() as connection:
        snapshots.save(connection, made)


def folded(world: World, position: int, moment: dt.datetime) -> OccasionState:
    """The occasion at a read point, from its first event on."""
    events = (e for e in world.events() if e.occasion == OCCASION and e.position <= position)
    return fold_occasion(events, moment)


@given(
    history=st.lists(st.tuples(steps, st.booleans()), min_size=1, max_size=12),
    asked=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 400)), min_size=1, max_size=4),
)
@settings(max_examples=40)
def test_every_read_point_is_a_fold_of_the_log(
    furnished: Path, history: list[tuple[Step, bool]], asked: list[tuple[int, int]]
) -> None:
    with copied(furnished) as world:
        for step, is_kept in history:
            act(world, step)
            if is_kept:
                keep_one(world)
        size, now = world.head().size, world.clock.now()
        stranger = LookUp(world.log, world.clock)
        for back, hours in asked:
            point = ReadPoint(max(size - 1 - back, 12), None, now - hours * HOUR)
            expected = folded(world, point.position, point.effective_at)
            for look_up in (world.look_up, stranger):
                view = look_up.occasion(OCCASION, point)
                assert (view is None) == (expected.occasion is None)
                if view is not None:
                    assert_same(view.state, expected)
        assert_sound(world)


@given(history=st.lists(steps, min_size=1, max_size=12))
@settings(max_examples=40)
def test_a_snapshot_reads_back_as_it_was_written(furnished: Path, history: list[Step]) -> None:
    with copied(furnished) as world:
        for step in history:
            act(world, step)
        state = world.occasion()
        again = state_in(snapshot_of(state))
        assert_same(again, state)
        assert says_the_same(snapshot_of(again), snapshot_of(state))


def test_snapshots_are_written_behind_and_cut_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "FEWEST_BETWEEN", 5)
    with World(tmp_path) as world:
        world.following._writes_snapshots = True
        world.wait(days=1)
        for value in range(40):
            world.owner("commitmentReportProgress", "D01", value=value, note="n")
            write_due(world.log, world.following)
        with world.log.reading() as connection:
            written = [at for name, at, _ in snapshots.places(connection) if name == OCCASION]
            assert len(written) >= 40 // 5 - 1
            (base,) = snapshots.nearest(connection, [OCCASION], written[3] + 2)
        assert base.position == written[3]
        assert_same(state_in(base), folded(world, written[3], world.clock.now()))


def test_what_there_is_no_room_for_is_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with World(tmp_path) as world:
        area = [{"code": "A", "name": "Area"}]
        for code in ("second", "third"):
            world.secretary("occasionDeclare", code=code, name=code, day="2025-09-01", areas=area)
        narrow = Following(world.log, memory=1)
        for code in (OCCASION, "second", "third", OCCASION, "second"):
            present, state = narrow.occasion(code)
            assert state.occasion is not None
            assert state.occasion.code == code
            assert len(narrow.present().occasions) <= 1
            assert present.head == world.head()


def test_who_only_reads_follows_what_is_written(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        reader = Following(world.log)
        reader.occasion(OCCASION)
        world.wait(days=1)
        for value in range(5):
            world.owner("commitmentReportProgress", "D01", value=value, note="n")
            present, state = reader.occasion(OCCASION)
            assert present.head == world.head()
            assert_same(state, world.occasion())


def test_who_is_far_behind_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "READ_ON", 3)
    with World(tmp_path) as world:
        reader = Following(world.log)
        reader.occasion(OCCASION)
        world.wait(days=1)
        for value in range(5):
            world.owner("commitmentReportProgress", "D01", value=value, note="n")
        present, state = reader.occasion(OCCASION)
        assert present.head == world.head()
        assert_same(state, world.occasion())
