"""Figures of regions, by rule readiness-1."""

import datetime as dt
from collections.abc import Mapping

from events.facts.vocabulary import Light, Severity
from services.readiness.answer import Leaf, Reason, ReasonCode, RegionalFigure
from services.readiness.readiness_1_leaf import LeafJudge, judged_at
from services.state.commitment import CommitmentState
from services.state.occasion import Occasion, whole_minute


def figures_by_region(
    commitments: Mapping[str, CommitmentState], leaves: Mapping[str, Leaf], judge: LeafJudge
) -> dict[str, tuple[RegionalFigure, ...]]:
    """The figures of every region, by its code."""
    found: dict[str, list[RegionalFigure]] = {}
    for code, leaf in leaves.items():
        for figure in regional_figures(commitments[code], leaf, judge):
            found.setdefault(figure.region, []).append(figure)
    return {region: tuple(figures) for region, figures in sorted(found.items())}


def regional_figures_at(
    occasion: Occasion, state: CommitmentState, moment: dt.datetime
) -> list[RegionalFigure]:
    """One figure for each region of one commitment's breakdown, judged at a moment."""
    judge = judged_at(occasion, whole_minute(moment))
    return regional_figures(state, judge.leaf(state), judge)


def regional_figures(
    state: CommitmentState, leaf: Leaf | None, judge: LeafJudge
) -> list[RegionalFigure]:
    """One figure for each region of a commitment's breakdown; never summed over units."""
    if state.indicator is None:
        return []
    figures = []
    for part in state.indicator.breakdown:
        claimed, verified = state.claimed_in(part.region), state.verified_in(part.region)
        hindered = [
            item.position
            for item in state.open_obstacles
            if item.region == part.region and item.severity is Severity.HIGH
        ]
        target = part.target - state.waived_in(part.region)
        if (verified or 0) >= target:
            light, reason = Light.GREEN, None
        elif judge.is_past_due(state) and state.deadline:
            light = Light.RED
            reason = Reason(ReasonCode.OVERDUE, state.code, (state.deadline.set_by,))
        elif hindered:
            light = Light.RED
            reason = Reason(ReasonCode.OBSTACLE_OPEN, state.code, tuple(hindered))
        else:
            light = Light.YELLOW
            reason = leaf.reasons[0] if leaf and leaf.reasons else None
        figures.append(
            RegionalFigure(
                commitment=state.code,
                region=part.region,
                unit=state.indicator.unit,
                target=float(target),
                claimed=None if claimed is None else float(claimed),
                verified=None if verified is None else float(verified),
                light=light,
                reason=reason,
            )
        )
    return figures
