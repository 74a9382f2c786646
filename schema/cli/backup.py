"""`rakor backup` and `rakor restore`: log, accounts, evidence in one encrypted file, and back."""

import datetime as dt
import re
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from events.durable_file import new_file
from events.export.lines import MalformedExport
from events.log.event_log import LogUnavailable, OutcomeUnknown
from events.log.log_clock import system_time
from events.verify.flaw import FlawedLog
from schema.cli.copy import ended_like_ctrl_c, what
from schema.cli.terminal import ProgressBar, both, read_settings, terminal, why
from schema.open_server import key_folder, open_events
from schema.setting_kinds import listed
from schema.settings import Settings
from services.accounts.account_book import AccountsUnavailable
from services.copy.age_file import NoAgeKey, NotOpened, new_identity, read_identity, read_recipient
from services.copy.back_up import BackedUp, back_up
from services.copy.backup_file import MalformedBackup
from services.copy.erasure_list import Erasure, ErasureList, MalformedList
from services.copy.export_log import EmptyLog
from services.copy.import_log import NotEmpty, PublicCopy
from services.copy.restore import FolderTaken, NotSound, Restored, restore
from services.heads.signing_keys import KeyRefused

MAKE = "make"
NAME = re.compile(r"rakor-([0-9]{8}T[0-9]{6}Z)\.age")
STAMP = "%Y%m%dT%H%M%SZ"
KEPT_DAYS = 35
"""How long an erased person may still stand in a copy (security design: 35 days)."""


class BackupGroup(TyperGroup):
    """`rakor backup TARGET` makes one: a first word that names no command is the target."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with the command that is meant."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = [MAKE, *args]
        return super().parse_args(ctx, args)


backup = typer.Typer(help=both("help_backup"), no_args_is_help=True, cls=BackupGroup)
Target = Annotated[Path, typer.Argument(help=both("help_backup_target"))]


@backup.command(MAKE, help=both("help_backup_make"))
def make(
    target: Target,
    to: Annotated[list[str] | None, typer.Option(help=both("help_backup_to"))] = None,
) -> None:
    """Write a backup into a folder, also while a server writes the log."""
    settings = read_settings()
    wished = [*(to or ()), *listed(settings.backup_to)]
    if not wished:
        terminal.stop("backup_no_recipient")
    try:
        recipients = [read_recipient(text) for text in wished]
    except NoAgeKey as error:
        terminal.stop("backup_bad_recipient", reason=error)
    now = system_time()
    file = target / f"rakor-{now:{STAMP}}.age"
    try:
        with (
            ended_like_ctrl_c(),
            closing(open_events(settings)) as log,
            new_file(file, replace=False) as stream,
            ProgressBar("backing_up") as progress,
        ):
            done = back_up(log, settings.data, stream, recipients, now, progress)
    except EmptyLog:
        terminal.stop("export_empty", folder=settings.data)
    except FlawedLog as error:
        terminal.stop("export_flawed", position=error.place, what=what(error))
    except (LogUnavailable, AccountsUnavailable) as error:
        terminal.stop("log_unavailable", reason=error)
    except OSError as error:
        terminal.stop("export_unwritable", file=file, reason=why(error))
    _tell_made(done, file)


def _tell_made(done: BackedUp, file: Path) -> None:
    header = done.exported.header
    has = _accounts(is_there=done.has_accounts)
    words = {"file": file, "count": header.size, "root": header.root.hex()}
    terminal.tell("backup_done", **words, accounts=has, files=done.files)


def _accounts(*, is_there: bool) -> str:
    has, none = terminal.words("backup_has_accounts"), terminal.words("backup_no_accounts")
    return has if is_there else none


@backup.command("key", help=both("help_backup_key"))
def key() -> None:
    """Print a new pair: the private half alone on standard output, the public half beside it."""
    read_settings()
    made = new_identity()
    terminal.tell("backup_key_made", recipient=made.to_public())
    typer.echo(str(made))


@backup.command("list", help=both("help_backup_list"))
def list_backups(target: Target) -> None:
    """Print a line for each backup in a folder, the newest first: name, age in days, bytes."""
    read_settings()
    now = system_time()
    for path, made_at in _found(target):
        typer.echo(f"{path.name}\t{(now - made_at).days}\t{path.stat().st_size}")


@backup.command("prune", help=both("help_backup_prune"))
def prune(
    target: Target,
    days: Annotated[int, typer.Option(min=1, help=both("help_backup_days"))] = KEPT_DAYS,
) -> None:
    """Remove the backups that are older; the newest stays, whatever its age."""
    read_settings()
    oldest = system_time() - dt.timedelta(days=days)
    old = [path for path, made_at in _found(target)[1:] if made_at < oldest]
    try:
        for path in old:
            path.unlink()
    except OSError as error:
        terminal.stop("backup_not_pruned", reason=why(error))
    terminal.tell("backup_pruned", count=len(old), days=days)


def _found(target: Path) -> list[tuple[Path, dt.datetime]]:
    """The backups in a folder with when they were made, the newest first."""
    if not target.is_dir():
        terminal.stop("backup_no_folder", folder=target)
    named = [(path, NAME.fullmatch(path.name)) for path in target.iterdir()]
    made = [
        (path, dt.datetime.strptime(match[1], STAMP).replace(tzinfo=dt.UTC))
        for path, match in named
        if match
    ]
    return sorted(made, key=lambda one: one[1], reverse=True)


def restore_backup(
    file: Annotated[Path, typer.Argument(help=both("help_restore_file"))],
    into: Annotated[Path, typer.Option(help=both("help_restore_into"))],
    identity: Annotated[Path, typer.Option(help=both("help_restore_identity"))],
    erasures: Annotated[Path | None, typer.Option(help=both("help_restore_erasures"))] = None,
    without_erasures: Annotated[
        bool, typer.Option("--without-erasures", help=both("help_restore_without"))
    ] = False,
) -> None:
    """Restore a backup into an empty folder, and erase again what was erased since."""
    settings = read_settings()
    if (erasures is None) != without_erasures:
        terminal.stop("restore_erasures_choice")
    wanted = _erasures(erasures) if erasures else []
    try:
        opener = read_identity(identity.read_text("utf-8"))
    except (NoAgeKey, OSError, UnicodeDecodeError) as error:
        terminal.stop("restore_bad_identity", file=identity, reason=why(error))
    open_log = partial(_open_log, settings)
    try:
        with ended_like_ctrl_c(), file.open("rb") as stream, ProgressBar("restoring") as bar:
            done = restore(stream, opener, into, wanted, open_log, system_time(), bar)
    except FolderTaken:
        terminal.stop("restore_not_empty", folder=into)
    except NotOpened:
        terminal.stop("restore_not_opened", file=file)
    except (MalformedBackup, MalformedExport, PublicCopy, NotEmpty) as error:
        terminal.stop("restore_malformed", file=file, reason=error)
    except FlawedLog as error:
        terminal.stop("import_flawed", file=file, position=error.place, what=what(error))
    except NotSound as error:
        terminal.stop("restore_not_sound", file=file, finding=error)
    except (LogUnavailable, OutcomeUnknown, AccountsUnavailable, OSError) as error:
        terminal.stop("restore_failed", file=file, reason=why(error))
    _tell_restored(done, settings, into)


def _open_log(settings: Settings, folder: Path) -> Any:
    return open_events(settings.model_copy(update={"data": folder}), "rakor restore")


def _erasures(path: Path) -> list[Erasure]:
    if not path.exists():
        terminal.stop("restore_bad_list", file=path, reason="?")
    try:
        return ErasureList(path).read()
    except (MalformedList, OSError) as error:
        terminal.stop("restore_bad_list", file=path, reason=why(error))


def _tell_restored(done: Restored, settings: Settings, into: Path) -> None:
    """What is there now, and how it stands to what was signed."""
    header, again = done.header, done.reapplied
    root, size = header.root.hex(), header.size
    terminal.tell(
        "restore_done", folder=into, count=size, origin=header.origin, root=root, at=done.made_at
    )
    has = _accounts(is_there=done.has_accounts)
    terminal.tell("restore_beside", accounts=has, files=done.files)
    if again.events or done.accounts_removed:
        words = {"texts": again.texts, "accounts": done.accounts_removed}
        terminal.tell("restore_erased_again", **words, events=again.events)
    try:
        signed = key_folder(settings).last_signed(header.origin)
    except KeyRefused:
        signed = None
    if signed is None:
        terminal.tell("restore_no_memory")
    elif signed.head.size > size or again.events:
        terminal.tell("restore_behind", signed=signed.head.size, count=size)
    else:
        terminal.tell("restore_whole", signed=signed.head.size)
