"""What has become of one commitment: an ordered record, from which everything else follows.

`evolve` puts each event in its place by effective order (time in the world, then position), so a
late report about an earlier day never overwrites a later one, whenever it arrives. Texts are kept
as references, never as values, so that a replay is equal before and after an erasure.
"""

import datetime as dt
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
from services.state.records import (
    COUNTING,
    GRANTED,
    LINKED,
    OPEN,
    RELEASED,
    ActedBy,
    Moment,
    Order,
    State,
    in_region,
)
from services.state.report import Report
from services.state.timeline import NEVER, Timeline, latest_of
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
    answered_by: tuple[ActedBy, ...] = ()
    """Everyone who ever accepted or reported it, attached evidence or claimed; each once."""
    verified_by: tuple[ActedBy, ...] = ()
    """Everyone who ever gave a verdict on it; each once."""
    deadline: Deadline | None = None
    first_deadline: Deadline | None = None
    indicator: Indicator | None = None
    first_indicator: Indicator | None = None
    accepted: bool = False
    """By the present owner."""
    was_accepted: bool = False
    reports: Timeline[Report] = NEVER
    verdicts: Timeline[Verdict] = NEVER
    claims: Timeline[Moment] = NEVER
    evidence: Timeline[EvidenceItem] = NEVER
    obstacles: Timeline[Obstacle] = NEVER
    reschedules: tuple[int, ...] = ()
    dependency_marks: Timeline[DependencyMark] = NEVER
    escalations: Timeline[Escalation] = NEVER
    waivers: Timeline[Waiver] = NEVER
    reopened: Timeline[Moment] = NEVER
    withdrawn: Moment | None = None

    @property
    def waived(self) -> Decimal:
        """How much of the target was waived."""
        return self.waived_in(None)

    def waived_in(self, region: str | None) -> Decimal:
        """How much was waived for a region (None: in all)."""
        granted = self.waivers.all_of(GRANTED if region is None else in_region(region))
        return sum((waiver.remainder for waiver in granted), NOTHING)

    @property
    def dependencies(self) -> tuple[str, ...]:
        """Codes of the commitments it waits for, in the order they were linked."""
        marks, since = self.dependency_marks, []
        for tag in marks.tags(LINKED):
            released = marks.last_of(RELEASED + tag.removeprefix(LINKED))
            linked = marks.first_of(tag, released.order if released else None)
            if linked is not None:
                since.append(linked)
        return tuple(mark.on for mark in sorted(since, key=lambda mark: mark.order))

    @property
    def open_escalations(self) -> tuple[Escalation, ...]:
        """Escalations without an answer."""
        return tuple(self.escalations.all_of(OPEN))

    @property
    def reduced_target(self) -> Decimal:
        """What is left of the target after waivers; 0 without an indicator."""
        return self.indicator.target - self.waived if self.indicator else NOTHING

    @property
    def is_live(self) -> bool:
        """Whether it still counts: neither withdrawn nor wholly waived."""
        return self.withdrawn is None and not self._is_wholly_waived

    @property
    def _is_wholly_waived(self) -> bool:
        return self.indicator is not None and self.waived >= self.indicator.target

    @property
    def last_report(self) -> Report | None:
        """The latest report in effective order that was not retracted."""
        return self.reports.last_of(COUNTING)

    @property
    def last_verdict(self) -> Verdict | None:
        """The latest verdict in effective order."""
        return self.verdicts.last

    @property
    def last_activity(self) -> Moment | None:
        """The later one of the two."""
        return latest_of(self.last_report, self.last_verdict)

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
        report = self.last_report
        return report is not None and report.occurred_at > moment

    @property
    def open_obstacles(self) -> tuple[Obstacle, ...]:
        """Obstacles that are not resolved."""
        return tuple(self.obstacles.all_of(OPEN))

    def claimed_in(self, region: str | None) -> Decimal | None:
        """The value last reported for a region (None: without one); None if nothing was."""
        report = self.last_report_in(region)
        return report.value if report else None

    def last_report_in(self, region: str | None) -> Report | None:
        """The latest counting report for a region (None: without one)."""
        return self.reports.last_of(in_region(region))

    def last_verdict_in(self, region: str | None, until: Order | None = None) -> Verdict | None:
        """The latest verdict on a region; one on fulfilment is on every region."""
        return latest_of(
            self.verdicts.last_of(in_region(region), until),
            self.verdicts.last_of(VerdictKind.FULFILMENT, until),
        )

    def verified_in(self, region: str | None, until: Order | None = None) -> Decimal | None:
        """The value last verified for a region; a verified fulfilment counts as claimed there."""
        verdict = self.last_verdict_in(region, until)
        if verdict is not None and verdict.kind is VerdictKind.FULFILMENT and region is not None:
            verified = {part.region: part.target for part in verdict.by_region}
            return verified.get(region, NOTHING)
        return verdict.value if verdict else None

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

    def _verified_at(self, until: Order | None) -> Decimal | None:
        return self._total(
            {None: self.verified_in(None, until)}
            if not self._breakdown
            else {
                part.region: _capped(self.verified_in(part.region, until), part.target)
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
        if self._is_wholly_waived:
            return CommitmentStatus.CANNOT_BE_FOLLOWED_UP
        phase, since = self._phase()
        if phase in BEGUN_AGAIN_BY_REPORT and since and self._reported_after(since):
            return CommitmentStatus.IN_PROGRESS
        if phase is not None:
            return phase
        if self.last_activity is not None:
            return CommitmentStatus.IN_PROGRESS
        return CommitmentStatus.READY if self.was_accepted else CommitmentStatus.RECORDED

    def _phase(self) -> tuple[CommitmentStatus | None, dt.datetime | None]:
        """The last turn it took, and when. Once verified, only reopening counts."""
        reopened = self.reopened.last
        begun = reopened.order if reopened else None
        fulfilled = self.verdicts.first_of(VerdictKind.FULFILMENT, begun)
        verified = [order for order in self._met_by_waivers() if begun is None or order > begun][:1]
        verified += [fulfilled.order] if fulfilled else []
        if verified:
            return CommitmentStatus.VERIFIED, min(verified)[0]
        turns = (
            (self.claims.last, CommitmentStatus.CLAIMED),
            (self.verdicts.last_of(VerdictKind.REJECTION), CommitmentStatus.NOT_YET_CONFORMING),
            (reopened, CommitmentStatus.REOPENED),
        )
        taken = [(turn.order, phase) for turn, phase in turns if turn]
        if not taken:
            return None, None
        (since, _), phase = max(taken)
        return phase, since

    @property
    def claimed_since(self) -> dt.datetime | None:
        """Since when its claim stands: the first one after the last rejection or reopening."""
        others = (
            self.reopened.last,
            self.verdicts.last_of(VerdictKind.REJECTION),
            self.verdicts.last_of(VerdictKind.FULFILMENT),
        )
        orders = [turn.order for turn in others if turn] + self._met_by_waivers()
        claim = self.claims.first_after(max(orders, default=None))
        return claim.occurred_at if claim else None

    def _met_by_waivers(self) -> list[Order]:
        """When a waiver brought the target of its moment down to what was verified by then."""
        met: list[Order] = []
        waived = NOTHING
        granted = [
            (waiver.granted.order, waiver)
            for waiver in self.waivers.all_of(GRANTED)
            if waiver.granted
        ]
        for order, waiver in sorted(granted, key=lambda pair: pair[0]):
            waived += waiver.remainder
            if waiver.target is None:
                continue
            if (self._verified_at(order) or NOTHING) >= waiver.target - waived:
                met.append(order)
        return met


def _capped(value: Decimal | None, target: Decimal) -> Decimal | None:
    return None if value is None else min(value, target)
