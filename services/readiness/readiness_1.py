"""Rule readiness-1, a pure function: an occasion's state and a moment in, lights and reasons out.

All arithmetic is exact (fractions); rounding happens once, at the end, half up. The rule is
published in docs/readiness-1.md; a new version is files of its own beside this one.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import lcm

from events.facts.vocabulary import CommitmentKind, Light, Severity
from services.readiness.answer import SEVERITY_OF_LIGHT, Figures, Leaf, Readiness, Reason, rounded
from services.readiness.readiness_1_leaf import JudgeAt, judged_at
from services.readiness.readiness_1_regions import figures_by_region
from services.state.commitment import CommitmentState
from services.state.local_time import local_date
from services.state.occasion import Occasion, OccasionState, whole_minute

Ratio = tuple[int, int]
"""An exact number: what is to be divided by what. Not reduced, for it is only summed."""
NOTHING: Ratio = (0, 1)
ALL: Ratio = (1, 1)
Weights = Mapping[str, Ratio]
LEAF_KINDS = frozenset(
    {
        CommitmentKind.UNDERTAKING,
        CommitmentKind.ONGOING,
        CommitmentKind.JOINT,
        CommitmentKind.REQUEST,
    }
)


def readiness_1(
    state: OccasionState, moment: dt.datetime, judge_at: JudgeAt = judged_at
) -> Readiness:
    """How ready an occasion is at a moment (cut to the minute), by rule readiness-1.

    Another judge of leaves makes another rule with the same sums. Raises ValueError for an
    occasion that is unknown.
    """
    if state.occasion is None:
        raise ValueError("no occasion")
    at = whole_minute(moment)
    judge = judge_at(state.occasion, at)
    commitments = leaves_of(state)
    leaves = {code: judge.leaf(commitment) for code, commitment in commitments.items()}
    counting = {code: leaf for code, leaf in leaves.items() if leaf.light is not None}
    weights = {code: _weight(commitments[code]).as_integer_ratio() for code in counting}
    return Readiness(
        whole=_figures(counting, commitments, weights),
        days_left=(state.occasion.day - local_date(at, state.occasion.time_zone)).days,
        areas=_areas(state.occasion, counting, commitments, weights),
        leaves=leaves,
        regions=figures_by_region(commitments, counting, judge),
        blocked=_blocked(commitments, counting),
        due={
            code: judge.days_to_due(commitments[code])
            for code, leaf in counting.items()
            if leaf.verified is not None and not leaf.is_fulfilled
        },
    )


def leaves_of(state: OccasionState) -> dict[str, CommitmentState]:
    """The commitments that are judged: promises without live children, whatever their role says."""
    with_children = {
        child.recorded.parent
        for child in state.commitments.values()
        if child.recorded and child.is_live
    }
    return {
        code: commitment
        for code, commitment in state.commitments.items()
        if commitment.recorded
        and commitment.recorded.commitment_kind in LEAF_KINDS
        and code not in with_children
    }


def _areas(
    occasion: Occasion,
    leaves: Mapping[str, Leaf],
    commitments: Mapping[str, CommitmentState],
    weights: Weights,
) -> dict[str, Figures]:
    grouped: dict[str, dict[str, Leaf]] = {area.code: {} for area in occasion.areas}
    for code, leaf in leaves.items():
        recorded = commitments[code].recorded
        if recorded is not None:
            grouped[recorded.area][code] = leaf
    return {area: _figures(group, commitments, weights) for area, group in grouped.items()}


def _sum(ratios: Iterable[Ratio]) -> Fraction:
    """A sum over one common denominator: linear where adding one by one is not."""
    ratios = list(ratios)
    common = lcm(*(denominator for _, denominator in ratios))
    return Fraction(sum(number * (common // by) for number, by in ratios), common)


def _figures(
    leaves: Mapping[str, Leaf], commitments: Mapping[str, CommitmentState], weights: Weights
) -> Figures:
    whole = _sum(weights[code] for code in leaves)
    assessed = {code: leaf for code, leaf in leaves.items() if leaf.verified is not None}

    def share(part: Callable[[Leaf], Ratio]) -> Fraction:
        if not whole:
            return Fraction(0)
        parts = ((weights[code], part(leaf)) for code, leaf in assessed.items())
        return 100 * _sum((w * p, by * each) for (w, by), (p, each) in parts) / whole

    score = share(lambda leaf: leaf.score.as_integer_ratio() if leaf.score else NOTHING)
    coverage = share(lambda _: ALL)
    verified = share(lambda leaf: leaf.verified.as_integer_ratio() if leaf.verified else NOTHING)
    return Figures(
        light=_light(leaves, commitments),
        score=rounded(score, 1),
        verified=rounded(verified, 1),
        ceiling=rounded(score + 100 - coverage, 1),
        coverage=rounded(coverage, 1),
        confidence=rounded(share(_backed), 1),
        weight=float(whole),
        count=len(leaves),
        reasons=_top_reasons(leaves, commitments),
    )


def _backed(leaf: Leaf) -> Ratio:
    """The share of what is claimed that fresh, verified evidence backs."""
    if not leaf.claimed or leaf.verified is None or leaf.freshness is None:
        return NOTHING
    fresh, per_fresh = leaf.freshness.as_integer_ratio()
    verified, per_verified = leaf.verified.as_integer_ratio()
    claimed, per_claimed = leaf.claimed.as_integer_ratio()
    return fresh * verified * per_claimed, per_fresh * per_verified * claimed


def _weight(commitment: CommitmentState) -> Decimal:
    return commitment.recorded.weight if commitment.recorded else Decimal(0)


def _is_critical(commitment: CommitmentState) -> bool:
    return commitment.recorded is not None and commitment.recorded.critical


def _light(leaves: Mapping[str, Leaf], commitments: Mapping[str, CommitmentState]) -> Light:
    lights = {leaf.light for leaf in leaves.values()}
    if lights <= {Light.GREY}:
        return Light.GREY
    if any(
        leaf.light is Light.RED and _is_critical(commitments[code]) for code, leaf in leaves.items()
    ):
        return Light.RED
    return Light.GREEN if lights == {Light.GREEN} else Light.YELLOW


def _top_reasons(
    leaves: Mapping[str, Leaf], commitments: Mapping[str, CommitmentState]
) -> tuple[Reason, ...]:
    worst_first = sorted(
        (
            SEVERITY_OF_LIGHT[leaf.light or Light.GREEN],
            not _is_critical(commitments[code]),
            _weight(commitments[code]).copy_negate(),  # exact, whatever its digits
            code,
        )
        for code, leaf in leaves.items()
        if leaf.light is not Light.GREEN and leaf.reasons
    )
    return tuple(leaves[code].reasons[0] for *_, code in worst_first)


def _blocked(
    commitments: Mapping[str, CommitmentState], leaves: Mapping[str, Leaf]
) -> tuple[str, ...]:
    return tuple(
        code
        for code in leaves
        if any(item.severity is Severity.HIGH for item in commitments[code].open_obstacles)
        or any(
            leaves[on].light is Light.RED for on in commitments[code].dependencies if on in leaves
        )
    )
