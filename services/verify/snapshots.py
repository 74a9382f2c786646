"""Holds the snapshots beside a log against states that are rebuilt from the bytes."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from events.facts.all import FACT_TYPES
from services.projections.snapshot import (
    DIRECTORY,
    Snapshot,
    says_the_same,
    snapshot_of,
    snapshot_of_directory,
)
from services.projections.snapshots import places, read, snapshot_version
from services.state.replay import Replay


class SnapshotCheck:
    """Compares each snapshot while the states are those of its position.

    Nothing that stands there is believed, not even that a column holds what its type says.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.differences: list[str] = []
        """What does not follow from the events, in plain words."""
        self._at: dict[int, list[str]] = {}
        self._left: dict[tuple[Any, Any], str] = {}
        wanted = snapshot_version(FACT_TYPES)
        for occasion, position, version in places(connection):
            self._left[occasion, position] = "follows from no event"
            if type(occasion) is not str or type(position) is not int:
                continue
            if version != wanted:
                # After an upgrade, or after somebody changed what a running server goes on showing:
                # the two cannot be told apart.
                self._left[occasion, position] = (
                    f"has version {version!s:.20}, and this program's is {wanted}. "
                    "After an upgrade, start the server once; until then nobody can vouch for it"
                )
                continue
            self._at.setdefault(position, []).append(occasion)
        self.found = len(self._left)
        """How many snapshots there are."""

    def follow(self, replay: Replay) -> None:
        """Compare what stands at the position that was just replayed."""
        position = replay.size - 1
        for occasion in self._at.get(position, ()):
            expected = _expected(replay, occasion, position)
            if expected is None:
                continue
            del self._left[occasion, position]
            stored = read(self._connection, occasion, position)
            if stored is None or not says_the_same(stored, expected):
                what = "differs from what the events say"
                self.differences.append(f"{_named(occasion, position)} {what}")

    def finish(self) -> Iterator[str]:
        """All differences, once the last event was replayed."""
        yield from self.differences
        for (occasion, position), what in self._left.items():
            yield f"{_named(occasion, position)} {what}"


def _expected(replay: Replay, occasion: str, position: int) -> Snapshot | None:
    if occasion == DIRECTORY:
        return snapshot_of_directory(replay.directory, position)
    state = replay.occasion(occasion)
    return snapshot_of(state) if state.occasion is not None and state.last == position else None


def _named(occasion: object, position: object) -> str:
    return f"snapshots: that of {occasion or 'the directory'!s:.80} at {position!s:.20}"
