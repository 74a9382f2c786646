"""Writes snapshots behind the writer's back: never in the transaction of an append."""

from threading import Event, Thread

import structlog

from events.log.event_log import EventLog
from services.projections import snapshots
from services.projections.following import Following
from services.projections.snapshot import snapshot_of, snapshot_of_directory

EVERY = 1.0
"""Seconds between two looks for what is due."""


class SnapshotThread:
    """Writes what is due each second, and once more when it is closed."""

    def __init__(self, log: EventLog, following: Following) -> None:
        self._log, self._following = log, following
        self._stop = Event()
        self._thread = Thread(target=self._work, name="snapshots", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Write what is held and has grown, and stop."""
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        stopping = False
        while not stopping:
            stopping = self._stop.wait(EVERY)
            try:
                write_due(self._log, self._following, closing=stopping)
            except Exception as error:  # nothing depends on a snapshot but speed
                reason = str(error) or repr(error)
                structlog.get_logger().error("snapshot_not_written", reason=reason)


def write_due(log: EventLog, following: Following, *, closing: bool = False) -> None:
    """Write the snapshots that are due. Raises LogUnavailable or OutcomeUnknown."""
    states, directory = following.take_due(closing=closing)
    made = [snapshot_of(state) for state in states]
    if directory is not None:
        made.append(snapshot_of_directory(*directory))
    if made:
        with log.writing() as connection:
            snapshots.save(connection, made)
