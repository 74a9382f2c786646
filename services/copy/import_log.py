"""Importing: an export becomes a log again, byte for byte, or nothing is written at all."""

from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import Connection

from events.export.file import read_export
from events.export.items import ExportHeader
from events.format.canonical_bytes import names_sealed, texts_of
from events.format.log_entry import LogEntry
from events.format.recorded_event import RecordedEvent, SealedEvent
from events.heads.checkpoint import StoredCheckpoint
from events.heads.note_keys import BadSignature
from events.log.checkpoint_store import copy_checkpoints, copy_keys
from events.log.erasing import copy_erasures
from events.log.event_log import EventLog
from events.log.log_queries import append, is_untouched
from events.log.stored_tree import StoredTree
from events.log.tables import PORTION
from events.progress import Progress, untold
from events.verify.findings import Findings, Found
from events.verify.flaw import Flaw, FlawedLog
from events.verify.verify_history import HistoryCheck
from services.projections import snapshots
from services.state.replay import REPLAY_ERRORS, Replay
from services.verify.export_header import ExportCheck


class NotEmpty(Exception):
    """Something stands in the log already: a copy is only made into an empty one."""


class PublicCopy(Exception):
    """The export is without sealed bytes: what they hold cannot be made up."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was restored."""

    header: ExportHeader
    checkpoints: int
    texts_left_out: int
    """How many texts the export did not give although they were not erased."""


def import_log(log: EventLog, stream: BinaryIO, progress: Progress = untold) -> Imported:
    """Restore an export into an empty log, in one transaction.

    Every entry is checked as it comes, the tree at each checkpoint and at the end: at the first
    difference nothing is written. Raises MalformedExport, PublicCopy, NotEmpty, FlawedLog,
    LogUnavailable or OutcomeUnknown.
    """
    header, items = read_export(stream)
    if not header.sealed:
        raise PublicCopy
    with log.writing() as connection:
        if not is_untouched(connection):
            raise NotEmpty
        snapshots.prepare(connection, 0)
        copy = _Copy(connection, header, progress)
        for item in items:
            if isinstance(item, LogEntry):
                copy.take(item)
            else:
                copy.take_checkpoint(item)
        return copy.finish()


class _Copy:
    """A log in the making: entries are written a portion at a time."""

    def __init__(self, connection: Connection, header: ExportHeader, progress: Progress) -> None:
        self._connection, self._header, self._progress = connection, header, progress
        self._findings = Findings(keep=1)
        self._check = HistoryCheck(self._findings)
        self._beside = ExportCheck(header, self._findings)
        self._texts_left_out = 0
        self._replay = Replay()
        self._waiting: list[tuple[LogEntry, SealedEvent]] = []
        self._checkpoints: list[StoredCheckpoint] = []
        self._count_of_checkpoints = self._agreed = 0
        copy_keys(connection, header.keys)

    def take(self, entry: LogEntry) -> None:
        """One more event."""
        event = self._sound(entry)
        if entry.disclosures is None:
            self._texts_left_out += len(texts_of(event)) - len(entry.erased)
        self._follow(event)
        sealed = SealedEvent(event, entry.leaf, entry.sealed or b"", entry.disclosures or ())
        self._waiting.append((entry, sealed))
        if len(self._waiting) == PORTION:
            self._write()

    def _sound(self, entry: LogEntry) -> RecordedEvent:
        """The event of an entry with which nothing is wrong. Raises FlawedLog."""
        if not names_sealed(entry.leaf, entry.sealed or b""):
            raise FlawedLog(Flaw.SEALED, entry.position)
        event = self._check.take(entry)
        self._beside.take(entry, event, self._check.erases)
        self._require_sound(entry.position)
        if event is None:
            raise FlawedLog(Flaw.EVENT, entry.position)
        return event

    def _require_sound(self, at: int) -> None:
        """Raise FlawedLog for the first thing found, once the events up to a position are in."""
        for found in self._findings.first:
            raise FlawedLog(found.flaw or Flaw.EVENT, *self._place(found, at), found.detail)

    def _place(self, found: Found, at: int) -> tuple[int, int]:
        """Between which positions a flaw lies; that of an erasure is where it was demanded."""
        last = self._header.size - 1
        match found.flaw:
            case Flaw.ROOT:
                return self._agreed, last
            case Flaw.KEY:
                return 0, last
            case Flaw.ERASURE:
                return at, at
            case _:
                return found.position or 0, found.position or 0

    def _follow(self, event: RecordedEvent) -> None:
        try:
            self._replay.follow(event)
        except REPLAY_ERRORS as error:
            detail = f"{type(error).__name__}: {error}"
            raise FlawedLog(Flaw.EVENT, event.position, detail=detail) from error

    def take_checkpoint(self, checkpoint: StoredCheckpoint) -> None:
        """A head that was signed over the events so far."""
        log, head = self._check.log, checkpoint.signed.head
        size, origin = log.size, log.origins[-1][1] if log.origins else ""
        if (head.origin, head.root) != (origin, self._check.root()):
            raise FlawedLog(Flaw.CHECKPOINT, self._agreed, size - 1)
        try:
            keys = [key for key in self._header.keys if key.name == head.origin]
            is_signed = bool(checkpoint.signed.verify(keys) and checkpoint.note.verify(keys))
        except BadSignature:
            is_signed = False
        if not is_signed:
            raise FlawedLog(Flaw.SIGNATURE, size - 1)
        self._agreed = size
        self._beside.take_checkpoint(checkpoint)
        self._checkpoints.append(checkpoint)
        if len(self._checkpoints) == PORTION:
            self._write()

    def _write(self) -> None:
        entries, self._waiting = self._waiting, []
        commands = [command for entry, _ in entries for command in entry.commands or ()]
        append(self._connection, [sealed for _, sealed in entries], commands)
        for entry, _ in entries:
            if entry.erased:
                copy_erasures(self._connection, entry.position, entry.erased)
        copy_checkpoints(self._connection, self._checkpoints)
        self._count_of_checkpoints += len(self._checkpoints)
        self._checkpoints = []
        self._progress(self._check.log.size, self._header.size)

    def finish(self) -> Imported:
        """Write what is waiting, and compare what now stands there with what was announced."""
        last = self._header.size - 1
        log = self._check.finish()
        self._beside.finish(log, self._check.root())
        self._require_sound(last)
        self._write()
        if StoredTree(self._connection).root(self._header.size) != self._header.root:
            raise FlawedLog(Flaw.ROOT, self._agreed, last)
        return Imported(self._header, self._count_of_checkpoints, self._texts_left_out)
