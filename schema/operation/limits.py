"""How large a document may be, and the refusal of one that is larger."""

from dataclasses import dataclass
from enum import StrEnum

NESTING = 64
"""Braces, brackets and parentheses inside each other, fragments unfolded: what recursion bears."""


class Bound(StrEnum):
    """What is bounded; the word that a refusal gives as `of`."""

    BYTES = "bytes"
    TOKENS = "tokens"
    NESTING = "nesting"
    DEPTH = "depth"
    ALIASES = "aliases"
    DIRECTIVES = "directives"
    ROOT_FIELDS = "rootFields"
    VALIDATION = "validation"
    COST = "cost"


class LimitExceeded(Exception):
    """A document is larger than it may be; `requested` is where counting stopped."""

    code = "LIMIT_EXCEEDED"

    def __init__(self, bound: Bound, requested: int, limit: int) -> None:
        super().__init__(f"{bound.value}: {requested} > {limit}")
        self.bound, self.requested, self.limit = bound, requested, limit


@dataclass(frozen=True, slots=True)
class Counts:
    """How large one operation is, each fragment counted wherever it is spread."""

    nesting: int = 0
    """Selection sets inside each other."""
    depth: int = 0
    """Fields inside each other, the innermost included."""
    aliases: int = 0
    directives: int = 0
    root_fields: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document of one kind of viewer may be."""

    bytes: int = 64 * 1024
    tokens: int = 2_000
    depth: int = 15
    aliases: int = 30
    directives: int = 50
    root_fields: int = 20
    cost: int = 75_000
    """In units: one for each field of each object that can be reached."""

    def check(self, counts: Counts) -> None:
        """Raise LimitExceeded for the first number that is too large."""
        for bound, requested, limit in (
            (Bound.NESTING, counts.nesting, NESTING),
            (Bound.DEPTH, counts.depth, self.depth),
            (Bound.ROOT_FIELDS, counts.root_fields, self.root_fields),
            (Bound.ALIASES, counts.aliases, self.aliases),
            (Bound.DIRECTIVES, counts.directives, self.directives),
        ):
            require(bound, requested, limit)


def require(bound: Bound, requested: int, limit: int) -> None:
    """Raise LimitExceeded where more is requested than the limit."""
    if requested > limit:
        raise LimitExceeded(bound, requested, limit)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a document can reach, beside what it may; in every answer's `extensions.cost`."""

    requested: int
    limit: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an operator sets: the limits of each kind of viewer, and bytes of documents kept."""

    public: Limits
    signed_in: Limits
    kept_bytes: int
