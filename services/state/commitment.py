"""What has become of one commitment: sums and status, which follow from what was recorded."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from events.facts.indicator import PartTarget
from events.facts.vocabulary import Direction, Measure
from services.state.commitment_record import NOTHING, CommitmentRecord
from services.state.indicator import name_of
from services.state.records import GRANTED, Order
from services.state.verdict import VerdictKind


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
    SUPERSEDED = "SUPERSEDED"
    """Another one stands in its place: known by its occasion, not by itself."""
    CONDITION_FAILED = "CONDITION_FAILED"


CLOSED = frozenset(
    {
        CommitmentStatus.VERIFIED,
        CommitmentStatus.CANNOT_BE_FOLLOWED_UP,
        CommitmentStatus.WITHDRAWN,
        CommitmentStatus.CONDITION_FAILED,
    }
)


BEGUN_AGAIN_BY_REPORT = frozenset({CommitmentStatus.NOT_YET_CONFORMING, CommitmentStatus.REOPENED})
"""A report with a later time in the world brings these back to IN_PROGRESS."""


class CommitmentState(CommitmentRecord):
    """One commitment at one read point."""

    @property
    def reduced_target(self) -> Decimal:
        """What is left of the target after waivers; 0 where there is none."""
        target = self.indicator.target if self.indicator else None
        return NOTHING if target is None else target - self.waived

    @property
    def is_live(self) -> bool:
        """Whether it still counts: neither withdrawn, nor failed, nor wholly waived."""
        has_ended = self.withdrawn is not None or self.condition_failed is not None
        return not has_ended and not self.is_wholly_waived

    @property
    def is_wholly_waived(self) -> bool:
        """Whether nothing of it is asked for any more."""
        if any(waiver.whole for waiver in self.waivers.all_of(GRANTED)):
            return True
        if not self._is_waived_in_part:
            return False
        parts: tuple[str | None, ...] = tuple(self.indicator.parts) if self.indicator else ()
        left_out = all(map(self.is_left_out, parts or (None,)))
        return left_out or self.reduced_target <= NOTHING

    def is_left_out(self, part: str | None) -> bool:
        """Whether so much was waived of a part (None: of the undivided whole) that none is left."""
        if self.indicator is None or not self._is_waived_in_part:
            return False
        target = self.target_of(part)
        return target is not None and target - self.waived_in(part) <= self.baseline_of(part)

    @property
    def _is_waived_in_part(self) -> bool:
        x = self.indicator
        counts = x is not None and x.measure is Measure.COUNT and x.direction is Direction.AT_LEAST
        return counts and next(self.waivers.all_of(GRANTED), None) is not None

    def target_of(self, part: str | None) -> Decimal | None:
        """The target of a part before waivers; None of a duty, and of what it is not divided by."""
        if self.indicator is None:
            return None
        known = self.indicator.parts
        if not known:
            return self.indicator.target if part is None else None
        if part not in known:
            return None
        own = known[part].target
        return self.indicator.target if own is None else own

    def baseline_of(self, part: str | None) -> Decimal:
        """Where a part starts: a rate where the whole does, a sum at 0 unless it was said."""
        if self.indicator is None:
            return NOTHING
        known = self.indicator.parts.get(part) if part is not None else None
        if known is None or (known.baseline is None and self.indicator.measure is Measure.RATE):
            return self.indicator.baseline
        return known.baseline or NOTHING

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
    def claimed(self) -> Decimal | None:
        """The value that counts as claimed; values of parts each capped at their target.

        None where nothing was reported, and of parts that add up to nothing.
        """
        if not self._breakdown:
            return self.claimed_in(None)
        return self._total([(self.claimed_in(name_of(part)), part) for part in self._breakdown])

    @property
    def verified(self) -> Decimal | None:
        """The value that counts as verified; values of parts each capped at their target."""
        return self._verified_at(None)

    def _verified_at(self, until: Order | None) -> Decimal | None:
        if not self._breakdown:
            return self.verified_in(None, until)
        return self._total(
            [(self.verified_in(name_of(part), until), part) for part in self._breakdown]
        )

    @property
    def _breakdown(self) -> tuple[PartTarget, ...]:
        return self.indicator.breakdown if self.indicator else ()

    def _total(self, values: list[tuple[Decimal | None, PartTarget]]) -> Decimal | None:
        if self.indicator is None or self.indicator.measure is Measure.RATE:
            return None
        known = [(value, part.target) for value, part in values if value is not None]
        if not known:
            return None
        rises = self.indicator.direction is Direction.AT_LEAST
        capped = (v if cap is None or not rises else min(v, cap) for v, cap in known)
        return sum(capped, NOTHING)

    @property
    def status(self) -> CommitmentStatus:
        """Where it stands, from its effective events alone."""
        if self.withdrawn is not None:
            return CommitmentStatus.WITHDRAWN
        if self.condition_failed is not None:
            return CommitmentStatus.CONDITION_FAILED
        if self.is_wholly_waived:
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
            waived += waiver.remainder or NOTHING
            if waiver.target is None:
                continue
            if (self._verified_at(order) or NOTHING) >= waiver.target - waived:
                met.append(order)
        return met
