"""Ways to break what a log stands on, and to end a process at any step of its work."""

import os
import resource
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy

from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from tests.worlds.forked import FORKS

OnStep = Callable[[str], None]
READING = ("SELECT", "PRAGMA main.")
"""How statements begin that change nothing."""


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow: small changes fit into memory, so COMMIT is what fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def writer_meets(log: SqliteEventLog, device: Path, access: int) -> Iterator[None]:
    """What a log's writer has open of the write-ahead log leads elsewhere, until it opens it anew.

    `/dev/null` takes every byte and refuses fsync, `/dev/full` has no space left, and a file that
    is open for reading alone is what a disk shows that turned read-only.
    """
    log._readers.dispose()  # they have the same file open, and are not meant
    assert log.forget_erased()
    ahead = log._file.resolve().with_name(f"{FILE_NAME}-wal")
    handles = [
        int(link.name)
        for link in Path("/proc/self/fd").iterdir()
        if link.is_symlink() and link.readlink() == ahead
    ]
    assert len(handles) == 1
    own, other = os.dup(handles[0]), os.open(device, access)
    os.dup2(other, handles[0], inheritable=False)
    try:
        yield
    finally:
        # Nobody knows whose the number is by now; the device itself can be told from every other.
        with suppress(OSError):
            if os.path.sameopenfile(handles[0], other):
                os.dup2(own, handles[0], inheritable=False)
        os.close(own)
        os.close(other)


@contextmanager
def no_page_left_for(statement: str) -> Iterator[None]:
    """The database is as large as it may be once a statement begins so; it must need a page."""

    def fill(_connection: Any, cursor: sqlite3.Cursor, said: str, *_: Any) -> None:
        if said.startswith(statement):
            pages = cursor.connection.execute("PRAGMA page_count").fetchone()[0]
            cursor.connection.execute(f"PRAGMA max_page_count={pages}")

    sqlalchemy.event.listen(sqlalchemy.Engine, "before_cursor_execute", fill)
    try:
        yield
    finally:
        sqlalchemy.event.remove(sqlalchemy.Engine, "before_cursor_execute", fill)


def fail_at(step: str, number: int, reason: int) -> OnStep:
    """For `each_step`: the number-th step of a name fails, for the system's own reason."""
    numbers = count()

    def on_step(name: str) -> None:
        if name == step and next(numbers) == number:
            raise OSError(reason, os.strerror(reason))

    return on_step


@contextmanager
def each_step(on_step: OnStep) -> Iterator[None]:
    """Call before every step that may outlive a process: what writes SQL, commits, fsync, rename.

    It is told the statement, or COMMIT, FSYNC, RENAME; and END once the work is done.
    """

    def statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(READING):
            on_step(statement)

    def commit(_connection: Any) -> None:
        on_step("COMMIT")

    def told(step: str, own: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            on_step(step)
            return own(*arguments, **named)

        return call

    listeners = (("before_cursor_execute", statement), ("commit", commit))
    for name, listener in listeners:
        sqlalchemy.event.listen(sqlalchemy.Engine, name, listener)
    try:
        with (
            mock.patch.object(os, "fsync", told("FSYNC", os.fsync)),
            mock.patch.object(os, "replace", told("RENAME", os.replace)),
        ):
            yield
        on_step("END")
    finally:
        for name, listener in listeners:
            sqlalchemy.event.remove(sqlalchemy.Engine, name, listener)


def killed_before(step: int, work: Callable[[OnStep, Path], None], folder: Path) -> str | None:
    """Do a piece of work on a folder in a process that is killed before its step of a number.

    The work calls what it is given before each of its steps. Returns what the step was; None if
    the work has no so many steps and came to its end.
    """
    receiver, sender = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=_work_and_die, args=(step, sender, work, folder))
    process.start()
    sender.close()
    process.join()
    with receiver:
        if process.exitcode != -signal.SIGKILL:
            assert process.exitcode == 0
            return None
        return str(receiver.recv())


def _work_and_die(
    step: int, sender: Connection, work: Callable[[OnStep, Path], None], folder: Path
) -> None:
    left = step

    def die(name: str) -> None:
        nonlocal left
        if left == 0:
            sender.send(name)
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    work(die, folder)
