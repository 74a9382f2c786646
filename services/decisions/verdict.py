"""Decisions about verdicts: what a verifier found."""

from decimal import Decimal

from events.facts.indicator import PartTarget
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from services.commands import verdict as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_judge,
    require_open,
    require_reason,
    require_region_of,
    require_value,
)
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentStatus


def verify_progress(command: commands.VerifyProgress, situation: Situation) -> list[Decided]:
    """ProgressVerified by who never answered for it: no such person, and no kin of its parties."""
    state = situation.known_commitment
    require_judge(situation)
    require_open(state)
    require_region_of(state, command.region)
    require_value(command.value)
    fact = ProgressVerified(value=command.value, method=command.method, region=command.region)
    return [about(state, fact)]


def verify_fulfilment(command: commands.VerifyFulfilment, situation: Situation) -> list[Decided]:
    """FulfilmentVerified: what was claimed is found true; less than that is a rejection."""
    state = situation.known_commitment
    require_judge(situation)
    if state.status is not CommitmentStatus.CLAIMED:
        raise Refusal(No.NOT_CLAIMED)
    since = state.claimed_since
    if command.occurred_at is not None and since is not None and command.occurred_at < since:
        raise Refusal(No.INVALID_DATES, "before_claimed", field=("occurredAt",))
    value = state.claimed if command.value is None else command.value
    if value is None or value < 0:
        raise Refusal(No.INVALID_QUANTITY, "negative", field=("value",))
    if value < state.reduced_target:
        raise Refusal(No.BELOW_TARGET, "verify", field=("value",), target=state.reduced_target)
    divided = state.indicator.breakdown if state.indicator else ()
    by_part = tuple(
        PartTarget(region=part.region, target=state.claimed_in(part.region) or Decimal(0))
        for part in divided
    )
    fact = FulfilmentVerified(value=value, method=command.method, by_part=by_part)
    return [about(state, fact)]


def reject_claim(command: commands.RejectClaim, situation: Situation) -> list[Decided]:
    """ClaimRejected: with a reason, and with what is accepted instead."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_judge(situation)
    if state.status not in (CommitmentStatus.CLAIMED, CommitmentStatus.NOT_YET_CONFORMING):
        raise Refusal(No.NOT_CLAIMED)
    require_region_of(state, command.region)
    require_value(command.accepted_value, name="acceptedValue")
    fact = ClaimRejected(accepted_value=command.accepted_value, region=command.region)
    return [about(state, fact)]
