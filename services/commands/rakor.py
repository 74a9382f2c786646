"""Commands about coordination meetings (rakor)."""

from typing import Annotated

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import Command, InOccasionCommand, InputPart
from services.commands.commitment_entry import REFUSALS, CommitmentEntry
from services.commands.texts import FreeText, StatedDay, Title
from services.commands.values import About, AtMost200, Code, Day, PartyId, RakorId
from services.ids import make_id
from services.refusals import RefusalCode as No


class StatedDateEntry(InputPart):
    """A date as a source states it, beside what can be made of it."""

    verbatim: StatedDay = Field(description="The date word for word.")
    candidates: Annotated[tuple[Day, ...], AtMost200] = Field(
        (), description="Every day it may mean."
    )
    resolved: Day | None = Field(None, description="The day it means, where that is certain.")


class ParticipantEntry(InputPart):
    """A party that took part in a meeting."""

    party: PartyId = Field(description="Id of the party.")
    capacity: FreeText = Field(None, description="In what capacity, as stated.")


class RecordRakor(InOccasionCommand):
    """Put a coordination meeting on record, with what was promised in it; all or nothing."""

    mutation = "rakorRecord"
    roles = (Role.RECORDER,)
    refusals = REFUSALS

    code: Code = Field(description="Code of the meeting, unique in its occasion.")
    name: Title = Field(description="Public name of the meeting.")
    held_on: StatedDateEntry = Field(description="When it was held, as stated and as understood.")
    venue: Title | None = Field(None, description="Where it was held, as stated.")
    organiser: PartyId | None = Field(None, description="Id of the party that convened it.")
    chair: PartyId | None = Field(None, description="Id of the party that chaired it.")
    participants: Annotated[tuple[ParticipantEntry, ...], AtMost200] = Field(
        (), description="Who took part, at most 200."
    )
    same_as: RakorId | None = Field(
        None, description="Id of the same meeting under another occasion that it served."
    )

    commitments: Annotated[tuple[CommitmentEntry, ...], AtMost200] = Field(
        (), description="What was promised in it, at most 200; all is recorded, or nothing."
    )

    def beside(self) -> tuple[str, ...]:
        """The other occasions that the meeting served, and to whose commitments its own relate."""
        named = {code for entry in self.commitments for code in entry.linked()}
        named |= set() if self.same_as is None else {self.same_as.occasion}
        return tuple(named - {self.occasion})


class RecordParticipant(Command):
    """Record that a party took part in a meeting that is on record."""

    mutation = "participantRecord"
    roles = (Role.RECORDER,)
    refusals = frozenset({No.ALREADY_EXISTS})

    rakor: About[RakorId] = Field(description="Id of the meeting.")
    party: PartyId = Field(description="Id of the party.")
    capacity: FreeText = Field(None, description="In what capacity, as stated.")

    def concerns(self) -> tuple[str | None, str | None]:
        """The occasion of the meeting."""
        return self.rakor.occasion, None

    def stream(self) -> str:
        """The meeting's stream."""
        return make_id("rakor", *self.rakor)
