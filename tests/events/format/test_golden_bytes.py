"""The bytes of every published fact, fixed for ever."""

import hashlib
import json
from dataclasses import replace

import pytest
import rfc8785

from events.facts.all import FACT_TYPES, SHAPES
from events.facts.fact import Fact
from events.format.canonical_bytes import bytes_of, leaf_hash, read_event, texts_of
from events.format.canonical_json import canonical_json
from tests.events.format.examples import EXAMPLES
from tests.events.format.golden import (
    golden_entry,
    golden_name,
    read_golden,
    seal_example,
)

GOLDEN = read_golden()
ENVELOPE = {
    "type",
    "version",
    "occasion",
    "commitment",
    "occurredAt",
    "stream",
    "streamVersion",
} | {
    "actor",
    "causation",
    "correlation",
    "idempotencyKey",
    "reason",
}

each_example = pytest.mark.parametrize("name", EXAMPLES)
each_golden = pytest.mark.parametrize("name", GOLDEN)
KEPT_AS = {name: golden_name(name, fact.version) for name, fact in EXAMPLES.items()}


def test_every_published_version_of_a_fact_has_golden_bytes() -> None:
    opened = {name: json.loads(GOLDEN[name]["leaf"])["open"] for name in GOLDEN}
    assert {(said["type"], said["version"]) for said in opened.values()} == set(SHAPES)
    assert set(KEPT_AS.values()) <= GOLDEN.keys()
    newest = {fact.type_name(): fact.version for fact in FACT_TYPES}
    for name in GOLDEN.keys() - set(KEPT_AS.values()):
        assert opened[name]["version"] < newest[opened[name]["type"]], "an example is missing"


@pytest.mark.parametrize(("name", "version"), SHAPES)
def test_the_golden_bytes_of_a_version_leave_no_field_out(name: str, version: int) -> None:
    entry = GOLDEN[golden_name(name, version)]
    fact = read_event(entry["leaf"].encode(), entry["sealed"].encode()).written
    assert type(fact) is SHAPES[name, version].fact
    assert [name for name in type(fact).model_fields if getattr(fact, name) in (None, ())] == []


@pytest.mark.parametrize("fact_type", FACT_TYPES, ids=lambda fact: fact.type_name())
def test_the_golden_example_of_a_fact_leaves_no_field_out(fact_type: type[Fact]) -> None:
    fact = EXAMPLES[fact_type.__name__]
    assert type(fact) is fact_type
    assert [name for name in fact_type.model_fields if getattr(fact, name) in (None, ())] == []


@each_example
def test_a_fact_is_sealed_into_its_golden_bytes(name: str) -> None:
    assert golden_entry(seal_example(EXAMPLES[name])) == GOLDEN[KEPT_AS[name]]


@each_example
def test_golden_bytes_read_back_as_the_event_that_was_sealed(name: str) -> None:
    entry = GOLDEN[KEPT_AS[name]]
    event = seal_example(EXAMPLES[name]).event
    assert read_event(entry["leaf"].encode(), entry["sealed"].encode()) == event


@each_golden
def test_golden_bytes_of_every_version_are_what_a_verifier_writes_again(name: str) -> None:
    leaf, sealed = GOLDEN[name]["leaf"].encode(), GOLDEN[name]["sealed"].encode()
    event = read_event(leaf, sealed)
    assert bytes_of(event, json.loads(sealed)[0], json.loads(leaf)["sealed"]) == (leaf, sealed)


@each_golden
def test_the_newest_shape_has_each_text_where_the_bytes_have_it(name: str) -> None:
    event = read_event(GOLDEN[name]["leaf"].encode(), GOLDEN[name]["sealed"].encode())
    assert texts_of(replace(event, earlier=None)).items() <= texts_of(event).items()


@each_golden
def test_golden_bytes_are_the_canonical_form_of_their_parse(name: str) -> None:
    for part in ("leaf", "sealed"):
        stored = GOLDEN[name][part].encode()
        assert canonical_json(json.loads(stored)) == rfc8785.dumps(json.loads(stored)) == stored


@each_golden
def test_the_leaf_binds_the_sealed_bytes_and_the_hash_binds_the_leaf(name: str) -> None:
    leaf, sealed = GOLDEN[name]["leaf"].encode(), GOLDEN[name]["sealed"].encode()
    assert json.loads(leaf)["sealed"] == hashlib.sha256(sealed).hexdigest()
    assert GOLDEN[name]["leafHash"] == hashlib.sha256(b"\0" + leaf).hexdigest()
    assert leaf_hash(leaf).hex() == GOLDEN[name]["leafHash"]


@each_golden
def test_each_disclosure_opens_the_digest_at_its_path(name: str) -> None:
    salts = set()
    for salt, path, value in GOLDEN[name]["disclosures"]:
        place = json.loads(GOLDEN[name]["sealed"])[1]
        for step in path.removeprefix("/").split("/"):
            place = place[int(step) if isinstance(place, list) else step]
        assert place == hashlib.sha256(rfc8785.dumps([salt, path, value])).hexdigest()
        salts.add(salt)
    salts.add(json.loads(GOLDEN[name]["sealed"])[0])
    assert len(salts) == len(GOLDEN[name]["disclosures"]) + 1


@each_example
def test_no_field_of_a_fact_takes_a_name_of_the_envelope(name: str) -> None:
    assert not ENVELOPE & EXAMPLES[name].model_dump(by_alias=True).keys()


def test_a_leaf_reads_as_the_format_page_says() -> None:
    sealed = seal_example(EXAMPLES["ProgressReported without a region"])
    assert sealed.leaf == (
        b'{"format":1,"open":{"commitment":"D01","occasion":"psu",'
        b'"occurredAt":"2025-07-28T09:30:00.000000Z","type":"ProgressReported","value":"0",'
        b'"version":2},"position":7,"recordedAt":"2025-07-29T02:00:00.000001Z",'
        b'"sealed":"' + hashlib.sha256(sealed.sealed).hexdigest().encode() + b'"}'
    )
