"""What may become an umbrella over others: nothing that is judged for itself by now."""

from services.decisions.deciding import Situation
from services.decisions.withdrawal import may_withdraw_alone
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.commitment import CommitmentState


def require_umbrella(parent: CommitmentState, situation: Situation) -> None:
    """Refuse to stand under what was accepted, reported or is past due.

    It would leave every sum, with all that is said against it, and its parts would begin anew.
    """
    if not _is_roof(parent, situation) and not may_withdraw_alone(parent, situation):
        raise Refusal(No.WRONG_STATUS, "parent_judged", field=("parent",))


def _is_roof(parent: CommitmentState, situation: Situation) -> bool:
    """Whether it stands over others already: it is not judged for itself."""
    return any(
        state.recorded is not None and state.recorded.parent == parent.code and state.is_live
        for state in situation.occasion.commitments.values()
    )
