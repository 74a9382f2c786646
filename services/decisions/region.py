"""Decisions about regions."""

from events.facts import region as facts
from services.commands import region as commands
from services.decisions.deciding import Decided, Situation
from services.ids import make_id
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.region import parent_code


def register_regions(command: commands.RegisterRegions, situation: Situation) -> list[Decided]:
    """RegionRegistered for each, parents before children."""
    known = set(situation.directory.regions)
    decided = []
    for index, entry in enumerate(command.regions):
        above = parent_code(entry.code)
        where = ("regions", str(index), "code")
        if entry.code in known:
            raise Refusal(No.ALREADY_EXISTS, field=where, code=entry.code)
        if above is not None and above not in known:
            raise Refusal(No.UNKNOWN_REGION, "parent", field=where, region=above)
        known.add(entry.code)
        fact = facts.RegionRegistered(code=entry.code, name=entry.name, region_level=entry.level)
        decided.append(Decided(make_id("region", entry.code), fact))
    return decided
