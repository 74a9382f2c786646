"""Facts about dependencies between commitments."""

from pydantic import Field

from events.facts.fact import Fact, Open
from events.facts.reference import CommitmentCode


class DependencyLinked(Fact):
    """The commitment waits for another one of its occasion."""

    on: Open[CommitmentCode] = Field(description="The commitment it waits for.")


class DependencyReleased(Fact):
    """The commitment no longer waits for another one."""

    on: Open[CommitmentCode] = Field(description="The commitment it waited for.")
