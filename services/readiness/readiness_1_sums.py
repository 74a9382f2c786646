"""Sums over leaves by rule readiness-1: exact, so that what changed is taken off and added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from events.facts.vocabulary import Light
from services.readiness.answer import Figures, Reason, rounded
from services.readiness.exact import Terms, terms_of, total_terms
from services.readiness.readiness_1_part import Glance, Part, Worst
from services.readiness.readiness_1_standing import ZERO

NOTHING: Terms = (ZERO,) * 6


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
    known = (before.parts, before.terms) if before else None
    terms = terms_of(parts, NOTHING, known)
    worst = sorted(part.worst for part in parts if part.worst is not None)
    return _added(parts, terms, worst)


def sums_of_all(groups: Sequence[Sums]) -> Sums:
    """Groups that have no leaf in common, as one."""
    parts = tuple(chain.from_iterable(group.parts for group in groups))
    worst = sorted(chain.from_iterable(group.worst for group in groups))
    return _added(parts, total_terms([group.terms for group in groups], NOTHING), worst)


def _added(parts: tuple[Part, ...], terms: Terms, worst: Iterable[Worst]) -> Sums:
    ordered = tuple(worst)
    lights = {(part.leaf.light, part.is_critical) for part in parts if part.leaf.light}
    reasons = tuple(reason for *_, reason in ordered)
    return Sums(parts, terms, ordered, _figures(terms, lights, len(parts), reasons))


def whole_of(glances: Sequence[Glance]) -> Figures:
    """Leaves added up, without reasons."""
    lights = {(glance.light, glance.is_critical) for glance in glances}
    return _figures(
        total_terms([glance.terms for glance in glances], NOTHING), lights, len(glances)
    )


def _figures(
    terms: Terms, lights: set[tuple[Light, bool]], count: int, reasons: tuple[Reason, ...] = ()
) -> Figures:
    weight, *others = terms
    coverage, score, verified, backed, planned = (
        100 * other / weight if weight else ZERO for other in others
    )
    return Figures(
        light=_light(lights),
        score=rounded(score, 1),
        verified=rounded(verified, 1),
        ceiling=rounded(score + 100 - coverage, 1),
        coverage=rounded(coverage, 1),
        confidence=rounded(backed, 1),
        planned=rounded(planned, 1),
        weight=float(weight),
        count=count,
        reasons=reasons,
    )


def _light(lights: set[tuple[Light, bool]]) -> Light:
    """The light of a group from those of its leaves, and whether each is critical."""
    shown = {light for light, _ in lights}
    if shown <= {Light.GREY}:
        return Light.GREY
    if (Light.RED, True) in lights:
        return Light.RED
    return Light.GREEN if shown == {Light.GREEN} else Light.YELLOW
