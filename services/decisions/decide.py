"""`decide`: a command and its situation in, facts out, or a refusal. Pure: the house's heart."""

import datetime as dt
from collections.abc import Callable
from inspect import isfunction
from types import ModuleType
from typing import Any, get_type_hints

from services.commands.command import Command
from services.decisions import (
    claim,
    commitment,
    deadline,
    declaration,
    dependency,
    discrepancy,
    erasure,
    escalation,
    evidence,
    indicator,
    obstacle,
    occasion,
    owner,
    party,
    rakor,
    region,
    report,
    source,
    verdict,
    waiver,
)
from services.decisions.deciding import Decided, Situation, require_party
from services.refusals import Refusal
from services.refusals import RefusalCode as No

FUTURE_TOLERANCE = dt.timedelta(minutes=2)
NOUNS: tuple[ModuleType, ...] = (
    *(party, region, occasion, rakor, source, discrepancy),
    *(commitment, owner, deadline, indicator, report, evidence, claim, verdict, obstacle),
    *(dependency, escalation, waiver, declaration, erasure),
)
"""What decisions are about, a module each; each public function of such a module is a decision."""

Decider = Callable[[Any, Situation], list[Decided]]


def deciders_of(noun: ModuleType) -> dict[type[Command], Decider]:
    """The functions of a module that decide, by the command that each says it takes."""
    return {
        get_type_hints(each)["command"]: each
        for name, each in vars(noun).items()
        if isfunction(each) and each.__module__ == noun.__name__ and not name.startswith("_")
    }


DECIDERS: dict[type[Command], Decider] = {
    command: decider for noun in NOUNS for command, decider in deciders_of(noun).items()
}


def decide(command: Command, situation: Situation) -> list[Decided]:
    """The facts that follow from a command. Raises Refusal, and then nothing follows."""
    if command.occurred_at is not None:
        if command.is_decision:
            raise Refusal(No.INVALID_DATES, "decision", field=("occurredAt",))
        if command.occurred_at > situation.now + FUTURE_TOLERANCE:
            raise Refusal(No.FUTURE_EVENT, field=("occurredAt",))
    require_party(situation.directory, command.on_behalf_of, "onBehalfOf")
    return DECIDERS[type(command)](command, situation)
