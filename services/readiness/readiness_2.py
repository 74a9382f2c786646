"""Rule readiness-2, a pure function: an occasion's state and a moment in, lights and reasons out.

All arithmetic is exact (fractions); rounding happens once, at the end, half up. The rule is
published in docs/readiness-2.md; a new version is files of its own beside this one.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

from events.facts.vocabulary import Light
from services.readiness.answer import Figures, Leaf, Readiness, Reason, ReasonCode, RegionalFigure
from services.readiness.readiness_2_clock import clock_at, days_of
from services.readiness.readiness_2_judge import Judge, Judged
from services.readiness.readiness_2_relations import Place, Relations
from services.readiness.readiness_2_standing import positions
from services.readiness.readiness_2_sums import Sums, sums_of, sums_of_all, whole_of
from services.readiness.readiness_2_withdrawn import first_deadline_of, is_grave, superseding
from services.state.local_time import local_date
from services.state.occasion import Occasion, OccasionState, whole_minute

JudgeAt = Callable[[Occasion, dt.datetime], Judge]
"""The judge of an occasion at a whole minute."""


def judge_at(occasion: Occasion, at: dt.datetime) -> Judge:
    """The judge of this rule."""
    return Judge(clock_at(days_of(occasion), at))


def readiness_2(
    state: OccasionState, moment: dt.datetime, judge_at: JudgeAt = judge_at
) -> Readiness:
    """How ready an occasion is at a moment (cut to the minute), by rule readiness-2.

    Raises ValueError for an occasion that is unknown.
    """
    x = _Whole(state, moment, judge_at)
    judged, areas = x.judged, x.areas
    aside = {code: x.silent(code) for code in x.relations.set_aside}
    leaves = {code: part.leaf for code, part in judged.items()} | aside
    whole = sums_of_all([*areas.values()]).figures
    return Readiness(
        whole=replace(whole, reasons=(*whole.reasons, *x.withdrawals())),
        days_left=x.days_left,
        areas={area: sums.figures for area, sums in areas.items()},
        leaves={code: leaves[code] for code in state.commitments if code in leaves},
        regions=_regions(judged.values()),
        blocked=_blocked(judged),
        due={code: part.due for code, part in judged.items() if part.due is not None},
        withdrawn=tuple(map(x.silent, x.relations.withdrawn)),
        superseded=tuple(map(x.silent, x.relations.superseded)),
        mentions=tuple(map(x.silent, x.relations.mentions)),
        not_reported=tuple(silent for part in judged.values() for silent in part.silent),
    )


def whole_2(state: OccasionState, moment: dt.datetime, judge_at: JudgeAt = judge_at) -> Figures:
    """What `readiness_2` says of the whole, without its reasons, at a part of the cost.

    Raises ValueError for an occasion that is unknown.
    """
    x = _Whole(state, moment, judge_at)
    known = state.commitments
    glances = [x.judge.glance(known[code], x.place(code)) for code in x.relations.leaves]
    return whole_of(glances, bool(x.tainted))


def regions_2(
    state: OccasionState, commitment: str, moment: dt.datetime, judge_at: JudgeAt = judge_at
) -> tuple[RegionalFigure, ...]:
    """One figure for each part of one commitment's breakdown, by rule readiness-2 at a moment.

    None of what has left the sums, nor of what cannot be assessed. Raises ValueError for an
    occasion that is unknown, KeyError for an unknown commitment.
    """
    x, known = _Whole(state, moment, judge_at), state.commitments[commitment]
    if commitment in x.relations.set_aside:
        return ()
    assessment = x.judge.assessment(x.judge.standing(known, counts=True))
    return tuple(assessment.figures()) if assessment else ()


def roll_up_2(
    state: OccasionState, commitment: str, moment: dt.datetime, judge_at: JudgeAt = judge_at
) -> Figures | None:
    """The sums over the leaves below a commitment; None where there are none below it.

    Raises ValueError for an occasion that is unknown.
    """
    x = _Whole(state, moment, judge_at)
    below = x.relations.below(commitment)
    parts = tuple(x.leaf(code) for code in x.relations.leaves if code in below)
    return sums_of(parts, not below.isdisjoint(x.tainted)).figures if parts else None


class _Whole:
    """An occasion at a minute."""

    def __init__(self, state: OccasionState, moment: dt.datetime, judge_at: JudgeAt) -> None:
        if state.occasion is None:
            raise ValueError("no occasion")
        self.state, self.occasion = state, state.occasion
        self.judge = judge_at(state.occasion, whole_minute(moment))
        self.relations: Relations = self.judge.relations(state.commitments.values())

    @property
    def days_left(self) -> int | None:
        """Calendar days to the occasion's day; None while that is open."""
        if self.occasion.day is None:
            return None
        today = local_date(self.judge.clock.at, self.occasion.time_zone)
        return (self.occasion.day - today).days

    def place(self, code: str) -> Place:
        """What a commitment has of what it stands in the place of."""
        place = self.relations.place(code)
        replaced = self.relations.replaced(code) if self.relations.replaces(code) else ()
        if not replaced:
            return place
        days, known = self.judge.clock.days, self.state.commitments[code]
        return Place(
            place.weight,
            place.is_critical,
            superseding(known, replaced, self.state, days),
            first_deadline_of((code, *replaced), self.state, days),
        )

    def leaf(self, code: str) -> Judged:
        """A leaf that counts."""
        return self.judge.leaf(self.state.commitments[code], self.place(code))

    def silent(self, code: str) -> Leaf:
        """What is listed without light and numbers."""
        return self.judge.silent(self.state.commitments[code], self.place(code))

    @cached_property
    def judged(self) -> dict[str, Judged]:
        """Every leaf that counts, by its code."""
        return {code: self.leaf(code) for code in self.relations.leaves}

    @cached_property
    def tainted(self) -> dict[str, str]:
        """What was withdrawn of late and was grave when it was, by its code: its area."""
        clock, known = self.judge.clock, self.state.commitments
        return {
            code: recorded.area
            for code in self.relations.withdrawn
            if (recorded := known[code].recorded) and is_grave(known[code], self.state, clock)
        }

    @cached_property
    def areas(self) -> dict[str, Sums]:
        """The sums of each area."""
        grouped: dict[str, list[Judged]] = {area.code: [] for area in self.occasion.areas}
        for part in self.judged.values():
            grouped[part.area].append(part)
        before, tainted = self.judge.sums, set(self.tainted.values())
        sums = {
            area: sums_of(tuple(group), area in tainted, before.get(area))
            for area, group in grouped.items()
        }
        before.update(sums)
        return sums

    def withdrawals(self) -> list[Reason]:
        """That commitments were withdrawn, by their codes."""
        known = self.state.commitments
        return [
            Reason(ReasonCode.WITHDRAWN, code, positions(known[code].withdrawn))
            for code in sorted(self.relations.withdrawn)
        ]


def _regions(judged: Iterable[Judged]) -> dict[str, tuple[RegionalFigure, ...]]:
    found: dict[str, list[RegionalFigure]] = {}
    for part in judged:
        for figure in part.figures:
            if figure.region is not None:
                found.setdefault(figure.region, []).append(figure)
    return {region: tuple(figures) for region, figures in sorted(found.items())}


def _blocked(judged: dict[str, Judged]) -> tuple[str, ...]:
    red = {code for code, part in judged.items() if part.leaf.light is Light.RED}
    return tuple(
        code
        for code, part in judged.items()
        if part.is_hindered or not red.isdisjoint(part.waits_for)
    )
