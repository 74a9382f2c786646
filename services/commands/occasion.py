"""Commands about occasions."""

from typing import Annotated

from pydantic import Field

from events.facts.vocabulary import Role
from services.commands.command import Command, InOccasionCommand, InputPart
from services.commands.texts import Title
from services.commands.values import AtMost200, Code, Day, RegionId, SourceId
from services.ids import make_id
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
    until: Day | None = Field(
        None, description="The last day that readiness is judged for; omitted: its day."
    )
    time_zone: str = Field(
        "Asia/Jakarta", description="IANA time zone in which its dates are meant."
    )
    areas: Annotated[tuple[AreaEntry, ...], AtMost200] = Field(
        min_length=1, description="Its fields of work, in order of display, at most 200."
    )
    region: RegionId | None = Field(None, description="Region it concerns, with all below it.")
    rule: str | None = Field(
        None, description="The readiness rule that applies; omitted: the newest."
    )

    def stream(self) -> str:
        """The occasion's stream."""
        return f"occasion:{self.code}"


class RescheduleOccasion(InOccasionCommand):
    """Move an occasion's day, or open it, as a source says, with a reason."""

    mutation = "occasionReschedule"
    roles = (Role.RECORDER, Role.COORDINATOR, Role.ADMINISTRATOR)
    refusals = frozenset({No.REASON_REQUIRED, No.STALE_VALUE})
    is_decision = True

    old_day: Day | None = Field(
        None, description="The day as the client knows it; omitted while it is open."
    )
    new_day: Day | None = Field(
        None, description="The day from now on; omitted: it is open until another is named."
    )
    until: Day | None = Field(
        None,
        description="The last day that readiness is judged for; omitted: the new day, or none "
        "while it is open.",
    )
    source: SourceId = Field(description="Id of the registered source that says so.")

    def stream(self) -> str:
        """The occasion's stream."""
        return make_id("occasion", self.occasion)
