"""What the public can read of an event whose sealed bytes it has not."""

import datetime as dt

import pytest

from events.facts.all import SHAPES
from events.facts.versions import Shape
from events.format.canonical_bytes import seal
from events.format.recorded_event import SYSTEM, Draft
from services.verify.public_leaves import public_event
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
