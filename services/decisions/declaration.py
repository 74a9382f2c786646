"""Decisions about what a leader declares."""

from events.facts.declaration import ReadinessDeclared
from events.facts.fact import Text
from services.commands import declaration as commands
from services.decisions.deciding import Decided, Situation
from services.ids import make_id


def declare_readiness(command: commands.DeclareReadiness, situation: Situation) -> list[Decided]:
    """ReadinessDeclared: kept beside the computed state, never in its place."""
    code = situation.known_occasion.code
    fact = ReadinessDeclared(statement=Text(value=command.statement), light=command.light)
    return [Decided(make_id("occasion", code), fact, code)]
