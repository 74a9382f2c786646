"""Facts about when a commitment is due."""

import datetime as dt

from pydantic import Field

from events.facts.fact import Fact, Open
from events.facts.reference import PartyCode
from events.facts.vocabulary import DeadlineBasis


class DeadlineSet(Fact):
    """A commitment got its first deadline."""

    due: Open[dt.date] = Field(description="Last day for it, until 23:59 local time.")
    planned_start: Open[dt.date] = Field(
        description="First day of work on it, from 00:00 local time."
    )
    deadline_basis: Open[DeadlineBasis] = Field(description="Where the deadline comes from.")


class DeadlineRescheduled(Fact):
    """The deadline was moved on request, with a reason; the first one stays visible."""

    old_due: Open[dt.date] = Field(description="The deadline until now.")
    new_due: Open[dt.date] = Field(description="The deadline from now on.")
    requested_by: Open[PartyCode] = Field(description="The party that asked for it.")
    approved_by: Open[PartyCode] = Field(description="The party that granted it.")
