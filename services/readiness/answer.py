"""What a readiness says: lights, figures and reasons, as every version of the rule answers it."""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from events.facts.vocabulary import Light


class ReasonCode(StrEnum):
    """Why a light is what it is."""

    NOT_ASSESSABLE = "NOT_ASSESSABLE"
    NOT_STARTED = "NOT_STARTED"
    NO_REPORT = "NO_REPORT"
    NO_PROGRESS = "NO_PROGRESS"
    OVERDUE = "OVERDUE"
    BLOCKED_NEAR_DUE = "BLOCKED_NEAR_DUE"
    BEHIND_PLAN = "BEHIND_PLAN"
    CLAIMED_UNVERIFIED = "CLAIMED_UNVERIFIED"
    CLAIM_REJECTED = "CLAIM_REJECTED"
    STALE = "STALE"
    OBSTACLE_OPEN = "OBSTACLE_OPEN"
    FALLEN_BACK = "FALLEN_BACK"
    UNVERIFIED_PROGRESS = "UNVERIFIED_PROGRESS"
    RESCHEDULED = "RESCHEDULED"
    REMAINDER_WAIVED = "REMAINDER_WAIVED"


class Specification(StrEnum):
    """What a commitment needs before it can be assessed."""

    OWNER = "OWNER"
    DEADLINE = "DEADLINE"
    INDICATOR = "INDICATOR"


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition that holds, and the positions of the events behind it."""

    code: ReasonCode
    commitment: str
    events: tuple[int, ...] = ()
    value: float | None = None
    """Days (OVERDUE, STALE), share of the target (BEHIND_PLAN), or how many (OBSTACLE_OPEN …)."""
    missing: tuple[Specification, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """One commitment as judged. Figures are exact shares of the target, 0 to 1.

    `light` is None where it leaves every sum; the figures are None where it cannot be assessed.
    """

    commitment: str
    light: Light | None
    score: Fraction | None = None
    claimed: Fraction | None = None
    verified: Fraction | None = None
    freshness: Fraction | None = None
    planned: Fraction | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def is_fulfilled(self) -> bool:
        """Whether everything is verified."""
        return self.verified == 1

    def has(self, code: ReasonCode) -> bool:
        """Whether a reason holds."""
        return any(reason.code is code for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums over a group of leaves; all but weight and count are rounded to one decimal."""

    light: Light
    score: float
    verified: float
    ceiling: float
    coverage: float
    confidence: float
    weight: float
    count: int
    reasons: tuple[Reason, ...] = ()
    """The first reason of every leaf that is not GREEN, the worst leaf first."""


@dataclass(frozen=True, slots=True)
class RegionalFigure:
    """How one leaf stands in one region, in its own unit."""

    commitment: str
    region: str
    unit: str
    target: float
    claimed: float | None
    verified: float | None
    light: Light
    reason: Reason | None
    """What made the light in this region; None for GREEN."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """A whole occasion as judged by one version of the rule at one minute."""

    whole: Figures
    days_left: int
    areas: dict[str, Figures]
    leaves: dict[str, Leaf]
    regions: dict[str, tuple[RegionalFigure, ...]]
    blocked: tuple[str, ...] = ()
    due: dict[str, Fraction] = field(default_factory=dict)
    """Days from the judged minute to the due of each leaf that is not done; negative when past."""

    def with_reason(self, code: ReasonCode) -> list[Leaf]:
        """The leaves for which a reason holds."""
        return [leaf for leaf in self.leaves.values() if leaf.has(code)]

    def due_within(self, days: int) -> list[Leaf]:
        """The leaves that are not done and due from now to that many days ahead."""
        return [self.leaves[code] for code, ahead in self.due.items() if 0 <= ahead <= days]


def rounded(number: Fraction, decimals: int) -> float:
    """Half up, once."""
    scale: int = 10**decimals
    # In whole numbers: a fraction that is made on the way costs ten times as much.
    half_up = (2 * scale * number.numerator + number.denominator) // (2 * number.denominator)
    return half_up / scale


SEVERITY_OF_LIGHT = {Light.RED: 0, Light.YELLOW: 1, Light.GREY: 2, Light.GREEN: 3}
"""Order of display: the worst first."""
