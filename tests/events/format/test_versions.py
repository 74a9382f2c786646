"""A fact that has changed: the bytes of both versions are read, and written, as each was."""

import copy
import hashlib
import json
from typing import Annotated, Any, Self

import pytest
from pydantic import create_model

from events.facts.all import SHAPES
from events.facts.fact import (
    Earlier,
    Erasable,
    Fact,
    FieldClass,
    FreeText,
    Open,
    Regional,
    Sealed,
)
from events.facts.versions import shapes_of
from events.format.canonical_bytes import (
    UnknownShape,
    UnreadableEvent,
    bytes_of,
    read_event,
    texts_of,
)
from events.format.canonical_json import canonical_json
from events.format.columns import columns_of
from events.format.recorded_event import RecordedEvent
from tests.events.format.golden import golden_entry, read_golden, seal_example
from tests.events.format.test_mutated_leaves import ABSURD, places, read_all_ways
from tests.worlds.changed_report import EXAMPLES, GOLDEN, ProgressReportedV1, publish

BYTES = {
    name: (entry["leaf"].encode(), entry["sealed"].encode())
    for name, entry in read_golden(GOLDEN).items()
}
EARLIER, NEWEST = BYTES
each_version = pytest.mark.parametrize("name", BYTES)


@pytest.fixture(autouse=True)
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports of progress have two versions."""
    publish(monkeypatch)


def read(name: str) -> RecordedEvent:
    """The event in golden bytes."""
    return read_event(*BYTES[name])


def written(leaf: dict[str, Any], closed: Any) -> tuple[bytes, bytes]:
    """Leaf and sealed bytes of these objects."""
    sealed = canonical_json(closed)
    return canonical_json(leaf | {"sealed": hashlib.sha256(sealed).hexdigest()}), sealed


def is_sound(leaf: bytes, sealed: bytes) -> bool:
    """Whether bytes are those that a sound program wrote, as every verifier asks."""
    try:
        event = read_event(leaf, sealed)
        salt, digest = json.loads(sealed)[0], json.loads(leaf)["sealed"]
        return bytes_of(event, salt, digest) == (leaf, sealed)
    except UnreadableEvent:
        return False


# ---- meaning


def test_both_versions_mean_the_same() -> None:
    assert read(EARLIER).fact == read(NEWEST).fact


def test_an_event_knows_the_version_in_its_bytes() -> None:
    before, after = read(EARLIER), read(NEWEST)
    assert (before.written.version, after.written.version) == (1, 2)
    assert type(before.written) is ProgressReportedV1
    assert after.written is after.fact


def test_what_an_earlier_version_said_and_the_newest_does_not_is_kept_beside_it() -> None:
    kept = read(EARLIER).written
    assert isinstance(kept, ProgressReportedV1)
    assert kept.requested_by == "KPU"


def test_the_columns_beside_both_are_the_same() -> None:
    before, after = columns_of(read(EARLIER)), columns_of(read(NEWEST))
    assert before | {"leaf_hash": b""} == after | {"leaf_hash": b""}


def test_the_texts_of_an_earlier_version_stand_where_they_stood() -> None:
    assert texts_of(read(EARLIER)).keys() == {"/note", "/remark", "/actor/name", "/reason"}
    assert texts_of(read(NEWEST)).keys() == {"/note", "/actor/name", "/reason"}


def test_each_shape_follows_from_the_one_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for place, shape in shapes_of(Counted).items():
        monkeypatch.setitem(SHAPES, place, shape)
    facts: list[Fact] = []
    for fact in (CountedV1(boxes=5), CountedV2(boxes=5, place="hall"), Counted(full=5, torn=0)):
        made = seal_example(fact)
        event = read_event(made.leaf, made.sealed)
        assert event.written == fact
        facts.append(event.fact)
    assert facts == [
        Counted(full=5, torn=0),
        Counted(full=5, torn=0, place="hall"),
        Counted(full=5, torn=0),
    ]


class CountedV1(Earlier):
    """Boxes were counted."""

    boxes: Open[int]


class CountedV2(Earlier):
    """It was said where: what is new is simply absent in version 1."""

    version = 2
    earlier = CountedV1
    boxes: Open[int]
    place: Sealed[str | None] = None


class Counted(Fact):
    """It was said how many of them are torn: the number of all has another name."""

    version = 3
    earlier = CountedV2
    full: Open[int]
    torn: Open[int]
    place: Sealed[str | None] = None

    @classmethod
    def upcast(cls, earlier: CountedV2) -> Self:
        """None was known to be torn."""
        return cls(full=earlier.boxes, torn=0, place=earlier.place)


# ---- bytes


@each_version
def test_each_version_is_sealed_into_its_golden_bytes(name: str) -> None:
    assert golden_entry(seal_example(EXAMPLES[name])) == read_golden(GOLDEN)[name]


@each_version
def test_each_version_is_written_again_as_it_stands(name: str) -> None:
    assert is_sound(*BYTES[name])


@each_version
@pytest.mark.parametrize("field", ["value", "amount", "requestedBy", "remark", "region", "note"])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_field_of_the_other_version_is_found(name: str, field: str, is_open: bool) -> None:
    """As is one that stands in the wrong part, or that is missing although it must be there."""
    leaf, closed = (json.loads(part) for part in BYTES[name])
    part = leaf["open"] if is_open else closed[1]
    had = part.pop(field, None)
    if had is None:
        part[field] = "1"
    # Without its region a quantity would stand in the open.
    is_optional = had is not None and field in ("note", "remark")
    assert is_sound(*written(leaf, closed)) == is_optional


@pytest.mark.parametrize("version", [0, 3, 99, -1, 1 << 53, "1", None])
def test_a_version_that_was_never_published_is_not_known(version: object) -> None:
    leaf, sealed = BYTES[EARLIER]
    other = json.loads(leaf)
    other["open"]["version"] = version
    with pytest.raises(UnknownShape, match=f"event 7: ProgressReported version {version} "):
        read_event(canonical_json(other), sealed)


@pytest.mark.parametrize("name", BYTES)
def test_bytes_of_one_version_that_say_to_be_of_the_other_are_no_event(name: str) -> None:
    leaf, closed = (json.loads(part) for part in BYTES[name])
    leaf["open"]["version"] = 3 - leaf["open"]["version"]
    with pytest.raises(UnreadableEvent):
        read_event(*written(leaf, closed))


@pytest.mark.parametrize("value", ABSURD, ids=lambda value: repr(value)[:30])
def test_an_absurd_value_in_an_earlier_version_is_unreadable_or_another_event(value: Any) -> None:
    pair = [json.loads(part) for part in BYTES[EARLIER]]
    for path in filter(None, places(pair)):
        other: Any = copy.deepcopy(pair)
        at = other
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value
        leaf, sealed = (json.dumps(part, sort_keys=True, ensure_ascii=False) for part in other)
        read_all_ways(leaf.encode(errors="surrogatepass"), sealed.encode(errors="surrogatepass"))


# ---- what cannot follow


class Opened(Fact):
    """What was sealed is open."""

    version = 2
    earlier = CountedV1
    boxes: Open[int]


class ClosedV1(Earlier):
    """A first version with a field of each class."""

    hidden: Sealed[str | None] = None
    value: Regional[int] = 0
    region: Sealed[str | None] = None
    words: Erasable[FreeText | None] = None


class Closed(Fact):
    """Changed without harm: what was said is said, and nothing more of it is public."""

    version = 2
    earlier = ClosedV1
    hidden: Sealed[str | None] = None
    value: Sealed[int] = 0
    words: Erasable[FreeText | None] = None
    more: Erasable[FreeText | None] = None


def changed(field: str, declared: FieldClass, kind: Any, default: Any = None) -> type[Fact]:
    """A second version of `Closed` with this field alone."""
    fields: dict[str, Any] = {field: (Annotated[kind, declared], default)}
    shape = create_model("Closed", __base__=Fact, **fields)
    shape.version, shape.earlier = 2, ClosedV1
    return shape


HARMFUL: dict[str, tuple[type[Fact], str]] = {
    "a sealed field is opened": (changed("hidden", FieldClass.OPEN, str), "hidden was closed"),
    "a value of regions is opened": (changed("value", FieldClass.OPEN, int), "value was closed"),
    "a value loses its region": (changed("value", FieldClass.REGIONAL, int), "value was closed"),
    "a text is none any more": (changed("words", FieldClass.SEALED, str), "words is a text"),
    "a field becomes a text": (changed("hidden", FieldClass.TEXT, FreeText), "hidden is a text"),
    "a new text must be there": (changed("more", FieldClass.TEXT, FreeText, ...), "no earlier"),
}


def test_a_change_that_shows_no_more_than_before_is_taken() -> None:
    assert list(shapes_of(Closed)) == [("Closed", 2), ("Closed", 1)]


@pytest.mark.parametrize("what", HARMFUL)
def test_a_shape_that_cannot_follow_the_one_before_it_is_refused(what: str) -> None:
    shape, why = HARMFUL[what]
    with pytest.raises(TypeError, match=why):
        shapes_of(shape)


class Skipping(Fact):
    """Version 3 where only version 1 is there."""

    version = 3
    earlier = CountedV1


class Forgetful(Fact):
    """Version 2, and nothing of version 1."""

    version = 2


def test_a_version_is_never_left_out() -> None:
    for shape in (Skipping, Forgetful):
        with pytest.raises(TypeError, match="does not follow the one before it"):
            shapes_of(shape)


def test_an_earlier_shape_bears_the_name_of_its_fact() -> None:
    with pytest.raises(TypeError, match="CountedV1 is not called OpenedV1"):
        shapes_of(Opened)
