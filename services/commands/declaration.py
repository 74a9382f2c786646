"""Commands about what a leader declares."""

from pydantic import Field

from events.facts.vocabulary import Light, Role
from services.commands.command import InOccasionCommand
from services.commands.signing import Signed
from services.commands.texts import RequiredText
from services.ids import make_id


class DeclareReadiness(Signed, InOccasionCommand):
    """Declare how ready an occasion is; it never changes a figure."""

    mutation = "readinessDeclare"
    roles = (Role.LEADER,)
    is_decision = True

    statement: RequiredText = Field(description="What is declared.")
    light: Light | None = Field(None, description="The light that is declared.")

    def stream(self) -> str:
        """The occasion's stream."""
        return make_id("occasion", self.occasion)
