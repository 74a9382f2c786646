"""Decisions about obstacles."""

from events.facts import obstacle as facts
from events.facts.fact import Text
from services.commands import obstacle as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_free,
    require_region,
    text,
)
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.codes import found_in, taken_in
from services.state.commitment import CommitmentStatus


def raise_obstacle(command: commands.RaiseObstacle, situation: Situation) -> list[Decided]:
    """ObstacleRaised: something hinders."""
    state = situation.known_commitment
    if state.status is CommitmentStatus.WITHDRAWN:
        raise Refusal(No.WRONG_STATUS, status=state.status.value)
    require_free(taken_in(state.obstacles, command.code), command.code)
    require_region(situation.directory, command.region, "region")
    fact = facts.ObstacleRaised(
        code=command.code,
        severity=command.severity,
        text=Text(value=command.text),
        region=command.region,
    )
    return [about(state, fact)]


def resolve_obstacle(command: commands.ResolveObstacle, situation: Situation) -> list[Decided]:
    """ObstacleResolved: what hindered is gone; never before it was there."""
    state = situation.known_commitment
    obstacle = found_in(state.obstacles, command.obstacle.code)
    if obstacle is None:
        raise Refusal(No.NOT_FOUND, field=("obstacle",))
    if obstacle.resolved is not None:
        raise Refusal(No.WRONG_STATUS, "resolved", field=("obstacle",))
    if command.occurred_at is not None and command.occurred_at < obstacle.occurred_at:
        raise Refusal(No.INVALID_DATES, "before_raised", field=("occurredAt",))
    fact = facts.ObstacleResolved(code=obstacle.code, how=text(command.how))
    return [about(state, fact)]
