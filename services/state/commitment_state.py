"""What has become of one commitment: an ordered record, from which everything else follows.

`evolve` puts each event in its place by effective order (time in the world, then position), so a
late report about an earlier day never overwrites a later one, whenever it arrives. Texts are kept
as references, never as values, so that a replay is equal before and after an erasure.
"""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from events.facts_of_commitment import CommitmentRecorded, RegionTarget
from events.vocabulary import DeadlineBasis, Severity

Order = tuple[dt.datetime, int]
NOTHING = Decimal(0)


class CommitmentStatus(StrEnum):
    """Where a commitment stands in its life."""

    RECORDED = "RECORDED"
    READY = "READY"
    IN_PROGRESS = "IN_PROGRESS"
    CLAIMED = "CLAIMED"
    NOT_YET_CONFORMING = "NOT_YET_CONFORMING"
    VERIFIED = "VERIFIED"
    CANNOT_BE_FOLLOWED_UP = "CANNOT_BE_FOLLOWED_UP"
    REOPENED = "REOPENED"
    WITHDRAWN = "WITHDRAWN"


CLOSED = frozenset(
    {
        CommitmentStatus.VERIFIED,
        CommitmentStatus.CANNOT_BE_FOLLOWED_UP,
        CommitmentStatus.WITHDRAWN,
    }
)


class State(BaseModel):
    """Base of immutable state."""

    model_config = ConfigDict(frozen=True)


class Moment(State):
    """One event's place: its position and its time in the world."""

    position: int
    occurred_at: dt.datetime

    @property
    def order(self) -> Order:
        """Effective order."""
        return (self.occurred_at, self.position)


class TextAt(State):
    """Where a text is disclosed."""

    position: int
    path: str


class Report(Moment):
    """A reported value; a correction changes the value, a retraction takes it out."""

    value: Decimal
    region: str | None
    party: str | None
    key: str | None
    retracted: bool = False
    changed_by: tuple[int, ...] = ()
    """Positions of its corrections and its retraction."""


class VerdictKind(StrEnum):
    """What a verifier said."""

    PROGRESS = "PROGRESS"
    FULFILMENT = "FULFILMENT"
    REJECTION = "REJECTION"


class Verdict(Moment):
    """A verified value. A verdict on fulfilment covers every region at its claimed value."""

    kind: VerdictKind
    value: Decimal
    region: str | None


class Obstacle(Moment):
    """Something that hinders, until it is resolved."""

    code: str
    severity: Severity
    text: TextAt
    region: str | None
    resolved: Moment | None = None


class EvidenceItem(Moment):
    """A document named as evidence."""

    sha256: str
    media_type: str
    byte_count: int
    title: TextAt | None
    taken_at: dt.datetime | None
    region: str | None


class Deadline(State):
    """When a commitment is due, and where that was laid down."""

    due: dt.date
    planned_start: dt.date
    basis: DeadlineBasis
    set_by: int


class Indicator(State):
    """What is counted, how much is fulfilment, and how it is divided."""

    name: str
    target: Decimal
    unit: str
    breakdown: tuple[RegionTarget, ...]
    set_by: int


class CommitmentState(State):
    """One commitment at one read point."""

    occasion: str
    code: str
    version: int = 0
    """Known events in its stream, effective or not."""
    latest: dt.datetime | None = None
    """The latest time in the world of any of its events."""
    recorded: CommitmentRecorded | None = None
    recorded_by: int | None = None
    owner: str | None = None
    owners: tuple[str, ...] = ()
    """Every owner it ever had, the first one first."""
    deadline: Deadline | None = None
    first_deadline: Deadline | None = None
    indicator: Indicator | None = None
    first_indicator: Indicator | None = None
    accepted: bool = False
    """By the present owner."""
    was_accepted: bool = False
    reports: tuple[Report, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    claims: tuple[Moment, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    reschedules: tuple[int, ...] = ()

    @property
    def waived(self) -> Decimal:
        """How much of the target was waived."""
        return NOTHING

    @property
    def reduced_target(self) -> Decimal:
        """What is left of the target after waivers; 0 without an indicator."""
        return self.indicator.target - self.waived if self.indicator else NOTHING

    @property
    def is_specified(self) -> bool:
        """Whether owner, deadline and indicator are all known."""
        return bool(self.owner and self.deadline and self.indicator)

    @property
    def is_live(self) -> bool:
        """Whether it still counts: neither withdrawn nor wholly waived."""
        return self.status not in (
            CommitmentStatus.WITHDRAWN,
            CommitmentStatus.CANNOT_BE_FOLLOWED_UP,
        )

    @property
    def counting_reports(self) -> tuple[Report, ...]:
        """Reports that were not retracted, in effective order."""
        return tuple(report for report in self.reports if not report.retracted)

    @property
    def last_verdict(self) -> Verdict | None:
        """The latest verdict in effective order."""
        return self.verdicts[-1] if self.verdicts else None

    @property
    def is_rejected(self) -> bool:
        """The latest verdict is a rejection, and no report has a later time in the world."""
        verdict = self.last_verdict
        return (
            verdict is not None
            and verdict.kind is VerdictKind.REJECTION
            and not self._reported_after(verdict.occurred_at)
        )

    def _reported_after(self, moment: dt.datetime) -> bool:
        return any(report.occurred_at > moment for report in self.counting_reports)

    @property
    def open_obstacles(self) -> tuple[Obstacle, ...]:
        """Obstacles that are not resolved."""
        return tuple(obstacle for obstacle in self.obstacles if obstacle.resolved is None)

    def claimed_in(self, region: str | None, before: Order | None = None) -> Decimal | None:
        """The value last reported for a region (None: without one); None if nothing was."""
        for report in reversed(self.counting_reports):
            if report.region == region and (before is None or report.order < before):
                return report.value
        return None

    def verified_in(self, region: str | None) -> Decimal | None:
        """The value last verified for a region; a verified fulfilment counts as claimed there."""
        for verdict in reversed(self.verdicts):
            if verdict.kind is VerdictKind.FULFILMENT and region is not None:
                return self.claimed_in(region, before=verdict.order) or NOTHING
            if verdict.region == region:
                return verdict.value
        return None

    @property
    def claimed(self) -> Decimal | None:
        """The value that counts as claimed; regional values each capped at their target."""
        return self._total(
            {None: self.claimed_in(None)}
            if not self._breakdown
            else {
                part.region: _capped(self.claimed_in(part.region), part.target)
                for part in self._breakdown
            }
        )

    @property
    def verified(self) -> Decimal | None:
        """The value that counts as verified; regional values each capped at their target."""
        return self._total(
            {None: self.verified_in(None)}
            if not self._breakdown
            else {
                part.region: _capped(self.verified_in(part.region), part.target)
                for part in self._breakdown
            }
        )

    @property
    def _breakdown(self) -> tuple[RegionTarget, ...]:
        return self.indicator.breakdown if self.indicator else ()

    @staticmethod
    def _total(values: dict[str | None, Decimal | None]) -> Decimal | None:
        known = [value for value in values.values() if value is not None]
        return sum(known, NOTHING) if known else None

    @property
    def status(self) -> CommitmentStatus:
        """Where it stands, from its effective events alone."""
        phase, since = self._phase()
        if phase is CommitmentStatus.NOT_YET_CONFORMING and since and self._reported_after(since):
            return CommitmentStatus.IN_PROGRESS
        if phase is not None:
            return phase
        if self.counting_reports or self.verdicts:
            return CommitmentStatus.IN_PROGRESS
        return CommitmentStatus.READY if self.was_accepted else CommitmentStatus.RECORDED

    def _phase(self) -> tuple[CommitmentStatus | None, dt.datetime | None]:
        """The last turn it took by claim and verdict, and when. Verified outlasts late claims."""
        turns = [(claim.order, CommitmentStatus.CLAIMED) for claim in self.claims]
        for verdict in self.verdicts:
            if verdict.kind is VerdictKind.REJECTION:
                turns.append((verdict.order, CommitmentStatus.NOT_YET_CONFORMING))
            elif verdict.kind is VerdictKind.FULFILMENT:
                turns.append((verdict.order, CommitmentStatus.VERIFIED))
        phase: CommitmentStatus | None = None
        since: dt.datetime | None = None
        for (moment, _), turn in sorted(turns):
            if phase is not CommitmentStatus.VERIFIED:
                phase, since = turn, moment
        return phase, since


def _capped(value: Decimal | None, target: Decimal) -> Decimal | None:
    return None if value is None else min(value, target)
