"""What one leaf brings to the readiness of its occasion by rule readiness-1, at one minute."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from events.facts.commitment import CommitmentRecorded
from events.facts.vocabulary import Light, Severity
from services.readiness.answer import SEVERITY_OF_LIGHT, Leaf, Reason, RegionalFigure
from services.readiness.readiness_1_leaf import LeafJudge
from services.readiness.readiness_1_regions import figures_of
from services.readiness.readiness_1_standing import ZERO
from services.state.commitment import CommitmentState

Terms = tuple[Fraction, Fraction, Fraction, Fraction, Fraction, Fraction]
"""Weight; weight assessed; and by weight: score, what is verified, what fresh evidence backs, and
where the plan expects it."""
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


class Glance(NamedTuple):
    """What one leaf brings to the figures of the whole."""

    light: Light
    is_critical: bool
    terms: Terms


def glance_of(judge: LeafJudge, state: CommitmentState) -> Glance | None:
    """What a leaf brings to the whole; None where it is out of every sum.

    Raises ValueError for a commitment that was never recorded.
    """
    if state.recorded is None:
        raise ValueError("never recorded")
    leaf = judge.glance(state)
    if leaf.light is None:
        return None
    weight = Fraction(state.recorded.weight)
    return Glance(leaf.light, state.recorded.critical, _terms(leaf, weight))


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
        return weight, ZERO, ZERO, ZERO, ZERO, ZERO
    shares = leaf.score or ZERO, leaf.verified, _backed(leaf), leaf.planned or ZERO
    score, verified, backed, planned = (
        shares if weight == 1 else (weight * share for share in shares)
    )
    return weight, weight, score, verified, backed, planned


def _backed(leaf: Leaf) -> Fraction:
    """The share of what is claimed that fresh, verified evidence backs."""
    if not leaf.claimed or not leaf.verified or not leaf.freshness:
        return ZERO
    if leaf.verified == leaf.claimed:
        return leaf.freshness
    return leaf.freshness * leaf.verified / leaf.claimed


def _worst(leaf: Leaf, recorded: CommitmentRecorded) -> Worst | None:
    if leaf.light in (None, Light.GREEN) or not leaf.reasons:
        return None
    severity = SEVERITY_OF_LIGHT[leaf.light or Light.GREEN]
    return severity, not recorded.critical, -recorded.weight, leaf.commitment, leaf.reasons[0]
