"""Events with absurd values in their bytes: whoever reads them meets only the errors it expects."""

import json
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from events.format.canonical_bytes import UnreadableEvent, bytes_of, event_of, read_event
from events.format.canonical_json import NotCanonical, canonical_decimal, parse_canonical
from events.format.columns import columns_of
from tests.events.format.examples import EXAMPLES
from tests.events.format.golden import seal_example

Path = tuple[str | int, ...]
WHOLE = {name: seal_example(fact) for name, fact in EXAMPLES.items()}
ABSURD: list[Any] = [
    *(None, True, -1, 0, 2**53, 2**64, 10**400, -(10**4000), 1e308, float("inf"), float("nan")),
    *("", "NaN", "sNaN", "Infinity", "-Infinity", "-0", "1E+999999", "1E-999999", "1" * 5000),
    *("1E+999999999", "9" * 30, "0." + "0" * 40 + "1", "1_0", "٣"),
    *("0001-01-01T00:00:00.000000+23:59", "9999-12-31T23:59:59.999999-23:59", "0000-00-00"),
    *("0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z", "10000-01-01", "2025-02-30"),
    *("\ud800", "\x00", "x" * 70_000, [], {}, [[]], [None], {"": None}),
]
absurd = st.sampled_from(ABSURD) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where something stands in a value, and the value itself."""
    yield path
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(part, (*path, key))


PAIRS = {name: [json.loads(whole.leaf), json.loads(whole.sealed)] for name, whole in WHOLE.items()}
"""The leaf's object, and the salt with the object of the sealed bytes."""
PLACES = [(name, path) for name, pair in PAIRS.items() for path in places(pair) if path]
"""Every place in every kind of event."""


def mutated(name: str, path: Path, value: Any) -> tuple[bytes, bytes]:
    """Leaf and sealed bytes with another value in one place."""
    pair = json.loads(json.dumps(PAIRS[name]))
    at = pair
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    leaf, sealed = (
        json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for part in pair
    )
    return leaf.encode(errors="surrogatepass"), sealed.encode(errors="surrogatepass")


def read_all_ways(leaf: bytes, sealed: bytes) -> None:
    """Read bytes as the server, the import and the verifier do."""
    with suppress(UnreadableEvent):
        columns_of(read_event(leaf, sealed))
    with suppress(NotCanonical, UnreadableEvent):
        outer, pair = parse_canonical(leaf), parse_canonical(sealed)
        closed = pair[1] if isinstance(pair, list) and len(pair) == 2 else pair
        event = event_of(outer, closed, leaf)
        columns_of(event)
        bytes_of(event, "5a17" * 8, "d16e57")


@given(st.sampled_from(PLACES), absurd)
@example(("OwnerAssigned", (0, "recordedAt")), "0001-01-01T00:00:00.000000+23:59")
@example(("OwnerAssigned", (0, "open", "occurredAt")), "9999-12-31T23:59:59.999999-23:59")
def test_an_absurd_value_anywhere_is_unreadable_or_another_event(
    place: tuple[str, Path], value: Any
) -> None:
    read_all_ways(*mutated(*place, value))


@pytest.mark.slow
@pytest.mark.parametrize("value", ABSURD, ids=lambda value: repr(value)[:30])
def test_each_absurd_value_is_tried_in_every_place(value: Any) -> None:
    for name, path in PLACES:
        read_all_ways(*mutated(name, path, value))


@pytest.mark.parametrize("place", [(0, "recordedAt"), (0, "open", "occurredAt")])
@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00.000000+23:59", "9999-12-31T23:59:59.999999-23:59"]
)
def test_a_time_that_no_calendar_in_utc_knows_is_unreadable(place: Path, time: str) -> None:
    with pytest.raises(UnreadableEvent):
        read_event(*mutated("OwnerAssigned", place, time))


@pytest.mark.parametrize("number", ["1E+99999999", "1E-99999999", "-5E+99999999", "1E15", "1E-7"])
def test_an_absurd_quantity_is_refused_before_it_is_written_out(number: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="not a canonical decimal"):
            canonical_decimal(Decimal(number))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 1 << 20
