"""Who was let in, in which role, by whom; and who approves only each other. Of no occasion."""

import strawberry

from events.facts.admission import PersonAdmitted
from events.facts.vocabulary import Role
from events.log.event_queries import EventQuery
from schema.operation.context import Context
from schema.operation.fields import extend, field, object_type, seen_as
from schema.types.audit import Audit
from schema.types.event import Event, event_at, events_at
from schema.types.page import OpenOnly
from schema.types.party import Party, acting_party
from schema.types.person import Person, person
from schema.types.read_point import ReadPointType, read_point
from schema.types.scalars import DEFAULT_ZONE, Hash
from services.projections.loading import IN_DIRECTORY
from services.read import mutual_approval as found
from services.read.mutual_approval import APPROVAL_FACTS, MutualApprovalKind
from services.read.read_point import ReadPoint
from services.state import admission as known
from services.state.directory import Directory

Info = strawberry.Info[Context, None]


@object_type
class Admission:
    """A person in a role, with one key or none: who let the person in, and until when."""

    point: strawberry.Private[ReadPoint]
    state: strawberry.Private[known.Admission]

    @field
    def person(self) -> Person | None:
        """The person."""
        return person(self.state.person, self.state.party)

    @field
    async def party(self, info: Info) -> Party | None:
        """The party that the person acts for."""
        return acting_party(await info.context.names(self.point), self.state.party)

    @field
    def role(self) -> Role:
        """The role."""
        return self.state.role

    @field
    def key_fingerprint(self) -> Hash | None:
        """SHA-256 of the key that the person signs with in this role; null: there is none."""
        found = self.state.fingerprint
        return None if found is None else Hash(found)

    @field
    def is_in_force(self) -> bool:
        """Whether the person may act in the role by it, at the read point."""
        return self.state.is_in_force

    @field
    def takes_two(self) -> bool:
        """Whether the role takes two who let somebody in: it approves, audits or admits."""
        return self.state.role in known.TAKES_TWO

    @field
    def by_machine(self) -> bool:
        """Whether one of those who let the person in did it on the machine, naming nobody."""
        return self.state.is_by_machine

    @field
    def counts(self) -> bool:
        """Whether it follows the rules; what does not was not written by this program."""
        return self.state.objection is None

    @field
    async def proposed_by(self, info: Info) -> Event | None:
        """The first event that let the person in, alone or as one of two."""
        return await event_at(info.context, self.state.first.position, self.point)

    @field
    async def confirmed_by(self, info: Info) -> Event | None:
        """The second one; null where one was enough, and while it waits."""
        second = self.state.second
        return await event_at(info.context, second.position if second else None, self.point)

    @field
    async def ended_by(self, info: Info) -> Event | None:
        """The event that ended it; null until then."""
        return await event_at(info.context, self.state.ended, self.point)


def admission(state: known.Admission, point: ReadPoint) -> Admission:
    """An admission as it is shown."""
    return Admission(point=point, state=state)


@object_type
class MutualApproval:
    """Two people who let each other in, or who approve each other's acts and nobody else's."""

    point: strawberry.Private[ReadPoint]
    pair: strawberry.Private[found.MutualApproval]

    @field
    def kind(self) -> MutualApprovalKind:
        """In which way."""
        return self.pair.kind

    @field
    def persons(self, info: Info) -> list[Person]:
        """The two."""
        shown = map(person, self.pair.persons, self.pair.parties)
        return [each for each in shown if each is not None]

    @field
    async def events(self, info: Info) -> list[Event]:
        """The events by which they did, in the order of recording."""
        return await events_at(info.context, self.pair.positions, self.point)


@object_type
class Admissions:
    """Who was let in, in which role, by whom, of the log as a whole."""

    point: strawberry.Private[ReadPoint]

    async def known(self, context: Context) -> known.Admissions:
        """All that counts at the read point, from its events."""
        kinds = tuple(fact.type_name() for fact in IN_DIRECTORY)
        query = EventQuery(types=kinds, up_to=self.point.position)

        def fold() -> known.Admissions:
            directory = Directory()
            for event in context.house.look_up.recorded.all_events(query):
                if self.point.counts(event):
                    directory.follow(event)
            return directory.admissions

        return await context.read(fold)

    @field
    def as_of(self) -> ReadPointType:
        """The read point of these answers."""
        return read_point(self.point, DEFAULT_ZONE)

    @field
    @seen_as(PersonAdmitted, "person")
    async def all(self, info: Info, open_only: OpenOnly = None) -> list[Admission] | None:
        """Every admission, in the order of recording; `open`: only what has not ended, or has."""
        admissions = await self.known(info.context)
        return [
            admission(each, self.point) for each in admissions if open_only in (None, each.is_open)
        ]

    @field
    @seen_as(PersonAdmitted, "person")
    async def mutual_approvals(self, info: Info) -> list[MutualApproval] | None:
        """Which two people let each other in, or approve only each other's acts?"""
        admissions = await self.known(info.context)
        kinds = tuple(fact.type_name() for fact in APPROVAL_FACTS)
        query = EventQuery(types=kinds, up_to=self.point.position)

        def look() -> list[found.MutualApproval]:
            events = info.context.house.look_up.recorded.all_events(query)
            counting = (event for event in events if self.point.counts(event))
            pairs = found.admitted_each_other(admissions)
            return pairs + found.only_each_other(found.approvals(counting, admissions))

        pairs = await info.context.read(look)
        return [MutualApproval(point=self.point, pair=pair) for pair in pairs]


@extend(Audit, "admissions")
def admissions_of_audit(self: Audit, info: Info) -> Admissions:
    """Who was let in, when, by whom: of the log as a whole, at the read point of this audit."""
    return Admissions(point=self.view.point)
