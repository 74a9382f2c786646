"""What auditors see first: all that can make a light greener without work, and what was said."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, TypeVar

import strawberry

from events.facts.commitment import CommitmentWithdrawn, WithdrawalProposed
from events.facts.judgement import JUDGEMENTS
from events.facts.waiver import RemainderWaived, WaiverProposed
from schema.operation.context import Context
from schema.operation.fields import extend
from schema.types.audit import Audit
from schema.types.audit_changes import (
    AmendmentCheck,
    ConditionCheck,
    LatePeriod,
    SupersessionCheck,
    WaiverCheck,
    WithdrawalCheck,
)
from schema.types.change_request import ChangeRequest, change_request
from schema.types.event import Event, event_node
from schema.types.occasion import OccasionChange
from schema.types.page import POSITIONS, Connection, OpenOnly, Paging, page_in_memory, paged
from schema.types.statement import Statement, statement
from services.read import audit_steps as steps_of
from services.read.audit_steps import Step

Info = strawberry.Info[Context, None]
C = TypeVar("C")


async def _checks(
    audit: Audit, info: Info, kind: Callable[..., C], steps: Sequence[Step]
) -> list[C]:
    """Each step beside how its commitment stood in the minute before; one walk for all of them."""
    found = await info.context.stood_before(audit.view, steps_of.asked_of(steps))
    stood = (found.get((step.minute, step.commitment or "")) for step in steps)
    return [
        kind(view=audit.view, step=step, stood=then)
        for step, then in zip(steps, stood, strict=True)
    ]


@extend(Audit, "withdrawals")
async def withdrawals(self: Audit, info: Info) -> list[WithdrawalCheck]:
    """What was withdrawn, or is proposed to be: by whom, why, and how did it stand before?"""
    events = await self.counting(info.context, *steps_of.WITHDRAWING)
    steps = steps_of.proposals(events, WithdrawalProposed, CommitmentWithdrawn)
    return await _checks(self, info, WithdrawalCheck, steps)


@extend(Audit, "waivers")
async def waivers(self: Audit, info: Info) -> list[WaiverCheck]:
    """What was given up, or is proposed to be: by whom, why, and how did it stand before?"""
    events = await self.counting(info.context, *steps_of.WAIVING)
    steps = steps_of.proposals(events, WaiverProposed, RemainderWaived)
    return await _checks(self, info, WaiverCheck, steps)


@extend(Audit, "supersessions")
async def supersessions(self: Audit, info: Info) -> list[SupersessionCheck]:
    """In the place of what does another commitment stand, or is to, and how did it stand before?"""
    new = steps_of.superseding(self.view.state)
    if not new:
        return []
    events = await self.counting(info.context, *steps_of.TAKING_PLACE)
    places = [state.recorded_by for state in new if state.recorded_by is not None]
    recorded = {event.position: event for event in await info.context.loaders.events_at(places)}
    steps = steps_of.supersessions(self.view.state, events, recorded)
    return await _checks(self, info, SupersessionCheck, steps)


@extend(Audit, "amendments")
async def amendments(self: Audit, info: Info) -> list[AmendmentCheck]:
    """What on record was amended: which fields, from what to what, and how did it stand before?"""
    events = await self.counting(info.context, *steps_of.AMENDING)
    steps = steps_of.amendments(events, self.view.state)
    return await _checks(self, info, AmendmentCheck, steps)


@extend(Audit, "conditions")
async def conditions(self: Audit, info: Info) -> list[ConditionCheck]:
    """Which conditions came true or failed: who said so, why, and how did it stand before?"""
    events = await self.counting(info.context, *steps_of.DECIDING)
    return await _checks(self, info, ConditionCheck, steps_of.decisions(events))


@extend(Audit, "requests")
def requests(self: Audit, info: Info, open_only: OpenOnly = None) -> list[ChangeRequest]:
    """What was asked to be changed, by whom, and was it granted?"""
    known = (
        (state, code)
        for code, commitment in self.view.state.commitments.items()
        for state in commitment.requests
        if open_only is None or open_only == (state.granted_by is None)
    )
    ordered = sorted(known, key=lambda pair: pair[0].position)
    return [change_request(self.view, code, state) for state, code in ordered]


@extend(Audit, "occasion_changes")
def occasion_changes(self: Audit, info: Info) -> list[OccasionChange]:
    """How the day of the occasion was moved or opened, and why?"""
    return [OccasionChange(view=self.view, move=move) for move in self.view.occasion.moves]


@extend(Audit, "statements")
def statements(
    self: Audit,
    info: Info,
    confirmed: Annotated[
        bool | None,
        strawberry.argument(description="Only confirmed (true) or unconfirmed (false) ones."),
    ] = None,
) -> list[Statement]:
    """What was said of how much is done, and did whoever answers for it confirm that?"""
    known = (
        (state, code)
        for code, commitment in self.view.state.commitments.items()
        for state in commitment.statements
        if confirmed is None or confirmed == (state.confirmed_by is not None)
    )
    ordered = sorted(known, key=lambda pair: pair[0].position)
    return [statement(self.view, code, state) for state, code in ordered]


@extend(Audit, "unsigned_judgements")
@paged
async def unsigned_judgements(self: Audit, info: Info, paging: Paging) -> Connection[Event] | None:
    """What was judged, granted or declared without a signature, so that whoever runs the server
    could have written it?"""
    found = steps_of.unsigned(await self.counting(info.context, *JUDGEMENTS))
    keyed = ((event.position, event) for event in found)
    show = partial(event_node, point=self.view.point)
    return page_in_memory(info.context, keyed, show, paging, POSITIONS)


@extend(Audit, "late_periods")
def late_periods(self: Audit, info: Info) -> list[LatePeriod]:
    """Which reports of a duty came too late to count, so that their period is missed?"""
    return [
        LatePeriod(view=self.view, late=late) for late in steps_of.late_periods(self.view.state)
    ]
