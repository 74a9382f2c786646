"""What the public can read of an event whose sealed bytes it has not."""

import datetime as dt
import json
from typing import Any

import pytest

from events.facts.all import SHAPES
from events.facts.versions import Shape
from events.format.canonical_bytes import UnknownShape, UnreadableEvent, seal
from events.format.canonical_json import canonical_json
from events.format.recorded_event import SYSTEM, Draft
from events.verify.findings import Finding
from services.verify.public_leaves import public_event
from services.verify.public_states import PublicStates
from services.verify.verification import Trust, Verification
from tests.events.format.examples import EXAMPLES
from tests.events.format.golden import seal_example
from tests.worlds.new_fact import WordGiven, word_given

NOON = dt.datetime(2025, 7, 20, 5, tzinfo=dt.UTC)


def test_a_list_of_texts_is_passed_over_whatever_it_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(SHAPES, ("WordGiven", 1), Shape(WordGiven))
    given = word_given()
    leaf = seal(
        Draft(stream="word:1", fact=given, actor=SYSTEM, occurred_at=NOON),
        position=7,
        stream_version=1,
        recorded_at=NOON,
        new_salt=lambda: "0" * 32,
    ).leaf
    read = public_event(leaf).fact
    assert isinstance(read, WordGiven)
    assert (read.stated_by, read.how_many) == (given.stated_by, given.how_many)
    assert [text.value for text in read.spoken] == [None]


def changed(part: str | None, **changes: Any) -> bytes:
    """The leaf of an owner's assignment, changed; None leaves a field out."""
    outer = json.loads(seal_example(EXAMPLES["OwnerAssigned"]).leaf)
    inner = outer if part is None else outer[part]
    inner.update(changes)
    for name in [name for name, value in changes.items() if value is None]:
        del inner[name]
    return canonical_json(outer)


NEWER = {
    "another format": changed(None, format=3),
    "another type": changed("open", type="OwnerDreamt"),
    "another version": changed("open", version=99),
}
NO_LEAVES = {
    "no format": changed(None, format=None),
    "no open fields": changed(None, open=None),
    "no type": changed("open", type=None),
    "no version": changed("open", version=None),
    "no position": changed(None, position=None),
}


def found(leaf: bytes) -> list[Finding]:
    """What is told of a leaf by who rebuilds the public states."""
    run, states = Verification(Trust()), PublicStates()
    run.check.is_read = True  # as the history check leaves it for what it could read
    states.take(leaf, run)
    assert states.replay is None
    return [one.finding for one in run.findings.first]


@pytest.mark.parametrize("leaf", NEWER.values(), ids=NEWER.keys())
def test_a_leaf_of_a_newer_program_needs_an_upgrade(leaf: bytes) -> None:
    with pytest.raises(UnknownShape):
        public_event(leaf)
    assert found(leaf) == [Finding.NEEDS_UPGRADE]


@pytest.mark.parametrize("leaf", NO_LEAVES.values(), ids=NO_LEAVES.keys())
def test_a_leaf_that_lacks_what_every_leaf_has_is_malformed(leaf: bytes) -> None:
    with pytest.raises(UnreadableEvent) as refused:
        public_event(leaf)
    assert not isinstance(refused.value, UnknownShape)
    assert found(leaf) == [Finding.MALFORMED]
