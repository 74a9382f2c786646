"""Signs the log's head, and only one that continues the last head signed.

The last head is kept outside the database too. A log that does not hold it has been rolled back,
forked or restored from an old copy: nothing more is signed or written until an operator says so in
the log itself (OriginChanged).
"""

import datetime as dt
from collections.abc import Callable
from enum import StrEnum
from threading import Event, Lock, Thread

import structlog
from sqlalchemy import Connection

from events.heads.checkpoint import SignedNote, StoredCheckpoint, sign_head
from events.heads.note_keys import SignerKey
from events.heads.tree_head import MalformedNote, TreeHead
from events.log.checkpoint_store import last_checkpoint, save_checkpoint
from events.log.event_log import EventLog, LogReplaced, LogUnavailable
from events.log.log_clock import system_time
from events.log.log_queries import read_head
from events.log.stored_tree import StoredTree
from events.tree.merkle_tree import EMPTY_ROOT
from services.heads.signing_keys import KeyFolder
from services.read.log_name import origin_of

EVERY = 1.0
"""Seconds from one checkpoint to the next while the log grows."""
COVERED_WITHIN = dt.timedelta(seconds=5 * EVERY)
"""From the recording of an event to a head that covers it: the head being signed just then does
not, the next one begins EVERY later, and slow disks have time to keep both."""


class Lost(StrEnum):
    """What has happened to a history that was signed."""

    ROLLBACK = "ROLLBACK"
    FORK = "FORK"


class HistoryLost(Exception):
    """The log does not hold the head that was signed last."""

    def __init__(self, lost: Lost, signed: TreeHead, size: int) -> None:
        super().__init__(
            f"{lost.value}: a head of {signed.size} events was signed as {signed.origin}, "
            f"and this log of {size} does not hold it"
        )
        self.lost, self.signed, self.size = lost, signed, size


class Sealer:
    """Signs the head of a log with the keys of a folder. Thread-safe."""

    def __init__(
        self, log: EventLog, keys: KeyFolder, now: Callable[[], dt.datetime] = system_time
    ) -> None:
        self._log, self._keys, self._now = log, keys, now
        self._turn = Lock()
        self.signs = False
        """Whether there is a key, and the last attempt to sign with it went well."""

    def check(self) -> None:
        """Raise HistoryLost where the log lost what was signed, KeyRefused for bad keys."""
        with self._log.reading() as connection:
            signers, _ = self._signers_and_head(connection)
        self.signs = bool(signers)

    def seal(self) -> StoredCheckpoint | None:
        """Sign the head if it has grown, or is not signed by every key yet.

        The signature is kept beside the key, then in the log, before anyone is shown it. Returns
        the newest checkpoint; None where there is no key and never was. Raises HistoryLost,
        KeyRefused, LogUnavailable, OutcomeUnknown or OSError, and then nothing was shown.
        """
        signs = False
        try:
            with self._turn:
                with self._log.reading() as connection:
                    signers, head = self._signers_and_head(connection)
                    newest = _newest(connection)
                if signers and not (newest and _is_signed(newest.signed, head, signers)):
                    newest = self._sign(head, signers)
            signs = bool(signers)
            return newest
        finally:
            self.signs = signs

    def _sign(self, head: TreeHead, signers: list[SignerKey]) -> StoredCheckpoint | None:
        now = self._now()
        note = sign_head(head, signers, int(now.timestamp()))
        self._keys.remember(note)
        with self._log.writing() as connection:
            save_checkpoint(connection, note, now, [key.verifier for key in signers])
            return last_checkpoint(connection)

    def _signers_and_head(self, connection: Connection) -> tuple[list[SignerKey], TreeHead]:
        size, origin = read_head(connection).size, origin_of(connection)
        tree, newest = StoredTree(connection), _newest(connection)
        try:
            for note in (self._keys.last_signed(origin), newest and newest.signed):
                if note and note.head.origin == origin:
                    require_held(note.head, size, tree)
            return self._keys.signers(origin), TreeHead(origin, size, tree.root(size))
        except LookupError as error:
            raise LogUnavailable(f"a part of the tree is missing: {error}") from error


def _newest(connection: Connection) -> StoredCheckpoint | None:
    try:
        return last_checkpoint(connection)
    except MalformedNote as error:
        raise LogUnavailable(f"the newest checkpoint was changed: {error}") from error


def require_held(signed: TreeHead, size: int, tree: StoredTree) -> None:
    """Raise HistoryLost unless a log of a size holds a signed head."""
    if signed.size > size:
        raise HistoryLost(Lost.ROLLBACK, signed, size)
    if signed.root != (tree.root(signed.size) if signed.size else EMPTY_ROOT):
        raise HistoryLost(Lost.FORK, signed, size)


def _is_signed(note: SignedNote, head: TreeHead, signers: list[SignerKey]) -> bool:
    made = {(signature.name, signature.key_id) for signature in note.signatures}
    wanted = {(key.name, key.verifier.id) for key in signers}
    return note.text == head.text and wanted <= made


class SealingThread:
    """Seals a log each second while it grows; stops for good once its history is lost."""

    def __init__(
        self,
        sealer: Sealer,
        on_lost: Callable[[HistoryLost | LogReplaced], None],
        on_sealed: Callable[[StoredCheckpoint], None],
    ) -> None:
        self._sealer, self._on_lost, self._on_sealed = sealer, on_lost, on_sealed
        self._stop = Event()
        self._told = ""
        self._thread = Thread(target=self._work, name="sealer", daemon=True)
        self._thread.start()

    def head_due_at(self, recorded_at: dt.datetime) -> dt.datetime | None:
        """By when a head covers what was recorded at a moment.

        None as long as there is no key, or the last attempt to sign failed.
        """
        return recorded_at + COVERED_WITHIN if self._sealer.signs else None

    def close(self) -> None:
        """Seal what was written last, and stop."""
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        stopping = False
        while not stopping:
            stopping = self._stop.wait(EVERY)
            try:
                newest = self._sealer.seal()
                if newest:
                    self._on_sealed(newest)
                self._told = ""
            except (HistoryLost, LogReplaced) as error:
                self._on_lost(error)
                return
            except Exception as error:  # no failure ends the thread: nobody would start it again
                self._tell(error)

    def _tell(self, error: Exception) -> None:
        """Once for each new reason, not each second."""
        reason = str(error) or repr(error)
        if reason != self._told:
            self._told = reason
            structlog.get_logger().error("not_sealed", reason=reason)
