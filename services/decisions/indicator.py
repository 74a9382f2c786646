"""Decisions about the indicator: what is measured, and how much is fulfilment."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import chain

from events.facts import indicator as facts
from events.facts.request import AskedIndicator
from events.facts.vocabulary import ChangeKind, Direction, Measure
from services.commands import indicator as commands
from services.decisions.asking import request_of, require_approver
from services.decisions.breakdown import (
    NOTHING,
    ONE,
    Specified,
    parts_from,
    require_indicator,
)
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_open,
    require_reason,
    text,
)
from services.decisions.sources import require_source
from services.decisions.stated import require_stated_then
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState
from services.state.indicator import Indicator, name_of
from services.state.records import COUNTING, IN, in_part


def define_indicator(command: commands.DefineIndicator, situation: Situation) -> list[Decided]:
    """IndicatorDefined, once; afterwards it is revised."""
    state = situation.known_commitment
    require_open(state)
    if state.indicator is not None:
        raise Refusal(No.ALREADY_SET, field=("name",))
    source = require_source(situation, command.source)
    require_stated_then(command, situation)
    x = _specified(command)
    require_indicator(x, command.note, situation)
    _require_reported(state, x)
    fact = facts.IndicatorDefined(
        name=command.name,
        measure=x.measure,
        direction=x.direction,
        baseline=x.baseline,
        target=x.target,
        unit=x.unit,
        every=x.every,
        breakdown=x.breakdown,
        source=source,
        note=text(command.note),
    )
    return [about(state, fact)]


def _specified(command: commands.DefineIndicator) -> Specified:
    if command.direction is Direction.AT_MOST and command.baseline is None:
        raise Refusal(No.INVALID_QUANTITY, "baseline", field=("baseline",))
    is_delivered = command.measure is Measure.DELIVERABLE and command.target is None
    return Specified(
        measure=command.measure,
        direction=command.direction,
        baseline=NOTHING if command.baseline is None else command.baseline,
        target=ONE if is_delivered else command.target,
        unit=command.unit,
        every=command.every,
        breakdown=parts_from(command.breakdown),
    )


def _require_reported(state: CommitmentState, x: Specified) -> None:
    """Refuse an indicator under which what was reported or verified would stop counting."""
    divided = {in_part(name_of(part)) for part in x.breakdown} or {in_part(None)}
    used = chain(state.reports.tags(IN), state.verdicts.tags(IN), state.waivers.tags(IN))
    if not divided.issuperset(used):
        raise Refusal(No.INVALID_REGION, "reported", field=("breakdown",))
    values = (report.value for report in state.reports.all_of(COUNTING))
    if x.measure is Measure.DELIVERABLE and any(value not in (0, 1) for value in values):
        raise Refusal(No.INVALID_QUANTITY, "reported", field=("measure",))


def revise_indicator(command: commands.ReviseIndicator, situation: Situation) -> list[Decided]:
    """IndicatorRevised: as asked for, or on one's own motion; the first one stays visible."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_open(state)
    before = state.indicator
    if before is None:
        raise Refusal(No.NOT_SPECIFIED, "indicator")
    _require_current(command, before)
    request = request_of(command, situation, ChangeKind.INDICATOR)
    asked = specified_by(before)
    if request is not None:
        asked = as_asked(asked, request.indicator, request.breakdown)
    x = _revised(asked, command)
    require_revised(specified_by(before), x, command.note, situation, "newTarget")
    require_approver(command, situation, request, as_asked=x == asked)
    fact = facts.IndicatorRevised(
        old_target=before.target,
        new_target=x.target,
        baseline=None if x.baseline == before.baseline else x.baseline,
        unit=None if x.unit == before.unit else x.unit,
        breakdown=x.breakdown,
        request=request.code if request else None,
        source=require_source(situation, command.source),
        requested_by=request.asked_by.party if request and x == asked else None,
        note=text(command.note),
    )
    return [about(state, fact)]


def _require_current(command: commands.ReviseIndicator, before: Indicator) -> None:
    if before.target == command.old_target:
        return
    if before.target is None:
        raise Refusal(No.STALE_VALUE, "no_target", field=("oldTarget",))
    raise Refusal(No.STALE_VALUE, field=("oldTarget",), current=before.target)


def specified_by(before: Indicator) -> Specified:
    """What an indicator says, as another one may say it."""
    return Specified(
        before.measure,
        before.direction,
        before.baseline,
        before.target,
        before.unit,
        before.every,
        before.breakdown,
    )


def as_asked(
    before: Specified, asked: AskedIndicator | None, breakdown: Sequence[facts.PartTarget]
) -> Specified:
    """An indicator with what is asked for in the place of what it was."""
    if asked is None:
        return before
    return _changed(before, asked.baseline, asked.target, asked.unit, breakdown or None)


def _revised(before: Specified, command: commands.ReviseIndicator) -> Specified:
    breakdown = None if command.breakdown is None else parts_from(command.breakdown)
    return _changed(before, command.baseline, command.new_target, command.unit, breakdown)


def _changed(
    before: Specified,
    baseline: Decimal | None,
    target: Decimal | None,
    unit: str | None,
    breakdown: Sequence[facts.PartTarget] | None,
) -> Specified:
    return Specified(
        measure=before.measure,
        direction=before.direction,
        baseline=before.baseline if baseline is None else baseline,
        target=before.target if target is None else target,
        unit=before.unit if unit is None else unit,
        every=before.every,
        breakdown=before.breakdown if breakdown is None else tuple(breakdown),
    )


def require_revised(
    before: Specified, x: Specified, note: str | None, situation: Situation, *where: str
) -> None:
    """Refuse a revision that changes nothing, cannot be, or gives up what was not waived.

    `where` is the input that says how much is fulfilment from now on.
    """
    state = situation.known_commitment
    if x == before:
        raise Refusal(No.INVALID_QUANTITY, "unchanged", field=where)
    try:
        require_indicator(x, note, situation)
        _require_reported(state, x)
    except Refusal as refusal:
        raise _told_in(refusal, where) from None
    _require_above_waived(state, x, where)


def _told_in(refusal: Refusal, where: tuple[str, ...]) -> Refusal:
    """The refusal of an indicator, at the input in which its revision says so."""
    field = where if refusal.field in (("target",), ("measure",)) else (*where[:-1], *refusal.field)
    return Refusal(refusal.code, refusal.variant, field=field, **refusal.params)


def _require_above_waived(state: CommitmentState, x: Specified, where: tuple[str, ...]) -> None:
    """Refuse a target of which more is given up than there is."""
    if x.target is None or not (x.measure is Measure.COUNT and x.direction is Direction.AT_LEAST):
        return
    if x.target - state.waived <= x.baseline:
        raise Refusal(No.INVALID_QUANTITY, "waived", field=where, waived=state.waived)
    for part in x.breakdown:
        waived = state.waived_in(name_of(part))
        if (part.target or NOTHING) - waived < x.baseline_in(part):
            field = (*where[:-1], "breakdown")
            raise Refusal(No.INVALID_QUANTITY, "waived", field=field, waived=waived)
