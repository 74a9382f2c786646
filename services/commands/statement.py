"""Commands about statements: what somebody said in the room of how much is done."""

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import InCommitmentCommand, OnCommitment
from services.commands.indicator import PARTY, REGION
from services.commands.texts import FreeText
from services.commands.values import About, Code, PartyId, Quantity, RegionId, SourceId, StatementId
from services.ids import InCommitment
from services.refusals import RefusalCode as No


class StateProgress(OnCommitment):
    """Put on record what somebody said of how much is done; it counts once it is confirmed."""

    mutation = "commitmentStateProgress"
    roles = (Role.RECORDER,)
    refusals = frozenset(
        {
            No.ALREADY_EXISTS,
            No.INVALID_QUANTITY,
            No.REGION_REQUIRED,
            No.INVALID_REGION,
            No.WRONG_STATUS,
        }
    )

    code: Code = Field(description="Code of the statement, unique in its commitment.")
    stated_by: PartyId = Field(description="Id of the party that said it.")
    value: Quantity = Field(description="How much is done in all, as it was said.")
    region: RegionId | None = Field(None, description=REGION)
    party: PartyId | None = Field(None, description=PARTY)
    note: FreeText = Field(
        None, description="In which words, or what besides; required beyond twice the target."
    )
    source: SourceId | None = Field(None, description="Id of the source that holds it, if any.")


class _OnStatement(InCommitmentCommand):
    """A command about a statement that is on record."""

    roles = (Role.OWNER,)
    for_partners = True

    statement: About[StatementId] = Field(description="Id of the statement.")

    def place(self) -> InCommitment:
        """The statement."""
        return self.statement


class ConfirmStatement(_OnStatement):
    """Stand by a statement: from now on it is a report, of the time at which it was said."""

    mutation = "statementConfirm"
    refusals = frozenset(
        {No.SEPARATION_OF_DUTIES, No.WRONG_STATUS, No.INVALID_QUANTITY, No.INVALID_REGION}
    )


class DenyStatement(_OnStatement):
    """Do not stand by a statement, with a reason."""

    mutation = "statementDeny"
    refusals = frozenset({No.SEPARATION_OF_DUTIES, No.WRONG_STATUS, No.REASON_REQUIRED})
