"""Decisions about claims of fulfilment."""

from events.facts import claim as facts
from services.commands import claim as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_no_judge,
    require_open,
    text,
)
from services.decisions.measured import require_done
from services.refusals import Refusal
from services.refusals import RefusalCode as No


def claim_fulfilment(command: commands.ClaimFulfilment, situation: Situation) -> list[Decided]:
    """FulfilmentClaimed: enough is reported, and there is evidence or a reason for none."""
    state = situation.known_commitment
    require_no_judge(situation)
    require_open(state)
    require_done(situation, command.occurred_at)
    if not state.evidence and not command.evidence_waiver:
        raise Refusal(No.EVIDENCE_REQUIRED, field=("evidenceWaiver",))
    fact = facts.FulfilmentClaimed(
        statement=text(command.statement), evidence_waiver=text(command.evidence_waiver)
    )
    return [about(state, fact)]
