"""Commands about the indicator: what is measured, and how much is fulfilment."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from events.facts.vocabulary import Direction, Every, Measure, Role
from services.commands.command import InputPart, OnCommitment
from services.commands.granting import Granting
from services.commands.texts import FreeText, Title
from services.commands.values import (
    AtMost1000,
    PartyId,
    Quantity,
    RegionId,
    SourceId,
    require_one_of,
)
from services.refusals import RefusalCode as No

NOTE = "Why the breakdown does not add up, if so."
REFUSALS = frozenset(
    {
        No.INVALID_QUANTITY,
        No.BREAKDOWN_MISMATCH,
        No.UNKNOWN_REGION,
        No.INVALID_REGION,
        No.WRONG_STATUS,
    }
)


class PartTargetEntry(InputPart):
    """What falls to one part of what is measured: to a region, or to a party."""

    region: RegionId | None = Field(None, description="The region; or give the party.")
    party: PartyId | None = Field(None, description="The party; or give the region.")
    target: Quantity | None = Field(
        None, description="Its target, in the unit; of a rate omitted: the whole's."
    )
    baseline: Quantity | None = Field(
        None, description="Where it starts; omitted: 0, of a rate where the whole starts."
    )

    @model_validator(mode="after")
    def _is_one_part(self) -> Self:
        require_one_of({"region": self.region, "party": self.party})
        return self


class IndicatorFields(BaseModel):
    """What is measured of a commitment, and how much is fulfilment."""

    name: Title = Field(description="What is measured.")
    measure: Measure = Field(Measure.COUNT, description="How its quantities are read.")
    direction: Direction = Field(
        Direction.AT_LEAST, description="Whether it is to rise to the target or to fall to it."
    )
    baseline: Quantity | None = Field(
        None, description="Where it starts; required of AT_MOST, else omitted: 0."
    )
    target: Quantity | None = Field(
        None, description="How much is fulfilment; not given of a DELIVERABLE or PERIODIC."
    )
    unit: Title | None = Field(
        None, description="Unit of its quantities; required of COUNT and RATE."
    )
    every: Every | None = Field(None, description="How long a period is; of PERIODIC alone.")
    breakdown: Annotated[tuple[PartTargetEntry, ...], AtMost1000] = Field(
        (), description="By regions or by parties, never both, at most 1,000; empty: undivided."
    )
    note: FreeText = Field(None, description=NOTE)


class IndicatorEntry(IndicatorFields, InputPart):
    """The first indicator of a commitment, as its source states it."""


class DefineIndicator(IndicatorFields, OnCommitment):
    """Give a commitment its first measure of fulfilment, as agreed, or as a source states it."""

    mutation = "commitmentDefineIndicator"
    roles = (Role.COORDINATOR, Role.RECORDER)
    refusals = REFUSALS | {No.ALREADY_SET}
    is_decision = True
    states_for = frozenset({Role.RECORDER})

    source: SourceId | None = Field(
        None, description="Id of the registered source that states it; required of a RECORDER."
    )

    def allowed(self) -> tuple[Role, ...]:
        """A recorder only writes down what a source states."""
        if self.source is None:
            return (Role.COORDINATOR,)
        return (Role.RECORDER, Role.COORDINATOR)


class AskedIndicatorEntry(InputPart):
    """Another target that is asked for; what is omitted stays as it is."""

    baseline: Quantity | None = Field(None, description="Where it is to start.")
    target: Quantity | None = Field(None, description="How much is to be fulfilment.")
    unit: Title | None = Field(None, description="The unit.")
    breakdown: Annotated[tuple[PartTargetEntry, ...], AtMost1000] = Field(
        (), description="By regions or by parties; omitted: as it is."
    )


class ReviseIndicator(Granting, OnCommitment):
    """Change a target, with a reason: as was asked for, or on the coordinator's own motion."""

    mutation = "commitmentReviseIndicator"
    roles = (Role.COORDINATOR,)
    needs_person = True
    refusals = REFUSALS | {
        No.REASON_REQUIRED,
        No.STALE_VALUE,
        No.SEPARATION_OF_DUTIES,
        No.NOT_SPECIFIED,
    }
    is_decision = True

    old_target: Quantity | None = Field(
        None, description="The target as the client knows it; omitted of PERIODIC, which has none."
    )
    new_target: Quantity | None = Field(
        None, description="The target from now on; omitted: as it was."
    )
    baseline: Quantity | None = Field(None, description="Where it starts; omitted: as it was.")
    unit: Title | None = Field(None, description="The unit; omitted: as it was.")
    breakdown: Annotated[tuple[PartTargetEntry, ...], AtMost1000] | None = Field(
        None, description="By regions or by parties; omitted: as before; empty: undivided."
    )
    note: FreeText = Field(None, description=NOTE)


REGION = "Region it concerns; required exactly when the indicator is divided by region."
PARTY = "Party whose part it is; required exactly when the indicator is divided by party."
