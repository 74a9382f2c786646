"""Importing: an export becomes a log again, byte for byte, or nothing is written at all."""

from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import Connection

from events.export.file import read_export
from events.export.items import ExportHeader
from events.format.log_entry import AcceptedCommand, LogEntry
from events.format.recorded_event import RecordedEvent, SealedEvent
from events.heads.checkpoint import StoredCheckpoint
from events.heads.note_keys import BadSignature
from events.log.all_entries import PORTION
from events.log.checkpoint_store import copy_checkpoints, copy_keys
from events.log.erasing import copy_erasures
from events.log.event_log import EventLog
from events.log.log_queries import append, is_untouched, read_commands
from events.log.stored_tree import StoredTree
from events.progress import Progress, untold
from events.tree.merkle_tree import Frontier
from events.verify.flaw import Flaw, FlawedLog
from services.copy.check_entry import EntryChecker
from services.projections import snapshots
from services.state.replay import REPLAY_ERRORS, Replay


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
        self._checker, self._tree = EntryChecker(header), Frontier()
        self._replay = Replay()
        self._waiting: list[tuple[LogEntry, SealedEvent]] = []
        self._checkpoints: list[StoredCheckpoint] = []
        self._count_of_checkpoints = self._agreed = 0
        self._idle = {(key.name, key.id) for key in header.keys}
        copy_keys(connection, header.keys)

    def take(self, entry: LogEntry) -> None:
        """One more event."""
        event = self._checker.check(entry)
        self._tree.push(event.leaf_hash)
        self._follow(event)
        sealed = SealedEvent(event, entry.leaf, entry.sealed or b"", entry.disclosures or ())
        self._waiting.append((entry, sealed))
        if len(self._waiting) == PORTION:
            self._write()

    def _follow(self, event: RecordedEvent) -> None:
        try:
            self._replay.follow(event)
        except REPLAY_ERRORS as error:
            detail = f"{type(error).__name__}: {error}"
            raise FlawedLog(Flaw.EVENT, event.position, detail=detail) from error

    def take_checkpoint(self, checkpoint: StoredCheckpoint) -> None:
        """A head that was signed over the events so far."""
        size, head = self._tree.size, checkpoint.signed.head
        if (head.origin, head.root) != (self._checker.origin, self._tree.root()):
            raise FlawedLog(Flaw.CHECKPOINT, self._agreed, size - 1)
        try:
            keys = [key for key in self._header.keys if key.name == head.origin]
            is_signed = bool(checkpoint.signed.verify(keys) and checkpoint.note.verify(keys))
        except BadSignature:
            is_signed = False
        if not is_signed:
            raise FlawedLog(Flaw.SIGNATURE, size - 1)
        self._agreed = size
        self._idle -= {(each.name, each.key_id) for each in checkpoint.signed.signatures}
        self._checkpoints.append(checkpoint)
        if len(self._checkpoints) == PORTION:
            self._write()

    def _write(self) -> None:
        entries, self._waiting = self._waiting, []
        commands = [command for entry, _ in entries for command in entry.commands or ()]
        self._require_new(commands)
        append(self._connection, [sealed for _, sealed in entries], commands)
        for entry, _ in entries:
            if entry.erased:
                copy_erasures(self._connection, entry.position, entry.erased)
        copy_checkpoints(self._connection, self._checkpoints)
        self._count_of_checkpoints += len(self._checkpoints)
        self._checkpoints = []
        self._progress(self._tree.size, self._header.size)

    def _require_new(self, commands: list[AcceptedCommand]) -> None:
        """A key is taken for ever, for its party."""
        known = set(read_commands(self._connection, [(each.party, each.key) for each in commands]))
        for command in commands:
            if (command.party, command.key) in known:
                raise FlawedLog(Flaw.COMMAND, command.last_position)
            known.add((command.party, command.key))

    def finish(self) -> Imported:
        """Write what is waiting, and compare what now stands there with what was announced."""
        self._checker.finish()
        if self._idle:
            raise FlawedLog(Flaw.KEY, 0, self._header.size - 1)
        self._write()
        if StoredTree(self._connection).root(self._header.size) != self._header.root:
            raise FlawedLog(Flaw.ROOT, self._agreed, self._header.size - 1)
        return Imported(self._header, self._count_of_checkpoints, self._checker.texts_left_out)
