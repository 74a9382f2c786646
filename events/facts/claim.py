"""Facts about claims of fulfilment."""

from pydantic import Field

from events.facts.fact import Erasable, Fact, FreeText


class FulfilmentClaimed(Fact):
    """The owner claimed that the commitment is fulfilled."""

    statement: Erasable[FreeText | None] = Field(None, description="What the owner states.")
    evidence_waiver: Erasable[FreeText | None] = Field(
        None, description="Why there is no evidence, if none."
    )
