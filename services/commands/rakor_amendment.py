"""Commands that put right what is on record of a meeting."""

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import Command
from services.commands.rakor import StatedDateEntry
from services.commands.texts import Title
from services.commands.values import About, PartyId, RakorId
from services.ids import make_id
from services.refusals import RefusalCode as No


class AmendRakor(Command):
    """Put right what is on record of a meeting, with a reason; what it was stays visible."""

    mutation = "rakorAmend"
    roles = (Role.COORDINATOR,)
    needs_person = True
    refusals = frozenset({No.ALREADY_EXISTS, No.REASON_REQUIRED})
    is_decision = True

    rakor: About[RakorId] = Field(description="Id of the meeting.")
    name: Title | None = Field(None, description="Its public name from now on.")
    held_on: StatedDateEntry | None = Field(
        None, description="When it was held, as stated and as understood."
    )
    venue: Title | None = Field(None, description="Where it was held.")
    organiser: PartyId | None = Field(None, description="Id of the party that convened it.")
    chair: PartyId | None = Field(None, description="Id of the party that chaired it.")

    def concerns(self) -> tuple[str | None, str | None]:
        """The occasion."""
        return self.rakor.occasion, None

    def stream(self) -> str:
        """The meeting's stream."""
        return make_id("rakor", *self.rakor)
