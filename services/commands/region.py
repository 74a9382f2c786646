"""Commands about regions."""

from typing import Annotated

from pydantic import Field

from events.facts.vocabulary import RegionLevel, Role
from services.commands.command import Command, InputPart
from services.commands.texts import Title
from services.commands.values import About, AtMost200, Code, RegionId
from services.ids import make_id
from services.refusals import RefusalCode as No


class RegionEntry(InputPart):
    """One region to register; its parent is the region whose code is cut at the last dot."""

    code: Code = Field(description="Kemendagri code as text, for example 62.05.01.")
    name: Title = Field(description="Public name of the region.")
    level: RegionLevel = Field(description="Its level in the administrative order.")


class RegisterRegions(Command):
    """Make regions known to the record, parents before children."""

    mutation = "regionRegister"
    roles = (Role.RECORDER,)
    for_unregistered = True
    refusals = frozenset({No.ALREADY_EXISTS, No.UNKNOWN_REGION})

    regions: Annotated[tuple[RegionEntry, ...], AtMost200] = Field(
        min_length=1, description="The regions, at most 200."
    )


class RenameRegion(Command):
    """Record that a region bears another name, from when it happened on."""

    mutation = "regionRename"
    roles = (Role.RECORDER,)
    refusals = frozenset({No.ALREADY_SET, No.UNKNOWN_REGION})

    region: About[RegionId] = Field(description="Id of the region.")
    name: Title = Field(description="Its public name from then on.")

    def stream(self) -> str:
        """The region's stream."""
        return make_id("region", self.region)
