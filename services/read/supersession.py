"""Which commitments relate to which: what mentions one, and what stands in its place. Pure."""

from collections.abc import Mapping

from events.facts.vocabulary import LinkKind
from services.state.commitment import CommitmentState


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
    """Whether a commitment stands in the place of those that it supersedes.

    It has once been READY, what it depends on has come true, and it was not given up again.
    """
    return state.was_accepted and state.is_live and not state.is_condition_open
