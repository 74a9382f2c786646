"""Decisions about occasions."""

from events.facts import occasion as facts
from services.commands import occasion as commands
from services.decisions.deadline import require_periods_uncut
from services.decisions.deciding import (
    Decided,
    Situation,
    require_free,
    require_reason,
    require_region,
)
from services.decisions.sources import require_source
from services.ids import make_id
from services.readiness.rules import NEWEST, RULES
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.records import folded
from services.state.time_zones import zone_names


def declare_occasion(command: commands.DeclareOccasion, situation: Situation) -> list[Decided]:
    """OccasionDeclared, unless the code is taken; judged by the newest rule unless one is named."""
    require_free(situation.directory.taken("occasion", command.code), command.code)
    if command.time_zone not in zone_names():
        raise Refusal(No.BAD_USER_INPUT, "time_zone", field=("timeZone",))
    rule = NEWEST if command.rule is None else command.rule
    if rule not in RULES:
        raise Refusal(No.BAD_USER_INPUT, "rule", field=("rule",), known=", ".join(RULES))
    if len({folded(area.code) for area in command.areas}) < len(command.areas):
        raise Refusal(No.BAD_USER_INPUT, "twice", field=("areas",))
    require_region(situation.directory, command.region, "region")
    until = command.until or command.day
    if until < command.day:
        raise Refusal(No.INVALID_DATES, "until_before_day", field=("until",))
    fact = facts.OccasionDeclared(
        code=command.code,
        name=command.name,
        day=command.day,
        until=until,
        time_zone=command.time_zone,
        areas=tuple(facts.Area(code=area.code, name=area.name) for area in command.areas),
        region=command.region,
        rule=rule,
    )
    return [Decided(make_id("occasion", command.code), fact, command.code)]


def reschedule_occasion(
    command: commands.RescheduleOccasion, situation: Situation
) -> list[Decided]:
    """OccasionRescheduled: another day, or none yet; the first one stays visible."""
    occasion = situation.known_occasion
    require_reason(command.reason)
    _require_current(command, situation)
    until = command.until or command.new_day
    if command.new_day is not None and until is not None and until < command.new_day:
        raise Refusal(No.INVALID_DATES, "until_before_day", field=("until",))
    if (command.new_day, until) == (occasion.day, occasion.until):
        raise Refusal(No.INVALID_DATES, "same_day", field=("newDay",))
    require_periods_uncut(command.new_day, situation)
    fact = facts.OccasionRescheduled(
        old_day=command.old_day,
        new_day=command.new_day,
        until=until,
        source=require_source(situation, command.source) or "",
    )
    return [Decided(make_id("occasion", occasion.code), fact, occasion.code)]


def _require_current(command: commands.RescheduleOccasion, situation: Situation) -> None:
    current = situation.known_occasion.day
    if command.old_day == current:
        return
    if current is None:
        raise Refusal(No.STALE_VALUE, "open_day", field=("oldDay",))
    raise Refusal(No.STALE_VALUE, field=("oldDay",), current=current)
