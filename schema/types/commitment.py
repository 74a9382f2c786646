"""A commitment: what was promised, by whom, and how it stands."""

from collections.abc import Iterable

import strawberry

from events.facts.commitment import CommitmentRecorded
from events.facts.escalation import CommitmentEscalated
from events.facts.evidence import EvidenceAttached
from events.facts.vocabulary import CommitmentKind, CommitmentRole, LinkKind
from events.facts.waiver import WaiverProposed
from schema.operation.context import Context
from schema.operation.fields import field, object_type, seen_as
from schema.types.deadline import Deadline, deadline
from schema.types.enums import AUDIT_STATUS, AuditStatus, EventType
from schema.types.escalation import Escalation, escalation
from schema.types.event import Event, history_of
from schema.types.evidence import Evidence, evidence
from schema.types.indicator import Indicator, indicator
from schema.types.node import Node, pinned_id, plain_id
from schema.types.obstacle import Obstacle, obstacle
from schema.types.occasion import Area, Occasion, occasion
from schema.types.page import POSITIONS, Connection, OpenOnly, Paging, page_in_memory, paged
from schema.types.party import Party, party
from schema.types.rakor import Rakor, rakor
from schema.types.region import Region, region
from schema.types.source import Source, source
from schema.types.waiver import Waiver, waiver
from services.read.occasion_view import OccasionView
from services.state.commitment import CommitmentState, CommitmentStatus


@object_type
class CommitmentLink:
    """How a commitment relates to another one."""

    kind: LinkKind = strawberry.field(description="The kind of relation.")
    commitment: "Commitment" = strawberry.field(description="The other commitment.")


@object_type
class Commitment(Node):
    """A promise made in a coordination meeting, and what became of it."""

    view: strawberry.Private[OccasionView]
    state: strawberry.Private[CommitmentState]
    recorded: strawberry.Private[CommitmentRecorded]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id("commitment", self.view.occasion.code, self.state.code)

    @field
    def occasion(self) -> Occasion:
        """The occasion it was made for."""
        return occasion(self.view)

    @field
    def code(self) -> str:
        """Code of the commitment, unique in its occasion."""
        return self.state.code

    @field
    def title(self) -> str:
        """Public title, in words of the record."""
        return self.recorded.title

    @field
    def kind(self) -> CommitmentKind:
        """How the promise was made."""
        return self.recorded.commitment_kind

    @field
    def role(self) -> CommitmentRole:
        """One promise, or a roof over several."""
        return self.recorded.commitment_role

    @field
    def critical(self) -> bool:
        """Whether its RED makes the whole RED."""
        return self.recorded.critical

    @field
    def weight(self) -> float:
        """Its weight in every sum, above 0."""
        return float(self.recorded.weight)

    @field
    def area(self) -> Area:
        """Its field of work."""
        areas = {area.code: area.name for area in self.view.occasion.areas}
        return Area(code=self.recorded.area, name=areas[self.recorded.area])

    @field
    @seen_as(CommitmentRecorded, "region")
    def region(self, info: strawberry.Info[Context, None]) -> Region | None:
        """The region it concerns."""
        return region(self.view.names, self.recorded.region)

    @field
    def rakor(self) -> Rakor:
        """The meeting in which it was made."""
        return rakor(self.view, self.recorded.rakor)

    @field
    def parent(self) -> "Commitment | None":
        """The umbrella it stands under."""
        return commitment(self.view, self.recorded.parent)

    @field
    def children(self) -> "list[Commitment]":
        """What stands under it."""
        return [
            child
            for code, state in self.view.state.commitments.items()
            if state.recorded
            and state.recorded.parent == self.state.code
            and (child := commitment(self.view, code))
        ]

    @field
    def links(self) -> list[CommitmentLink]:
        """Relations to earlier commitments."""
        return [
            CommitmentLink(kind=link.kind, commitment=other)
            for link in self.recorded.links
            if (other := commitment(self.view, link.commitment))
        ]

    @field
    def committed_by(self) -> list[Party]:
        """The parties that promised it."""
        return [
            known
            for code in self.recorded.committed_by
            if (known := party(self.view.names, code))
        ]

    @field
    def owner(self) -> Party | None:
        """The party that answers for it; null: unknown."""
        return party(self.view.names, self.state.owner)

    @field
    def first_owner(self) -> Party | None:
        """The first party that answered for it."""
        return party(self.view.names, self.state.owners[0] if self.state.owners else None)

    @field
    def sources(self) -> list[Source]:
        """The sources that report it."""
        return [source(self.view, code) for code in self.recorded.sources]

    @field
    @seen_as(CommitmentRecorded, "verbatim")
    async def verbatim(self, info: strawberry.Info[Context, None]) -> str | None:
        """The promise as the source words it."""
        if self.recorded.verbatim is None or self.state.recorded_by is None:
            return None
        return await info.context.loaders.texts.load((self.state.recorded_by, "/verbatim"))

    @field
    def status(self) -> CommitmentStatus:
        """Where it stands in its life."""
        return self.state.status

    @field
    def audit_status(self) -> AuditStatus | None:
        """Where it stands in the words of audit follow-up; null: withdrawn."""
        return AUDIT_STATUS.get(self.state.status)

    @field
    def deadline(self) -> Deadline | None:
        """When it is due; null: unknown."""
        return deadline(self.view, self.state.deadline)

    @field
    def first_deadline(self) -> Deadline | None:
        """When it was first due."""
        return deadline(self.view, self.state.first_deadline)

    @field
    def indicator(self) -> Indicator | None:
        """What is counted; null: unknown."""
        return indicator(self.view, self.state.indicator)

    @field
    def first_indicator(self) -> Indicator | None:
        """What was counted at first."""
        return indicator(self.view, self.state.first_indicator)

    @field
    def claimed_total(self) -> float | None:
        """How much is said to be done, in the indicator's unit; null: nothing was reported."""
        return None if self.state.claimed is None else float(self.state.claimed)

    @field
    def verified_total(self) -> float | None:
        """How much is verified, in the indicator's unit; null: nothing was verified."""
        return None if self.state.verified is None else float(self.state.verified)

    @field
    def waived_total(self) -> float:
        """How much of the target was waived, in the indicator's unit."""
        return float(self.state.waived)

    @field
    def obstacles(
        self,
        open_only: OpenOnly = None,
    ) -> list[Obstacle]:
        """What hinders it, in the order it was raised."""
        return [
            obstacle(self.view, self.state.code, state)
            for state in self.state.obstacles
            if open_only is None or open_only == (state.resolved is None)
        ]

    @field
    def dependencies(self) -> "list[Commitment]":
        """What it waits for, in the order it was linked."""
        return [
            other
            for code in self.state.dependencies
            if (other := commitment(self.view, code)) is not None
        ]

    @field
    @seen_as(CommitmentEscalated, "to")
    def escalations(
        self, info: strawberry.Info[Context, None], open_only: OpenOnly = None
    ) -> list[Escalation] | None:
        """Questions put to parties that can decide, in the order they were raised."""
        return [
            shown
            for state in self.state.escalations
            if open_only is None or open_only == (state.answered_by is None)
            if (shown := escalation(self.view, self.state.code, state))
        ]

    @field
    @seen_as(WaiverProposed, "region")
    def waivers(
        self, info: strawberry.Info[Context, None], open_only: OpenOnly = None
    ) -> list[Waiver] | None:
        """Remainders that were proposed to be given up, in the order of the proposals."""
        return [
            waiver(self.view, self.state.code, state)
            for state in self.state.waivers
            if open_only is None or open_only == (state.granted is None)
        ]

    @field
    @seen_as(EvidenceAttached, "sha256")
    @paged
    def evidence(
        self, info: strawberry.Info[Context, None], paging: Paging
    ) -> Connection[Evidence] | None:
        """Documents named as evidence, in the order they were attached."""
        return page_in_memory(
            info.context,
            ((state.position, state) for state in self.state.evidence),
            lambda state: evidence(self.view, self.state.code, state),
            paging,
            POSITIONS,
        )

    @field
    @paged
    async def history(
        self,
        info: strawberry.Info[Context, None],
        paging: Paging,
        types: list[EventType] | None = None,
    ) -> Connection[Event] | None:
        """Every event of its own that is known at the read point, in the order of recording."""
        return await history_of(info.context, self.view, self.state.code, types, paging)

    @field
    def version(self) -> int:
        """Number of known events in its stream; send it back as expectedVersion."""
        return self.state.version


def commitment(view: OccasionView, code: str | None) -> Commitment | None:
    """A commitment of an occasion, by its code in whatever case; None if it is not on record at
    that read point."""
    state = view.state.commitments.get(view.state.spelt(code) or "") if code else None
    if state is None or state.recorded is None:
        return None
    return Commitment(
        id=pinned_id(view.point, "commitment", view.occasion.code, state.code),
        view=view,
        state=state,
        recorded=state.recorded,
    )


def commitment_page(
    context: Context, view: OccasionView, states: Iterable[CommitmentState], paging: Paging
) -> Connection[Commitment]:
    """A page of commitments in the order they were recorded."""
    keyed = ((state.recorded_by or 0, state) for state in states if state.recorded)
    return page_in_memory(
        context, keyed, lambda state: known_commitment(view, state.code), paging, POSITIONS
    )


def known_commitment(view: OccasionView, code: str) -> Commitment:
    """A commitment that is known to be on record in a view."""
    found = commitment(view, code)
    if found is None:
        raise LookupError(f"no commitment {code}")
    return found
