"""Which commitments relate to which: what mentions one, and what stands in its place. Pure."""

from collections.abc import Mapping

from events.facts.vocabulary import LinkKind
from services.readiness.answer import Leaf, ReasonCode
from services.readiness.readiness_2_relations import tie_of
from services.state.commitment import CommitmentState
from services.state.occasion import OccasionState


def naming(
    commitments: Mapping[str, CommitmentState], kind: LinkKind
) -> dict[str, tuple[CommitmentState, ...]]:
    """Each commitment that others relate to in one way, with those, in the order of recording."""
    found: dict[str, tuple[CommitmentState, ...]] = {}
    for state in commitments.values():
        for code in state.linked(kind):
            found[code] = (*found.get(code, ()), state)
    return found


def has_taken_place(state: CommitmentState) -> bool:
    """Whether a commitment stands in the place of those that it supersedes."""
    tie = tie_of(state)
    return tie is not None and tie.can_replace


def stood_for(leaf: Leaf | None) -> tuple[str, ...]:
    """The codes of those in the place of which something stands, as a rule judged it."""
    reasons = leaf.reasons if leaf else ()
    found = (reason.replaced for reason in reasons if reason.code is ReasonCode.SUPERSEDED)
    return next(found, ())


def is_critical(code: str, state: OccasionState, leaf: Leaf | None) -> bool:
    """Whether a RED of a commitment makes the whole RED: by itself, or by one it stands for."""
    known = (state.commitments.get(each) for each in (code, *stood_for(leaf)))
    return any(each and each.recorded and each.recorded.critical for each in known)
