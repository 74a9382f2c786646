"""Commands about occasions."""

from typing import Annotated

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import Command, InputPart
from services.commands.texts import Title
from services.commands.values import AtMost200, Code, Day, RegionId
from services.refusals import RefusalCode as No


class AreaEntry(InputPart):
    """One field of work of an occasion."""

    code: Code = Field(description="Code of the area, unique in its occasion.")
    name: Title = Field(description="Public name of the area.")


class DeclareOccasion(Command):
    """Declare something that must go right on a fixed day."""

    mutation = "occasionDeclare"
    roles = (Role.RECORDER,)
    refusals = frozenset({No.ALREADY_EXISTS, No.UNKNOWN_REGION})

    code: Code = Field(description="Code of the occasion, unique in the log.")
    name: Title = Field(description="Public name of the occasion.")
    day: Day = Field(description="The fixed day.")
    time_zone: str = Field(
        "Asia/Jakarta", description="IANA time zone in which its dates are meant."
    )
    areas: Annotated[tuple[AreaEntry, ...], AtMost200] = Field(
        min_length=1, description="Its fields of work, in order of display, at most 200."
    )
    region: RegionId | None = Field(None, description="Region it concerns, with all below it.")
    rule: str = Field("readiness-1", description="The readiness rule that applies.")

    def stream(self) -> str:
        """The occasion's stream."""
        return f"occasion:{self.code}"
