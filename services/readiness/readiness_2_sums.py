"""Sums over leaves by rule readiness-2: exact, so that what changed is taken off and added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from events.facts.vocabulary import Light
from services.readiness.answer import Figures, Reason, rounded
from services.readiness.exact import Terms, terms_of, total_terms
from services.readiness.readiness_2_clock import ZERO
from services.readiness.readiness_2_judge import Glance, Judged, Worst

NOTHING: Terms = (ZERO,) * 8
FULL = Fraction(100)


@dataclass(frozen=True, slots=True)
class Sums:
    """A group of leaves added up."""

    parts: tuple[Judged, ...]
    terms: Terms
    worst: tuple[Worst, ...]
    figures: Figures
    is_tainted: bool
    """Whether something grave was withdrawn from it of late."""


def sums_of(parts: tuple[Judged, ...], is_tainted: bool, before: Sums | None = None) -> Sums:
    """A group added up; from what it was before, if that is given, only what differs."""
    if before is not None and before.parts == parts and before.is_tainted == is_tainted:
        return before
    known = (before.parts, before.terms) if before else None
    terms = terms_of(parts, NOTHING, known)
    worst = sorted(part.worst for part in parts if part.worst is not None)
    return _added(parts, terms, worst, is_tainted)


def sums_of_all(groups: Sequence[Sums]) -> Sums:
    """Groups that have no leaf in common, as one."""
    parts = tuple(chain.from_iterable(group.parts for group in groups))
    worst = sorted(chain.from_iterable(group.worst for group in groups))
    is_tainted = any(group.is_tainted for group in groups)
    return _added(parts, total_terms([group.terms for group in groups], NOTHING), worst, is_tainted)


def whole_of(glances: Sequence[Glance], is_tainted: bool) -> Figures:
    """Leaves added up, without reasons."""
    lights = {(glance.light, glance.is_critical) for glance in glances}
    terms = total_terms([glance.terms for glance in glances], NOTHING)
    return _figures(terms, lights, len(glances), is_tainted, ())


def _added(
    parts: tuple[Judged, ...], terms: Terms, worst: Iterable[Worst], is_tainted: bool
) -> Sums:
    ordered = tuple(worst)
    lights = {(part.leaf.light, part.is_critical) for part in parts if part.leaf.light}
    reasons = tuple(reason for *_, reason in ordered)
    figures = _figures(terms, lights, len(parts), is_tainted, reasons)
    return Sums(parts, terms, ordered, figures, is_tainted)


def _figures(
    terms: Terms,
    lights: set[tuple[Light, bool]],
    count: int,
    is_tainted: bool,
    reasons: tuple[Reason, ...],
) -> Figures:
    weight, assessed, *others, red = terms
    s, v, backed, planned, u = (100 * each / weight if weight else ZERO for each in others)
    unknown = 100 * (weight - assessed) / weight if weight else FULL
    return Figures(
        light=_light(lights, 3 * red >= assessed, is_tainted),
        score=rounded(s, 1),
        verified=rounded(v, 1),
        ceiling=rounded(u + unknown, 1),
        coverage=rounded(FULL - unknown, 1),
        confidence=rounded(backed, 1),
        planned=rounded(planned, 1),
        weight=float(weight),
        count=count,
        reasons=reasons,
    )


def _light(lights: set[tuple[Light, bool]], has_much_red: bool, is_tainted: bool) -> Light:
    """The light of a group from those of its leaves, and whether each is critical."""
    shown = {light for light, _ in lights}
    if shown <= {Light.GREY}:
        return Light.GREY
    if (Light.RED, True) in lights or (Light.RED in shown and has_much_red):
        return Light.RED
    return Light.GREEN if shown == {Light.GREEN} and not is_tainted else Light.YELLOW
