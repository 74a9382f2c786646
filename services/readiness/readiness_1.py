"""Rule readiness-1, a pure function: an occasion's state and a moment in, lights and reasons out.

All arithmetic is exact (fractions); rounding happens once, at the end, half up. The rule is
published in docs/readiness-1.md; a new version is files of its own beside this one.
"""

import datetime as dt
from functools import partial

from events.facts.vocabulary import CommitmentKind, Light
from services.readiness.answer import Figures, Leaf, Readiness, RegionalFigure
from services.readiness.readiness_1_leaf import JudgeAt, LeafJudge, judged_at
from services.readiness.readiness_1_part import Part, glance_of, part_of
from services.readiness.readiness_1_sums import Sums, sums_of, sums_of_all, whole_of
from services.state.commitment import CommitmentState
from services.state.local_time import local_date
from services.state.occasion import Occasion, OccasionState, whole_minute

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
    parts = {code: _part(judge, known) for code, known in leaves_of(state).items()}
    counting = {code: part for code, part in parts.items() if part.leaf.light is not None}
    areas = _areas(state.occasion, counting, judge)
    return Readiness(
        whole=sums_of_all([*areas.values()]).figures,
        days_left=days_left(state.occasion, at),
        areas={area: sums.figures for area, sums in areas.items()},
        leaves={code: part.leaf for code, part in parts.items()},
        regions=_regions(counting),
        blocked=_blocked(counting),
        due={code: part.due for code, part in counting.items() if part.due is not None},
        withdrawn=tuple(
            Leaf(code, None) for code, known in state.commitments.items() if known.withdrawn
        ),
    )


def days_left(occasion: Occasion, at: dt.datetime) -> int | None:
    """Calendar days to the occasion's day, in its time zone; None while that is open."""
    if occasion.day is None:
        return None
    return (occasion.day - local_date(at, occasion.time_zone)).days


def roll_up_1(
    state: OccasionState, commitment: str, moment: dt.datetime, judge_at: JudgeAt = judged_at
) -> Figures | None:
    """The sums over the leaves below a commitment; None where there are none below it.

    Raises ValueError for an occasion that is unknown.
    """
    if state.occasion is None:
        raise ValueError("no occasion")
    judge, below = judge_at(state.occasion, whole_minute(moment)), below_of(state, commitment)
    parts = [_part(judge, known) for code, known in leaves_of(state).items() if code in below]
    counting = tuple(part for part in parts if part.leaf.light is not None)
    return sums_of(counting).figures if counting else None


def below_of(state: OccasionState, commitment: str) -> set[str]:
    """Codes of all commitments that stand under one, and under those."""
    children: dict[str, list[str]] = {}
    for code, known in state.commitments.items():
        if known.recorded and known.recorded.parent is not None:
            children.setdefault(known.recorded.parent, []).append(code)
    found, open_ = set[str](), [commitment]
    while open_:
        below = [code for code in children.get(open_.pop(), ()) if code not in found]
        found.update(below)
        open_ += below
    return found


def whole_1(state: OccasionState, moment: dt.datetime, judge_at: JudgeAt = judged_at) -> Figures:
    """What `readiness_1` says of the whole, without its reasons, at a part of the cost.

    Raises ValueError for an occasion that is unknown.
    """
    if state.occasion is None:
        raise ValueError("no occasion")
    judge = judge_at(state.occasion, whole_minute(moment))
    glances = (glance_of(judge, known) for known in leaves_of(state).values())
    return whole_of([glance for glance in glances if glance])


def leaves_of(state: OccasionState) -> dict[str, CommitmentState]:
    """The commitments that are judged: promises without live children, whatever their role says."""
    with_children = {
        child.recorded.parent
        for child in state.commitments.values()
        if child.recorded and child.recorded.parent is not None and child.is_live
    }
    return {
        code: commitment
        for code, commitment in state.commitments.items()
        if commitment.recorded
        and commitment.recorded.commitment_kind in LEAF_KINDS
        and code not in with_children
    }


def _part(judge: LeafJudge, state: CommitmentState) -> Part:
    """What a leaf brings: what is remembered, as long as its state is the same."""
    if judge.memory is None:
        return part_of(judge, state)
    part: Part = judge.memory.parts.of(state, partial(part_of, judge, state))
    return part


def _areas(occasion: Occasion, parts: dict[str, Part], judge: LeafJudge) -> dict[str, Sums]:
    grouped: dict[str, list[Part]] = {area.code: [] for area in occasion.areas}
    for part in parts.values():
        grouped[part.area].append(part)
    before = {} if judge.memory is None else judge.memory.sums
    sums = {area: sums_of(tuple(group), before.get(area)) for area, group in grouped.items()}
    before.update(sums)
    return sums


def _regions(parts: dict[str, Part]) -> dict[str, tuple[RegionalFigure, ...]]:
    found: dict[str, list[RegionalFigure]] = {}
    for part in parts.values():
        for figure in part.regions:
            if figure.region is None:
                continue
            found.setdefault(figure.region, []).append(figure)
    return {region: tuple(figures) for region, figures in sorted(found.items())}


def _blocked(parts: dict[str, Part]) -> tuple[str, ...]:
    return tuple(
        code
        for code, part in parts.items()
        if part.is_hindered
        or any(parts[on].leaf.light is Light.RED for on in part.waits_for if on in parts)
    )
