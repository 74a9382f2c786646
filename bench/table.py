"""What the bench says: one Markdown table, each row a ratio to a baseline of the same minute."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One line of the table before it is measured."""

    work: str
    """What is measured, with its unit."""
    baseline: str
    """What it is divided by."""
    reach: float | None = None
    """The ratio that must be reached; None: there is no such number, the row only informs."""
    beyond: float | None = None
    """The ratio that would be better still."""
    is_cost: bool = False
    """Whether the ratio is a cost, so that less is better; else it is a speed."""

    def found(self, ratios: Sequence[float], also: str = "") -> "Found":
        """The row with one ratio for each round, and what else is worth knowing."""
        return Found(self, list(ratios), also)

    def without(self, reason: str) -> "Found":
        """The row with a reason in the place of its numbers."""
        return Found(self, [], reason)


@dataclass(frozen=True)
class Found:
    """One line of the table; without ratios, `also` says why there are none."""

    row: Row
    ratios: list[float]
    also: str = field(default="")

    @property
    def median(self) -> float:
        """The ratio that counts."""
        return statistics.median(self.ratios)

    @property
    def verdict(self) -> str:
        """Whether the median is where it should be."""
        if not self.ratios:
            return "not measured"
        if self.row.reach is None:
            return "–"
        if not self._reaches(self.row.reach):
            return "**no**"
        if self.row.beyond is not None and self._reaches(self.row.beyond):
            return "yes, and beyond"
        return "yes"

    def _reaches(self, target: float) -> bool:
        return self.median <= target if self.row.is_cost else self.median >= target

    def summary(self) -> str:
        """The row in few words."""
        figure = number(self.median) if self.ratios else self.also
        return f"{self.row.work}: {figure} ({self.verdict})"

    def cells(self) -> list[str]:
        """The cells of its line."""
        return [
            self.row.work,
            self.row.baseline,
            *(number(part(self.ratios)) if self.ratios else "–" for part in PARTS),
            self._target(self.row.reach),
            self._target(self.row.beyond),
            self.verdict,
            self.also,
        ]

    def _target(self, target: float | None) -> str:
        if target is None:
            return "–"
        return f"{'≤' if self.row.is_cost else '≥'} {number(target)}"


PARTS = (min, statistics.median, max)
HEADINGS = (
    "work",
    "baseline of the same minute",
    "least",
    "median",
    "most",
    "to reach",
    "beyond",
    "reached",
    "also",
)


def number(value: float) -> str:
    """A number with three digits that count, and never in powers of ten."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.4f}"


def markdown(found: Iterable[Found]) -> str:
    """The whole table."""
    lines = [HEADINGS, ["---"] * len(HEADINGS), *(one.cells() for one in found)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
