"""What may stand in the place of an earlier promise: what is judged as that one was."""

from events.facts.vocabulary import CommitmentKind, LinkKind
from services.decisions.deciding import Situation
from services.decisions.umbrella import is_roof, require_umbrella_still
from services.readiness.readiness_2_relations import relations_of
from services.refusals import Refusal
from services.refusals import RefusalCode as No

NEVER_SUMMED = frozenset({CommitmentKind.ASSURANCE, CommitmentKind.DECISION})


def require_successor(situation: Situation) -> None:
    """Refuse that a promise leaves the sums for what is not judged itself.

    By that its weight, its first deadline and that it was critical would be lost, by the word of
    its owner alone: to give a promise up is for two.
    """
    state, known = situation.known_commitment, situation.occasion.commitments
    replaced = [known[code] for code in state.linked(LinkKind.SUPERSEDES) if code in known]
    if not replaced or state.recorded is None:
        return
    require_umbrella_still(situation)
    kinds = [old.recorded.commitment_kind for old in replaced if old.recorded and old.is_live]
    is_promised = any(kind not in NEVER_SUMMED for kind in kinds)
    is_judged = state.recorded.commitment_kind not in NEVER_SUMMED and not (
        relations_of(known.values()).is_mention(state.code) or is_roof(state, situation)
    )
    if is_promised and not is_judged:
        raise Refusal(No.WRONG_STATUS, "not_in_place")
