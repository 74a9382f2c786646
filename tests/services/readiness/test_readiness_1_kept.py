"""Leaves that are kept: after every event, at every minute, the rule over a fold from nothing."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.readiness.readiness_1 import leaves_of, readiness_1
from services.readiness.readiness_1_kept import kept_at
from services.readiness.readiness_1_leaf import LeafJudge
from services.readiness.rules import RULES
from services.state.growing_occasion import fold_occasion
from tests.worlds.furniture import BREAKDOWN, OCCASION
from tests.worlds.random_acts import Step, act, steps
from tests.worlds.scanned import asked, everything
from tests.worlds.world import World

DAY = dt.timedelta(days=1)
PLACES = (None, *BREAKDOWN)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world that was left as it was furnished, to be copied."""
    folder = tmp_path_factory.mktemp("furnished") / "world"
    World(folder).close()
    return folder


@given(
    history=st.lists(steps, min_size=1, max_size=14),
    days=st.lists(st.integers(-40, 40), min_size=1, max_size=3),
)
@settings(max_examples=60)
def test_what_is_kept_is_what_the_rule_says_of_a_fold(
    furnished: Path, history: list[Step], days: list[int]
) -> None:
    with (
        TemporaryDirectory() as folder,
        World(Path(shutil.copytree(furnished, f"{folder}/world"))) as world,
    ):
        for step in history:
            act(world, step)
            state, now = world.occasion(), world.clock.now()
            events = [event for event in world.events() if event.occasion == OCCASION]
            folded = fold_occasion(events, dt.datetime.max.replace(tzinfo=dt.UTC))
            for moment in (now, *(now + day * DAY for day in days)):
                assert RULES["readiness-1"].judge(state, moment) == readiness_1(folded, moment)
            for commitment in state.commitments.values():
                assert asked(commitment, PLACES) == everything(commitment, PLACES)


def test_only_what_changed_is_judged_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []
    judge = LeafJudge.leaf

    def noted(self: LeafJudge, state: object) -> object:
        judged.append(state.code)  # type: ignore[attr-defined]  # a commitment's state
        return judge(self, state)  # type: ignore[arg-type]  # as above

    monkeypatch.setattr(LeafJudge, "leaf", noted)
    with World(tmp_path) as world:
        world.wait(days=1)
        moment = world.clock.now()
        before = world.occasion()
        first = RULES["readiness-1"].judge(before, moment)
        assert set(judged) == set(leaves_of(before))
        judged.clear()
        world.owner("commitmentReportProgress", "D01", value=5, note="n")
        second = RULES["readiness-1"].judge(world.occasion(), moment)
        assert judged == ["D01"]
        judged.clear()
        assert RULES["readiness-1"].judge(world.occasion(), moment + DAY) != second
        assert set(judged) == set(leaves_of(before))
        assert first != second


def test_another_day_or_zone_has_another_judge(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        occasion = world.occasion().occasion
    assert occasion is not None
    assert occasion.day is not None
    at = dt.datetime(2025, 7, 20, 5, tzinfo=dt.UTC)
    same = occasion.model_copy(update={"name": "Another name"})
    assert kept_at(same, at) is kept_at(occasion, at)
    for change in ({"day": occasion.day + DAY}, {"time_zone": "Asia/Jayapura"}, {"code": "other"}):
        assert kept_at(occasion.model_copy(update=change), at) is not kept_at(occasion, at)
    assert kept_at(occasion, at + DAY) is not kept_at(occasion, at)


def test_the_same_states_stand_otherwise_in_another_zone(tmp_path: Path) -> None:
    """Where a day begins and ends is worked out once a state, in each zone anew."""
    with World(tmp_path) as world:
        world.wait(days=5)
        state = world.occasion()
    assert state.occasion is not None
    moment = dt.datetime(2025, 7, 30, 16, tzinfo=dt.UTC)
    for zone in ("Asia/Jakarta", "Pacific/Kiritimati", "America/Los_Angeles"):
        there = replace(state, occasion=state.occasion.model_copy(update={"time_zone": zone}))
        assert RULES["readiness-1"].judge(there, moment) == readiness_1(there, moment)
