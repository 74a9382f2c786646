"""Facts about what is asked to be changed of a commitment."""

import datetime as dt
from decimal import Decimal

from pydantic import Field

from events.facts.deadline import DUE, OFFSET
from events.facts.fact import Fact, Open, Part, Sealed
from events.facts.indicator import PartTarget
from events.facts.reference import PartyCode
from events.facts.vocabulary import ChangeKind


class AskedDeadline(Part):
    """The deadline that is asked for; what is absent is to stay as it is."""

    due: dt.date | None = Field(None, description=DUE)
    offset_days: int | None = Field(None, description=OFFSET)
    due_time: str | None = Field(None, description="Until when on its last day, local time.")
    planned_start: dt.date | None = Field(None, description="First day of work on it.")


class AskedIndicator(Part):
    """The indicator that is asked for; what is absent is to stay as it is."""

    baseline: Decimal | None = Field(None, description="Where it is to start.")
    target: Decimal | None = Field(None, description="How much is to be fulfilment.")
    unit: str | None = Field(None, description="The unit.")


class ChangeRequested(Fact):
    """Somebody asked for another deadline, target or owner: a coordinator may grant it."""

    code: Open[str] = Field(description="Code of the request, unique in its commitment.")
    change: Open[ChangeKind] = Field(description="What is to be changed.")
    deadline: Open[AskedDeadline | None] = Field(None, description="The deadline asked for.")
    indicator: Open[AskedIndicator | None] = Field(None, description="The indicator asked for.")
    breakdown: Sealed[tuple[PartTarget, ...]] = Field(
        (), description="What is to fall to each region or party, if divided."
    )
    owner: Open[PartyCode | None] = Field(None, description="The owner asked for.")
