"""How the commitments of an occasion relate by rule readiness-2: mentions, successors, umbrellas.

Links and parents of a history that was never decided by the rules may run in circles or be very
deep: nothing here depends on how deep.
"""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from events.facts.vocabulary import CommitmentKind, LinkKind
from services.readiness.answer import Reason
from services.readiness.readiness_2_part import is_wholly_waived
from services.state.commitment import CommitmentState
from services.state.deadline import Deadline

LEAF_KINDS = frozenset(
    {
        CommitmentKind.UNDERTAKING,
        CommitmentKind.ONGOING,
        CommitmentKind.JOINT,
        CommitmentKind.REQUEST,
    }
)


@dataclass(frozen=True, slots=True)
class Tie:
    """One commitment, as far as others depend on it."""

    code: str
    parent: str | None
    is_leaf_kind: bool
    supersedes: tuple[str, ...]
    reaffirms: tuple[str, ...]
    is_withdrawn: bool
    has_failed: bool
    is_waived: bool
    can_replace: bool
    """Whether it stands in the place of what it supersedes, if it supersedes anything."""
    weight: Decimal
    is_critical: bool


def tie_of(state: CommitmentState) -> Tie | None:
    """A commitment, as far as others depend on it; None where it was never recorded."""
    recorded = state.recorded
    if recorded is None:
        return None
    is_withdrawn, is_waived = state.withdrawn is not None, is_wholly_waived(state)
    is_met = recorded.condition is None or state.condition_met is not None
    is_ready = state.ready is not None
    return Tie(
        code=state.code,
        parent=recorded.parent,
        is_leaf_kind=recorded.commitment_kind in LEAF_KINDS,
        supersedes=state.linked(LinkKind.SUPERSEDES) if recorded.links else (),
        reaffirms=state.linked(LinkKind.REAFFIRMS) if recorded.links else (),
        is_withdrawn=is_withdrawn,
        has_failed=state.condition_failed is not None,
        is_waived=is_waived,
        can_replace=is_met and is_ready and not is_withdrawn and not is_waived,
        weight=recorded.weight,
        is_critical=recorded.critical,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """What a commitment has of what it stands in the place of, itself included."""

    weight: Decimal
    is_critical: bool
    superseded: Reason | None = None
    first_deadline: Deadline | None = None
    """None: its own."""


class Relations:
    """Which commitments of an occasion are what."""

    def __init__(self, ties: tuple[Tie, ...]) -> None:
        self.ties = ties
        self._ties = {tie.code: tie for tie in ties}
        known = self._ties
        self._children: dict[str, list[str]] = {}
        for tie in known.values():
            if tie.parent is not None:
                self._children.setdefault(tie.parent, []).append(tie.code)
        self._superseded = {
            old for tie in known.values() if tie.can_replace for old in tie.supersedes
        }
        self._mentions = {tie.code for tie in known.values() if self._repeats(tie)}
        """Withdrawn ones too."""
        self._places: dict[str, Place] = {}
        self._answers: dict[_Question, bool] = {}
        self.leaves: tuple[str, ...] = ()
        """Which are judged, in the order of recording."""
        self.set_aside: tuple[str, ...] = ()
        """Which would be, but have left the sums or wait to enter them."""
        self._sort()

    def _sort(self) -> None:
        leaves, aside = list[str](), list[str]()
        for code, tie in self._ties.items():
            if tie.is_leaf_kind and code not in self._mentions and not self.is_roof(code):
                (aside if self._has_left(code) or self._waits(code) else leaves).append(code)
        self.leaves, self.set_aside = tuple(leaves), tuple(aside)

    @property
    def withdrawn(self) -> list[str]:
        """What was withdrawn, of whatever kind."""
        return [code for code, tie in self._ties.items() if tie.is_withdrawn]

    @property
    def superseded(self) -> list[str]:
        """In the place of what another one stands, and what was not withdrawn."""
        return self._still_there(self._superseded)

    @property
    def mentions(self) -> list[str]:
        """What says another one once more, and was not withdrawn."""
        return self._still_there(self._mentions)

    def _still_there(self, codes: set[str]) -> list[str]:
        there = self._ties.items()
        return [code for code, tie in there if code in codes and not tie.is_withdrawn]

    def replaced(self, code: str) -> tuple[str, ...]:
        """All in the place of which one stands, along the chain; the nearest first."""
        return tuple(chain_of(code, self._directly_replaced))

    def _directly_replaced(self, code: str) -> Iterable[str]:
        tie = self._ties[code]
        return (old for old in tie.supersedes if tie.can_replace and old in self._ties)

    def place(self, code: str) -> Place:
        """The greatest weight of one and of what it replaces; critical if one of them is."""
        place = self._places.get(code)
        if place is None:
            chain = [self._ties[each] for each in (code, *self.replaced(code))]
            is_critical = any(tie.is_critical for tie in chain)
            place = self._places[code] = Place(max(tie.weight for tie in chain), is_critical)
        return place

    def replaces(self, code: str) -> bool:
        """Whether it may stand in the place of something."""
        tie = self._ties[code]
        return tie.can_replace and bool(tie.supersedes)

    def below(self, code: str) -> set[str]:
        """All that stand under one, and under those."""
        return set(chain_of(code, lambda each: self._children.get(each, ())))

    def is_mention(self, code: str) -> bool:
        """Whether one says another one once more."""
        return code in self._mentions

    def _repeats(self, tie: Tie) -> bool:
        others = (self._ties.get(code) for code in tie.reaffirms)
        return any(old and not old.is_withdrawn and not old.has_failed for old in others)

    def _has_left(self, code: str) -> bool:
        x = self._ties[code]
        return x.is_withdrawn or x.has_failed or x.is_waived or code in self._superseded

    def is_roof(self, code: str) -> bool:
        """Whether a live child stands under it."""
        return code in self._children and self._told(_Question(code, is_about_waiting=False))

    def _waits(self, code: str) -> bool:
        """Whether it would replace one that still counts, or that waits itself."""
        return bool(self._ties[code].supersedes) and self._told(
            _Question(code, is_about_waiting=True)
        )

    # ---- whether one waits may depend on what is an umbrella, and that on what waits

    def _told(self, question: "_Question") -> bool:
        """The answer to a question, found without going deep: each asks the next one by yielding.

        While it is asked whether one waits, it waits; while it is asked whether one is a roof, it
        is none. What was answered under such an assumption is not kept.
        """
        answer = self._answers.get(question)
        frames = {} if answer is not None else {question: _Frame(self._asked(question))}
        while frames:
            current = next(reversed(frames))
            try:
                following = frames[current].asking.send(answer)
            except StopIteration as end:
                answer = bool(end.value)
                self._close(current, frames, answer)
                continue
            answer = self._answers.get(following)
            if answer is None and following in frames:
                frames[current].assumed.add(following)
                answer = following.is_about_waiting
            elif answer is None:
                frames[following] = _Frame(self._asked(following))
        return bool(answer)

    def _close(self, question: "_Question", frames: "dict[_Question, _Frame]", is_so: bool) -> None:
        done = frames.pop(question)
        done.assumed.discard(question)
        if not done.assumed:
            self._answers[question] = is_so
        elif frames:
            frames[next(reversed(frames))].assumed |= done.assumed

    def _asked(self, question: "_Question") -> "_Asking":
        about = self._asked_waits if question.is_about_waiting else self._asked_roof
        return about(question.code)

    def _asked_waits(self, code: str) -> "_Asking":
        tie = self._ties[code]
        if self._has_left(code) or tie.can_replace:
            return False
        for old in tie.supersedes:
            if old not in self._ties:
                continue
            if (yield _Question(old, is_about_waiting=True)):
                return True
            if self._has_left(old):
                continue
            is_leaf = self._ties[old].is_leaf_kind and old not in self._mentions
            if is_leaf or (yield _Question(old, is_about_waiting=False)):
                return True
        return False

    def _asked_roof(self, code: str) -> "_Asking":
        for child in self._children.get(code, ()):
            if child in self._mentions or self._has_left(child):
                continue
            if (yield _Question(child, is_about_waiting=True)):
                continue
            if self._ties[child].is_leaf_kind:
                return True
            if (yield _Question(child, is_about_waiting=False)):
                return True
        return False


def relations_of(states: Iterable[CommitmentState]) -> Relations:
    """How commitments relate, from nothing."""
    ties = (tie_of(state) for state in states)
    return Relations(tuple(tie for tie in ties if tie is not None))


@dataclass(frozen=True, slots=True)
class _Question:
    """Whether one waits for what it would replace, or whether a live child stands under it."""

    code: str
    is_about_waiting: bool


_Asking = Generator[_Question, bool | None, bool]


@dataclass(slots=True)
class _Frame:
    """A question that is being answered."""

    asking: _Asking
    assumed: set[_Question] = field(default_factory=set)
    """Questions that are being answered themselves, of which an answer was assumed."""


def chain_of(code: str, following: Callable[[str], Iterable[str]]) -> list[str]:
    """All that follows from one, step by step, without itself; the nearest first, each once."""
    found, seen = [code], {code}
    for each in found:  # grows while it is gone through
        new = [other for other in dict.fromkeys(following(each)) if other not in seen]
        seen.update(new)
        found += new
    return found[1:]
