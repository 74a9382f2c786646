"""Sums over leaves by rule readiness-1: exact, so that what changed is taken off and added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import lcm

from events.facts.vocabulary import Light
from services.readiness.answer import Figures, rounded
from services.readiness.readiness_1_leaf import ZERO
from services.readiness.readiness_1_part import Part, Terms, Worst

NOTHING: Terms = (ZERO, ZERO, ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Sums:
    """A group of leaves added up."""

    parts: tuple[Part, ...]
    terms: Terms
    worst: tuple[Worst, ...]
    figures: Figures


def sums_of(parts: tuple[Part, ...], before: Sums | None = None) -> Sums:
    """A group added up; from what it was before, if that is given, only what differs."""
    if before is not None and before.parts == parts:
        return before
    was, now = set(before.parts) if before else set(), set(parts)
    gone, come = was - now, now - was
    if before is None or len(gone) + len(come) >= len(parts):
        terms = _total([part.terms for part in parts])
    else:
        less, more = (_total([part.terms for part in some]) for some in (gone, come))
        terms = _total([before.terms, more, _negative(less)])
    worst = sorted(part.worst for part in parts if part.worst is not None)
    return _added(parts, terms, worst)


def sums_of_all(groups: Sequence[Sums]) -> Sums:
    """Groups that have no leaf in common, as one."""
    parts = tuple(chain.from_iterable(group.parts for group in groups))
    worst = sorted(chain.from_iterable(group.worst for group in groups))
    return _added(parts, _total([group.terms for group in groups]), worst)


def _total(terms: Sequence[Terms]) -> Terms:
    if not terms:
        return NOTHING
    weight, assessed, score, verified, backed = map(_sum, zip(*terms, strict=True))
    return weight, assessed, score, verified, backed


def _negative(terms: Terms) -> Terms:
    weight, assessed, score, verified, backed = terms
    return -weight, -assessed, -score, -verified, -backed


def _sum(numbers: Sequence[Fraction]) -> Fraction:
    """A sum over one common denominator: linear where adding one by one is not."""
    common = lcm(*(number.denominator for number in numbers))
    return Fraction(
        sum(number.numerator * (common // number.denominator) for number in numbers), common
    )


def _added(parts: tuple[Part, ...], terms: Terms, worst: Iterable[Worst]) -> Sums:
    ordered = tuple(worst)
    weight, *others = terms
    coverage, score, verified, backed = (
        100 * other / weight if weight else ZERO for other in others
    )
    figures = Figures(
        light=_light(parts),
        score=rounded(score, 1),
        verified=rounded(verified, 1),
        ceiling=rounded(score + 100 - coverage, 1),
        coverage=rounded(coverage, 1),
        confidence=rounded(backed, 1),
        weight=float(weight),
        count=len(parts),
        reasons=tuple(reason for *_, reason in ordered),
    )
    return Sums(parts, terms, ordered, figures)


def _light(parts: Iterable[Part]) -> Light:
    lights = {(part.leaf.light, part.is_critical) for part in parts}
    shown = {light for light, _ in lights}
    if shown <= {Light.GREY}:
        return Light.GREY
    if (Light.RED, True) in lights:
        return Light.RED
    return Light.GREEN if shown == {Light.GREEN} else Light.YELLOW
