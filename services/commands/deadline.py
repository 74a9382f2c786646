"""Commands about when a commitment is due."""

from pydantic import Field

from events.facts.vocabulary import DeadlineBasis, Role
from services.commands.command import OnCommitment
from services.commands.values import Day, PartyId
from services.refusals import RefusalCode as No


class SetDeadline(OnCommitment):
    """Give a commitment its first deadline."""

    mutation = "commitmentSetDeadline"
    roles = (Role.COORDINATOR,)
    refusals = frozenset({No.ALREADY_SET, No.WRONG_STATUS})
    is_decision = True

    due: Day = Field(description="Last day for it, until 23:59 local time.")
    planned_start: Day = Field(description="First day of work on it, from 00:00 local time.")
    basis: DeadlineBasis = Field(DeadlineBasis.AGREED, description="Where the deadline comes from.")


class Reschedule(OnCommitment):
    """Move a deadline on request of another party, with a reason."""

    mutation = "commitmentReschedule"
    roles = (Role.COORDINATOR,)
    needs_person = True
    refusals = frozenset(
        {
            No.REASON_REQUIRED,
            No.STALE_VALUE,
            No.SEPARATION_OF_DUTIES,
            No.NOT_SPECIFIED,
            No.WRONG_STATUS,
        }
    )
    is_decision = True

    old_due: Day = Field(description="The deadline as the client knows it.")
    new_due: Day = Field(description="The deadline from now on.")
    requested_by: PartyId = Field(description="Id of the party that asked for it.")
