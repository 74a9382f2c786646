"""Decisions about waivers: remainders of a target, or the whole, that are given up."""

from decimal import Decimal

from events.facts import waiver as facts
from events.facts.vocabulary import Direction, Measure
from services.commands import waiver as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_free,
    require_no_owner,
    require_open,
    require_reason,
)
from services.decisions.parts import require_part
from services.permissions import is_near
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.codes import found_in, taken_in
from services.state.commitment import CommitmentState
from services.state.indicator import Indicator

NOTHING = Decimal(0)


def propose_waiver(command: commands.ProposeWaiver, situation: Situation) -> list[Decided]:
    """WaiverProposed: at most what is neither waived nor verified yet, or the whole."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_open(state)
    if state.indicator is None:
        raise Refusal(No.NOT_SPECIFIED, "indicator")
    require_free(taken_in(state.waivers, command.code), command.code)
    if command.remainder is None:
        _require_no_part(command)
    else:
        _require_divisible(state.indicator)
        part = require_part(state, command.region, command.party)
        _require_remainder(state, command.remainder, part, "remainder")
    fact = facts.WaiverProposed(
        code=command.code,
        whole=command.remainder is None,
        remainder=command.remainder,
        region=command.region,
        party=command.party,
    )
    return [about(state, fact)]


def _require_no_part(command: commands.ProposeWaiver) -> None:
    """Refuse to name a part where everything is given up."""
    for name, part in (("region", command.region), ("party", command.party)):
        if part is not None:
            raise Refusal(No.INVALID_REGION, "whole", field=(name,))


def _require_divisible(indicator: Indicator) -> None:
    """Refuse a remainder of what is not counted up: a decree is not given up by half."""
    counts_up = indicator.measure is Measure.COUNT and indicator.direction is Direction.AT_LEAST
    if not counts_up:
        raise Refusal(No.INVALID_QUANTITY, "whole_only", field=("remainder",))


def _require_remainder(
    state: CommitmentState, remainder: Decimal, part: str | None, field: str
) -> None:
    """Refuse to give up more than is left; `field` is the input that says how much.

    What stands below the baseline never was part of the way, so it is not given up either.
    """
    if remainder <= 0:
        raise Refusal(No.INVALID_QUANTITY, "above_zero", field=(field,))
    reached = max(state.verified_in(part) or NOTHING, state.baseline_of(part))
    left = (state.target_of(part) or NOTHING) - state.waived_in(part) - reached
    left = min(left, state.reduced_target - (state.verified or NOTHING))
    if remainder > left:
        raise Refusal(No.INVALID_QUANTITY, "remainder", field=(field,), left=max(left, NOTHING))


def waive_remainder(command: commands.WaiveRemainder, situation: Situation) -> list[Decided]:
    """RemainderWaived by a leader, never by the person or the kin of the party that proposed."""
    state = situation.known_commitment
    waiver = found_in(state.waivers, command.waiver.code)
    if waiver is None:
        raise Refusal(No.APPROVAL_REQUIRED, field=("waiver",))
    if waiver.granted is not None:
        raise Refusal(No.WRONG_STATUS, "granted", field=("waiver",))
    if is_near(situation.actor, waiver.proposed_by, situation.directory):
        raise Refusal(No.SEPARATION_OF_DUTIES, "proposer", field=("waiver",))
    require_no_owner(situation)
    require_open(state)
    if waiver.remainder is not None:
        if not _still_divided(state, waiver.part):
            raise Refusal(No.WRONG_STATUS, "divided_anew", field=("waiver",))
        _require_remainder(state, waiver.remainder, waiver.part, "waiver")
    fact = facts.RemainderWaived(
        code=waiver.code,
        whole=waiver.whole,
        remainder=waiver.remainder,
        region=waiver.region,
        party=waiver.party,
    )
    return [about(state, fact)]


def _still_divided(state: CommitmentState, part: str | None) -> bool:
    """Whether the indicator is still divided as it was when the waiver was proposed."""
    if state.indicator is None:
        return False
    parts = state.indicator.parts
    return part in parts if parts else part is None
