"""Sweeps files beside everything else, from time to time."""

from threading import Event, Thread

import structlog

from services.evidence.evidence_files import EvidenceFiles

EVERY = 600.0
"""Seconds between two sweeps …"""
AGAIN = 5.0
"""… and until what could not be taken away is tried again."""


class SweepThread:
    """Sweeps until it is closed."""

    def __init__(self, files: EvidenceFiles, every: float = EVERY, again: float = AGAIN) -> None:
        self._files, self._every, self._again = files, every, again
        self._stop = Event()
        self._thread = Thread(target=self._work, name="sweep", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Sweep no more."""
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        slept = 0.0
        while not self._stop.wait(self._again):
            slept += self._again
            if slept < self._every and self._files.settled.is_set():
                continue
            slept = 0.0
            try:
                self._files.sweep()
            except Exception as error:  # the next sweep is another one
                structlog.get_logger().error("sweep_failed", reason=str(error))
