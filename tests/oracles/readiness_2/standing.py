"""Which commitments count: mentions, successors, umbrellas, and what has left the sums."""

from fractions import Fraction

from tests.oracles.readiness_2.record import Record
from tests.oracles.readiness_2.terms import (
    COUNTED_KINDS,
    Attributes,
    attributes,
    indicator,
    remaining_parts,
)

NOBODY: frozenset[str] = frozenset()


class Standing:
    """How the commitments of a record stand to each other."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.about: dict[str, Attributes] = {c: attributes(record, c) for c in record.codes}

    def leaves(self) -> list[str]:
        """Commitments that are judged."""
        return [c for c in self._in_the_form_of_leaves() if not self._is_set_aside(c)]

    def set_aside(self) -> list[str]:
        """What would be a leaf but has left the sums, or waits to replace another."""
        return [c for c in self._in_the_form_of_leaves() if self._is_set_aside(c)]

    def withdrawn(self) -> list[str]:
        """Withdrawn commitments of whatever kind."""
        return [c for c in self.about if self.is_withdrawn(c)]

    def mentions(self) -> list[str]:
        """Commitments that reaffirm another, and were not withdrawn."""
        return [c for c in self.about if self.is_mention(c) and not self.is_withdrawn(c)]

    def superseded(self) -> list[str]:
        """Commitments replaced by another, and not withdrawn."""
        return [c for c in self.about if self.is_superseded(c) and not self.is_withdrawn(c)]

    def weight(self, code: str) -> Fraction:
        """Its weight, or the greatest of all that it replaces."""
        return max(self.about[c].weight for c in {code, *self.replaced(code)})

    def critical(self, code: str) -> bool:
        """Whether it, or one that it replaces, is critical."""
        return any(self.about[c].critical for c in {code, *self.replaced(code)})

    def replaced(self, code: str) -> set[str]:
        """All that a commitment has replaced, along the chain."""
        if not self._has_taken_over(code):
            return set()
        direct = set(self._linked(code, "SUPERSEDES"))
        return direct.union(*(self.replaced(old) for old in direct))

    def is_withdrawn(self, code: str) -> bool:
        """Whether it was withdrawn."""
        return self.record.has(code, "CommitmentWithdrawn")

    def is_mention(self, code: str) -> bool:
        """Whether it reaffirms one of the same occasion that is neither withdrawn nor failed."""
        return any(
            not self.is_withdrawn(old) and not self._has_failed(old)
            for old in self._linked(code, "REAFFIRMS")
        )

    def is_superseded(self, code: str) -> bool:
        """Whether another has replaced it."""
        return any(
            code in self._linked(new, "SUPERSEDES") and self._has_taken_over(new)
            for new in self.about
        )

    def is_condition_open(self, code: str) -> bool:
        """Whether it has a condition that is neither met nor failed."""
        answered = self.record.has(code, "ConditionMet", "ConditionFailed")
        return self.about[code].has_condition and not answered

    def has_left(self, code: str) -> bool:
        """Whether it has left the sums."""
        return (
            self.is_withdrawn(code)
            or self._has_failed(code)
            or self._is_wholly_waived(code)
            or self.is_superseded(code)
        )

    def is_waiting(self, code: str, asked: frozenset[str] = NOBODY) -> bool:
        """Whether it is to replace one that still counts, or that waits itself.

        `asked` are those whose own waiting is being asked: they are no live children meanwhile.
        """
        if self.has_left(code) or self._has_taken_over(code):
            return False
        return any(
            self.is_waiting(old, asked | {code}) or self._counts(old, asked | {code})
            for old in self._linked(code, "SUPERSEDES")
        )

    def _in_the_form_of_leaves(self) -> list[str]:
        return [c for c in self.about if self._is_leaf(c) and not self._has_live_children(c)]

    def _is_set_aside(self, code: str) -> bool:
        return self.has_left(code) or self.is_waiting(code)

    def _is_leaf(self, code: str) -> bool:
        return self.about[code].kind in COUNTED_KINDS and not self.is_mention(code)

    def _counts(self, code: str, asked: frozenset[str]) -> bool:
        """Whether it is a leaf or an umbrella and has not left the sums."""
        if self.has_left(code):
            return False
        return self._is_leaf(code) or self._has_live_children(code, asked)

    def _has_live_children(self, code: str, asked: frozenset[str] = NOBODY) -> bool:
        children = [c for c, about in self.about.items() if about.parent == code]
        return any(self._is_live(child, asked) for child in children)

    def _is_live(self, code: str, asked: frozenset[str]) -> bool:
        if code in asked or self.is_mention(code) or self.has_left(code):
            return False
        if self.is_waiting(code, asked):
            return False
        return self.about[code].kind in COUNTED_KINDS or self._has_live_children(code, asked)

    def _has_failed(self, code: str) -> bool:
        return self.record.has(code, "ConditionFailed")

    def _is_wholly_waived(self, code: str) -> bool:
        measured = indicator(self.record, code)
        if measured is None or not self.record.has(code, "RemainderWaived"):
            return False
        return not remaining_parts(self.record, code, measured)

    def _has_taken_over(self, code: str) -> bool:
        """Whether it replaces what it was recorded to supersede."""
        condition_met = not self.about[code].has_condition or self.record.has(code, "ConditionMet")
        once_ready = self.record.has(code, "CommitmentAccepted")
        gone = self.is_withdrawn(code) or self._is_wholly_waived(code)
        return condition_met and once_ready and not gone

    def _linked(self, code: str, kind: str) -> list[str]:
        """What it names in links of a kind, of this occasion and known by now."""
        return [to for of, to in self.about[code].links if of == kind and to in self.about]
