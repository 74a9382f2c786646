"""The page on an event's bytes names every type and every field of it, where it stands."""

from pathlib import Path

from events.facts.all import FACT_BY_NAME
from events.facts.fact import Fact, FieldClass, field_classes
from events.format.canonical_fields import name_in_bytes

PAGE = Path(__file__).parents[2] / "docs" / "event-1.md"
COLUMNS = (FieldClass.OPEN, FieldClass.SEALED, FieldClass.REGIONAL, FieldClass.TEXT)


def row(name: str, fact: type[Fact]) -> str:
    """What the page must say of a type."""
    classes = field_classes(fact)
    cells = [
        ", ".join(f"`{name_in_bytes(each)}`" for each in classes if classes[each] is column) or "–"
        for column in COLUMNS
    ]
    return f"| {name} | {' | '.join(cells)} |"


def test_the_page_says_what_the_facts_declare() -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    rows = [row(name, FACT_BY_NAME[name]) for name in sorted(FACT_BY_NAME)]
    assert lines[-len(rows) :] == rows
