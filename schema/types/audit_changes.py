"""Changes that auditors are shown, each with its event, who asked for it and who granted it."""

import datetime as dt

import strawberry

from events.facts.fact import FieldClass
from events.facts.report import ProgressReported
from events.facts.vocabulary import Light
from events.facts.waiver import WaiverProposed
from events.format.recorded_event import RecordedEvent
from schema.operation.context import Context
from schema.operation.fields import closed, field, object_type, seen_as, shown_if
from schema.operation.info import Info
from schema.types.commitment import Commitment, commitment, known_commitment
from schema.types.condition import Condition
from schema.types.event import Event, event_at, event_node, known_event
from schema.types.indicator import Indicator
from schema.types.party import Party, known_party, party
from schema.types.rakor import Rakor, rakor
from schema.types.region import Region, region
from schema.types.waiver import Waiver, waiver
from schema.types.withdrawal import Withdrawal, withdrawal
from services.permissions import may_see
from services.read import audit_history as found
from services.read import audit_steps as steps
from services.read.audit_steps import Amended, Amendment, Step, Supersession
from services.read.occasion_view import OccasionView
from services.read.stood_before import StoodBefore


@object_type
class _Change:
    """A change that was asked for and granted, with its event."""

    view: strawberry.Private[OccasionView]
    recorded: strawberry.Private[RecordedEvent]
    requested: strawberry.Private[str | None]
    """The code of the party that asked for it."""

    @field
    def commitment(self, info: strawberry.Info[Context, None]) -> Commitment:
        """The commitment that was changed."""
        return known_commitment(self.view, self.recorded.commitment or "")

    @field
    @closed(FieldClass.TEXT)
    async def reason(self, info: strawberry.Info[Context, None]) -> str | None:
        """Why; null where the text was erased."""
        return await info.context.loaders.texts.load((self.recorded.position, "/reason"))

    @field
    def requested_by(self) -> Party | None:
        """The party that asked for it; null: the coordinator's own motion."""
        return party(self.view.names, self.requested)

    @field
    def event(self) -> Event:
        """The event that did it."""
        return event_node(self.recorded, self.view.point)


@object_type
class DeadlineChange(_Change):
    """A deadline that was moved."""

    change: strawberry.Private[found.DeadlineChange]

    @field
    def old_due(self) -> dt.date | None:
        """The deadline until then; null where the occasion's day was open."""
        return self.change.fact.old_due

    @field
    def new_due(self) -> dt.date | None:
        """The deadline from then on; null where it is so many days from a day that is open."""
        return self.change.new_due

    @field
    def approved_by(self) -> Party:
        """The party that granted it."""
        return known_party(self.view.names, self.change.fact.approved_by)

    @field
    def after_old_date_passed(self) -> bool:
        """Whether the old deadline was already past when it was moved."""
        return self.change.after_old_date_passed


@object_type
class IndicatorChange(_Change):
    """A target that was changed."""

    old_indicator: Indicator = strawberry.field(description="The indicator until then.")
    new_indicator: Indicator = strawberry.field(description="The indicator from then on.")


@object_type
class OwnerChange(_Change):
    """A commitment that got another owner."""

    old_owner: Party = strawberry.field(description="The owner until then.")
    new_owner: Party = strawberry.field(description="The owner from then on.")


@object_type
class _Check:
    """What can make a light greener without work, beside how things stood before it."""

    view: strawberry.Private[OccasionView]
    step: strawberry.Private[Step]
    stood: strawberry.Private[StoodBefore | None]
    """How the commitment stood in the minute before; None: it is not on record."""

    @field
    def commitment(self) -> Commitment | None:
        """The commitment that it is about."""
        return commitment(self.view, self.step.commitment)

    @field
    @closed(FieldClass.TEXT)
    async def reason(self, info: strawberry.Info[Context, None]) -> str | None:
        """Why, as it was proposed, or as it was done where nobody had to propose it."""
        step = self.step
        position = step.event.position if step.proposed is None else step.proposed
        return await info.context.loaders.texts.load((position, "/reason"))

    @field
    def event(self) -> Event:
        """The event that did it; the proposal, while it is open."""
        return event_node(self.step.event, self.view.point)

    @field
    async def proposed_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that proposed or asked for it; null: there was none."""
        return await event_at(info.context, self.step.proposed, self.view.point)

    @field
    async def granted_by(self, info: strawberry.Info[Context, None]) -> Event | None:
        """The event that granted it; null while it is open."""
        return await event_at(info.context, self.step.granted, self.view.point)

    @field
    def light_before(self) -> Light | None:
        """The light that the commitment had in the minute before; null: none."""
        return self.stood.light if self.stood else None

    @field
    def score_before(self) -> float | None:
        """The score that it had in the minute before, 0 to 1; null: none."""
        return self.stood.score if self.stood else None

    @field
    def was_past_due(self) -> bool:
        """Whether it was past its deadline, or the last day that is judged, in that minute."""
        return self.stood is not None and self.stood.is_past_due

    @field
    def was_critical(self) -> bool:
        """Whether it was critical in the minute before."""
        return self.stood is not None and self.stood.is_critical


@object_type
class WithdrawalCheck(_Check):
    """A commitment that was withdrawn, or is proposed to be."""

    @field
    def withdrawal(self) -> Withdrawal | None:
        """The proposal; null where one alone withdrew what had been recorded by mistake."""
        state = self.view.state.commitments[self.step.commitment or ""]
        proposed = self.step.proposed
        known = state.withdrawals.at(proposed) if proposed is not None else None
        return withdrawal(self.view, state.code, known) if known else None


@object_type
class WaiverCheck(_Check):
    """A remainder or a whole commitment that was given up, or is proposed to be."""

    @field
    @seen_as(WaiverProposed, "region")
    def waiver(self, info: strawberry.Info[Context, None]) -> Waiver | None:
        """What was given up."""
        state = self.view.state.commitments[self.step.commitment or ""]
        proposed = self.step.proposed
        known = state.waivers.at(proposed) if proposed is not None else None
        return waiver(self.view, state.code, known) if known else None


@object_type
class ConditionCheck(_Check):
    """A condition that came true, or failed, so that its commitment left every sum."""

    @field
    def condition(self) -> Condition | None:
        """What it depended on, and what became of it."""
        return known_commitment(self.view, self.step.commitment or "").condition()


@object_type
class SupersessionCheck(_Check):
    """A commitment in whose place another one stands, or is to stand."""

    step: strawberry.Private[Supersession]

    @field
    def superseded_by(self) -> Commitment:
        """The one that takes its place."""
        return known_commitment(self.view, self.step.successor)


@object_type
class LatePeriod:
    """A report of a duty that came too late: its period counts as missed."""

    view: strawberry.Private[OccasionView]
    late: strawberry.Private[steps.LatePeriod]

    @field
    def commitment(self) -> Commitment:
        """The duty."""
        return known_commitment(self.view, self.late.commitment)

    @field
    def period(self) -> int:
        """Number of the period that it is about, the first one being 1."""
        return self.late.period

    @field
    def last_day(self) -> dt.date:
        """The last day of that period."""
        return self.late.last_day

    @field
    @seen_as(ProgressReported, "region")
    def region(self, info: strawberry.Info[Context, None]) -> Region | None:
        """The region that it is about, where the duty is divided by region."""
        return region(self.view.names, self.late.report.region)

    @field
    @seen_as(ProgressReported, "party")
    def party(self, info: strawberry.Info[Context, None]) -> Party | None:
        """The party that it is about, where the duty is divided by party."""
        return party(self.view.names, self.late.report.party)

    @field
    async def event(self, info: strawberry.Info[Context, None]) -> Event:
        """The report, or the statement that became one."""
        return await known_event(info.context, self.late.report.position, self.view.point)


@object_type
class AmendedField:
    """One field that was amended, in words."""

    name: str = strawberry.field(description="Name of the field.")
    old_value: str | None = strawberry.field(description="What it said until then.")
    new_value: str | None = strawberry.field(description="What it says from then on.")


def amended_field(change: Amended) -> AmendedField:
    """An amended field as it is shown."""
    return AmendedField(name=change.field, old_value=change.old, new_value=change.new)


@object_type
class AmendmentCheck(_Check):
    """What is on record of a commitment or a meeting, and was amended."""

    step: strawberry.Private[Amendment]

    @field
    def rakor(self) -> Rakor | None:
        """The meeting, where it is one that was amended."""
        code = self.step.rakor
        return rakor(self.view, code) if code else None

    @field
    def amended(self, info: Info) -> list[AmendedField]:
        """What was amended; for PUBLIC, without what is sealed."""
        is_seen = shown_if(info, may_see(info.context.viewer, FieldClass.SEALED))
        return [amended_field(each) for each in self.step.changes if is_seen or each.is_open]
