"""Exact sums: fractions are added over one common denominator, and never rounded on the way."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm


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
