"""Decisions about occasions."""

from events.facts import occasion as facts
from services.commands import occasion as commands
from services.decisions.deciding import Decided, Situation, require_free, require_region
from services.ids import make_id
from services.readiness.rules import RULES
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.records import folded
from services.state.time_zones import zone_names


def declare_occasion(command: commands.DeclareOccasion, situation: Situation) -> list[Decided]:
    """OccasionDeclared, unless the code is taken."""
    require_free(situation.directory.taken("occasion", command.code), command.code)
    if command.time_zone not in zone_names():
        raise Refusal(No.BAD_USER_INPUT, "time_zone", field=("timeZone",))
    if command.rule not in RULES:
        raise Refusal(No.BAD_USER_INPUT, "rule", field=("rule",), known=", ".join(RULES))
    if len({folded(area.code) for area in command.areas}) < len(command.areas):
        raise Refusal(No.BAD_USER_INPUT, "twice", field=("areas",))
    require_region(situation.directory, command.region, "region")
    fact = facts.OccasionDeclared(
        code=command.code,
        name=command.name,
        day=command.day,
        until=command.day,
        time_zone=command.time_zone,
        areas=tuple(facts.Area(code=area.code, name=area.name) for area in command.areas),
        region=command.region,
        rule=command.rule,
    )
    return [Decided(make_id("occasion", command.code), fact, command.code)]
