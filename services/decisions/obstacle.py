"""Decisions about obstacles."""

from events.facts import obstacle as facts
from events.facts.fact import Text
from events.facts.vocabulary import Role
from services.commands import obstacle as commands
from services.decisions.deciding import (
    Decided,
    Situation,
    about,
    require_free,
    text,
)
from services.decisions.parts import require_known_part
from services.permissions import is_same
from services.refusals import Refusal
from services.refusals import RefusalCode as No
from services.state.codes import found_in, taken_in
from services.state.commitment import CommitmentStatus
from services.state.obstacle import Obstacle


def raise_obstacle(command: commands.RaiseObstacle, situation: Situation) -> list[Decided]:
    """ObstacleRaised: something hinders."""
    state = situation.known_commitment
    if state.status is CommitmentStatus.WITHDRAWN:
        raise Refusal(No.WRONG_STATUS, status=state.status.value)
    require_free(taken_in(state.obstacles, command.code), command.code)
    require_known_part(situation, command.region, command.party)
    fact = facts.ObstacleRaised(
        code=command.code,
        severity=command.severity,
        text=Text(value=command.text),
        region=command.region,
        party=command.party,
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
    _require_resolver(obstacle, situation)
    if (command.occurred_at or situation.now) < obstacle.occurred_at:
        raise Refusal(No.INVALID_DATES, "before_raised", field=("occurredAt",))
    fact = facts.ObstacleResolved(code=obstacle.code, how=text(command.how))
    return [about(state, fact)]


def _require_resolver(obstacle: Obstacle, situation: Situation) -> None:
    """Refuse whoever is neither the owner, nor a coordinator, nor who raised it."""
    state, actor, lineage = situation.known_commitment, situation.actor, situation.directory.lineage
    if actor.role is Role.COORDINATOR or is_same(actor, obstacle.raised_by):
        return
    own = (state.owner, obstacle.raised_by.party)
    if all(party is None or actor.party not in lineage(party) for party in own):
        raise Refusal(No.NOT_AUTHORISED, "not_own_obstacle", field=("obstacle",))
