"""Values, as the measure of a commitment reads them: which can be, and when enough is done."""

import datetime as dt
from decimal import Decimal

from events.facts.vocabulary import Direction, Measure
from services.decisions.deciding import Situation
from services.readiness.readiness_2_part import PartDone, parts_of
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState
from services.state.occasion import whole_minute
from services.state.periods import Periods, periods_of

OFTEN = 2
"""A value beyond so many times its target needs a note: it may be a slip."""
DELIVERED = (Decimal(0), Decimal(1))


def require_value(
    state: CommitmentState,
    part: str | None,
    value: Decimal,
    *,
    is_noted: bool = True,
    name: str = "value",
) -> None:
    """Refuse a value that cannot be, and one far beyond its target without a note."""
    if value < 0:
        raise Refusal(No.INVALID_QUANTITY, "negative", field=(name,))
    indicator, target = state.indicator, state.target_of(part)
    if indicator is None:
        return
    if indicator.measure is Measure.DELIVERABLE and value not in DELIVERED:
        raise Refusal(No.INVALID_QUANTITY, "deliverable", field=(name,))
    rises = indicator.direction is Direction.AT_LEAST
    if rises and not is_noted and target is not None and value > OFTEN * target:
        raise Refusal(No.INVALID_QUANTITY, "far_above", field=(name,), target=target)


def require_accepted(
    situation: Situation,
    part: str | None,
    value: Decimal,
    occurred_at: dt.datetime | None,
    name: str = "value",
) -> None:
    """Refuse a value that no verdict can find; of a duty, it says how many periods were kept."""
    state = situation.known_commitment
    require_value(state, part, value, name=name)
    if not is_duty(state):
        return
    due = require_periods(situation).due(minute_of(situation, occurred_at))
    if value > due or value != value.to_integral_value():
        raise Refusal(No.INVALID_QUANTITY, "periods", field=(name,), due=due)


def is_duty(state: CommitmentState) -> bool:
    """Whether it is a duty that comes back."""
    return state.indicator is not None and state.indicator.measure is Measure.PERIODIC


def require_periods(situation: Situation) -> Periods:
    """The periods of a duty. Refused where it has no last day, or none yet."""
    periods = periods_of(situation.known_commitment, situation.known_occasion)
    if periods is None:
        raise Refusal(No.NOT_SPECIFIED, "deadline")
    return periods


def minute_of(situation: Situation, occurred_at: dt.datetime | None) -> dt.datetime:
    """The minute in which something happened; now, where it is not said."""
    return whole_minute(occurred_at or situation.now)


def is_done(state: CommitmentState) -> bool:
    """Whether everything that is asked for is done: p of rule readiness-2 is 1, in every part."""
    return all(part.p == 1 for part in parts_of(state))


def claimed_values(state: CommitmentState) -> dict[str | None, Decimal]:
    """The value of each part that counts as claimed, or 0; undivided, of the whole as the one part.

    It is the one that p comes from: what was accepted where that is more than what was reported.
    """
    parts: tuple[str | None, ...] = tuple(state.indicator.parts) if state.indicator else ()
    said = {part: state.claimed_in(part) for part in parts or (None,)}
    said |= {part.way.name: _value_of(part) for part in parts_of(state)}
    return {part: value or Decimal(0) for part, value in said.items()}


def _value_of(part: PartDone) -> Decimal | None:
    claimed = part.heard.claimed
    return claimed if part.way.progress(claimed) == part.p else part.heard.q


def require_done(situation: Situation, occurred_at: dt.datetime | None) -> None:
    """Refuse a claim of what is not done yet; a duty is done when its last period is over."""
    state = situation.known_commitment
    if state.indicator is None:
        raise Refusal(No.NOT_SPECIFIED, "indicator")
    if is_duty(state):
        periods = require_periods(situation)
        if not periods.is_over(minute_of(situation, occurred_at)):
            raise Refusal(No.BELOW_TARGET, "periods", last=periods.last)
    elif not is_done(state):
        raise _below(state)


def _below(state: CommitmentState) -> Refusal:
    """Why it is not enough to claim, in the words of how it is measured."""
    indicator, target = state.indicator, state.reduced_target
    if indicator is not None and indicator.breakdown:
        return Refusal(No.BELOW_TARGET, "parts")
    if indicator is not None and indicator.direction is Direction.AT_MOST:
        return Refusal(No.BELOW_TARGET, "at_most", target=target)
    return Refusal(No.BELOW_TARGET, target=target)
