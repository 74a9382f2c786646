"""`decide`: a command and its situation in, facts out, or a refusal. Pure: the house's heart."""

import datetime as dt
from collections.abc import Callable
from inspect import getmembers, isfunction
from types import ModuleType
from typing import Any, get_type_hints

import services.decisions
from events.facts.vocabulary import Role
from events.modules import modules_of
from services.commands.command import Command
from services.decisions.deciding import Decided, Situation, require_party
from services.refusals import Refusal
from services.refusals import RefusalCode as No

FUTURE_TOLERANCE = dt.timedelta(minutes=2)

Decider = Callable[[Any, Situation], list[Decided]]


def deciders_in(module: ModuleType) -> dict[type[Command], Decider]:
    """The public functions of a module that decide, by the command that each says it takes."""
    found: dict[type[Command], Decider] = {}
    for name, function in getmembers(module, isfunction):
        command = get_type_hints(function).get("command")
        if command and function.__module__ == module.__name__ and not name.startswith("_"):
            found[command] = function
    return found


DECIDERS: dict[type[Command], Decider] = {
    command: decider
    for module in modules_of(services.decisions, __name__)
    for command, decider in deciders_in(module).items()
}


def decide(command: Command, situation: Situation) -> list[Decided]:
    """The facts that follow from a command. Raises Refusal, and then nothing follows."""
    if command.occurred_at is not None:
        if command.is_decision and situation.actor.role not in command.states_for:
            raise Refusal(No.INVALID_DATES, "decision", field=("occurredAt",))
        if command.occurred_at > situation.now + FUTURE_TOLERANCE:
            raise Refusal(No.FUTURE_EVENT, field=("occurredAt",))
    require_party(situation.directory, command.on_behalf_of, "onBehalfOf")
    decided = DECIDERS[type(command)](command, situation)
    # Last, so that nobody fetches such a token only to hear that the act is refused all the same.
    is_unnamed = situation.actor.person is None and situation.actor.role is not Role.SYSTEM
    if command.asks_for_person() and is_unnamed:
        raise Refusal(No.NOT_AUTHORISED, "person")
    return decided
