"""What one leaf brings to the readiness of its occasion by rule readiness-1, at one minute."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from events.facts.commitment import CommitmentRecorded
from events.facts.vocabulary import Light, Severity
from services.readiness.answer import SEVERITY_OF_LIGHT, Leaf, Reason, RegionalFigure
from services.readiness.readiness_1_leaf import ZERO, LeafJudge
from services.readiness.readiness_1_regions import figures_of
from services.state.commitment import CommitmentState

Terms = tuple[Fraction, Fraction, Fraction, Fraction, Fraction]
"""Weight; weight assessed; and by weight: score, what is verified, what fresh evidence backs."""
Worst = tuple[int, bool, Decimal, str, Reason]
"""A first reason behind what says where it stands among the others: the worst leaf first."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A judged leaf, and all that sums and lists take of it; equal only to itself."""

    leaf: Leaf
    area: str
    is_critical: bool
    terms: Terms
    worst: Worst | None
    regions: tuple[RegionalFigure, ...]
    is_hindered: bool
    """By an obstacle of its own that is HIGH."""
    waits_for: tuple[str, ...]
    due: Fraction | None
    """Days to its due, while it is not done."""


def part_of(judge: LeafJudge, state: CommitmentState) -> Part:
    """What a leaf brings. Raises ValueError for a commitment that was never recorded."""
    recorded = state.recorded
    if recorded is None:
        raise ValueError("never recorded")
    leaf = judge.leaf(state)
    counts = leaf.light is not None
    is_due = counts and leaf.verified is not None and not leaf.is_fulfilled
    return Part(
        leaf=leaf,
        area=recorded.area,
        is_critical=recorded.critical,
        terms=_terms(leaf, Fraction(recorded.weight)),
        worst=_worst(leaf, recorded),
        regions=tuple(figures_of(state, leaf, judge)) if counts else (),
        is_hindered=any(item.severity is Severity.HIGH for item in state.open_obstacles),
        waits_for=state.dependencies,
        due=judge.days_to_due(state) if is_due else None,
    )


def _terms(leaf: Leaf, weight: Fraction) -> Terms:
    if leaf.verified is None:
        return weight, ZERO, ZERO, ZERO, ZERO
    score = leaf.score or ZERO
    return weight, weight, weight * score, weight * leaf.verified, weight * _backed(leaf)


def _backed(leaf: Leaf) -> Fraction:
    """The share of what is claimed that fresh, verified evidence backs."""
    if not leaf.claimed or leaf.verified is None or leaf.freshness is None:
        return ZERO
    return leaf.freshness * leaf.verified / leaf.claimed


def _worst(leaf: Leaf, recorded: CommitmentRecorded) -> Worst | None:
    if leaf.light in (None, Light.GREEN) or not leaf.reasons:
        return None
    severity = SEVERITY_OF_LIGHT[leaf.light or Light.GREEN]
    return severity, not recorded.critical, -recorded.weight, leaf.commitment, leaf.reasons[0]
