"""`rakor key` and `rakor origin`: the keys that sign the log's head, and under which name."""

from typing import Annotated

import typer

from events.facts.vocabulary import Dataset
from events.log.event_log import EventLog, LogUnavailable
from events.log.writer_lock import LogIsBusy
from schema.cli.terminal import both, read_settings, terminal
from schema.open_server import first_origin, key_folder, log_clock, open_events
from schema.settings import Settings
from services.heads.seal_history import HistoryLost, Sealer
from services.heads.signing_keys import KeyFolder, KeyRefused
from services.read.log_name import can_be_origin, new_origin, origin_of
from services.write.open_log import change_origin, open_log

key = typer.Typer(help=both("help_key"), no_args_is_help=True)
origin = typer.Typer(help=both("help_origin"), no_args_is_help=True)


@key.command("new", help=both("help_key_new"))
def new_key(
    post_quantum: Annotated[
        bool, typer.Option("--post-quantum", help=both("help_post_quantum"))
    ] = False,
    rotate: Annotated[bool, typer.Option("--rotate", help=both("help_rotate"))] = False,
    demo: Annotated[bool, typer.Option("--demo", help=both("help_demo"))] = False,
    keep: Annotated[bool, typer.Option("--keep", help=both("help_keep"))] = False,
) -> None:
    """Make a signing key for the log of RAKOR_DATA, and print its verifier key."""
    settings = read_settings()
    keys = key_folder(settings)
    try:
        name = _origin(settings, Dataset.DEMO if demo else None)
        known = keys.signers(name)
        if post_quantum and all(item.is_post_quantum for item in known):
            terminal.stop("key_post_quantum_alone", origin=name)
        own = [item for item in known if item.is_post_quantum == post_quantum]
        if own and keep:
            return
        if own and not rotate:
            terminal.stop("key_exists", verifier=own[-1].verifier)
        made = keys.make(name, post_quantum=post_quantum)
    except (KeyRefused, OSError) as error:
        terminal.stop("key_refused", reason=error)
    terminal.tell("key_made", folder=settings.keys_folder)
    typer.echo(str(made.verifier))


def _origin(settings: Settings, dataset: Dataset | None) -> str:
    """The origin of the log; where there is none yet, the one that a new log will take."""
    try:
        log = open_events(settings)
    except LogUnavailable:
        return first_origin(settings, dataset)
    try:
        with log.reading() as connection:
            return origin_of(connection)
    finally:
        log.close()


@key.command("list", help=both("help_key_list"))
def list_keys() -> None:
    """Print the verifier key of every signing key in the folder."""
    settings = read_settings()
    keys = key_folder(settings)
    try:
        names = sorted(keys.names())
        for name in names:
            for item in keys.signers(name):
                typer.echo(str(item.verifier))
    except KeyRefused as error:
        terminal.stop("key_refused", reason=error)
    if not names:
        terminal.tell("key_none", folder=settings.keys_folder)


@origin.command("change", help=both("help_origin_change"))
def change(
    name: Annotated[str, typer.Argument(help=both("help_origin_name"))],
    reason: Annotated[str, typer.Option(help=both("help_origin_reason"))],
) -> None:
    """Let a log that lost its signed history go on under a new name, and say so in the log."""
    settings = read_settings()
    if not can_be_origin(name) or not reason.strip():
        terminal.stop("origin_invalid")
    try:
        _require_log(settings)
        log = open_events(settings, "rakor origin change")
    except KeyRefused as error:
        terminal.stop("key_refused", reason=error)
    except LogIsBusy as error:
        terminal.stop("log_busy", holder=error)
    except (LogUnavailable, OSError) as error:
        terminal.stop("log_unavailable", reason=error)
    try:
        _change(log, settings, name, reason.strip())
    except (KeyRefused, OSError) as error:
        terminal.stop("key_refused", reason=error)
    finally:
        log.close()


def _require_log(settings: Settings) -> None:
    """Stop where there never was a log: it has no name to change, and none is begun for it.

    Where a log is gone, and its head still remembered, a new one may begin under another name.
    """
    if key_folder(settings).last_signed(first_origin(settings)):
        return
    try:
        log = open_events(settings)
    except LogUnavailable:
        terminal.stop("origin_no_log", folder=settings.data)
    try:
        with log.reading() as connection:
            origin_of(connection)
    finally:
        log.close()


def _change(log: EventLog, settings: Settings, name: str, reason: str) -> None:
    keys, clock = key_folder(settings), log_clock(settings)
    opened = open_log(log, clock, first_origin(settings))
    sealer = Sealer(log, keys)
    try:
        sealer.check()
        terminal.stop("origin_in_order")
    except HistoryLost as error:
        lost = error
    with log.reading() as connection:
        old, chosen = origin_of(connection), new_origin(opened.dataset, name)
    if chosen == old or keys.last_signed(chosen):
        terminal.stop("origin_used", origin=chosen)
    made = _key_for(keys, chosen)
    position = change_origin(log, clock, chosen, lost.signed, reason)
    sealer.seal()
    terminal.tell("origin_changed", old=old, new=chosen, position=position)
    typer.echo(made)
    terminal.tell("origin_changed_next")


def _key_for(keys: KeyFolder, name: str) -> str:
    known = keys.signers(name)
    return str((known[0] if known else keys.make(name)).verifier)
