"""Backing up: log, accounts and evidence into one encrypted file, while a server writes them."""

import datetime as dt
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from pyrage.x25519 import Recipient

from events.log.event_log import EventLog
from events.progress import Progress, untold
from services.accounts.sqlite_copy import copy_accounts
from services.copy.age_file import encrypted
from services.copy.backup_file import (
    ACCOUNTS,
    END,
    EVIDENCE_NAME,
    FORMAT,
    HEAD,
    BackupWriter,
    ExportParts,
)
from services.copy.export_log import Exported, export_log
from services.evidence.store import FOLDER


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What is in a backup."""

    exported: Exported
    has_accounts: bool
    files: int
    """Evidence files."""


def back_up(
    log: EventLog,
    folder: Path,
    target: BinaryIO,
    recipients: Sequence[Recipient],
    now: dt.datetime,
    progress: Progress = untold,
) -> BackedUp:
    """Write a backup for these recipients into a stream.

    First the log as it stands at one moment, then what its events may name: a file of evidence is
    there before the event that attaches it. Raises EmptyLog, FlawedLog, LogUnavailable,
    AccountsUnavailable or OSError; what was written is then worth nothing.
    """
    with encrypted(target, recipients) as stream:
        backup = BackupWriter(stream)
        backup.add(HEAD, _json({"rakorBackup": FORMAT, "madeAt": now.isoformat()}))
        parts = ExportParts(backup)
        exported = export_log(log, cast(BinaryIO, parts), disclosures=True, progress=progress)
        parts.finish()
        accounts = copy_accounts(folder)
        if accounts is not None:
            backup.add(ACCOUNTS, accounts)
        files = sum(_add(backup, name, path) for name, path in _evidence(folder))
        header = exported.header
        end = {"size": header.size, "root": header.root.hex(), "members": backup.members}
        backup.add(END, _json(end))
        backup.close()
    return BackedUp(exported, accounts is not None, files)


def _json(content: object) -> bytes:
    return json.dumps(content).encode()


def _evidence(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of evidence by the names they get; what is still being written has none yet."""
    for path in sorted((folder / FOLDER).rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and EVIDENCE_NAME.fullmatch(name):
            yield name, path


def _add(backup: BackupWriter, name: str, path: Path) -> int:
    """Add a file, if it is still there: one that was erased meanwhile belongs into no backup."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        backup.add_file(name, os.fstat(file.fileno()).st_size, file)
        return 1
    return 0
