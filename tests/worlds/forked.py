"""Processes that begin at once: forks of one that has imported the program already.

Importing it takes more than a second of CPU, which hundreds of servers cannot wait for.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["schema.cli.main", "tests.worlds.world"])


class Forked:
    """A function of some module at work in a process of its own; speaks like a Popen."""

    def __init__(self, work: Callable[..., None], *arguments: object) -> None:
        self._folder = Path(tempfile.mkdtemp())
        self.said, self.told = self._folder / "said", self._folder / "told"
        """What it has said so far on standard output, and on standard error."""
        for file in (self.said, self.told):
            file.touch()
        given = (str(self.said), str(self.told), work, arguments)
        self._process = FORKS.Process(target=_work, args=given, daemon=True)
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    @property
    def returncode(self) -> int | None:
        """Its exit code, negative for a signal; None while it is at work."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""
        return self.returncode

    def send_signal(self, how: signal.Signals) -> None:
        """Send it a signal, if it is still there."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, how)

    def kill(self) -> None:
        """Kill it, as `kill -9` does."""
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for its end: everything that it said on standard output, and on standard error."""
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(str(self._process), timeout or 0)
        if not self._folder.exists():
            return "", ""
        spoken = self.said.read_text(), self.told.read_text()
        shutil.rmtree(self._folder)
        return spoken


def _work(said: str, told: str, work: Callable[..., None], arguments: tuple[object, ...]) -> None:
    for stream, file in ((1, said), (2, told)):
        handle = os.open(file, os.O_WRONLY | os.O_APPEND)
        os.dup2(handle, stream)
        os.close(handle)
    work(*arguments)
