"""What every rule takes and gives: an event of the public log, a figure, a readiness."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, Protocol

DAY = timedelta(days=1)
ZERO, HALF, ONE = Fraction(0), Fraction(1, 2), Fraction(1)
LEAF_KINDS = {"UNDERTAKING", "ONGOING", "JOINT", "REQUEST"}


class CannotRecompute(Exception):
    """Something that is needed is not there, or not known to this program."""


@dataclass(frozen=True)
class Event:
    """The public part of one event."""

    position: int
    recorded_at: datetime
    occurred_at: datetime
    type: str
    open: dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One commitment as judged; the numbers are shares of its target."""

    light: str | None  # None: withdrawn or wholly waived
    is_assessed: bool = False
    score: Fraction = ZERO
    claimed: Fraction = ZERO
    verified: Fraction = ZERO
    freshness: Fraction = ZERO
    planned: Fraction = ZERO


def days(span: timedelta) -> Fraction:
    """A span of time in days, exactly."""
    return Fraction(span // timedelta(microseconds=1), DAY // timedelta(microseconds=1))


class Totals(Protocol):
    """What every rule knows of a commitment beside its figure."""

    @property
    def claimed(self) -> Fraction | None:
        """The value that counts as claimed."""

    @property
    def verified(self) -> Fraction | None:
        """The value that counts as verified."""


@dataclass(frozen=True)
class Readiness:
    """What the public leaves come to."""

    whole: dict[str, Any] | None  # None where a commitment is sealed
    commitments: Mapping[str, tuple[Totals, Figure]]
    sealed: dict[str, list[int]]  # what cannot be recomputed, and the leaves that hide a quantity


def rounded(number: Fraction, decimals: int) -> Decimal:
    """Half up, once, at the end."""
    return Decimal(floor(number * 10**decimals + HALF)).scaleb(-decimals)
