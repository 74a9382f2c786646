"""Every command there is: what a module beside this one declares with a mutation of its own."""

import services.commands
from events.modules import classes_of
from services.commands.command import Command

COMMANDS: tuple[type[Command], ...] = tuple(
    declared
    for declared in classes_of(services.commands, __name__, Command)
    if "mutation" in vars(declared)
)

COMMAND_BY_MUTATION: dict[str, type[Command]] = {command.mutation: command for command in COMMANDS}
