"""Exact sums: fractions are added over one common denominator, and never rounded on the way."""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Protocol, TypeVar

Terms = tuple[Fraction, ...]
"""What one leaf brings to each of the sums of a rule, in the rule's own order."""


class Summand(Protocol):
    """Something that is added up; known by being the same object."""

    @property
    def terms(self) -> Terms:
        """What it brings to each sum."""
        ...


S = TypeVar("S", bound=Summand)


def total(numbers: Iterable[Fraction]) -> Fraction:
    """A sum over one common denominator: linear where adding one by one is not."""
    there = list(numbers)
    common = lcm(*(number.denominator for number in there))
    return Fraction(
        sum(number.numerator * (common // number.denominator) for number in there), common
    )


def mean(numbers: Sequence[Fraction]) -> Fraction:
    """The plain mean of some numbers. Raises ZeroDivisionError where there are none."""
    return numbers[0] if len(numbers) == 1 else total(numbers) / len(numbers)


def total_terms(terms: Collection[Terms], nothing: Terms) -> Terms:
    """Each sum by itself; `nothing` is what no terms come to."""
    return tuple(map(total, zip(*terms, strict=True))) if terms else nothing


def terms_of(
    parts: Sequence[S], nothing: Terms, before: tuple[Sequence[S], Terms] | None = None
) -> Terms:
    """The sums over a group; from what it was before, if that is given, only what differs."""
    was, known = before or ((), nothing)
    gone, come = set(was) - set(parts), set(parts) - set(was)
    if before is None or len(gone) + len(come) >= len(parts):
        return total_terms([part.terms for part in parts], nothing)
    less = total_terms([part.terms for part in gone], nothing)
    more = total_terms([part.terms for part in come], nothing)
    return total_terms([known, more, tuple(-term for term in less)], nothing)
