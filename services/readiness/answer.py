"""What a readiness says: lights, figures and reasons, as every version of the rule answers it."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from events.facts.vocabulary import Light
from services.state.deadline import Deadline
from services.state.records import part_named


class ReasonCode(StrEnum):
    """Why a light is what it is."""

    CONDITION_OPEN = "CONDITION_OPEN"
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
    REOPENED = "REOPENED"
    MISSED_PERIODS = "MISSED_PERIODS"
    RESCHEDULED = "RESCHEDULED"
    REMAINDER_WAIVED = "REMAINDER_WAIVED"
    AMENDED = "AMENDED"
    SUPERSEDED = "SUPERSEDED"
    DUE_AFTER_OCCASION = "DUE_AFTER_OCCASION"
    STATED_UNCONFIRMED = "STATED_UNCONFIRMED"
    WITHDRAWN = "WITHDRAWN"


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
    """Days (OVERDUE, STALE; until due: BLOCKED_NEAR_DUE; past due what it replaces was: SUPERSEDED;
    after the last day judged: DUE_AFTER_OCCASION), share of the target (BEHIND_PLAN,
    UNVERIFIED_PROGRESS), or how many (OBSTACLE_OPEN, MISSED_PERIODS …)."""
    missing: tuple[Specification, ...] = ()
    replaced: tuple[str, ...] = ()
    """Codes of what it stands in the place of (SUPERSEDED)."""


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
    completed_at: dt.datetime | None = None
    """The whole minute from which everything has been claimed until the judged one."""
    on_time: bool | None = None
    """Whether that was not after the deadline; None while it is not complete."""
    first_deadline: Deadline | None = None
    """The first it had; of one that stands in the place of others, the first of all of theirs."""

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
    planned: float
    """Where the plans expect it to be, to be read beside the score."""
    weight: float
    count: int
    reasons: tuple[Reason, ...] = ()
    """The first reason of every leaf that is not GREEN, the worst leaf first; of the whole, then
    what was withdrawn."""

    @property
    def deviation(self) -> float:
        """How far the score is ahead of the plan, or (below 0) behind it, as both are shown."""
        return round(self.score - self.planned, 1)


@dataclass(frozen=True, slots=True)
class RegionalFigure:
    """How one leaf stands in one part of its breakdown, a region or a party, in its own unit."""

    commitment: str
    region: str | None
    unit: str | None
    target: float
    """How much is fulfilment there; of a duty, how many periods it has."""
    claimed: float | None
    verified: float | None
    light: Light
    reason: Reason | None
    """What made the light there; None for GREEN."""
    party: str | None = None

    @property
    def part(self) -> str | None:
        """The name of the part, as reports and verdicts are found by it."""
        return part_named(self.region, self.party)


@dataclass(frozen=True, slots=True)
class CommitmentPart:
    """One part of one commitment; neither region nor party: the undivided whole."""

    commitment: str
    region: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """A whole occasion as judged by one version of the rule at one minute."""

    whole: Figures
    days_left: int | None
    """Calendar days to the occasion's day; None while that is open."""
    areas: dict[str, Figures]
    leaves: dict[str, Leaf]
    """What is judged, and (light None) what would be but has left the sums."""
    regions: dict[str, tuple[RegionalFigure, ...]]
    """The figures of leaves that are divided by region."""
    blocked: tuple[str, ...] = ()
    due: dict[str, Fraction] = field(default_factory=dict)
    """Days from the judged minute to the due of each leaf that is not done; negative when past."""
    withdrawn: tuple[Leaf, ...] = ()
    """What was withdrawn, of whatever kind; these three without light and numbers."""
    superseded: tuple[Leaf, ...] = ()
    """In the place of which another one stands."""
    mentions: tuple[Leaf, ...] = ()
    """Which say once more what another one promises."""
    not_reported: tuple[CommitmentPart, ...] = ()
    """Of duties that come back: of which nobody has reported yet in the running period."""

    @property
    def overdue(self) -> list[Leaf]:
        """The leaves that are past due and not done."""
        return self.with_reason(ReasonCode.OVERDUE)

    @property
    def claimed_unverified(self) -> list[Leaf]:
        """The leaves of which all is said to be done, and not verified."""
        return self.with_reason(ReasonCode.CLAIMED_UNVERIFIED)

    @property
    def unassessable(self) -> list[Leaf]:
        """The leaves that cannot be judged, or not yet."""
        return self.with_reason(ReasonCode.NOT_ASSESSABLE, ReasonCode.CONDITION_OPEN)

    def with_reason(self, *codes: ReasonCode) -> list[Leaf]:
        """The leaves for which one of these reasons holds."""
        return [leaf for leaf in self.leaves.values() if any(map(leaf.has, codes))]

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
