"""What happened to a commitment: what hinders it, what was asked, stated and given up, and why."""

import strawberry

from events.facts.escalation import CommitmentEscalated
from events.facts.evidence import EvidenceAttached
from events.facts.waiver import WaiverProposed
from schema.operation.context import Context
from schema.operation.fields import extend, seen_as
from schema.types.change_request import ChangeRequest, change_request
from schema.types.commitment import Commitment, commitment, known_commitment
from schema.types.enums import EventType
from schema.types.escalation import Escalation, escalation
from schema.types.event import Event, history_of
from schema.types.evidence import Evidence, evidence
from schema.types.obstacle import Obstacle, obstacle
from schema.types.page import POSITIONS, Connection, OpenOnly, Paging, page_in_memory, paged
from schema.types.statement import Statement, statement
from schema.types.waiver import Waiver, waiver
from schema.types.withdrawal import Withdrawal, withdrawal

Info = strawberry.Info[Context, None]


@extend(Commitment, "obstacles")
def obstacles(self: Commitment, info: Info, open_only: OpenOnly = None) -> list[Obstacle]:
    """What hinders it, in the order it was raised."""
    return [
        obstacle(self.view, self.state.code, state)
        for state in self.state.obstacles
        if open_only is None or open_only == (state.resolved is None)
    ]


@extend(Commitment, "dependencies")
def dependencies(self: Commitment, info: Info) -> list[Commitment]:
    """What it waits for, in the order it was linked."""
    found = (commitment(self.view, code) for code in self.state.dependencies)
    return [other for other in found if other is not None]


@extend(Commitment, "escalations")
@seen_as(CommitmentEscalated, "to")
def escalations(
    self: Commitment, info: Info, open_only: OpenOnly = None
) -> list[Escalation] | None:
    """Questions put to parties that can decide, in the order they were raised."""
    return [
        shown
        for state in self.state.escalations
        if open_only is None or open_only == (state.answered_by is None)
        if (shown := escalation(self.view, self.state.code, state))
    ]


@extend(Commitment, "waivers")
@seen_as(WaiverProposed, "region")
def waivers(self: Commitment, info: Info, open_only: OpenOnly = None) -> list[Waiver] | None:
    """What was proposed to be given up, in the order of the proposals."""
    return [
        waiver(self.view, self.state.code, state)
        for state in self.state.waivers
        if open_only is None or open_only == (state.granted is None)
    ]


@extend(Commitment, "statements")
def statements(self: Commitment, info: Info, open_only: OpenOnly = None) -> list[Statement] | None:
    """What was said of how much is done, in the order it was said; open: not answered for yet."""
    return [
        statement(self.view, self.state.code, state)
        for state in self.state.statements
        if open_only is None or open_only == state.is_open
    ]


@extend(Commitment, "requests")
def requests(
    self: Commitment, info: Info, open_only: OpenOnly = None
) -> list[ChangeRequest] | None:
    """What was asked to be changed, in the order it was asked."""
    return [
        change_request(self.view, self.state.code, state)
        for state in self.state.requests
        if open_only is None or open_only == (state.granted_by is None)
    ]


@extend(Commitment, "withdrawals")
def withdrawals(
    self: Commitment, info: Info, open_only: OpenOnly = None
) -> list[Withdrawal] | None:
    """The proposals to withdraw it, in their order."""
    return [
        withdrawal(self.view, self.state.code, state)
        for state in self.state.withdrawals
        if open_only is None or open_only == (state.granted_by is None)
    ]


@extend(Commitment, "evidence")
@seen_as(EvidenceAttached, "sha256")
@paged
def evidence_of_commitment(
    self: Commitment, info: Info, paging: Paging
) -> Connection[Evidence] | None:
    """Documents named as evidence, in the order they were attached."""
    return page_in_memory(
        info.context,
        ((state.position, state) for state in self.state.evidence),
        lambda state: evidence(self.view, self.state.code, state),
        paging,
        POSITIONS,
    )


@extend(Commitment, "history")
@paged
async def history(
    self: Commitment, info: Info, paging: Paging, types: list[EventType] | None = None
) -> Connection[Event] | None:
    """Every event of its own that is known at the read point, in the order of recording."""
    return await history_of(info.context, self.view, self.state.code, types, paging)


@extend(Waiver, "commitment")
@extend(Escalation, "commitment")
@extend(Statement, "commitment")
@extend(ChangeRequest, "commitment")
@extend(Withdrawal, "commitment")
def commitment_of(
    self: Escalation | Waiver | Statement | ChangeRequest | Withdrawal, info: Info
) -> Commitment:
    """The commitment it is about."""
    return known_commitment(self.view, self.commitment_code)
