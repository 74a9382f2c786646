"""`rakor clock`: what an operator says of the machine's clock."""

import datetime as dt
import secrets
from contextlib import closing

import typer

from events.log.event_log import LogUnavailable
from events.log.log_clock import mark_of, system_time
from events.log.log_queries import read_head
from schema.cli.terminal import both, read_settings, terminal
from schema.open_server import CLOCK_FILE, open_events
from schema.settings import Settings

clock = typer.Typer(help=both("help_clock"), no_args_is_help=True)


@clock.callback()
def _clock() -> None:
    """Keep `accept` a command of its own, although it is the only one."""


@clock.command("accept", help=both("help_clock_accept"))
def accept_clock() -> None:
    """Say that the clock is right now: a log that stopped writing over it goes on.

    A server need not run: one that starts later finds what was accepted.
    """
    settings = read_settings()
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        mark = mark_of(system_time(), _last_recorded(settings), secrets.token_hex(8))
        (settings.data / CLOCK_FILE).write_text(mark)
    except OSError as error:
        terminal.stop("data_unwritable", folder=settings.data, reason=error.strerror or error)
    terminal.tell("clock_accepted")


def _last_recorded(settings: Settings) -> dt.datetime | None:
    """When the last event was recorded; None where there is no log yet, or an empty one."""
    try:
        with closing(open_events(settings)) as log, log.reading() as connection:
            return read_head(connection).recorded_at
    except LogUnavailable:
        return None
