"""What may become an umbrella over others: nothing that is judged for itself by now."""

from services.decisions.deciding import Situation
from services.decisions.sequence import moved
from services.decisions.withdrawal import may_withdraw_alone
from services.readiness.readiness_2_relations import relations_of
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState


def require_umbrella(parent: CommitmentState, situation: Situation) -> None:
    """Refuse to stand under what was accepted, reported or is past due, however far above.

    It would leave every sum, with all that is said against it, and its parts would begin anew.
    """
    known = situation.occasion.commitments
    above: CommitmentState | None = parent
    passed = set[str]()
    while above is not None and above.code not in passed:
        if not may_withdraw_alone(above, situation):
            if not is_roof(above, situation):
                raise Refusal(No.WRONG_STATUS, "parent_judged", field=("parent",))
            return  # and so is what stands above it
        passed.add(above.code)
        above = known.get((above.recorded and above.recorded.parent) or "")


def require_umbrella_still(situation: Situation, *where: str) -> None:
    """Refuse what makes an umbrella of what it stands under, if that is judged for itself."""
    state, known = situation.known_commitment, situation.occasion.commitments
    parent = known.get((state.recorded and state.recorded.parent) or "")
    if parent is None:
        return
    try:
        require_umbrella(parent, situation)
    except Refusal as refusal:
        raise moved(refusal, where) from refusal


def is_roof(state: CommitmentState, situation: Situation) -> bool:
    """Whether it stands over others that count: it is not judged for itself."""
    known = situation.occasion.commitments
    is_parent = any(each.recorded and each.recorded.parent == state.code for each in known.values())
    return is_parent and relations_of(known.values()).is_roof(state.code)
