"""The questions that auditors ask, each answered with its events."""

import datetime as dt
from dataclasses import replace

import strawberry

from events.facts.deadline import DeadlineRescheduled
from events.facts.declaration import ReadinessDeclared
from events.facts.escalation import CommitmentEscalated
from events.facts.fact import Fact
from events.facts.indicator import IndicatorRevised
from events.facts.owner import CommitmentReassigned
from events.facts.report import ReportCorrected, ReportRetracted
from events.format.recorded_event import RecordedEvent
from events.log.event_queries import EventQuery
from schema.operation.context import Context
from schema.operation.errors import ErrorCode
from schema.operation.fields import field, object_type, seen_as
from schema.types.audit_changes import DeadlineChange, IndicatorChange, OwnerChange
from schema.types.commitment import Commitment, known_commitment
from schema.types.declaration import DeclarationCheck
from schema.types.discrepancy import Discrepancy, discrepancy_page
from schema.types.escalation import Escalation, open_escalations
from schema.types.event import Event, event_page
from schema.types.indicator import indicator
from schema.types.judgement import CommitmentReadiness, commitment_readiness
from schema.types.page import Connection, OpenOnly, Paging, paged
from schema.types.party import known_party
from schema.types.read_point import ReadPointType, read_point
from services.read import audit_history as found
from services.read.occasion_view import OccasionView
from services.readiness.answer import ReasonCode

MOST_HOURS = 24 * 366 * 100


@object_type
class Audit:
    """The questions that auditors ask, answered from the log."""

    view: strawberry.Private[OccasionView]

    async def counting(self, context: Context, *kinds: type[Fact]) -> list[RecordedEvent]:
        """The events of some kinds that count at the read point, in the order of recording."""
        point = self.view.point
        query = EventQuery(
            occasion=self.view.occasion.code,
            up_to=point.position,
            types=[kind.type_name() for kind in kinds],
        )
        known = await context.read(lambda: context.house.look_up.recorded.all_events(query))
        # A commitment may be known before it takes effect: its decisions are then not shown yet.
        effective = {None, *self.view.state.commitments}
        return [e for e in known if point.counts(e) and e.commitment in effective]

    async def _page(self, context: Context, query: EventQuery, paging: Paging) -> Connection[Event]:
        end_of_minute = self.view.point.minute + dt.timedelta(minutes=1, microseconds=-1)
        query = replace(query, occasion=self.view.occasion.code, occurred_to=end_of_minute)
        return await event_page(context, query, self.view.point, paging)

    @field
    def as_of(self) -> ReadPointType:
        """The read point of these answers."""
        return read_point(self.view.point, self.view.occasion.time_zone)

    @field
    async def deadline_changes(self, info: strawberry.Info[Context, None]) -> list[DeadlineChange]:
        """Who moved which deadline, why, and was the old one already past?"""
        events = await self.counting(info.context, DeadlineRescheduled)
        return [
            DeadlineChange(
                view=self.view,
                recorded=change.event,
                requested=change.fact.requested_by,
                change=change,
            )
            for change in found.deadline_changes(events, self.view.state, self.view.occasion)
        ]

    @field
    async def owner_changes(self, info: strawberry.Info[Context, None]) -> list[OwnerChange]:
        """Which commitment got another owner, and why?"""
        return [
            OwnerChange(
                view=self.view,
                recorded=event,
                requested=event.fact.requested_by,
                old_owner=known_party(self.view.names, event.fact.old_owner),
                new_owner=known_party(self.view.names, event.fact.new_owner),
            )
            for event in await self.counting(info.context, CommitmentReassigned)
            if isinstance(event.fact, CommitmentReassigned)
        ]

    @field
    async def indicator_changes(
        self, info: strawberry.Info[Context, None]
    ) -> list[IndicatorChange]:
        """Which target was changed, and why?"""
        events = await self.counting(info.context, IndicatorRevised)
        return [
            IndicatorChange(
                view=self.view,
                recorded=change.event,
                requested=change.requested_by,
                old_indicator=before,
                new_indicator=after,
            )
            for change in found.indicator_changes(events, self.view.state)
            if (before := indicator(self.view, change.before, change.deadline))
            and (after := indicator(self.view, change.after, change.deadline))
        ]

    @field
    def claims_without_verification(self) -> list[CommitmentReadiness]:
        """What was claimed as fulfilled, and has been judged by no verifier yet?"""
        codes = found.claims_without_verification(self.view.state)
        return [shown for code in codes if (shown := commitment_readiness(self.view, code))]

    @field
    @paged
    async def recorded_late(
        self,
        info: strawberry.Info[Context, None],
        paging: Paging,
        min_hours: float | None = 24,
    ) -> Connection[Event] | None:
        """What was recorded at least so many hours after it happened?"""
        hours = 24 if min_hours is None else min_hours
        if not 0 <= hours <= MOST_HOURS:
            raise info.context.error(ErrorCode.BAD_USER_INPUT, "hours")
        # a microsecond less, because the filter means "more than"
        query = EventQuery(late_by_more_than=hours * 3600 - 1e-6)
        return await self._page(info.context, query, paging)

    @field
    @paged
    async def corrections(
        self, info: strawberry.Info[Context, None], paging: Paging
    ) -> Connection[Event] | None:
        """What was corrected or taken back?"""
        kinds = (ReportCorrected, ReportRetracted)
        query = EventQuery(types=[kind.type_name() for kind in kinds])
        return await self._page(info.context, query, paging)

    @field
    @seen_as(CommitmentEscalated, "to")
    def unanswered_escalations(
        self, info: strawberry.Info[Context, None]
    ) -> list[Escalation] | None:
        """Which questions wait for a decision?"""
        return open_escalations(self.view)

    @field
    @paged
    def discrepancies(
        self,
        info: strawberry.Info[Context, None],
        paging: Paging,
        open_only: OpenOnly = None,
    ) -> Connection[Discrepancy] | None:
        """Where do sources disagree?"""
        return discrepancy_page(info.context, self.view, open_only, paging)

    @field
    async def declarations_versus_computed(
        self, info: strawberry.Info[Context, None]
    ) -> list[DeclarationCheck]:
        """What did leaders declare, and what was computed from what was known at that moment?"""
        view = self.view
        if not await self.counting(info.context, ReadinessDeclared):
            return []
        known = await info.context.read(
            lambda: info.context.house.look_up.recorded.history(view.occasion.code, view.point)
        )
        checks = await info.context.read(
            lambda: found.declarations(known, view.point.counts, view.rule)
        )
        return [DeclarationCheck(view=view, check=check) for check in checks]

    @field
    def never_specified(self, info: strawberry.Info[Context, None]) -> list[Commitment]:
        """Which commitments have no owner, deadline or indicator?"""
        leaves = self.view.readiness.with_reason(ReasonCode.NOT_ASSESSABLE)
        return [known_commitment(self.view, leaf.commitment) for leaf in leaves]
