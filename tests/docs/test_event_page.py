"""The page on an event's bytes names every type and every field of it, where it stands."""

from pathlib import Path

import pytest
from readiness_1 import VERSIONS

from events.facts.all import SHAPES
from events.facts.fact import FieldClass, field_classes
from events.facts.versions import Shape
from events.format.canonical_fields import name_in_bytes
from tests.worlds.changed_report import publish

PAGE = Path(__file__).parents[2] / "docs" / "event-1.md"
COLUMNS = (FieldClass.OPEN, FieldClass.SEALED, FieldClass.REGIONAL, FieldClass.TEXT)


def row(name: str, shape: Shape) -> str:
    """What the page must say of a type, in one of its versions."""
    classes = field_classes(shape.fact)
    cells = [
        ", ".join(f"`{name_in_bytes(each)}`" for each in classes if classes[each] is column) or "–"
        for column in COLUMNS
    ]
    shown = f"{name} version {shape.fact.version}" if shape.later else name
    return f"| {shown} | {' | '.join(cells)} |"


def rows() -> list[str]:
    """What the page must say of all types, the newest version of each first."""
    places = sorted(SHAPES, key=lambda place: (place[0], -place[1]))
    return [row(place[0], SHAPES[place]) for place in places]


def test_the_page_says_what_the_facts_declare() -> None:
    expected = rows()
    assert PAGE.read_text("utf-8").splitlines()[-len(expected) :] == expected


def test_the_page_must_say_what_a_fact_was_before_it_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish(monkeypatch)
    at = rows().index("| ProgressReported | – | `region` | `value` | `note` |")
    assert rows()[at + 1] == (
        "| ProgressReported version 1 | `requestedBy` | `region` | `amount` | `note`, `remark` |"
    )


def test_the_program_beside_the_page_knows_every_published_version() -> None:
    assert {
        (name, version) for name, version in SHAPES if version not in VERSIONS.get(name, (1,))
    } == set()
