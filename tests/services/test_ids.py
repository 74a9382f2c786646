"""Ids are read back as they were made, and nothing else is an id."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.tree.merkle_tree import SHA256
from services.ids import (
    CODE,
    EXAMPLES,
    PIN,
    RULE,
    SHAPES,
    TIMELESS,
    UUID,
    MalformedId,
    Pin,
    make_id,
    parse_any_id,
    parse_id,
    split_pin,
)

CODES = st.from_regex(CODE, fullmatch=True)
PARTS: dict[re.Pattern[str], st.SearchStrategy[str]] = {
    CODE: CODES,
    SHA256: st.from_regex(SHA256, fullmatch=True),
    UUID: st.uuids().map(str),
    SHAPES["event"][0]: st.integers(0, 2**53 - 1).map(str),
}


@st.composite
def keys(draw: st.DrawFn) -> tuple[str, tuple[str, ...]]:
    kind = draw(st.sampled_from(sorted(SHAPES)))
    return kind, tuple(draw(PARTS[shape]) for shape in SHAPES[kind])


PINS = st.builds(
    Pin,
    st.integers(-1, 2**53 - 1),
    st.datetimes(
        dt.datetime(1900, 1, 1),  # noqa: DTZ001  # as the strategy wants its bounds
        dt.datetime(2199, 12, 31),  # noqa: DTZ001  # as the strategy wants its bounds
        timezones=st.just(dt.UTC),
    ).map(lambda moment: moment.replace(second=0, microsecond=0)),
    st.none() | st.from_regex(RULE, fullmatch=True),
)


@given(keys())
def test_an_id_is_read_back_as_it_was_made(key: tuple[str, tuple[str, ...]]) -> None:
    kind, parts = key
    made = make_id(kind, *parts)
    assert parse_any_id(made) == (kind, parts)
    assert parse_id(kind, made) == parts
    assert split_pin(made) == (made, None)


@given(keys(), PINS)
def test_a_pin_is_read_back_as_it_was_set(key: tuple[str, tuple[str, ...]], pin: Pin) -> None:
    made = make_id(key[0], *key[1])
    if key[0] in TIMELESS:
        with pytest.raises(MalformedId):
            split_pin(f"{made}@{pin}")
    else:
        assert split_pin(f"{made}@{pin}") == (made, pin)
    with pytest.raises(MalformedId):
        parse_any_id(f"{made}@{pin}")


@given(keys(), st.sampled_from(sorted(SHAPES)))
def test_an_id_of_another_kind_is_not_taken(key: tuple[str, tuple[str, ...]], kind: str) -> None:
    made = make_id(key[0], *key[1])
    if kind != key[0]:
        with pytest.raises(MalformedId):
            parse_id(kind, made)


@given(st.text())
def test_any_text_is_an_id_only_if_it_is_one_that_was_made(text: str) -> None:
    try:
        kind, parts = parse_any_id(text)
    except MalformedId:
        return
    assert make_id(kind, *parts) == text


@given(st.text(alphabet="0123456789,-TZ", max_size=40) | st.from_regex(PIN))
def test_any_text_is_a_pin_only_if_it_is_one_that_was_set(text: str) -> None:
    try:
        _, pin = split_pin(f"event:1@{text}")
    except MalformedId:
        return
    assert str(pin) == text


def test_the_ids_of_the_contract() -> None:
    pinned = "commitment:psu-barut-2025/D06@120,20250729T0200Z"
    assert split_pin(pinned) == (
        "commitment:psu-barut-2025/D06",
        Pin(120, dt.datetime(2025, 7, 29, 2, 0, tzinfo=dt.UTC)),
    )
    assert split_pin(f"{pinned},readiness-2") == (
        "commitment:psu-barut-2025/D06",
        Pin(120, dt.datetime(2025, 7, 29, 2, 0, tzinfo=dt.UTC), "readiness-2"),
    )
    assert parse_id("obstacle", "obstacle:psu-barut-2025/D04/O1") == ("psu-barut-2025", "D04", "O1")
    assert parse_id("region", "region:62.05.01") == ("62.05.01",)
    assert parse_id("event", "event:120") == ("120",)


@pytest.mark.parametrize(
    "malformed",
    [
        *("", ":", "commitment", "commitment:", "commitment:psu", "commitment:psu/", "psu/D1"),
        *("commitment:psu/D1/", "commitment:psu/D1/x", "commitment:psu//D1", "commitment:/D1"),
        *("Commitment:psu/D1", "commitment :psu/D1", "commitment:psu/D1 ", "commitment:psu/D1\n"),
        *("commitment:psu/-D1", "commitment:psu/D:1", f"commitment:psu/{'D' * 65}"),
        *("commitment:psu/\uff241", "commitment:psu/D\uff11", "event:01", "event:-1", "event:1.0"),
        *("event:", "event:12345678901234567", "person:1", f"person:{'A' * 36}"),
        *(f"evidence:psu/D1/{'a' * 63}", f"evidence:psu/D1/{'A' * 64}", "log:1", "area:LOG"),
    ],
)
def test_malformed_ids_are_refused(malformed: str) -> None:
    with pytest.raises(MalformedId):
        parse_any_id(malformed)


@pytest.mark.parametrize(
    "pin",
    [
        *("", "120", "120,", ",20250729T0200Z", "120,20250729T0200", "120,20250729T02:00Z"),
        *("0120,20250729T0200Z", "-2,20250729T0200Z", "-0,20250729T0200Z", "+1,20250729T0200Z"),
        *("120,20250729T020000Z", "120,20250732T0200Z", "120,20250729T2460Z", "1 ,20250729T0200Z"),
        *(
            "120,20250729T0200Z\n",
            "120,20250729T0200Z@1",
            "\uff11,20250729T0200Z",
            "1,00000101T0000Z",
        ),
        *("120,20250729T0200Z,", "120,20250729T0200Z,2", "120,20250729T0200Z,Readiness-2"),
        *("120,20250729T0200Z,readiness-2,", "120,20250729T0200Z, readiness-2", "120,readiness-2"),
        *("readiness-2", f"120,20250729T0200Z,{'r' * 65}", "120,20250729T0200Z,readiness-2\n"),
    ],
)
def test_malformed_pins_are_refused(pin: str) -> None:
    with pytest.raises(MalformedId):
        split_pin(f"commitment:psu/D1@{pin}")


def test_there_is_an_example_of_every_kind() -> None:
    assert EXAMPLES.keys() == SHAPES.keys()
    for kind, example in EXAMPLES.items():
        parse_id(kind, example)
