"""The port to a log: a transaction to write in, a snapshot to read from, and its errors."""

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection


class LogUnavailable(Exception):
    """The log cannot be reached, read or written; nothing was written."""


class LogReadOnly(LogUnavailable):
    """The log does not hold the history that was signed; it is shown, and nothing is added."""


class LogReplaced(LogReadOnly):
    """What lies where the log was is not what this process opened: it was deleted or replaced."""


class LogFull(LogUnavailable):
    """There is no room for what was to be written; nothing was written."""


class OutcomeUnknown(Exception):
    """The commit neither succeeded nor failed for certain: retry with the same key."""


class EventLog(Protocol):
    """A log on some database. Its SQL is in `log_queries`; engines differ in how they connect."""

    def reading(self) -> AbstractContextManager[Connection]:
        """One snapshot: all statements inside see the same log. Raises LogUnavailable."""

    def writing(self) -> AbstractContextManager[Connection]:
        """The one writing transaction, committed durably at its end.

        Raises LogUnavailable if nothing was written (LogFull for want of room), OutcomeUnknown if
        nobody can tell, LogReplaced once the log is not the one that was opened.
        """

    def forget_erased(self) -> bool:
        """After an erasing commit: let nothing remain in files beside the tables.

        False where something still holds it: ask again later.
        """

    def bytes_on_disk(self) -> int:
        """How much room the log takes."""

    def is_only_writer(self) -> bool:
        """Whether no other process could begin to write beside this one."""

    def close(self) -> None:
        """Let go of every connection and of the writer's place."""
