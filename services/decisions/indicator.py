"""Decisions about the indicator: what is counted, and how much is fulfilment."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import chain

from events.facts import indicator as facts
from services.commands import indicator as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_open,
    require_reason,
    require_region,
    require_requester,
    text,
)
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState
from services.state.records import IN, in_part


def define_indicator(command: commands.DefineIndicator, situation: Situation) -> list[Decided]:
    """IndicatorDefined, once; afterwards it is revised."""
    state = situation.known_commitment
    require_open(state)
    if state.indicator is not None:
        raise Refusal(No.ALREADY_SET, field=("target",))
    parts = _breakdown(command.breakdown, command.target, command.note, situation)
    _require_reported(state, parts)
    fact = facts.IndicatorDefined(
        name=command.name,
        target=command.target,
        unit=command.unit,
        breakdown=parts,
        note=text(command.note),
    )
    return [about(state, fact)]


def _breakdown(
    entries: Sequence[commands.RegionTargetEntry | facts.PartTarget],
    target: Decimal,
    note: str | None,
    situation: Situation,
) -> tuple[facts.PartTarget, ...]:
    if target <= 0 or any(entry.target <= 0 for entry in entries):
        raise Refusal(No.INVALID_QUANTITY, "above_zero", field=("target",))
    for entry in entries:
        require_region(situation.directory, entry.region, "breakdown")
    if len({entry.region for entry in entries}) < len(entries):
        raise Refusal(No.INVALID_REGION, "twice", field=("breakdown",))
    if entries and not note and sum(entry.target for entry in entries) != target:
        raise Refusal(No.BREAKDOWN_MISMATCH, field=("breakdown",))
    return tuple(facts.PartTarget(region=entry.region, target=entry.target) for entry in entries)


def _require_reported(state: CommitmentState, parts: Sequence[facts.PartTarget]) -> None:
    """Refuse a division under which what was reported or verified would stop counting."""
    divided = {in_part(part.region) for part in parts} or {in_part(None)}
    used = chain(state.reports.tags(IN), state.verdicts.tags(IN), state.waivers.tags(IN))
    if not divided.issuperset(used):
        raise Refusal(No.INVALID_REGION, "reported", field=("breakdown",))


def revise_indicator(command: commands.ReviseIndicator, situation: Situation) -> list[Decided]:
    """IndicatorRevised on another party's request; the first indicator stays visible."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_open(state)
    if state.indicator is None:
        raise Refusal(No.NOT_SPECIFIED, "indicator")
    if state.indicator.target != command.old_target:
        raise Refusal(No.STALE_VALUE, field=("oldTarget",), current=state.indicator.target)
    if command.new_target <= state.waived:
        raise Refusal(No.INVALID_QUANTITY, "waived", field=("newTarget",), waived=state.waived)
    require_requester(command.requested_by, situation)
    entries = state.indicator.breakdown if command.breakdown is None else command.breakdown
    parts = _breakdown(entries, command.new_target, command.note, situation)
    _require_reported(state, parts)
    for part in parts:
        if part.target < (waived := state.waived_in(part.region)):
            raise Refusal(No.INVALID_QUANTITY, "waived", field=("breakdown",), waived=waived)
    fact = facts.IndicatorRevised(
        old_target=command.old_target,
        new_target=command.new_target,
        breakdown=parts,
        requested_by=command.requested_by,
        note=text(command.note),
    )
    return [about(state, fact)]
