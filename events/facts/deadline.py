"""Facts about when a commitment is due."""

import datetime as dt

from pydantic import Field

from events.facts.fact import Earlier, Fact, Open
from events.facts.reference import PartyCode, SourceCode
from events.facts.vocabulary import DeadlineBasis

END_OF_DAY = "23:59"
DUE = "Last day for it, if it is fixed …"
OFFSET = "… or how many days from the occasion's day: -7 is H-7."
PLANNED = "First day of work on it, from 00:00 local time"


class DeadlineSetV1(Earlier):
    """The first version: a day, until its end."""

    version = 1

    due: Open[dt.date] = Field(description="Last day for it, until 23:59 local time.")
    planned_start: Open[dt.date] = Field(
        description="First day of work on it, from 00:00 local time."
    )
    deadline_basis: Open[DeadlineBasis] = Field(description="Where the deadline comes from.")


class DeadlineSet(Fact):
    """A commitment got its first deadline: a day, or so many days from the occasion's."""

    version = 2
    earlier = DeadlineSetV1

    due: Open[dt.date | None] = Field(None, description=DUE)
    offset_days: Open[int | None] = Field(None, description=OFFSET)
    due_time: Open[str] = Field(END_OF_DAY, description="Until when on its last day, local time.")
    planned_start: Open[dt.date] = Field(description=f"{PLANNED}.")
    deadline_basis: Open[DeadlineBasis] = Field(description="Where the deadline comes from.")
    source: Open[SourceCode | None] = Field(None, description="The source that states it, if any.")


class DeadlineRescheduledV1(Earlier):
    """The first version: another day, asked for by a party that the coordinator named."""

    version = 1

    old_due: Open[dt.date] = Field(description="The deadline until now.")
    new_due: Open[dt.date] = Field(description="The deadline from now on.")
    requested_by: Open[PartyCode] = Field(description="The party that asked for it.")
    approved_by: Open[PartyCode] = Field(description="The party that granted it.")


class DeadlineRescheduled(Fact):
    """The deadline was moved, with a reason; the first one stays visible."""

    version = 2
    earlier = DeadlineRescheduledV1

    old_due: Open[dt.date | None] = Field(
        description="The deadline until now; none where the occasion's day was open."
    )
    new_due: Open[dt.date | None] = Field(None, description=DUE)
    offset_days: Open[int | None] = Field(None, description=OFFSET)
    due_time: Open[str | None] = Field(
        None, description="Until when on its last day, local time; none: as it was."
    )
    planned_start: Open[dt.date | None] = Field(None, description=f"{PLANNED}; none: as it was.")
    request: Open[str | None] = Field(None, description="The request that it grants.")
    source: Open[SourceCode | None] = Field(None, description="The source that asks for it.")
    requested_by: Open[PartyCode | None] = Field(
        None, description="The party that asked for it; none: the coordinator's own motion."
    )
    approved_by: Open[PartyCode] = Field(description="The party that granted it.")
