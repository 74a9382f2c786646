"""Commands about when a commitment is due."""

from typing import Self

from pydantic import BaseModel, Field, model_validator

from events.facts.vocabulary import DeadlineBasis, Role
from services.commands.command import InputPart, OnCommitment
from services.commands.granting import Granting
from services.commands.values import (
    ClockTime,
    Day,
    DaysFromDay,
    SourceId,
    bad_input,
    require_one_of,
)
from services.refusals import RefusalCode as No

STATED_IN = "Id of the registered source that states it; required of a RECORDER."
DUE = "Last day for it; or give offsetDays."
OFFSET = "How many days from the occasion's day it is due: -7 is H-7, and it moves along."
DUE_TIME = "Until when on its last day, HH:MM local time"
START = "First day of work on it, from 00:00 local time"


class DeadlineFields(BaseModel):
    """When something is due for the first time: a day, or so many days from the occasion's."""

    due: Day | None = Field(None, description=DUE)
    offset_days: DaysFromDay | None = Field(None, description=OFFSET)
    due_time: ClockTime | None = Field(None, description=f"{DUE_TIME}; omitted: 23:59.")
    planned_start: Day | None = Field(
        None,
        description=f"{START}; omitted: the day of the meeting, or if that is not known, today.",
    )
    basis: DeadlineBasis | None = Field(
        None,
        description="Where it comes from; omitted: ANCHORED with offsetDays, STATED of a "
        "RECORDER, else AGREED.",
    )

    @model_validator(mode="after")
    def _is_one_deadline(self) -> Self:
        require_one_of({"due": self.due, "offsetDays": self.offset_days})
        if self.offset_days is not None and self.basis not in (None, DeadlineBasis.ANCHORED):
            raise bad_input("anchored")
        return self


class DeadlineEntry(DeadlineFields, InputPart):
    """The first deadline of a commitment, as its source states it."""


class SetDeadline(DeadlineFields, OnCommitment):
    """Give a commitment its first deadline, as agreed, or as a source states it."""

    mutation = "commitmentSetDeadline"
    roles = (Role.COORDINATOR, Role.RECORDER)
    refusals = frozenset({No.ALREADY_SET, No.WRONG_STATUS})
    is_decision = True
    states_for = frozenset({Role.RECORDER})

    source: SourceId | None = Field(None, description=STATED_IN)

    def allowed(self) -> tuple[Role, ...]:
        """A recorder only writes down what a source states."""
        is_agreed = self.basis is DeadlineBasis.AGREED
        if self.source is None or is_agreed:
            return (Role.COORDINATOR,)
        return (Role.RECORDER, Role.COORDINATOR)


class AskedDeadlineEntry(InputPart):
    """Another deadline that is asked for; what is omitted stays as it is."""

    due: Day | None = Field(None, description=DUE)
    offset_days: DaysFromDay | None = Field(None, description=OFFSET)
    due_time: ClockTime | None = Field(None, description=f"{DUE_TIME}.")
    planned_start: Day | None = Field(None, description=f"{START}.")

    @model_validator(mode="after")
    def _is_one_deadline(self) -> Self:
        require_one_of({"due": self.due, "offsetDays": self.offset_days}, at_least=0)
        return self


class Reschedule(Granting, OnCommitment):
    """Move a deadline, with a reason: as was asked for, or on the coordinator's own motion."""

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

    old_due: Day | None = Field(
        None, description="The last day as the client knows it; omitted where it has none yet."
    )
    new_due: Day | None = Field(
        None, description="The last day from now on; or give offsetDays. Omitted: as asked for."
    )
    offset_days: DaysFromDay | None = Field(None, description=OFFSET)
    due_time: ClockTime | None = Field(None, description=f"{DUE_TIME}; omitted: as it was.")
    planned_start: Day | None = Field(None, description=f"{START}; omitted: as it was.")

    @model_validator(mode="after")
    def _is_one_deadline(self) -> Self:
        is_new = {"newDue": self.new_due, "offsetDays": self.offset_days}
        require_one_of(is_new, at_least=0 if self.request else 1)
        return self
