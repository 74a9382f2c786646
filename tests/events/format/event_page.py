"""The table of `docs/event-1.md`, as the facts declare it."""

from pathlib import Path

from events.facts.all import SHAPES
from events.facts.fact import FieldClass, field_classes
from events.facts.versions import Shape
from events.format.canonical_fields import name_in_bytes

PAGE = Path(__file__).parents[3] / "docs" / "event-1.md"
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


def write_page() -> None:
    """Write the rows of the table anew; what stands above it stays."""
    lines = PAGE.read_text("utf-8").splitlines()
    begin = max(number for number, line in enumerate(lines) if line.startswith("|---")) + 1
    PAGE.write_text("\n".join([*lines[:begin], *rows()]) + "\n", "utf-8")
