"""Rule readiness-1 for the regions of a commitment."""

import datetime as dt
from fractions import Fraction

from events.facts.indicator import PartTarget
from events.facts.vocabulary import Light, Severity
from services.readiness.answer import Leaf, Reason, ReasonCode, RegionalFigure
from services.readiness.readiness_1_leaf import BEHIND, JudgeAt, LeafJudge, judged_at
from services.readiness.readiness_1_standing import is_legible, positions
from services.state.commitment import CommitmentState
from services.state.commitment_record import NOTHING
from services.state.indicator import name_of
from services.state.obstacle import Obstacle
from services.state.occasion import OccasionState, whole_minute
from services.state.timeline import latest_of
from services.state.verdict import VerdictKind


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


def figures_of(state: CommitmentState, leaf: Leaf, judge: LeafJudge) -> list[RegionalFigure]:
    """One figure for each part of a commitment's breakdown; never summed over units."""
    if state.indicator is None or not is_legible(state.indicator):
        return []
    figures = []
    for part in state.indicator.breakdown:
        x = _Part(state, leaf, judge, part)
        light, reason = x.judged()
        figures.append(
            RegionalFigure(
                commitment=state.code,
                region=part.region,
                party=part.party,
                unit=state.indicator.unit,
                target=float(x.target),
                claimed=None if x.claimed is None else float(x.claimed),
                verified=None if x.verified is None else float(x.verified),
                light=light,
                reason=reason,
            )
        )
    return figures


class _Part:
    """One part of a commitment at a minute; what it is judged by concerns it alone."""

    def __init__(
        self, state: CommitmentState, leaf: Leaf, judge: LeafJudge, part: PartTarget
    ) -> None:
        self.state, self.leaf, self.judge, name = state, leaf, judge, name_of(part)
        self.target = (part.target or NOTHING) - state.waived_in(name)
        self.report, self.verdict = state.last_report_in(name), state.last_verdict_in(name)
        self.claimed, self.verified = state.claimed_in(name), state.verified_in(name)
        self.obstacles = [item for item in state.open_obstacles if item.part == name]

    def judged(self) -> tuple[Light, Reason | None]:
        """Its light, and what made it; information about the whole never does."""
        if (self.verified or 0) >= self.target:
            return Light.GREEN, None
        if red := self._red():
            return Light.RED, red
        if self.leaf.light is Light.GREY:
            return Light.YELLOW, self.leaf.reasons[0]
        return Light.YELLOW, self._yellow()

    def _red(self) -> Reason | None:
        due = self.state.deadline
        if due is not None and self.judge.is_past_due(self.state):
            days = -float(self.judge.days_to_due(self.state))
            return self._reason(ReasonCode.OVERDUE, (due.set_by,), days)
        return self._hindered([item for item in self.obstacles if item.severity is Severity.HIGH])

    def _yellow(self) -> Reason:
        report, verdict = positions(self.report), positions(self.verdict)
        is_later = self.report is not None and (
            self.verdict is None or self.report.occurred_at > self.verdict.occurred_at
        )
        if is_later and (self.claimed or 0) < (self.verified or 0):
            return self._reason(ReasonCode.FALLEN_BACK, (*verdict, *report))
        is_rejected = self.verdict is not None and self.verdict.kind is VerdictKind.REJECTION
        if is_rejected and not is_later:
            return self._reason(ReasonCode.CLAIM_REJECTED, verdict)
        p = Fraction(max(self.claimed or 0, self.verified or 0)) / Fraction(self.target)
        if p >= 1:
            return self._reason(ReasonCode.CLAIMED_UNVERIFIED, report)
        if hindered := self._hindered(self.obstacles):
            return hindered
        activity = positions(latest_of(self.report, self.verdict))
        set_by = () if self.state.deadline is None else (self.state.deadline.set_by,)
        if (gap := (self.leaf.planned or 0) - p) > BEHIND:
            return self._reason(ReasonCode.BEHIND_PLAN, (*set_by, *activity), float(gap))
        return self._reason(ReasonCode.UNVERIFIED_PROGRESS, activity or set_by)

    def _hindered(self, obstacles: list[Obstacle]) -> Reason | None:
        if not obstacles:
            return None
        return self._reason(ReasonCode.OBSTACLE_OPEN, positions(*obstacles), len(obstacles))

    def _reason(
        self, code: ReasonCode, events: tuple[int, ...], value: float | None = None
    ) -> Reason:
        number = None if value is None else round(float(value), 4)
        return Reason(code, self.state.code, events, number)
