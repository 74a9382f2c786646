"""From events to bytes and back: canonical forms, classes of fields, damaged bytes."""

import datetime as dt
import hashlib
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from events.facts.commitment import CommitmentAccepted, CommitmentRecorded
from events.facts.discrepancy import DiscrepancyNoted
from events.facts.fact import Erasable, Fact, FreeText, Open, Regional, Text
from events.facts.owner import OwnerAssigned
from events.facts.report import ProgressReported
from events.format import canonical_bytes
from events.format.canonical_bytes import (
    MAX_LEAF_BYTES,
    OversizedEvent,
    UnreadableEvent,
    leaf_hash,
    read_event,
)
from events.format.canonical_json import canonical_decimal, canonical_json, canonical_time
from events.format.recorded_event import SYSTEM
from tests.events.format.examples import EXAMPLES
from tests.events.format.golden import seal_example

DATA = Path(__file__).parents[2] / "data"
SPELLING = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{0,5}[1-9])?")

texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(codec="ascii"))
values = st.recursive(
    st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(keys, inner),
)


@given(values)
def test_canonical_json_equals_the_reference_library(value: Any) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@given(values)
def test_canonical_json_is_the_canonical_form_of_its_own_parse(value: Any) -> None:
    written = canonical_json(value)
    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written


@given(st.integers(0, 10**12 - 1), st.integers(0, 10**6 - 1), st.integers(0, 6), st.integers(0, 4))
def test_a_quantity_has_one_spelling(whole: int, part: int, places: int, zeros: int) -> None:
    number = Decimal(whole) + Decimal(part % 10**places).scaleb(-places)
    spelled = canonical_decimal(number)
    assert SPELLING.fullmatch(spelled)
    assert Decimal(spelled) == number
    assert canonical_decimal(Decimal(f"{number:f}{'' if places else '.'}{'0' * zeros}")) == spelled


@pytest.mark.parametrize(
    ("number", "spelled"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("0E+5", "0"),
        ("0.000", "0"),
        ("1E+2", "100"),
        ("1.500", "1.5"),
        ("1E-6", "0.000001"),
        ("999999999999.999999", "999999999999.999999"),
    ],
)
def test_spellings_of_a_quantity_come_to_one(number: str, spelled: str) -> None:
    assert canonical_decimal(Decimal(number)) == spelled


@pytest.mark.parametrize(
    "number", ["-1", "-0.5", "1E+15", "1E-7", "0.0000001", "1.1234567", "NaN", "-NaN", "Infinity"]
)
def test_a_quantity_outside_the_format_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="not a canonical decimal"):
        canonical_decimal(Decimal(number))


def test_a_quantity_with_more_digits_than_decimal_arithmetic_keeps_is_refused_not_rounded() -> None:
    with pytest.raises(ValueError, match="not a canonical decimal"):
        canonical_decimal(Decimal("1." + "0" * 30 + "1"))


@pytest.mark.parametrize(
    ("moment", "spelled"),
    [
        ("2025-07-29T02:00:00+00:00", "2025-07-29T02:00:00.000000Z"),
        ("2025-07-29T09:00:00.000001+07:00", "2025-07-29T02:00:00.000001Z"),
        ("0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00.000000Z"),
    ],
)
def test_a_time_is_spelled_in_utc_to_the_microsecond(moment: str, spelled: str) -> None:
    assert canonical_time(dt.datetime.fromisoformat(moment)) == spelled


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_a_spelled_time_has_27_characters_and_reads_back(moment: dt.datetime) -> None:
    spelled = canonical_time(moment)
    assert len(spelled) == 27
    assert dt.datetime.fromisoformat(spelled) == moment


def test_leaf_hashes_equal_those_of_certificate_transparency() -> None:
    trees = json.loads((DATA / "merkle.json").read_text("utf-8"))["trees"]
    pairs = [
        (leaf, expected)
        for tree in trees
        for leaf, expected in zip(
            tree.get("leaves_hex", ()), tree.get("leaf_hashes_hex", ()), strict=True
        )
    ]
    assert len(pairs) >= 8
    for leaf, expected in pairs:
        assert leaf_hash(bytes.fromhex(leaf)).hex() == expected


@given(st.lists(texts.filter(lambda text: len(text) >= 8), min_size=4, max_size=4))
def test_no_text_stands_in_the_bytes(found: list[str]) -> None:
    one, two, reason, name = (Text(value=f"{text}<{n}>") for n, text in enumerate(found))
    fact = DiscrepancyNoted(code="X1", subject="occasion:psu", field="day", readings=(one, two))
    actor = SYSTEM.__class__(SYSTEM.role, None, None, None, name)
    sealed = seal_example(fact, reason=reason, actor=actor)
    for text in (one, two, reason, name):
        assert text.value is not None
        spelled = canonical_json(text.value)[1:-1]
        assert spelled not in sealed.leaf + sealed.sealed
    assert all(
        text is not None and text.value is None
        for text in (sealed.event.reason, sealed.event.actor.name)
    )
    opened = [
        hashlib.sha256(canonical_json([text.salt, text.path, text.value])).hexdigest()
        for text in sealed.disclosures
    ]
    assert all(digest.encode() in sealed.sealed for digest in opened)
    assert all(digest.encode() not in sealed.leaf for digest in opened)
    assert [text.path for text in sealed.disclosures] == [
        "/readings/0",
        "/readings/1",
        "/actor/name",
        "/reason",
    ]


def parts_of(fact: Fact) -> tuple[dict[str, Any], dict[str, Any]]:
    """The open and the sealed object that a fact is written into."""
    sealed = seal_example(fact)
    return json.loads(sealed.leaf)["open"], json.loads(sealed.sealed)[1]


def test_a_quantity_is_public_where_it_names_no_region() -> None:
    opened, closed = parts_of(ProgressReported(value=Decimal(5)))
    assert opened["value"] == "5"
    assert not {"value", "region"} & closed.keys()


def test_a_quantity_of_a_region_is_sealed_with_it() -> None:
    opened, closed = parts_of(ProgressReported(value=Decimal(5), region="62.05.01"))
    assert (closed["value"], closed["region"]) == ("5", "62.05.01")
    assert not {"value", "region"} & opened.keys()


def test_actor_key_and_stream_are_sealed() -> None:
    opened, closed = parts_of(OwnerAssigned(owner="KPU"))
    assert opened.keys() == {"type", "version", "occasion", "commitment", "occurredAt", "owner"}
    assert closed.keys() == {"stream", "streamVersion", "actor", "reason"} | {
        "causation",
        "correlation",
        "idempotencyKey",
    }


class SecretKept(Fact):
    """A fact whose author forgot to say who may see one of its fields."""

    shown: Open[str]
    forgotten: str
    amount: Regional[Decimal]
    words: Erasable[FreeText | None] = None


def test_a_field_without_a_declared_class_is_sealed() -> None:
    opened, closed = parts_of(SecretKept(shown="a", forgotten="b", amount=Decimal(1)))
    assert (opened["shown"], opened["amount"]) == ("a", "1")
    assert closed["forgotten"] == "b"
    assert "forgotten" not in opened


def test_an_absent_field_is_left_out_never_null() -> None:
    sealed = seal_example(CommitmentAccepted(), reason=None, causation=None, key=None, actor=SYSTEM)
    assert b"null" not in sealed.leaf + sealed.sealed
    assert "comment" not in json.loads(sealed.sealed)[1]
    assert read_event(sealed.leaf, sealed.sealed) == sealed.event


def test_a_text_without_a_value_cannot_be_sealed() -> None:
    with pytest.raises(ValueError, match="/comment"):
        seal_example(CommitmentAccepted(comment=Text(digest="0" * 64)))


def promise_of_size(more: int) -> CommitmentRecorded:
    """A commitment whose leaf has just the size that is allowed, and `more`."""
    plain = EXAMPLES["CommitmentRecorded"]
    assert isinstance(plain, CommitmentRecorded)
    room = MAX_LEAF_BYTES - len(seal_example(plain.model_copy(update={"title": ""})).leaf)
    return plain.model_copy(update={"title": "x" * (room + more)})


def test_a_leaf_of_65535_bytes_is_sealed_and_a_longer_one_refused() -> None:
    assert len(seal_example(promise_of_size(0)).leaf) == 65_535
    with pytest.raises(OversizedEvent):
        seal_example(promise_of_size(1))


def test_an_unknown_type_version_or_format_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal_example(OwnerAssigned(owner="KPU"))
    for old, new in (
        (b'"type":"OwnerAssigned"', b'"type":"OwnerAppointed"'),
        (b'"version":2', b'"version":3'),
        (b'"format":1', b'"format":3'),
    ):
        assert old in sealed.leaf
        with pytest.raises(UnreadableEvent):
            read_event(sealed.leaf.replace(old, new), sealed.sealed)
    monkeypatch.setattr(canonical_bytes, "SHAPES", {})
    with pytest.raises(UnreadableEvent):
        read_event(sealed.leaf, sealed.sealed)
