"""A commitment: what was promised, by whom, and how it stands."""

from collections.abc import Iterable

import strawberry

from events.facts.commitment import CommitmentRecorded, LinkElsewhere
from events.facts.vocabulary import CommitmentKind, CommitmentRole, LinkKind
from schema.operation.context import Context
from schema.operation.fields import field, object_type, seen_as
from schema.types.condition import Condition
from schema.types.deadline import Deadline, deadline, first_deadline
from schema.types.enums import AUDIT_STATUS, AuditStatus
from schema.types.indicator import Indicator, indicator
from schema.types.node import Node, pinned_id, plain_id
from schema.types.occasion import Area, Occasion, occasion
from schema.types.page import POSITIONS, Connection, Paging, page_in_memory
from schema.types.party import Party, parties, party
from schema.types.rakor import Rakor, rakor
from schema.types.region import Region, region
from schema.types.source import Source, source
from services.read.occasion_view import OccasionView
from services.state.commitment import CommitmentState, CommitmentStatus


@object_type
class CommitmentLink:
    """How a commitment relates to another one."""

    kind: LinkKind = strawberry.field(description="The kind of relation.")
    commitment: "Commitment" = strawberry.field(description="The other commitment.")


@object_type
class CommitmentReference:
    """How a commitment relates to one of another occasion: a reference only, in no sum."""

    kind: LinkKind = strawberry.field(description="The kind of relation.")
    commitment: strawberry.ID = strawberry.field(description="Id of the commitment there.")


def reference(part: LinkElsewhere) -> CommitmentReference:
    """A relation to a commitment of another occasion."""
    occasion, _, code = part.commitment.partition("/")
    return CommitmentReference(kind=part.kind, commitment=plain_id("commitment", occasion, code))


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
        """Whether its RED makes the whole RED: if it is critical, or one that it stands for."""
        return self.view.is_critical(self.state)

    @field
    def weight(self) -> float:
        """Its weight in every sum, above 0; the greatest of itself and what it stands for."""
        others = self.view.stands_for(self.state.code)
        return float(max(each.recorded.weight for each in (self.state, *others) if each.recorded))

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
    def references(self) -> list[CommitmentReference]:
        """Relations to commitments of other occasions, as they were stated; in no sum or light."""
        return [reference(part) for part in self.recorded.references]

    @field
    def committed_by(self) -> list[Party]:
        """The parties that promised it."""
        return parties(self.view.names, self.recorded.committed_by)

    @field
    def owner(self) -> Party | None:
        """The party that answers for it, or the one that took its place; null: unknown."""
        owner = self.state.owner
        return party(self.view.names, self.view.names.holder(owner)) if owner else None

    @field
    def first_owner(self) -> Party | None:
        """The first party that answered for it."""
        return party(self.view.names, self.state.owners[0] if self.state.owners else None)

    @field
    def partners(self) -> list[Party]:
        """Who takes part beside the owner, who alone answers for the whole."""
        return parties(self.view.names, self.state.partners)

    @field
    def condition(self) -> Condition | None:
        """What it depends on; null: on nothing that was stated."""
        stated = self.recorded.condition
        return Condition(view=self.view, of=self.state, text=stated) if stated else None

    @field
    def supersedes(self) -> "Commitment | None":
        """The earlier commitment in the place of which it is to stand."""
        named = self.state.linked(LinkKind.SUPERSEDES)
        return commitment(self.view, named[0] if named else None)

    @field
    def superseded_by(self) -> "Commitment | None":
        """What stands in its place: that was READY once, and was not given up again."""
        return commitment(self.view, self.view.superseded_by(self.state.code))

    @field
    def mentions(self) -> "list[Commitment]":
        """What reaffirms it, as a later meeting does, in the order of recording."""
        others = self.view.mentions.get(self.state.code, ())
        return [known_commitment(self.view, other.code) for other in others]

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
        return self.view.status_of(self.state)

    @field
    def audit_status(self) -> AuditStatus | None:
        """Where it stands in the words of audit follow-up; null: withdrawn or superseded."""
        return AUDIT_STATUS.get(self.view.status_of(self.state))

    @field
    def deadline(self) -> Deadline | None:
        """When it is due; null: unknown, as so many days from a day that is open."""
        return deadline(self.view, self.state.deadline, self.view.occasion.day)

    @field
    def first_deadline(self) -> Deadline | None:
        """When it was first due; of one that stands for others, the first of all of theirs."""
        first = self.state.first_deadline
        if self.view.stands_for(self.state.code):
            first = self.view.judged[self.state.code].first_deadline or first
        return first_deadline(self.view, first)

    @field
    def indicator(self) -> Indicator | None:
        """What is measured; null: unknown."""
        return indicator(self.view, self.state.indicator, self.state.deadline)

    @field
    def first_indicator(self) -> Indicator | None:
        """What was measured at first."""
        return indicator(self.view, self.state.first_indicator, self.state.first_deadline)

    @field
    def claimed_total(self) -> float | None:
        """How much is said to be done, in the indicator's unit; of a duty, periods kept.

        Null where nothing was reported, and of shares by part, which never add up.
        """
        claimed = self.view.claimed_of(self.state)
        return None if claimed is None else float(claimed)

    @field
    def verified_total(self) -> float | None:
        """How much is verified, in the indicator's unit; null: nothing, or it never adds up."""
        return None if self.state.verified is None else float(self.state.verified)

    @field
    def waived_total(self) -> float:
        """How much of the target was waived, in the indicator's unit."""
        return float(self.state.waived)

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
