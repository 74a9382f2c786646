"""What has become of one commitment: an ordered record, from which everything else follows.

`evolve` puts each event in its place by effective order (time in the world, then position), so a
late report about an earlier day never overwrites a later one, whenever it arrives. Texts are kept
as references, never as values, so that a replay is equal before and after an erasure.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from events.facts.commitment import CommitmentRecorded
from events.facts.indicator import RegionTarget
from services.state.deadline import Deadline
from services.state.dependency import DependencyMark
from services.state.escalation import Escalation
from services.state.evidence import EvidenceItem
from services.state.indicator import Indicator
from services.state.obstacle import Obstacle
from services.state.records import Moment, Order, State
from services.state.report import Report
from services.state.verdict import Verdict, VerdictKind
from services.state.waiver import Waiver

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


BEGUN_AGAIN_BY_REPORT = frozenset({CommitmentStatus.NOT_YET_CONFORMING, CommitmentStatus.REOPENED})
"""A report with a later time in the world brings these back to IN_PROGRESS."""


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
    dependency_marks: tuple[DependencyMark, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    reopened: tuple[Moment, ...] = ()
    withdrawn: Moment | None = None

    @property
    def waived(self) -> Decimal:
        """How much of the target was waived."""
        return self.waived_in(None)

    def waived_in(self, region: str | None, before: Order | None = None) -> Decimal:
        """How much was waived for a region (None: in all), up to and including a moment."""
        return sum(
            (
                waiver.remainder
                for waiver in self.waivers
                if waiver.granted
                and region in (None, waiver.region)
                and (before is None or waiver.granted.order <= before)
            ),
            NOTHING,
        )

    @property
    def dependencies(self) -> tuple[str, ...]:
        """Codes of the commitments it waits for, in the order they were linked."""
        waits: dict[str, None] = {}
        for mark in self.dependency_marks:
            if mark.linked:
                waits[mark.on] = None
            else:
                waits.pop(mark.on, None)
        return tuple(waits)

    @property
    def open_escalations(self) -> tuple[Escalation, ...]:
        """Escalations without an answer."""
        return tuple(item for item in self.escalations if item.answered_by is None)

    @property
    def reduced_target(self) -> Decimal:
        """What is left of the target after waivers; 0 without an indicator."""
        return self.indicator.target - self.waived if self.indicator else NOTHING

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

    def verified_in(self, region: str | None, before: Order | None = None) -> Decimal | None:
        """The value last verified for a region; a verified fulfilment counts as claimed there."""
        for verdict in reversed(self.verdicts):
            if before is not None and verdict.order > before:
                continue
            if verdict.kind is VerdictKind.FULFILMENT and region is not None:
                verified = {part.region: part.target for part in verdict.by_region}
                return verified.get(region, NOTHING)
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
        return self._verified_at(None)

    def _verified_at(self, before: Order | None) -> Decimal | None:
        return self._total(
            {None: self.verified_in(None, before)}
            if not self._breakdown
            else {
                part.region: _capped(self.verified_in(part.region, before), part.target)
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
        if self.withdrawn is not None:
            return CommitmentStatus.WITHDRAWN
        if self.indicator is not None and self.waived >= self.indicator.target:
            return CommitmentStatus.CANNOT_BE_FOLLOWED_UP
        phase, since = self._phase()
        if phase in BEGUN_AGAIN_BY_REPORT and since and self._reported_after(since):
            return CommitmentStatus.IN_PROGRESS
        if phase is not None:
            return phase
        if self.counting_reports or self.verdicts:
            return CommitmentStatus.IN_PROGRESS
        return CommitmentStatus.READY if self.was_accepted else CommitmentStatus.RECORDED

    def _phase(self) -> tuple[CommitmentStatus | None, dt.datetime | None]:
        """The last turn it took, and when. Once verified, only reopening counts."""
        phase: CommitmentStatus | None = None
        since: dt.datetime | None = None
        for (moment, _), turn in sorted(self._turns()):
            if phase is not CommitmentStatus.VERIFIED or turn is CommitmentStatus.REOPENED:
                phase, since = turn, moment
        return phase, since

    @property
    def claimed_since(self) -> dt.datetime | None:
        """Since when its claim stands: the first one after the last rejection or reopening."""
        since: dt.datetime | None = None
        for (moment, _), turn in sorted(self._turns()):
            if turn is not CommitmentStatus.CLAIMED:
                since = None
            elif since is None:
                since = moment
        return since

    def _turns(self) -> Iterator[tuple[Order, CommitmentStatus]]:
        for claim in self.claims:
            yield claim.order, CommitmentStatus.CLAIMED
        for reopening in self.reopened:
            yield reopening.order, CommitmentStatus.REOPENED
        for verdict in self.verdicts:
            if verdict.kind is VerdictKind.REJECTION:
                yield verdict.order, CommitmentStatus.NOT_YET_CONFORMING
            elif verdict.kind is VerdictKind.FULFILMENT:
                yield verdict.order, CommitmentStatus.VERIFIED
        for waiver in self.waivers:
            if waiver.granted and self._is_met_by(waiver.granted.order, waiver.target):
                yield waiver.granted.order, CommitmentStatus.VERIFIED

    def _is_met_by(self, waived_at: Order, target: Decimal | None) -> bool:
        """Whether a waiver brought the target of its moment down to what was verified by then."""
        if target is None:
            return False
        left = target - self.waived_in(None, waived_at)
        return (self._verified_at(waived_at) or NOTHING) >= left


def _capped(value: Decimal | None, target: Decimal) -> Decimal | None:
    return None if value is None else min(value, target)
