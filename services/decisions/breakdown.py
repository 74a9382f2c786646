"""What an indicator must be: its quantities by its measure, and the parts that it is divided by."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from events.facts.indicator import PartTarget
from events.facts.vocabulary import Direction, Every, Measure
from services.commands.indicator import PartTargetEntry
from services.decisions.deciding import Situation, require_party, require_region
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.indicator import name_of

NOTHING, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Specified:
    """An indicator as it would be."""

    measure: Measure
    direction: Direction
    baseline: Decimal
    target: Decimal | None
    unit: str | None
    every: Every | None
    breakdown: tuple[PartTarget, ...]

    def baseline_in(self, part: PartTarget) -> Decimal:
        """Where a part starts: a rate where the whole does, a sum at 0, unless it is said."""
        if part.baseline is None and self.measure is Measure.RATE:
            return self.baseline
        return part.baseline or NOTHING


def parts_from(entries: Sequence[PartTargetEntry]) -> tuple[PartTarget, ...]:
    """The parts that a client names."""
    return tuple(
        PartTarget(
            region=entry.region, party=entry.party, target=entry.target, baseline=entry.baseline
        )
        for entry in entries
    )


def require_indicator(x: Specified, note: str | None, situation: Situation) -> None:
    """Refuse an indicator by which nothing could be judged."""
    if (x.every is not None) != (x.measure is Measure.PERIODIC):
        raise Refusal(No.BAD_USER_INPUT, "every", field=("every",))
    if x.unit is None and x.measure in (Measure.COUNT, Measure.RATE):
        raise Refusal(No.BAD_USER_INPUT, "unit", field=("unit",))
    _require_parts(x.breakdown, situation)
    match x.measure:
        case Measure.DELIVERABLE:
            _require_delivered(x)
        case Measure.PERIODIC:
            _require_periods(x)
        case Measure.COUNT | Measure.RATE:
            _require_way(x)
    if x.measure is Measure.COUNT:
        _require_sum(x, note)


def _require_parts(parts: Sequence[PartTarget], situation: Situation) -> None:
    for index, part in enumerate(parts):
        require_region(situation.directory, part.region, "breakdown", str(index), "region")
        require_party(situation.directory, part.party, "breakdown", str(index), "party")
    if len({part.party is None for part in parts}) > 1:
        raise Refusal(No.INVALID_REGION, "mixed", field=("breakdown",))
    if len({name_of(part) for part in parts}) < len(parts):
        raise Refusal(No.INVALID_REGION, "twice", field=("breakdown",))


def _require_delivered(x: Specified) -> None:
    """A thing is delivered or not: nothing else is counted of it."""
    _require_rising(x)
    if x.target != ONE or x.baseline != NOTHING:
        raise Refusal(No.INVALID_QUANTITY, "delivered", field=("target",))
    if x.breakdown:
        raise Refusal(No.INVALID_REGION, "delivered", field=("breakdown",))


def _require_periods(x: Specified) -> None:
    """The periods of a duty follow from its deadline: nobody gives their number."""
    _require_rising(x)
    if x.target is not None or x.baseline != NOTHING:
        raise Refusal(No.INVALID_QUANTITY, "computed", field=("target",))
    for index, part in enumerate(x.breakdown):
        if part.target is not None or part.baseline is not None:
            raise Refusal(
                No.INVALID_QUANTITY, "computed", field=("breakdown", str(index), "target")
            )


def _require_rising(x: Specified) -> None:
    if x.direction is Direction.AT_MOST:
        raise Refusal(No.INVALID_QUANTITY, "direction", field=("direction",))


def _require_way(x: Specified) -> None:
    """There is a way to go from the baseline to the target, of the whole and of each part."""
    if x.target is None:
        raise Refusal(No.INVALID_QUANTITY, "target", field=("target",))
    _require_towards(x, x.baseline, x.target, ("target",))
    for index, part in enumerate(x.breakdown):
        where = ("breakdown", str(index), "target")
        target = x.target if part.target is None and x.measure is Measure.RATE else part.target
        if target is None:
            raise Refusal(No.INVALID_QUANTITY, "target", field=where)
        _require_towards(x, x.baseline_in(part), target, where)


def _require_towards(
    x: Specified, baseline: Decimal, target: Decimal, where: tuple[str, ...]
) -> None:
    if baseline < 0 or target < 0:
        raise Refusal(No.INVALID_QUANTITY, "negative", field=where)
    if x.direction is Direction.AT_MOST and target >= baseline:
        raise Refusal(No.INVALID_QUANTITY, "below_baseline", field=where)
    if x.direction is Direction.AT_LEAST and target <= baseline:
        if baseline == NOTHING:
            raise Refusal(No.INVALID_QUANTITY, "above_zero", field=where)
        raise Refusal(No.INVALID_QUANTITY, "above_baseline", field=where)


def _require_sum(x: Specified, note: str | None) -> None:
    total = sum((part.target or NOTHING for part in x.breakdown), NOTHING)
    if x.breakdown and not note and total != x.target:
        raise Refusal(No.BREAKDOWN_MISMATCH, field=("breakdown",), total=total, target=x.target)
