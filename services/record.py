"""THE write path: one thread takes what is waiting, decides it in memory, commits once, answers.

Nobody gets an answer before the commit. A refused command never reaches the database. When the
database fails, the batch is rolled back and each command tried alone.
"""

import queue
import secrets
from concurrent.futures import Future
from threading import Lock, Thread

from events.canonical_bytes import FORMAT, NewSalt, seal
from events.event_log import EventLog, LogUnavailable, OutcomeUnknown
from events.event_queries import EventQuery, read_events
from events.facts_of_occasion import LogOpened
from events.log_clock import ClockRefused, LogClock
from events.log_queries import append, read_head
from events.recorded_event import SYSTEM, Draft
from events.stored_tree import DamagedLeaf, Progress, build_tree, untold
from events.vocabulary import Dataset
from services.assemble import Request
from services.commands.command import Command
from services.daily_quota import DailyQuota
from services.live_state import LiveState, build_register
from services.permissions import Viewer
from services.record_batch import Receipt, RecordBatch, WritingRules
from services.refusals import Refusal

MAX_BATCH = 256
DAILY_QUOTA = 100_000
FORGET_AGAIN = 1.0
"""Seconds until files are tried again that readers kept from being emptied after an erasure."""

Outcome = Receipt | Exception
Waiting = tuple[Request, "Future[Receipt]"]


class WrongDataset(Exception):
    """The log is of another data set than the one that was asked for."""


def new_salt() -> str:
    """128 random bits in hex."""
    return secrets.token_hex(16)


def open_log(
    log: EventLog,
    clock: LogClock,
    origin: str,
    dataset: Dataset | None = None,
    progress: Progress = untold,
) -> LogOpened:
    """Write position 0 into an empty log, and bring tree and register up to the head.

    An empty log becomes LIVE unless `dataset` says otherwise. Returns how the log was opened.
    `progress` is told how much of a tree is built, where the log has none yet. Raises WrongDataset
    if it was opened as another data set than the one asked for, LogUnavailable if it is damaged.
    """
    with log.writing() as connection:
        try:
            build_tree(connection, read_head(connection).size, progress)
        except DamagedLeaf as error:
            raise LogUnavailable(f"the bytes at position {error} were changed") from error
        build_register(connection)
        if read_head(connection).size == 0:
            now = clock.now()
            draft = Draft(
                stream="log",
                fact=LogOpened(origin=origin, dataset=dataset or Dataset.LIVE, format=FORMAT),
                actor=SYSTEM,
                occurred_at=now,
            )
            sealed = seal(draft, position=0, stream_version=1, recorded_at=now, new_salt=new_salt)
            append(connection, [sealed], [])
            build_register(connection)
        opened = read_events(connection, EventQuery(positions=[0]))[0].fact
    if not isinstance(opened, LogOpened):
        raise LogUnavailable("position 0 of the log does not say how it was opened")
    if dataset is not None and opened.dataset is not dataset:
        raise WrongDataset(opened.dataset.value)
    return opened


class Recorder:
    """Records commands into an open log. Thread-safe; close it to stop writing."""

    def __init__(
        self,
        log: EventLog,
        clock: LogClock,
        dataset: Dataset,
        quota: int = DAILY_QUOTA,
        salt: NewSalt = new_salt,
    ) -> None:
        self._log = log
        self._rules = WritingRules(clock, dataset, DailyQuota(quota), salt)
        self._state: LiveState | None = None
        self._must_forget = True  # until it is known that nothing was left behind
        self._closed, self._door = False, Lock()
        self._waiting: queue.Queue[Waiting | None] = queue.Queue()
        self._thread = Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    def submit(self, command: Command, viewer: Viewer) -> "Future[Receipt]":
        """Ask for a command to be recorded.

        The future holds a Receipt, or raises Refusal, ClockRefused, LogUnavailable or
        OutcomeUnknown.
        """
        future: Future[Receipt] = Future()
        with self._door:
            if self._closed:
                raise LogUnavailable("this process is stopping")
            self._waiting.put((Request(command, viewer), future))
        return future

    def record(self, command: Command, viewer: Viewer) -> Receipt:
        """Record a command and wait for it. Raises what `submit` names."""
        return self.submit(command, viewer).result()

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
        while self._must_forget:
            try:
                return self._waiting.get(timeout=FORGET_AGAIN)
            except queue.Empty:
                self._must_forget = not self._log.forget_erased()
        return self._waiting.get()

    def _record(self, requests: list[Request]) -> list[Outcome]:
        try:
            return self._transaction(requests)
        except OutcomeUnknown as error:
            self._forget()
            return [error] * len(requests)
        except Exception as error:
            self._forget()
            if len(requests) == 1:
                return [error]
            return [self._record([request])[0] for request in requests]

    def _forget(self) -> None:
        self._state = None
        self._rules.quota.forget()

    def _transaction(self, requests: list[Request]) -> list[Outcome]:
        with self._rules.clock.writing(), self._log.writing() as connection:
            state = self._state
            if state is None or state.head != read_head(connection):
                state = LiveState.load(connection)
            batch = RecordBatch(connection, state, self._rules, requests)
            outcomes = [_outcome(batch, request) for request in requests]
            batch.save()
        self._state = state
        if batch.erased:
            self._must_forget = not self._log.forget_erased()
        return outcomes


def _outcome(batch: RecordBatch, request: Request) -> Outcome:
    """A receipt, or a refusal: it is this command's own answer, the batch goes on."""
    try:
        return batch.run(request)
    except (Refusal, ClockRefused) as error:
        return error
