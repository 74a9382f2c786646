"""A commitment: what was promised, by whom, and how it stands."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

from events import facts_of_commitment as facts
from events.vocabulary import CommitmentKind, CommitmentRole, DeadlineBasis, LinkKind, Severity
from schema.context import Context, local
from schema.fields import field, seen_as
from schema.types.enums import AUDIT_STATUS, AuditStatus, EventType
from schema.types.node import Connection, Node, page_in_memory, pinned_id, plain_id
from schema.types.occasion import Area, EventRef, Occasion, Rakor, Source, occasion, rakor, source
from schema.types.party import Party, Region, party, region
from schema.types.scalars import Hash
from services.look_up import OccasionView
from services.state import commitment_state as state_of
from services.state.commitment_state import CommitmentState, CommitmentStatus

if TYPE_CHECKING:
    from schema.types.readiness import CommitmentReadiness, RegionFigure

CommitmentReadinessRef = Annotated["CommitmentReadiness", strawberry.lazy("schema.types.readiness")]
RegionFigureRef = Annotated["RegionFigure", strawberry.lazy("schema.types.readiness")]


@strawberry.type(description="When a commitment is due.")
class Deadline:
    """When a commitment is due."""

    view: strawberry.Private[OccasionView]
    set_at: strawberry.Private[int]
    due: dt.date = strawberry.field(description="Last day for it, until 23:59 local time.")
    planned_start: dt.date = strawberry.field(description="First day of work, from 00:00 local.")
    basis: DeadlineBasis = strawberry.field(description="Where the deadline comes from.")

    @field
    async def set_by(self, info: strawberry.Info[Context, None]) -> EventRef | None:
        """The event that set or moved it."""
        return await info.context.nodes.event_at(info.context, self.set_at, self.view.point)


def deadline(view: OccasionView, state: state_of.Deadline | None) -> Deadline | None:
    """A deadline, if it is known."""
    if state is None:
        return None
    return Deadline(
        view=view,
        set_at=state.set_by,
        due=state.due,
        planned_start=state.planned_start,
        basis=state.basis,
    )


@strawberry.type(description="The part of a target that falls to one region.")
class RegionTarget:
    """The part of a target that falls to one region."""

    region: Region = strawberry.field(description="The region.")
    target: float = strawberry.field(description="Its part of the target, in the unit.")


@strawberry.type(description="What is counted, and how much is fulfilment.")
class Indicator:
    """What is counted, and how much is fulfilment."""

    view: strawberry.Private[OccasionView]
    state: strawberry.Private[state_of.Indicator]
    name: str = strawberry.field(description="What is counted.")
    target: float = strawberry.field(description="How much is fulfilment, above 0, in the unit.")
    unit: str = strawberry.field(description="Unit of every quantity of this commitment.")

    @field
    @seen_as(facts.IndicatorDefined, "breakdown")
    def breakdown(self, info: strawberry.Info[Context, None]) -> list[RegionTarget]:
        """The target by region; empty where it is not divided."""
        return [
            RegionTarget(region=known, target=float(part.target))
            for part in self.state.breakdown
            if (known := region(self.view.directory, part.region))
        ]


def indicator(view: OccasionView, state: state_of.Indicator | None) -> Indicator | None:
    """An indicator, if it is known."""
    if state is None:
        return None
    return Indicator(
        view=view, state=state, name=state.name, target=float(state.target), unit=state.unit
    )


@strawberry.type(description="Something that hinders a commitment, until it is resolved.")
class Obstacle(Node):
    """Something that hinders a commitment."""

    view: strawberry.Private[OccasionView]
    commitment_code: strawberry.Private[str]
    state: strawberry.Private[state_of.Obstacle]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id("obstacle", self.view.frame.code, self.commitment_code, self.state.code)

    @field
    def code(self) -> str:
        """Code of the obstacle, unique in its commitment."""
        return self.state.code

    @field
    def severity(self) -> Severity:
        """How much it hinders."""
        return self.state.severity

    @field
    @seen_as(facts.ObstacleRaised, "text")
    async def text(self, info: strawberry.Info[Context, None]) -> str | None:
        """What hinders."""
        place = self.state.text
        return await info.context.loaders.texts.load((place.position, place.path))

    @field
    @seen_as(facts.ObstacleRaised, "region")
    def region(self, info: strawberry.Info[Context, None]) -> Region | None:
        """The region it concerns."""
        return region(self.view.directory, self.state.region)

    @field
    async def raised_by(self, info: strawberry.Info[Context, None]) -> EventRef:
        """The event that raised it."""
        return await info.context.nodes.known_event(
            info.context, self.state.position, self.view.point
        )

    @field
    async def resolved_by(self, info: strawberry.Info[Context, None]) -> EventRef | None:
        """The event that resolved it; null while it is open."""
        resolved = self.state.resolved
        return await info.context.nodes.event_at(
            info.context, resolved.position if resolved else None, self.view.point
        )


def obstacle(view: OccasionView, commitment_code: str, state: state_of.Obstacle) -> Obstacle:
    """An obstacle of a commitment."""
    return Obstacle(
        id=pinned_id(view.point, "obstacle", view.frame.code, commitment_code, state.code),
        view=view,
        commitment_code=commitment_code,
        state=state,
    )


@strawberry.type(description="A document named as evidence, by its hash.")
class Evidence(Node):
    """A document named as evidence."""

    view: strawberry.Private[OccasionView]
    state: strawberry.Private[state_of.EvidenceItem]

    @field
    def sha256(self) -> Hash | None:
        """SHA-256 of the document."""
        return Hash(self.state.sha256)

    @field
    def media_type(self) -> str | None:
        """Media type of the document."""
        return self.state.media_type

    @field
    def bytes(self) -> int | None:
        """Size of the document in bytes; null above 2^31-1."""
        return self.state.byte_count if self.state.byte_count < 2**31 else None

    @field
    async def title(self, info: strawberry.Info[Context, None]) -> str | None:
        """What the document is."""
        place = self.state.title
        return (
            await info.context.loaders.texts.load((place.position, place.path)) if place else None
        )

    @field
    def taken_at(self) -> dt.datetime | None:
        """When it was made."""
        taken = self.state.taken_at
        return local(taken, self.view.frame.time_zone) if taken else None

    @field
    def region(self) -> Region | None:
        """The region it shows."""
        return region(self.view.directory, self.state.region)

    @field
    def url(self) -> str | None:
        """Where the document can be fetched; null where only its hash is on record."""
        return None

    @field
    async def attached_by(self, info: strawberry.Info[Context, None]) -> EventRef:
        """The event that attached it."""
        return await info.context.nodes.known_event(
            info.context, self.state.position, self.view.point
        )


def evidence(view: OccasionView, commitment_code: str, state: state_of.EvidenceItem) -> Evidence:
    """A document of a commitment. Only for viewers who see what is sealed."""
    return Evidence(
        id=plain_id("evidence", view.frame.code, commitment_code, state.sha256),
        view=view,
        state=state,
    )


@strawberry.type(description="How a commitment relates to another one.")
class CommitmentLink:
    """How a commitment relates to another one."""

    kind: LinkKind = strawberry.field(description="The kind of relation.")
    commitment: "Commitment" = strawberry.field(description="The other commitment.")


@strawberry.type(description="A promise made in a coordination meeting, and what became of it.")
class Commitment(Node):
    """A promise, and what became of it."""

    view: strawberry.Private[OccasionView]
    state: strawberry.Private[CommitmentState]
    recorded: strawberry.Private[facts.CommitmentRecorded]

    @field
    def plain_id(self) -> strawberry.ID:
        """The id without pin."""
        return plain_id("commitment", self.view.frame.code, self.state.code)

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
        areas = {area.code: area.name for area in self.view.frame.areas}
        return Area(code=self.recorded.area, name=areas[self.recorded.area])

    @field
    @seen_as(facts.CommitmentRecorded, "region")
    def region(self, info: strawberry.Info[Context, None]) -> Region | None:
        """The region it concerns."""
        return region(self.view.directory, self.recorded.region)

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
            if (known := party(self.view.directory, code))
        ]

    @field
    def owner(self) -> Party | None:
        """The party that answers for it; null: unknown."""
        return party(self.view.directory, self.state.owner)

    @field
    def first_owner(self) -> Party | None:
        """The first party that answered for it."""
        return party(self.view.directory, self.state.owners[0] if self.state.owners else None)

    @field
    def sources(self) -> list[Source]:
        """The sources that report it."""
        return [source(self.view, code) for code in self.recorded.sources]

    @field
    @seen_as(facts.CommitmentRecorded, "verbatim")
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
    @seen_as(facts.IndicatorDefined, "breakdown")
    def regions(self, info: strawberry.Info[Context, None]) -> list[RegionFigureRef] | None:
        """One figure for each region of its breakdown."""
        return info.context.nodes.regional_figures(self.view, self.state)

    @field
    def obstacles(
        self,
        open_only: Annotated[
            bool | None,
            strawberry.argument(name="open", description="Only open (true) or resolved (false)."),
        ] = None,
    ) -> list[Obstacle]:
        """What hinders it, in the order it was raised."""
        return [
            obstacle(self.view, self.state.code, state)
            for state in self.state.obstacles
            if open_only is None or open_only == (state.resolved is None)
        ]

    @field
    @seen_as(facts.EvidenceAttached, "sha256")
    def evidence(
        self, info: strawberry.Info[Context, None], first: int | None = 20, after: str | None = None
    ) -> Connection[Evidence] | None:
        """Documents named as evidence, in the order they were attached."""
        return page_in_memory(
            info.context,
            self.state.evidence,
            lambda state: state.position,
            lambda state: evidence(self.view, self.state.code, state),
            first,
            after,
        )

    @field
    def readiness(self, info: strawberry.Info[Context, None]) -> CommitmentReadinessRef | None:
        """How it is judged; null for an umbrella or an assurance."""
        return info.context.nodes.commitment_readiness(self.view, self.state.code)

    @field
    async def history(
        self,
        info: strawberry.Info[Context, None],
        types: list[EventType] | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[EventRef] | None:
        """Every event of its own that is known at the read point, in the order of recording."""
        return await info.context.nodes.history(
            info.context, self.view, self.state.code, types, (first, after, last, before)
        )

    @field
    def version(self) -> int:
        """Number of known events in its stream; send it back as expectedVersion."""
        return self.state.version


def commitment(view: OccasionView, code: str | None) -> Commitment | None:
    """A commitment of an occasion; None if it is not on record at that read point."""
    state = view.state.commitments.get(code) if code else None
    if state is None or state.recorded is None:
        return None
    return Commitment(
        id=pinned_id(view.point, "commitment", view.frame.code, state.code),
        view=view,
        state=state,
        recorded=state.recorded,
    )
