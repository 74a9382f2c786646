"""Decisions about waivers: remainders of a target that are given up."""

from decimal import Decimal

from events.facts import waiver as facts
from services.commands import waiver as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_free,
    require_no_owner,
    require_open,
    require_reason,
    require_region_of,
)
from services.permissions import is_near
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.codes import found_in, taken_in
from services.state.commitment import CommitmentState


def propose_waiver(command: commands.ProposeWaiver, situation: Situation) -> list[Decided]:
    """WaiverProposed: at most what is neither waived nor verified yet."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_open(state)
    if state.indicator is None:
        raise Refusal(No.NOT_SPECIFIED, "indicator")
    require_free(taken_in(state.waivers, command.code), command.code)
    require_region_of(state, command.region)
    _require_remainder(state, command.remainder, command.region, "remainder")
    fact = facts.WaiverProposed(
        code=command.code, remainder=command.remainder, region=command.region
    )
    return [about(state, fact)]


def _require_remainder(
    state: CommitmentState, remainder: Decimal, region: str | None, field: str
) -> None:
    """Refuse to give up more than is left; `field` is the input that says how much."""
    if remainder <= 0:
        raise Refusal(No.INVALID_QUANTITY, "above_zero", field=(field,))
    target = require_region_of(state, region) or Decimal(0)
    left = target - state.waived_in(region) - (state.verified_in(region) or Decimal(0))
    left = min(left, state.reduced_target - (state.verified or Decimal(0)))
    if remainder > left:
        raise Refusal(No.INVALID_QUANTITY, "remainder", field=(field,), left=max(left, 0))


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
    if state.indicator is None or not _still_divided(state, waiver.region):
        raise Refusal(No.WRONG_STATUS, "divided_anew", field=("waiver",))
    _require_remainder(state, waiver.remainder, waiver.region, "waiver")
    fact = facts.RemainderWaived(code=waiver.code, remainder=waiver.remainder, region=waiver.region)
    return [about(state, fact)]


def _still_divided(state: CommitmentState, region: str | None) -> bool:
    """Whether the indicator is still divided as it was when the waiver was proposed."""
    regions = {part.region for part in state.indicator.breakdown} if state.indicator else set()
    return region in regions if regions else region is None
