"""One process writes what lies in files: a lock on a file of its own, held until it ends."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import IO


class LogIsBusy(Exception):
    """Another process writes this log; the message says which."""


class WriterLock:
    """An exclusive lock (flock) that names its holder. Take it after any fork."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def acquire(self, holder: str) -> None:
        """Take the lock at once. Raises LogIsBusy with the holder's own words, or OSError."""
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            words = file.read().strip()
            file.close()
            raise LogIsBusy(words or "another process") from None
        self._file = file
        try:
            file.truncate(0)
            os.write(file.fileno(), f"{holder}, pid {os.getpid()}".encode())
        except OSError:
            self.release()
            raise

    def is_in_place(self) -> bool:
        """Whether the file that is locked is still the one that another process would lock."""
        if self._file is None:
            return False
        mine = os.fstat(self._file.fileno())
        try:
            there = self._path.stat()
        except OSError:
            return False
        return (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)

    def release(self) -> None:
        """Give the lock back. Releasing twice does no harm."""
        if self._file is not None:
            with suppress(OSError):  # a name that a bad disk keeps does no harm
                self._file.truncate(0)
            self._file.close()
            self._file = None
