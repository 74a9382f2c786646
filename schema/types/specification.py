"""What specifies a commitment and what happens to it: deadline, indicator, obstacle, evidence."""

import datetime as dt

import strawberry

from events.facts import commitment as facts
from events.facts.vocabulary import DeadlineBasis, Severity
from schema.operation.context import Context, local
from schema.operation.fields import field, seen_as
from schema.types.event import Event, event_at, known_event
from schema.types.node import Node, pinned_id, plain_id
from schema.types.party import Region, region
from schema.types.scalars import Hash
from services.read.look_up import OccasionView
from services.state import records as state_of


@strawberry.type(description="When a commitment is due.")
class Deadline:
    """When a commitment is due."""

    view: strawberry.Private[OccasionView]
    set_at: strawberry.Private[int]
    due: dt.date = strawberry.field(description="Last day for it, until 23:59 local time.")
    planned_start: dt.date = strawberry.field(description="First day of work, from 00:00 local.")
    basis: DeadlineBasis = strawberry.field(description="Where the deadline comes from.")

    @field
    async def set_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that set or moved it."""
        return await event_at(info.context, self.set_at, self.view.point)


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
        return await info.context.text(self.state.text)

    @field
    @seen_as(facts.ObstacleRaised, "region")
    def region(self, info: strawberry.Info[Context, None]) -> Region | None:
        """The region it concerns."""
        return region(self.view.directory, self.state.region)

    @field
    async def raised_by(self, info: strawberry.Info[Context, None]) -> Event:
        """The event that raised it."""
        return await known_event(info.context, self.state.position, self.view.point)

    @field
    async def resolved_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that resolved it; null while it is open."""
        resolved = self.state.resolved
        return await event_at(
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
        return await info.context.text(self.state.title)

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
    async def attached_by(self, info: strawberry.Info[Context, None]) -> Event:
        """The event that attached it."""
        return await known_event(info.context, self.state.position, self.view.point)


def evidence(view: OccasionView, commitment_code: str, state: state_of.EvidenceItem) -> Evidence:
    """A document of a commitment. Only for viewers who see what is sealed."""
    return Evidence(
        id=plain_id("evidence", view.frame.code, commitment_code, state.sha256),
        view=view,
        state=state,
    )
