"""THE write path: one thread takes what is waiting, decides it in memory, commits once, answers.

Nobody gets an answer before the commit. A refused command never reaches the database. When the
database fails, the batch is rolled back and each command tried alone.
"""

import queue
from collections.abc import Callable
from concurrent.futures import Future
from enum import StrEnum
from threading import Event, Lock, Thread

from sqlalchemy import Connection

from events.facts.vocabulary import Dataset
from events.format.canonical_bytes import NewSalt
from events.log.event_log import (
    EventLog,
    LogFull,
    LogReadOnly,
    LogReplaced,
    LogUnavailable,
    OutcomeUnknown,
)
from events.log.log_clock import ClockRefused, LogClock
from events.log.log_queries import read_head
from services.commands.command import Command
from services.evidence.evidence_files import EvidenceFiles
from services.permissions import Viewer
from services.projections.following import Following
from services.projections.present import Advance
from services.refusals import Refusal
from services.write.assemble import Request
from services.write.daily_quota import DailyQuota
from services.write.open_log import new_salt
from services.write.record_batch import RecordBatch, Recorded, WritingRules

MAX_BATCH = 256
DAILY_QUOTA = 100_000
FORGET_AGAIN = 1.0
"""Seconds until files are tried again that readers kept from being emptied after an erasure."""

Outcome = Recorded | Exception
Waiting = tuple[Request, "Future[Recorded]"]


class Condition(StrEnum):
    """What a recorder is good for at the moment; all of them still let the log be read."""

    READY = "ready"
    READ_ONLY = "read-only"
    """Until an operator has settled what happened to the log."""
    CLOCK_REFUSED = "clock-refused"
    """Until the clock is set right, or accepted."""
    DISK_FULL = "disk-full"
    """Until something could be written again."""


class Recorder:
    """Records commands into an open log. Thread-safe; close it to stop writing.

    `on_erased` is called after a commit that erased something, before that is answered.
    """

    def __init__(
        self,
        log: EventLog,
        clock: LogClock,
        dataset: Dataset,
        quota: int = DAILY_QUOTA,
        salt: NewSalt = new_salt,
        following: Following | None = None,
        on_erased: Callable[[], None] = lambda: None,
        files: EvidenceFiles | None = None,
    ) -> None:
        self._log, self._on_erased = log, on_erased
        self._following = following or Following(log)
        self._rules = WritingRules(clock, dataset, DailyQuota(quota), salt, files)
        self.forgotten = Event()
        """Set while all that was erased is known to stand in no file of the log; cleared before an
        erasure is answered of which a reader still holds the words, which is tried again."""
        self._closed, self._door = False, Lock()
        self._read_only: LogReadOnly | None = None
        self._is_full = False
        self._waiting: queue.Queue[Waiting | None] = queue.Queue()
        self._thread = Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    def submit(self, command: Command, viewer: Viewer) -> "Future[Recorded]":
        """Ask for a command to be recorded.

        The future holds a Recorded, or raises Refusal, ClockRefused, LogUnavailable (of which
        LogReadOnly and LogFull are kinds) or OutcomeUnknown. Raises LogReadOnly where nothing may
        be written any more, and LogUnavailable once it is closed.
        """
        future: Future[Recorded] = Future()
        with self._door:
            if self._read_only:
                raise _again(self._read_only)
            if self._closed:
                raise LogUnavailable("this process is stopping")
            self._waiting.put((Request(command, viewer), future))
        return future

    def record(self, command: Command, viewer: Viewer) -> Recorded:
        """Record a command and wait for it. Raises what `submit` names."""
        return self.submit(command, viewer).result()

    @property
    def read_only(self) -> LogReadOnly | None:
        """Why nothing is recorded any more; None while all is well."""
        return self._read_only

    def condition(self) -> Condition:
        """Whether commands are recorded now, and if not, why. Raises LogUnavailable."""
        if self._read_only:
            return Condition.READ_ONLY
        if self._rules.dataset is Dataset.LIVE:
            head = self._following.present().head
            if self._rules.clock.doubts(head.recorded_at):
                return Condition.CLOCK_REFUSED
        return Condition.DISK_FULL if self._is_full else Condition.READY

    def stop_writing(self, reason: LogReadOnly) -> None:
        """From now on record nothing; every command is answered with the reason."""
        self._read_only = reason

    def close(self) -> None:
        """Finish what is waiting, then stop."""
        with self._door:
            self._closed = True
            self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        going = True
        while going:
            batch, going = self._take()
            if batch:
                outcomes = self._record([request for request, _ in batch])
                for (_, future), outcome in zip(batch, outcomes, strict=True):
                    if isinstance(outcome, Exception):
                        future.set_exception(outcome)
                    else:
                        future.set_result(outcome)

    def _take(self) -> tuple[list[Waiting], bool]:
        """What is waiting, at most MAX_BATCH, without lingering for more."""
        batch: list[Waiting] = []
        item = self._next()
        while item is not None:
            if item[1].set_running_or_notify_cancel():
                batch.append(item)
            if len(batch) == MAX_BATCH:
                return batch, True
            try:
                item = self._waiting.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _next(self) -> Waiting | None:
        """The next command; meanwhile, what an erasure left in files is tried to be let go of."""
        while not self.forgotten.is_set():
            try:
                return self._waiting.get(timeout=FORGET_AGAIN)
            except queue.Empty:
                self._let_go()
        return self._waiting.get()

    def _record(self, requests: list[Request]) -> list[Outcome]:
        if self._read_only:
            return [_again(self._read_only) for _ in requests]
        try:
            outcomes = self._transaction(requests)
        except OutcomeUnknown as error:
            self._forget()
            return [error] * len(requests)
        except LogReplaced as error:
            self.stop_writing(error)
            return [_again(error) for _ in requests]
        except Exception as error:
            self._forget()
            self._is_full = isinstance(error, LogFull)
            if len(requests) == 1:
                return [error]
            return [self._record([request])[0] for request in requests]
        self._is_full = False
        return outcomes

    def _forget(self) -> None:
        self._following.forget()
        self._rules.quota.forget()

    def _transaction(self, requests: list[Request]) -> list[Outcome]:
        with self._rules.clock.writing():
            with self._log.writing() as connection:
                advance = self._advance(connection)
                batch = RecordBatch(connection, advance, self._rules, requests)
                outcomes = [_outcome(batch, request) for request in requests]
                batch.save()
            self._following.publish(advance, batch.erased)
        files = self._rules.files
        took_files = files is not None and files.follow(batch.events)
        if batch.erased or took_files:
            self._on_erased()
        if batch.erased:
            self._let_go()
        return outcomes

    def _let_go(self) -> None:
        if self._log.forget_erased():
            self.forgotten.set()
        else:
            self.forgotten.clear()

    def _advance(self, connection: Connection) -> Advance:
        """What goes on from the head as it is under the lock."""
        present = self._following.present()
        if present.head != read_head(connection):
            self._following.forget()
            present = self._following.present()
        return Advance(present, lambda code: self._following.load(connection, code, present))


def _again(reason: LogReadOnly) -> LogReadOnly:
    """The same reason anew: an exception that is raised again holds all who met it before."""
    return type(reason)(str(reason))


def _outcome(batch: RecordBatch, request: Request) -> Outcome:
    """What was recorded, or a refusal: it is this command's own answer, the batch goes on."""
    try:
        return batch.run(request)
    except (Refusal, ClockRefused) as error:
        return error
