"""`rakor export` and `rakor import`: a whole log into one file, and back."""

import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from events.durable_file import new_file
from events.export.lines import MalformedExport
from events.log.event_log import LogUnavailable, OutcomeUnknown
from events.log.writer_lock import LogIsBusy
from events.verify.flaw import FlawedLog
from schema.cli.terminal import ProgressBar, both, read_settings, terminal
from schema.open_server import open_events
from services.copy.export_log import EmptyLog, Exported, export_log
from services.copy.import_log import Imported, NotEmpty, PublicCopy, import_log

STANDARD_OUTPUT = "-"

copying = typer.Typer()


@copying.command(help=both("help_export"))
def export(
    file: Annotated[str, typer.Argument(help=both("help_export_file"))],
    public: Annotated[bool, typer.Option("--public", help=both("help_public"))] = False,
    disclosures: Annotated[
        bool, typer.Option("--disclosures", help=both("help_disclosures"))
    ] = False,
    force: Annotated[bool, typer.Option("--force", help=both("help_force"))] = False,
) -> None:
    """Copy the log of RAKOR_DATA into a file, also while a server writes it."""
    settings = read_settings()
    if public and disclosures:
        terminal.stop("export_contradiction")
    try:
        with (
            ended_like_ctrl_c(),
            closing(open_events(settings)) as log,
            _target(file, force) as stream,
            ProgressBar("exporting") as progress,
        ):
            done = export_log(
                log, stream, sealed=not public, disclosures=disclosures, progress=progress
            )
    except EmptyLog:
        terminal.stop("export_empty", folder=settings.data)
    except FlawedLog as error:
        terminal.stop("export_flawed", position=error.place, what=what(error))
    except LogUnavailable as error:
        terminal.stop("log_unavailable", reason=error)
    except FileExistsError:
        terminal.stop("export_exists", file=file)
    except OSError as error:
        terminal.stop("export_unwritable", file=_named(file), reason=error.strerror or error)
    _tell_exported(done, _named(file))


def _named(file: str) -> str:
    return terminal.words("standard_output") if file == STANDARD_OUTPUT else file


def _target(file: str, force: bool) -> AbstractContextManager[BinaryIO]:
    return _piped() if file == STANDARD_OUTPUT else new_file(Path(file), replace=force)


@contextmanager
def _piped() -> Iterator[BinaryIO]:
    """Standard output, flushed at once: a failed write is told here, not at the program's end."""
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def _tell_exported(done: Exported, file: str) -> None:
    header = done.header
    if done.abandoned:
        terminal.tell("export_abandoned", count=done.abandoned)
    if not header.sealed:
        terminal.tell("export_without_sealed")
    elif not header.disclosures:
        terminal.tell("export_without_texts")
    else:
        terminal.tell("export_with_texts")
    terminal.tell(
        "export_done",
        file=file,
        count=header.size,
        checkpoints=done.checkpoints,
        origin=header.origin,
        root=header.root.hex(),
    )


@copying.command("import", help=both("help_import"))
def import_file(file: Annotated[Path, typer.Argument(help=both("help_import_file"))]) -> None:
    """Restore an export into RAKOR_DATA, which must hold no log yet."""
    settings = read_settings()
    try:
        with (
            file.open("rb") as stream,
            closing(open_events(settings, "rakor import")) as log,
            ProgressBar("importing") as progress,
        ):
            done = import_log(log, stream, progress)
    except LogIsBusy as error:
        terminal.stop("log_busy", holder=error)
    except (MalformedExport, PublicCopy, FlawedLog) as error:
        _refuse(file, error)
    except NotEmpty:
        terminal.stop("import_not_empty", folder=settings.data)
    except OutcomeUnknown as error:
        terminal.stop("import_unknown", reason=error)
    except LogUnavailable as error:
        terminal.stop("log_unavailable", reason=error)
    except OSError as error:
        terminal.stop("import_unreadable", file=file, reason=error.strerror or error)
    _tell_imported(done, settings.data)


def _refuse(file: Path, error: MalformedExport | PublicCopy | FlawedLog) -> None:
    match error:
        case MalformedExport():
            terminal.stop("import_malformed", file=file, line=error.line, reason=error.reason)
        case PublicCopy():
            terminal.stop("import_public", file=file)
        case FlawedLog():
            terminal.stop("import_flawed", file=file, position=error.place, what=what(error))


def _tell_imported(done: Imported, folder: Path) -> None:
    if done.texts_left_out:
        terminal.tell("import_without_texts", count=done.texts_left_out)
    terminal.tell(
        "import_done",
        folder=folder,
        count=done.header.size,
        checkpoints=done.checkpoints,
        origin=done.header.origin,
        root=done.header.root.hex(),
    )


def what(error: FlawedLog) -> str:
    """What is wrong, in words."""
    words = terminal.words(f"flaw_{error.flaw.value}")
    return f"{words} ({error.detail})" if error.detail else words


@contextmanager
def ended_like_ctrl_c() -> Iterator[None]:
    """Let SIGTERM end the work as Ctrl-C does, so that a half-written file is taken away."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
