"""Damaged bytes are never taken for what was recorded, and never bring the reader down."""

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from events.format.canonical_bytes import UnreadableEvent, read_event
from events.format.canonical_json import canonical_json
from events.format.recorded_event import RecordedEvent
from tests.events.format.examples import EXAMPLES
from tests.events.format.golden import seal_example

WHOLE = {name: seal_example(fact) for name, fact in EXAMPLES.items()}
names = st.sampled_from(sorted(WHOLE))


def read_or_none(leaf: bytes, sealed: bytes) -> RecordedEvent | None:
    """The event in the bytes; None where they hold none."""
    try:
        return read_event(leaf, sealed)
    except UnreadableEvent:
        return None


@given(names, st.lists(st.tuples(st.integers(0), st.integers(1, 255)), min_size=1, max_size=3))
def test_a_leaf_with_flipped_bits_is_unreadable_or_another_event(
    name: str, flips: list[tuple[int, int]]
) -> None:
    whole, leaf = WHOLE[name], bytearray(WHOLE[name].leaf)
    for where, mask in flips:
        leaf[where % len(leaf)] ^= mask
    assume(bytes(leaf) != whole.leaf)
    assert read_or_none(bytes(leaf), whole.sealed) != whole.event


@given(names, st.lists(st.tuples(st.integers(0), st.integers(1, 255)), min_size=1, max_size=3))
def test_sealed_bytes_with_flipped_bits_never_bring_the_reader_down(
    name: str, flips: list[tuple[int, int]]
) -> None:
    whole, sealed = WHOLE[name], bytearray(WHOLE[name].sealed)
    for where, mask in flips:
        sealed[where % len(sealed)] ^= mask
    read_or_none(whole.leaf, bytes(sealed))


@given(names, st.integers(0), st.booleans())
def test_bytes_cut_short_are_unreadable(name: str, length: int, of_leaf: bool) -> None:
    leaf, sealed = WHOLE[name].leaf, WHOLE[name].sealed
    with pytest.raises(UnreadableEvent):
        if of_leaf:
            read_event(leaf[: length % len(leaf)], sealed)
        else:
            read_event(leaf, sealed[: length % len(sealed)])


@pytest.mark.parametrize("shape", [None, True, 0, 1.5, "x", [], [1], {}, {"a": 1}, ["x", "y"]])
def test_json_of_another_shape_is_unreadable(shape: Any) -> None:
    whole = WHOLE["OwnerAssigned"]
    with pytest.raises(UnreadableEvent):
        read_event(canonical_json(shape), whole.sealed)
    with pytest.raises(UnreadableEvent):
        read_event(whole.leaf, canonical_json(shape))
    with pytest.raises(UnreadableEvent):
        read_event(whole.leaf, canonical_json(["00" * 16, shape]))
    with pytest.raises(UnreadableEvent):
        read_event(whole.leaf, canonical_json(["00" * 16, {"stream": "s", "actor": shape}]))


def test_json_nested_too_deep_is_unreadable() -> None:
    with pytest.raises(UnreadableEvent):
        read_event(b"[" * 100_000, WHOLE["OwnerAssigned"].sealed)


def test_times_without_a_zone_and_positions_that_are_no_numbers_are_unreadable() -> None:
    whole = WHOLE["OwnerAssigned"]
    for old, new in (
        (b".000001Z", b".000001"),
        (b'"position":7', b'"position":"7"'),
        (b'"position":7', b'"position":-7'),
        (b'"position":7', b'"position":7.5'),
    ):
        with pytest.raises(UnreadableEvent):
            read_event(whole.leaf.replace(old, new), whole.sealed)


@pytest.mark.parametrize("where", ["closed", "actor", "open"])
def test_a_number_where_the_envelope_has_a_name_is_unreadable(where: str) -> None:
    names = {
        "closed": ("stream", "correlation", "idempotencyKey", "reason"),
        "actor": ("party", "person", "onBehalfOf", "name"),
        "open": ("occasion", "commitment"),
    }
    whole = WHOLE["OwnerAssigned"]
    for name in names[where]:
        leaf, (salt, closed) = json.loads(whole.leaf), json.loads(whole.sealed)
        part = {"closed": closed, "actor": closed["actor"], "open": leaf["open"]}[where]
        part[name] = 5
        with pytest.raises(UnreadableEvent, match="a name that is no string"):
            read_event(canonical_json(leaf), canonical_json([salt, closed]))
