"""Commands about what a commitment depends on."""

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import OnCommitment
from services.commands.texts import FreeText
from services.commands.values import SourceId
from services.refusals import RefusalCode as No


class MeetCondition(OnCommitment):
    """Record that what a commitment depends on has come true: from now on it is judged."""

    mutation = "commitmentMeetCondition"
    roles = (Role.COORDINATOR,)
    refusals = frozenset({No.NOT_SPECIFIED, No.WRONG_STATUS})
    is_decision = True

    how: FreeText = Field(None, description="How it came true.")
    source: SourceId | None = Field(None, description="Id of the source that says so.")


class FailCondition(OnCommitment):
    """Record that what a commitment depends on will not come true, with a reason."""

    mutation = "commitmentFailCondition"
    roles = (Role.COORDINATOR,)
    refusals = frozenset(
        {No.NOT_SPECIFIED, No.REASON_REQUIRED, No.SEPARATION_OF_DUTIES, No.WRONG_STATUS}
    )
    is_decision = True
