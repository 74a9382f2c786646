"""Decisions that put right what is on record of a commitment."""

from events.facts.commitment import CommitmentAmended, CommitmentRecorded
from services.commands import amendment as commands
from services.decisions.asking import request_of, require_approver
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_open,
    require_reason,
    require_region,
    require_same_occasion,
)
from services.decisions.sources import require_source
from services.decisions.successor import NEVER_SUMMED
from services.decisions.umbrella import require_umbrella, require_umbrella_still
from services.decisions.withdrawal import may_withdraw_alone
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment_record import CommitmentRecord


def amend_commitment(command: commands.AmendCommitment, situation: Situation) -> list[Decided]:
    """CommitmentAmended: what is on record from now on; what it was stays in its history."""
    state = situation.known_commitment
    require_reason(command.reason)
    require_open(state)
    fact = _changes(command, situation)
    _require_judged_still(command, situation)
    request = request_of(command, situation)
    # Nothing of this can be asked for in so many words: who grants it decides for itself too.
    require_approver(command, situation, request, as_asked=False)
    named = {
        "request": request.code if request else None,
        "source": require_source(situation, command.source),
    }
    return [about(state, fact.model_copy(update=named))]


def _changes(command: commands.AmendCommitment, situation: Situation) -> CommitmentAmended:
    """What differs from what is on record; refused where nothing does, or where it cannot be."""
    occasion, recorded = situation.known_occasion, situation.known_commitment.recorded
    area = command.area and occasion.spelt("area", command.area)
    if command.area is not None and area is None:
        known = ", ".join(each.code for each in occasion.areas)
        raise Refusal(No.UNKNOWN_AREA, field=("area",), area=command.area, known=known)
    require_region(situation.directory, command.region, "region")
    if command.weight is not None and command.weight <= 0:
        raise Refusal(No.INVALID_QUANTITY, "above_zero", field=("weight",))
    _require_parent(command, situation)
    fact = CommitmentAmended(
        title=command.title,
        area=area,
        commitment_kind=command.kind,
        parent=command.parent and command.parent.code,
        region=command.region,
        weight=command.weight,
        critical=command.critical,
    )
    if recorded is None or not _differs(fact, recorded):
        raise Refusal(No.BAD_USER_INPUT, "unchanged")
    return fact


def _differs(fact: CommitmentAmended, recorded: CommitmentRecorded) -> bool:
    said = {name: getattr(fact, name) for name in type(fact).model_fields}
    return any(
        value is not None and value != getattr(recorded, name, None) for name, value in said.items()
    )


def _require_parent(command: commands.AmendCommitment, situation: Situation) -> None:
    """Refuse an umbrella that is unknown, stands below it, or is judged for itself by now."""
    state, known = situation.known_commitment, situation.occasion.commitments
    require_same_occasion(state.occasion, {"parent": command.parent})
    if command.parent is None:
        return
    parent = known.get(command.parent.code)
    if parent is None:
        raise Refusal(No.NOT_FOUND, field=("parent",))
    above: CommitmentRecord | None = parent
    passed = set[str]()
    while above is not None and above.code not in passed:
        if above.code == state.code:
            raise Refusal(No.CIRCULAR_DEPENDENCY, "parent", field=("parent",))
        passed.add(above.code)
        above = known.get((above.recorded and above.recorded.parent) or "")
    require_umbrella(parent, situation)


def _require_judged_still(command: commands.AmendCommitment, situation: Situation) -> None:
    """Refuse that a promise leaves every sum by another name: that is to be withdrawn, by two."""
    state = situation.known_commitment
    recorded = state.recorded
    leaves = command.kind in NEVER_SUMMED and (
        recorded is None or recorded.commitment_kind not in NEVER_SUMMED
    )
    if leaves and not may_withdraw_alone(state, situation):
        raise Refusal(No.WRONG_STATUS, "leaves_sums", field=("kind",))
    is_summed = command.kind is not None and command.kind not in NEVER_SUMMED
    if is_summed and recorded and recorded.commitment_kind in NEVER_SUMMED:
        require_umbrella_still(situation, "kind")
