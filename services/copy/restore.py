"""Restoring a backup into a new folder: proven whole, verified, and without what was erased since.

All of it happens beside the folder, which appears under its name once nothing more can go wrong.
"""

import datetime as dt
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from pyrage.x25519 import Identity

from events.durable_file import PRIVATE, make_folder, sync_folder
from events.export.items import ExportHeader
from events.log.event_log import EventLog
from events.progress import Progress, untold
from services.accounts.sqlite_book import sqlite_book
from services.accounts.sqlite_copy import put_accounts
from services.copy.age_file import decrypted
from services.copy.backup_file import (
    ACCOUNTS,
    END,
    EVIDENCE,
    EVIDENCE_NAME,
    FORMAT,
    HEAD,
    BackupReader,
    ExportOf,
    MalformedBackup,
)
from services.copy.erasure_list import Erasure
from services.copy.import_log import import_log
from services.copy.reapply import Reapplied, reapply
from services.evidence.store import FOLDER, FolderStore, take_away
from services.verify.database import verify_database
from services.verify.verification import Trust

MOST_ACCOUNTS = 1 << 28
CONTENT_ADDRESS = re.compile(r"[0-9a-f]{64}")
PIECE = 1 << 20
Open = Callable[[Path], EventLog]
"""How a log in a folder is opened to be written."""


class FolderTaken(Exception):
    """Something lies in the folder: nothing is ever restored over anything."""


class NotSound(Exception):
    """The restored log was verified, and does not hold; the message is the gravest finding."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored."""

    made_at: str
    """When the backup was made."""
    header: ExportHeader
    has_accounts: bool
    accounts_removed: int
    files: int
    reapplied: Reapplied


def restore(
    source: BinaryIO,
    identity: Identity,
    into: Path,
    erasures: Sequence[Erasure],
    open_log: Open,
    now: dt.datetime,
    progress: Progress = untold,
) -> Restored:
    """Restore a backup into a folder that is not there yet, or empty.

    The whole log is checked twice: entry by entry as it comes, and as a database at the end.
    Raises FolderTaken, NotOpened, MalformedBackup, MalformedExport, FlawedLog, NotSound,
    LogUnavailable, AccountsUnavailable or OSError; the folder is then as it was.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise FolderTaken(str(into))
    make_folder(into.absolute().parent)
    beside = into.absolute().parent / f".{into.name}.restoring"
    shutil.rmtree(beside, ignore_errors=True)  # of a restore that was killed
    beside.mkdir(mode=0o700)
    try:
        with decrypted(source, identity) as stream:
            done = _Restoring(stream, beside, open_log).run(erasures, now, progress)
        beside.replace(into.absolute())
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    sync_folder(into.absolute().parent)
    return done


class _Restoring:
    """One backup on its way into a folder that nobody else looks at."""

    def __init__(self, stream: BinaryIO, folder: Path, open_log: Open) -> None:
        self._backup, self._folder, self._open = BackupReader(stream), folder, open_log

    def run(self, erasures: Sequence[Erasure], now: dt.datetime, progress: Progress) -> Restored:
        """Take member after member, then look at the whole."""
        head = self._backup.json(HEAD)
        if head.get("rakorBackup") != FORMAT:
            raise MalformedBackup(f"not of format {FORMAT}")
        with closing(self._open(self._folder)) as log:
            imported = import_log(log, cast(BinaryIO, ExportOf(self._backup)), progress)
            has_accounts = self._take_accounts()
            files = self._take_files()
            self._require_end(imported.header)
            reapplied = reapply(log, erasures, now)
            self._remove_files(reapplied.files)
            gravest = verify_database(log, Trust(), progress).findings.gravest
            if gravest is not None:
                raise NotSound(gravest.name)
        removed = self._tidy_accounts(erasures) if has_accounts else 0
        made_at = str(head.get("madeAt"))
        return Restored(made_at, imported.header, has_accounts, removed, files, reapplied)

    def _take_accounts(self) -> bool:
        if self._backup.peek() != ACCOUNTS:
            return False
        size, content = self._backup.open()
        if size > MOST_ACCOUNTS:
            raise MalformedBackup("the accounts are too large")
        put_accounts(self._folder, content.read())
        return True

    def _tidy_accounts(self, erasures: Iterable[Erasure]) -> int:
        """End what was open when the backup was made, and remove who was removed since."""
        gone = {item.account for item in erasures} - {None}
        with closing(sqlite_book(self._folder)) as book, book.writing() as rows:
            rows.end_all()
            known = [person for person in gone if person and rows.account(person)]
            for person in known:
                rows.remove(person)
        return len(known)

    def _take_files(self) -> int:
        count = 0
        while (name := self._backup.peek()).startswith(EVIDENCE):
            if not EVIDENCE_NAME.fullmatch(name):
                raise MalformedBackup("a file of evidence in a strange place")
            _, content = self._backup.open()
            self._take_file(self._folder / name, content)
            count += 1
        return count

    def _take_file(self, path: Path, content: BinaryIO) -> None:
        make_folder(path.parent)
        digest = hashlib.sha256()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(handle, "wb") as file:
            while piece := content.read(PIECE):
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(handle)
        if CONTENT_ADDRESS.fullmatch(path.name) and digest.hexdigest() != path.name:
            raise MalformedBackup(f"the evidence {path.name[:16]}… is not what its name says")

    def _remove_files(self, erased: Iterable[str]) -> None:
        store = FolderStore(self._folder / FOLDER)
        for sha256 in erased:
            take_away(store, sha256)

    def _require_end(self, header: ExportHeader) -> None:
        before = self._backup.members
        end = self._backup.json(END)
        whole = {"size": header.size, "root": header.root.hex(), "members": before}
        if end != whole or self._backup.peek():
            raise MalformedBackup("it does not end as it should")
