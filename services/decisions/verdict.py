"""Decisions about verdicts: what a verifier found."""

import datetime as dt
from decimal import Decimal

from events.facts.indicator import PartTarget
from events.facts.verdict import ClaimRejected, FulfilmentVerified, ProgressVerified
from events.facts.vocabulary import Direction, Measure
from services.commands import verdict as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_judge,
    require_open,
    require_reason,
)
from services.decisions.measured import (
    claimed_values,
    is_done,
    is_duty,
    minute_of,
    require_accepted,
    require_periods,
    require_value,
)
from services.decisions.parts import require_part
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState, CommitmentStatus
from services.state.indicator import name_of

NOTHING = Decimal(0)


def verify_progress(command: commands.VerifyProgress, situation: Situation) -> list[Decided]:
    """ProgressVerified by who never answered for it: no such person, and no kin of its parties."""
    state = situation.known_commitment
    require_judge(situation)
    require_open(state)
    part = require_part(state, command.region, command.party)
    require_accepted(situation, part, command.value, command.occurred_at)
    fact = ProgressVerified(
        value=command.value, method=command.method, region=command.region, party=command.party
    )
    return [about(state, fact)]


def verify_fulfilment(command: commands.VerifyFulfilment, situation: Situation) -> list[Decided]:
    """FulfilmentVerified: what was claimed is found true; less than that is a rejection.

    It is a verdict on each part at its claimed value; of a duty, at how often it was kept.
    """
    state = situation.known_commitment
    require_judge(situation)
    if state.status is not CommitmentStatus.CLAIMED:
        raise Refusal(No.NOT_CLAIMED)
    since = state.claimed_since
    if command.occurred_at is not None and since is not None and command.occurred_at < since:
        raise Refusal(No.INVALID_DATES, "before_claimed", field=("occurredAt",))
    if command.value is not None:
        require_value(state, None, command.value)
    divided = state.indicator.breakdown if state.indicator else ()
    found = _found_in(situation, command.occurred_at)
    fact = FulfilmentVerified(
        value=_found_in_all(state, found, command.value),
        method=command.method,
        by_part=tuple(
            PartTarget(region=part.region, party=part.party, target=found[name_of(part)])
            for part in divided
        ),
    )
    return [about(state, fact)]


def _found_in(situation: Situation, occurred_at: dt.datetime | None) -> dict[str | None, Decimal]:
    """The claimed value of each part; undivided, of the whole as the one part."""
    state = situation.known_commitment
    if not is_duty(state):
        return claimed_values(state)
    periods, minute = require_periods(situation), minute_of(situation, occurred_at)
    parts: tuple[str | None, ...] = tuple(state.indicator.parts) if state.indicator else ()
    return {part: Decimal(periods.kept(state, part, minute)) for part in parts or (None,)}


def _found_in_all(
    state: CommitmentState, found: dict[str | None, Decimal], given: Decimal | None
) -> Decimal | None:
    """The value of the whole: as it was given, or what follows from the parts, if anything does."""
    if is_duty(state):
        kept = sum(found.values(), NOTHING)
        if given not in (None, kept):
            raise Refusal(No.INVALID_QUANTITY, "kept", field=("value",), kept=kept)
        return kept
    indicator = state.indicator
    if indicator is not None and indicator.measure is Measure.RATE and indicator.breakdown:
        if given is not None:
            raise Refusal(No.INVALID_QUANTITY, "mean", field=("value",))
        if not is_done(state):
            raise Refusal(No.BELOW_TARGET, "verify_parts")
        return None
    total = _sum(state, found)
    value = total if given is None else given
    is_by_claim = given is None or (indicator is not None and bool(indicator.breakdown))
    if (is_by_claim and not is_done(state)) or not _is_enough(state, value, total):
        raise Refusal(No.BELOW_TARGET, "verify", field=("value",), target=state.reduced_target)
    return value


def _sum(state: CommitmentState, found: dict[str | None, Decimal]) -> Decimal:
    """What parts come to, none of them with more than is asked for of it; else the value itself."""
    indicator = state.indicator
    if indicator is None or not indicator.breakdown:
        return found[None]
    if indicator.direction is Direction.AT_MOST:
        return sum(found.values(), NOTHING)
    asked = {part: state.target_of(part) or value for part, value in found.items()}
    return sum((min(value, asked[part]) for part, value in found.items()), NOTHING)


def _is_enough(state: CommitmentState, value: Decimal, total: Decimal) -> bool:
    """Whether a value of the whole reaches its target, or else what its parts come to."""
    target, indicator = state.reduced_target, state.indicator
    if indicator is None:
        return False
    total = total if indicator.breakdown else target
    if indicator.direction is Direction.AT_MOST:
        return value <= max(target, total)
    return value >= min(target, total)


def reject_claim(command: commands.RejectClaim, situation: Situation) -> list[Decided]:
    """ClaimRejected: with a reason, and with what is accepted instead."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_judge(situation)
    if state.status not in (CommitmentStatus.CLAIMED, CommitmentStatus.NOT_YET_CONFORMING):
        raise Refusal(No.NOT_CLAIMED)
    part = require_part(state, command.region, command.party)
    require_accepted(situation, part, command.accepted_value, command.occurred_at, "acceptedValue")
    fact = ClaimRejected(
        accepted_value=command.accepted_value, region=command.region, party=command.party
    )
    return [about(state, fact)]
