"""Commands about the indicator: what is counted, and how much is fulfilment."""

from typing import Annotated

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import InputPart, OnCommitment
from services.commands.texts import FreeText, Title
from services.commands.values import AtMost200, PartyId, Quantity, RegionId
from services.refusals import RefusalCode as No


class RegionTargetEntry(InputPart):
    """The part of a target that falls to one region."""

    region: RegionId = Field(description="The region.")
    target: Quantity = Field(description="Its part of the target, in the indicator's unit.")


class DefineIndicator(OnCommitment):
    """Give a commitment its first measure of fulfilment."""

    mutation = "commitmentDefineIndicator"
    roles = (Role.COORDINATOR,)
    refusals = frozenset(
        {
            No.ALREADY_SET,
            No.INVALID_QUANTITY,
            No.BREAKDOWN_MISMATCH,
            No.UNKNOWN_REGION,
            No.INVALID_REGION,
            No.WRONG_STATUS,
        }
    )
    is_decision = True

    name: Title = Field(description="What is counted.")
    target: Quantity = Field(description="How much is fulfilment, above 0.")
    unit: Title = Field(description="Unit of every quantity of this commitment.")
    breakdown: Annotated[tuple[RegionTargetEntry, ...], AtMost200] = Field(
        (), description="The target by region, if divided."
    )
    note: FreeText = Field(None, description="Why the breakdown does not add up, if so.")


class ReviseIndicator(OnCommitment):
    """Change a target on request of another party, with a reason."""

    mutation = "commitmentReviseIndicator"
    roles = (Role.COORDINATOR,)
    needs_person = True
    refusals = frozenset(
        {
            No.INVALID_QUANTITY,
            No.BREAKDOWN_MISMATCH,
            No.UNKNOWN_REGION,
            No.INVALID_REGION,
            No.REASON_REQUIRED,
            No.STALE_VALUE,
            No.SEPARATION_OF_DUTIES,
            No.NOT_SPECIFIED,
            No.WRONG_STATUS,
        }
    )
    is_decision = True

    old_target: Quantity = Field(description="The target as the client knows it.")
    new_target: Quantity = Field(description="The target from now on, above 0.")
    breakdown: Annotated[tuple[RegionTargetEntry, ...], AtMost200] | None = Field(
        None, description="The new target by region; omitted: as before."
    )
    requested_by: PartyId = Field(description="Id of the party that asked for it.")
    note: FreeText = Field(None, description="Why the breakdown does not add up, if so.")


REGION = "Region it concerns; required exactly when the indicator is divided by region."
PARTY = "Party whose part it is; required exactly when the indicator is divided by party."
