"""Every command there is."""

from services.commands import erase, frame, fulfil, specify, steer
from services.commands.command import Command

COMMANDS: tuple[type[Command], ...] = (
    *frame.COMMANDS,
    *specify.COMMANDS,
    *fulfil.COMMANDS,
    *steer.COMMANDS,
    *erase.COMMANDS,
)

COMMAND_BY_MUTATION: dict[str, type[Command]] = {command.mutation: command for command in COMMANDS}
