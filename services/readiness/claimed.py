"""How much of a commitment is claimed, for those who decide: p of rule readiness-2, and its parts.

Decisions that ask whether everything is done ask here, under whatever rule an occasion is judged.
"""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from events.facts.vocabulary import Measure
from services.readiness.readiness_2_clock import days_of
from services.readiness.readiness_2_duty import DutyNow, duty_of
from services.readiness.readiness_2_part import is_wholly_waived, parts_of, whole_of
from services.state.commitment import CommitmentState
from services.state.occasion import Occasion, whole_minute


@dataclass(frozen=True, slots=True)
class ClaimedPart:
    """What is claimed of a part, or of the undivided whole, of which something is still asked."""

    part: str | None
    """Its name, as `part_named` makes it; None: the undivided whole."""
    value: Fraction | None
    """The value last reported, in the unit; of a duty, how many due periods were kept. None where
    nothing was reported."""
    p: Fraction
    """Which share of what is asked for that is, 0 to 1, as rule readiness-2 reads it."""


@dataclass(frozen=True, slots=True)
class PeriodsKept:
    """The periods of a duty, or of one of its parts, at a minute."""

    part: str | None
    number: int
    """How many there are: its target."""
    due: int
    kept: int
    """Of those that are due."""

    @property
    def all_due(self) -> bool:
        """Whether the last one is due: from then on fulfilment may be claimed."""
        return self.due == self.number


def claimed_share(
    occasion: Occasion, commitment: CommitmentState, moment: dt.datetime
) -> Fraction | None:
    """p of a commitment, 0 to 1: below target is what is below 1.

    None where it cannot be told: without an indicator, wholly waived, or a duty without a last day.
    """
    parts = claimed_parts(occasion, commitment, moment)
    if commitment.indicator is None or not parts:
        return None
    if commitment.indicator.measure is Measure.PERIODIC:
        duty = _duty(occasion, commitment, moment)
        return duty.p if duty else None
    done = parts_of(commitment)
    return whole_of(commitment.indicator.measure, [(part.way, part.p) for part in done])


def claimed_parts(
    occasion: Occasion, commitment: CommitmentState, moment: dt.datetime
) -> tuple[ClaimedPart, ...]:
    """What is claimed of each part of which something is still asked, in the indicator's order."""
    if commitment.indicator is not None and commitment.indicator.measure is Measure.PERIODIC:
        duty = _duty(occasion, commitment, moment)
        kept = duty.parts if duty else ()
        return tuple(ClaimedPart(x.part.name, Fraction(x.kept), x.p) for x in kept)
    return tuple(
        ClaimedPart(x.way.name, None if x.heard.claimed is None else Fraction(x.heard.claimed), x.p)
        for x in parts_of(commitment)
    )


def periods_kept(
    occasion: Occasion, commitment: CommitmentState, moment: dt.datetime
) -> tuple[PeriodsKept, ...]:
    """The periods of each part of a duty, or of the undivided whole; of anything else, nothing."""
    at = _duty(occasion, commitment, moment)
    if at is None:
        return ()
    number = at.duty.periods.number
    return tuple(PeriodsKept(x.part.name, number, x.due, x.kept) for x in at.parts)


def is_past_due(occasion: Occasion, commitment: CommitmentState, moment: dt.datetime) -> bool:
    """Whether a minute is after the deadline, or after the last day judged if that is earlier."""
    plan = days_of(occasion).plan(commitment.deadline, commitment.indicator)
    return plan is not None and whole_minute(moment) > plan.end


def _duty(occasion: Occasion, commitment: CommitmentState, moment: dt.datetime) -> DutyNow | None:
    duty = None if is_wholly_waived(commitment) else duty_of(commitment, days_of(occasion))
    return duty.at(whole_minute(moment)) if duty else None
