"""A sequence in order: it holds what a sorted list holds, and no later step changes an earlier one.

Chunks are made as short as they can be, so that few items already lie in many.
"""

from bisect import insort_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isqrt
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.state import ordered
from services.state.ordered import Key, Ordered

Pair = tuple[Key, str]
Step = tuple[str, int]

keys = st.integers(0, 12)
steps: st.SearchStrategy[list[Step]] = st.lists(
    st.tuples(st.sampled_from(["put", "put", "put", "set", "without"]), keys), max_size=40
)


@contextmanager
def short_chunks(length: int) -> Iterator[None]:
    with mock.patch.object(ordered, "SHORTEST", length):
        yield


def as_a_list(pairs: Sequence[Pair], step: Step, name: str) -> list[Pair]:
    """What a step makes of a sorted list of pairs."""
    what, key = step
    after = list(pairs)
    if what == "put":
        insort_right(after, ((key,), name), key=lambda pair: pair[0])
        return after
    places = [place for place, pair in enumerate(after) if pair[0] == (key,)]
    if places and what == "set":
        after[places[-1]] = (key,), name
    elif places:
        del after[places[-1]]
    return after


def taken(items: Ordered[str], step: Step, name: str) -> Ordered[str]:
    what, key = step
    if what == "put":
        return items.put((key,), name)
    try:
        return items.set((key,), name) if what == "set" else items.without((key,))
    except KeyError:
        return items


def assert_holds(items: Ordered[str], pairs: Sequence[Pair]) -> None:
    assert list(items) == [name for _, name in pairs]
    assert list(reversed(items)) == [name for _, name in reversed(pairs)]
    assert len(items) == len(pairs)
    for number in range(-1, 14):
        key = (number,)
        until = [pair for pair in pairs if pair[0] <= key]
        after = [pair for pair in pairs if pair[0] > key]
        assert items.last_until(key) == (until[-1] if until else None)
        assert items.first_after(key) == (after[0] if after else None)
        assert list(items.after(key)) == after
        same = [name for found, name in pairs if found == key]
        assert items.get(key) == (same[-1] if same else None)


@settings(max_examples=300)
@given(steps, st.integers(1, 3))
def test_every_version_goes_on_holding_what_a_sorted_list_held(
    taking: list[Step], length: int
) -> None:
    with short_chunks(length):
        versions: list[tuple[Ordered[str], list[Pair]]] = [(Ordered(), [])]
        for number, step in enumerate(taking):
            items, pairs = versions[-1]
            name = f"item {number}"
            versions.append((taken(items, step, name), as_a_list(pairs, step, name)))
    for items, pairs in versions:
        assert_holds(items, pairs)


@given(st.lists(keys, max_size=30, unique=True), st.integers(1, 4))
def test_it_can_be_made_of_pairs_in_any_order_and_goes_on(given_keys: list[int], at: int) -> None:
    pairs = [((key,), str(key)) for key in given_keys]
    with short_chunks(2):
        items = Ordered.of(pairs)
        assert_holds(items, sorted(pairs))
        more = items.put((at,), "more")
    assert_holds(more, as_a_list(sorted(pairs), ("put", at), "more"))


@pytest.mark.parametrize("shape", ["in turn", "backwards", "here and there"])
def test_one_item_more_copies_about_the_square_root(shape: str) -> None:
    count = 2_000
    numbers = list(range(count))
    if shape == "backwards":
        numbers.reverse()
    elif shape == "here and there":
        numbers = [number * 997 % count for number in numbers]
    items: Ordered[int] = Ordered()
    for number in numbers:
        before, items = items, items.put((number,), number)
        known = {id(chunk) for chunk in before._chunks}
        assert sum(id(chunk) not in known for chunk in items._chunks) <= 2
    assert list(items) == list(range(count))
    bound = ordered.SHORTEST + 3 * isqrt(count)
    assert len(items._chunks) <= bound
    assert max(len(found) for found, _ in items._chunks) <= bound


def test_what_is_not_there_is_neither_changed_nor_taken_out() -> None:
    empty: Ordered[str] = Ordered()
    for items in (empty, empty.put((1,), "one")):
        with pytest.raises(KeyError):
            items.set((2,), "two")
        with pytest.raises(KeyError):
            items.without((2,))
