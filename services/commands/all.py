"""Every command there is."""

from services.commands import frame, fulfil, specify
from services.commands.command import Command

COMMANDS: tuple[type[Command], ...] = (*frame.COMMANDS, *specify.COMMANDS, *fulfil.COMMANDS)

COMMAND_BY_MUTATION: dict[str, type[Command]] = {command.mutation: command for command in COMMANDS}
