"""Commands about dependencies between commitments."""

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import OnCommitment
from services.commands.values import CommitmentId
from services.refusals import RefusalCode as No


class LinkDependency(OnCommitment):
    """Record that a commitment waits for another one of its occasion."""

    mutation = "commitmentLinkDependency"
    roles = (Role.OWNER,)
    refusals = frozenset({No.CIRCULAR_DEPENDENCY, No.ALREADY_EXISTS})

    on: CommitmentId = Field(description="Id of the commitment it waits for.")


class ReleaseDependency(OnCommitment):
    """Record that a commitment no longer waits for another one."""

    mutation = "commitmentReleaseDependency"
    roles = (Role.OWNER,)

    on: CommitmentId = Field(description="Id of the commitment it waited for.")
