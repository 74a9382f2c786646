"""Commands about reports: how much is done, as the owner says."""

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import Command, OnCommitment
from services.commands.indicator import PARTY, REGION
from services.commands.texts import FreeText
from services.commands.values import IdempotencyKey, PartyId, Position, Quantity, RegionId
from services.refusals import RefusalCode as No


class ReportProgress(OnCommitment):
    """Report how much is done in all."""

    mutation = "commitmentReportProgress"
    roles = (Role.OWNER,)
    for_partners = True
    refusals = frozenset(
        {
            No.SEPARATION_OF_DUTIES,
            No.INVALID_QUANTITY,
            No.WRONG_STATUS,
            No.REGION_REQUIRED,
            No.INVALID_REGION,
        }
    )

    value: Quantity = Field(description="How much is done in all, in the indicator's unit.")
    region: RegionId | None = Field(None, description=REGION)
    party: PartyId | None = Field(None, description=PARTY)
    note: FreeText = Field(
        None, description="What the owner adds; required beyond twice the target."
    )


class OnReport(Command):
    """A command about an earlier report of the actor's own party."""

    report: Position | None = Field(None, description="Position of the report; or give reportKey.")
    report_key: IdempotencyKey | None = Field(
        None, description="The idempotency key that wrote the report."
    )


class CorrectReport(OnReport):
    """Put another value in the place of a reported one."""

    mutation = "reportCorrect"
    roles = (Role.OWNER,)
    refusals = frozenset(
        {
            No.NOT_A_REPORT,
            No.SEPARATION_OF_DUTIES,
            No.WRONG_STATUS,
            No.INVALID_QUANTITY,
            No.REASON_REQUIRED,
        }
    )
    is_decision = True

    value: Quantity = Field(description="The value that should have been reported.")


class RetractReport(OnReport):
    """Take a reported value back."""

    mutation = "reportRetract"
    roles = (Role.OWNER,)
    refusals = frozenset(
        {No.NOT_A_REPORT, No.SEPARATION_OF_DUTIES, No.WRONG_STATUS, No.REASON_REQUIRED}
    )
    is_decision = True
