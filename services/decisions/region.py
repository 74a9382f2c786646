"""Decisions about regions."""

from events.facts import region as facts
from services.commands import region as commands
from services.decisions.deciding import Decided, Situation, require_free, require_region
from services.ids import make_id
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.records import folded
from services.state.region import parent_code


def register_regions(command: commands.RegisterRegions, situation: Situation) -> list[Decided]:
    """RegionRegistered for each, parents before children."""
    directory, before = situation.directory, dict[str, str]()
    decided = []
    for index, entry in enumerate(command.regions):
        above = parent_code(entry.code)
        where = ("regions", str(index), "code")
        taken = directory.taken("region", entry.code) or before.get(folded(entry.code))
        require_free(taken, entry.code, *where)
        if above is not None and not (directory.spelt("region", above) or folded(above) in before):
            raise Refusal(No.UNKNOWN_REGION, "parent", field=where, region=above)
        before[folded(entry.code)] = entry.code
        fact = facts.RegionRegistered(code=entry.code, name=entry.name, region_level=entry.level)
        decided.append(Decided(make_id("region", entry.code), fact))
    return decided


def rename_region(command: commands.RenameRegion, situation: Situation) -> list[Decided]:
    """RegionRenamed, unless that was its name then; the names before stay on record."""
    require_region(situation.directory, command.region, "region")
    since = command.occurred_at or situation.now
    if situation.directory.regions[command.region].name_at(since) == command.name:
        raise Refusal(No.ALREADY_SET, "name", field=("name",))
    fact = facts.RegionRenamed(region=command.region, name=command.name)
    return [Decided(make_id("region", command.region), fact)]
