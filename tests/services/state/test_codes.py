"""Codes are found in whatever case they are asked for, and shown as they were given."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.facts.vocabulary import Severity
from services.state.codes import Spellings, found_in, taken_in
from services.state.directory import Directory
from services.state.obstacle import Obstacle
from services.state.occasion import EMPTY
from services.state.records import ActedBy, TextAt
from services.state.timeline import NEVER, Timeline
from tests.worlds.shown import write_snapshots
from tests.worlds.world import START, World

NOBODY = ActedBy(None, None, None)
CODES = st.lists(st.text("aAbB.", min_size=1, max_size=3), unique=True, max_size=12)


def naive(code: str, known: list[str]) -> str | None:
    """By comparing with all there are."""
    same = [each for each in known if each.lower() == code.lower()]
    return code if code in known else same[0] if len(same) == 1 else None


def having(codes: list[str]) -> Timeline[Obstacle]:
    """Obstacles of some codes."""
    found: Timeline[Obstacle] = NEVER
    for at, code in enumerate(codes):
        found = found.plus(
            Obstacle(at, START, code, Severity.LOW, TextAt(at, "/text"), None, NOBODY)
        )
    return found


@given(CODES, st.text("aAbB.", min_size=1, max_size=3))
def test_a_code_is_its_own_spelling_else_the_only_one(codes: list[str], asked: str) -> None:
    spellings = Spellings({"a kind": codes, "another kind": [asked.swapcase()]})
    assert spellings.of("a kind", asked, codes) == naive(asked, codes)
    record = found_in(having(codes), asked)
    assert (record.code if record else None) == naive(asked, codes)


@given(CODES, st.text("aAbB.", min_size=1, max_size=3))
def test_a_code_is_taken_by_any_that_differs_by_case_at_most(codes: list[str], asked: str) -> None:
    is_taken = asked.lower() in {code.lower() for code in codes}
    by = (Spellings({"": codes}).taken("", asked, codes), taken_in(having(codes), asked))
    for taken in by:
        assert (taken is not None) == is_taken
        assert taken is None or (taken in codes and taken.lower() == asked.lower())
        assert asked not in codes or taken == asked


def test_what_is_not_known_there_is_not_found() -> None:
    """An index may have heard of more than a read point knows."""
    spellings = Spellings({"": ["A", "a"]})
    assert spellings.of("", "a", ["A"]) == "A"
    assert spellings.of("", "a", []) is None
    assert spellings.taken("", "a", []) is None


def test_another_index_goes_on_alone() -> None:
    one = Spellings({"": ["A"]})
    other = one.another()
    assert other == one
    other.note("", "B")
    assert (one.of("", "b", "AB"), other.of("", "b", "AB")) == (None, "B")


def test_what_follows_leaves_the_codes_of_the_state_before_as_they_were(world: World) -> None:
    assert world.occasion().spelt("d02") == "D02"
    before = world.occasion().spellings.another()
    state = world.occasion()
    promise = {"title": "T", "kind": "UNDERTAKING", "area": "HEALTH", "rakor": "rakor:psu/r1"}
    world.secretary("commitmentRecord", code="Neu", **promise)
    assert state.spellings == before
    assert world.occasion().spelt("nEU") == "Neu"
    assert EMPTY.spellings == Spellings()


def test_a_directory_made_of_what_it_holds_finds_it_too() -> None:
    directory = Directory(occasions={"Psu": 1})
    assert (directory.spelt("occasion", "pSU"), directory.taken("occasion", "psu")) == ("Psu",) * 2
    assert directory.another().spelt("occasion", "psu") == "Psu"
    assert directory.spelt("party", "psu") is None


FINDS: dict[str, Callable[[World], Any]] = {
    "a commitment": lambda world: world.occasion().spelt("d01"),
    "a commitment known for long": lambda world: world.occasion().spelt("d02"),
    "a rakor": lambda world: _alone(world).spelt("rakor", "r1"),
    "a source": lambda world: _alone(world).spelt("source", "s1"),
    "an area": lambda world: _alone(world).spelt("area", "Logistics"),
    "a party": lambda world: world.look_up.directory().spelt("party", "kpu-log"),
}


def _alone(world: World) -> Any:
    return world.occasion().occasion


@pytest.mark.parametrize("what", FINDS)
def test_it_is_found_when_it_was_written_read_on_and_read_from_a_snapshot(
    world: World, what: str
) -> None:
    found = FINDS[what](world)
    assert found is not None
    assert found.lower() != found
    world.following.forget()
    assert FINDS[what](world) == found
    write_snapshots(world.log)
    world.following.forget()
    assert FINDS[what](world) == found
