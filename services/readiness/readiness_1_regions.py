"""Rule readiness-1 for the regions of a commitment."""

import datetime as dt

from events.facts.vocabulary import Light, Severity
from services.readiness.answer import Leaf, Reason, ReasonCode, RegionalFigure
from services.readiness.readiness_1_leaf import JudgeAt, LeafJudge, judged_at
from services.state.commitment import CommitmentState
from services.state.occasion import OccasionState, whole_minute


def regions_1(
    state: OccasionState, commitment: str, moment: dt.datetime, judge_at: JudgeAt = judged_at
) -> tuple[RegionalFigure, ...]:
    """One figure for each region of one commitment's breakdown, by rule readiness-1 at a moment.

    Raises ValueError for an occasion that was never declared, KeyError for an unknown commitment.
    """
    if state.occasion is None:
        raise ValueError("no occasion")
    judge, judged = judge_at(state.occasion, whole_minute(moment)), state.commitments[commitment]
    return tuple(figures_of(judged, judge.leaf(judged), judge))


def figures_of(state: CommitmentState, leaf: Leaf | None, judge: LeafJudge) -> list[RegionalFigure]:
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
