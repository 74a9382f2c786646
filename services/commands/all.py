"""Every command there is."""

from types import ModuleType

from services.commands import (
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
from services.commands.command import Command

NOUNS: tuple[ModuleType, ...] = (
    *(party, region, occasion, rakor, source, discrepancy),
    *(commitment, owner, deadline, indicator, report, evidence, claim, verdict, obstacle),
    *(dependency, escalation, waiver, declaration, erasure),
)
"""What commands are about, a module each; a command of such a module needs no line here."""


def commands_of(noun: ModuleType) -> list[type[Command]]:
    """The commands that a module declares, in its order: what has a mutation of its own."""
    declared = [each for each in vars(noun).values() if isinstance(each, type)]
    return [
        each
        for each in declared
        if each.__module__ == noun.__name__
        and issubclass(each, Command)
        and "mutation" in vars(each)
    ]


COMMANDS: tuple[type[Command], ...] = tuple(each for noun in NOUNS for each in commands_of(noun))

COMMAND_BY_MUTATION: dict[str, type[Command]] = {command.mutation: command for command in COMMANDS}
