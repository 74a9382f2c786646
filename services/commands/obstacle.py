"""Commands about obstacles."""

from pydantic import Field

from events.facts.vocabulary import Severity
from services.commands.command import ANYONE, Command, OnCommitment
from services.commands.texts import FreeText, RequiredText
from services.commands.values import About, Code, ObstacleId, PartyId, RegionId
from services.ids import InOccasion, make_id
from services.refusals import RefusalCode as No


class RaiseObstacle(OnCommitment):
    """Record that something hinders a commitment: whoever sees it may say so."""

    mutation = "commitmentRaiseObstacle"
    roles = ANYONE
    refusals = frozenset({No.ALREADY_EXISTS, No.UNKNOWN_REGION, No.WRONG_STATUS})

    code: Code = Field(description="Code of the obstacle, unique in its commitment.")
    severity: Severity = Field(description="How much it hinders.")
    text: RequiredText = Field(description="What hinders.")
    region: RegionId | None = Field(None, description="Region it concerns …")
    party: PartyId | None = Field(
        None, description="… or the party whose part it concerns, never both."
    )


class ResolveObstacle(Command):
    """Record that an obstacle is gone: for who raised it, the owner and a coordinator."""

    mutation = "commitmentResolveObstacle"
    roles = ANYONE
    refusals = frozenset({No.WRONG_STATUS})

    obstacle: About[ObstacleId] = Field(description="Id of the obstacle.")
    how: FreeText = Field(None, description="How it was resolved.")

    def stream(self) -> str:
        """The commitment's stream."""
        return make_id("commitment", *self.concerns())

    def concerns(self) -> InOccasion:
        """The commitment that the obstacle hinders, and its occasion."""
        return InOccasion(self.obstacle.occasion, self.obstacle.commitment)
