"""What `make soak` finds is kept at its smallest, and every later run begins with it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.database import ReadOnlyDatabase

from tests.worlds.found_examples import FoundExamples


def drawn_by(profile: settings, limit: int | None) -> tuple[list[int], Callable[[], None]]:
    """A test that fails from a limit on, and what it draws; always the same test to hypothesis."""
    seen: list[int] = []

    @profile
    @given(st.integers(0, 10**6))
    def a_drawn_test(number: int) -> None:
        seen.append(number)
        assert limit is None or number < limit

    return seen, a_drawn_test


def test_a_failure_is_kept_and_begun_with(tmp_path: Path) -> None:
    found = FoundExamples(tmp_path / "found")
    soak = settings(settings.get_profile("soak"), database=found)
    same = settings(settings.get_profile("rakor"), database=ReadOnlyDatabase(found))
    _, failing = drawn_by(soak, limit=1000)
    with pytest.raises(AssertionError):
        failing()
    (kept,) = (tmp_path / "found").iterdir()
    for profile in (same, soak):  # the defect is mended, and the example stays
        seen, mended = drawn_by(profile, limit=None)
        mended()
        assert seen[0] == 1000
        assert kept.exists()


def test_without_one_the_same_is_drawn_each_time() -> None:
    runs = []
    for _ in range(2):
        seen, same = drawn_by(settings(), limit=None)
        same()
        runs.append(seen)
    assert runs[0] == runs[1]
    fresh, drawn = drawn_by(settings.get_profile("soak"), limit=None)
    drawn()
    assert fresh != runs[0]
