"""The sealer at work on its own: once a second while the log grows, whatever goes wrong."""

import datetime as dt
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from events.heads.checkpoint import SignedNote, StoredCheckpoint
from events.log.event_log import LogReplaced
from services.heads import seal_history
from services.heads.seal_history import (
    COVERED_WITHIN,
    EVERY,
    HistoryLost,
    Sealer,
    SealingThread,
)
from services.heads.signing_keys import KeyFolder
from tests.worlds.sealed_world import SealedWorld


class Seconds:
    """In the place of the thread's Event: a second has passed when a test says so."""

    def __init__(self) -> None:
        self.waited: list[float] = []
        self._is_awaited = False
        self._asking: queue.Queue[None] = queue.Queue()
        self._answers: queue.Queue[bool] = queue.Queue()

    def wait(self, timeout: float) -> bool:
        """Called by the thread: whether it is to stop."""
        self.waited.append(timeout)
        self._asking.put(None)
        return self._answers.get()

    def set(self) -> None:
        """Called by who stops the thread."""
        self._answers.put(True)

    def pass_by(self) -> None:
        """Let a second pass, and the thread do what it does then."""
        self.pass_for_the_last_time()
        self._asking.get()

    def pass_for_the_last_time(self) -> None:
        """Let a second pass after which the thread asks no more."""
        if not self._is_awaited:
            self._asking.get()
            self._is_awaited = True
        self._answers.put(False)


class Watched:
    """A sealing thread over a world, with what it has told."""

    def __init__(self, world: SealedWorld) -> None:
        self.lost: list[HistoryLost | LogReplaced] = []
        self.sealed: list[StoredCheckpoint] = []
        self.thread = SealingThread(world.sealer, self.lost.append, self.sealed.append)

    @property
    def sizes(self) -> list[int]:
        """How large the log was at each signature it told of."""
        return [stored.signed.head.size for stored in dict.fromkeys(self.sealed)]


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    passing = Seconds()
    monkeypatch.setattr(seal_history, "Event", lambda: passing)
    return passing


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SealedWorld]:
    with SealedWorld(tmp_path / "world") as world:
        yield world


@contextmanager
def watched(world: SealedWorld) -> Iterator[Watched]:
    """A sealing thread that is closed in the end."""
    watching = Watched(world)
    try:
        yield watching
    finally:
        watching.thread.close()


def test_it_signs_once_a_second_however_fast_the_log_grows(
    world: SealedWorld, seconds: Seconds
) -> None:
    with watched(world) as watching:
        for value in range(5):
            world.report(value)
        assert world.shown() is None
        seconds.pass_by()
        assert watching.sizes == [31]
        for _ in range(3):
            seconds.pass_by()
        assert watching.sizes == [31]
        world.report()
        world.report()
        seconds.pass_by()
        assert watching.sizes == [31, 33]
    assert set(seconds.waited) == {EVERY} == {1.0}


def test_it_signs_what_was_written_last_before_it_stops(
    world: SealedWorld, seconds: Seconds
) -> None:
    with watched(world) as watching:
        seconds.pass_by()
        world.report()
    assert watching.sizes == [26, 27]
    shown = world.shown()
    assert shown and shown.head.size == 27


def test_it_tells_that_the_history_is_lost_and_signs_nothing_more(
    world: SealedWorld, seconds: Seconds
) -> None:
    note = world.sealed()
    with watched(world) as watching:
        with world.log.writing() as connection:
            connection.exec_driver_sql("DROP TRIGGER events_no_delete")
            connection.exec_driver_sql("DELETE FROM events WHERE position = 25")
        seconds.pass_for_the_last_time()
    assert [getattr(error, "lost", error) for error in watching.lost] == ["ROLLBACK"]
    assert watching.sealed == []
    assert world.shown() == note


def test_a_failure_is_told_once_for_each_reason_and_tried_again(
    world: SealedWorld, seconds: Seconds
) -> None:
    (key,) = world.keys_folder.glob("*.key")
    with capture_logs() as told, watched(world) as watching:
        key.chmod(0o644)
        seconds.pass_by()
        seconds.pass_by()
        key.rename(key.with_name("other.key"))
        seconds.pass_by()
        (other,) = world.keys_folder.glob("*.key")
        other.chmod(0o600)
        seconds.pass_by()
        assert watching.sizes == [26]
        other.chmod(0o644)
        seconds.pass_by()
    reasons = [(line["event"], line["log_level"], line["reason"].split(": ")[0]) for line in told]
    assert reasons == [("not_sealed", "error", str(path)) for path in (key, other, other)]


def test_a_head_is_promised_only_while_heads_are_signed(
    world: SealedWorld, seconds: Seconds
) -> None:
    (key,) = world.keys_folder.glob("*.key")
    at = world.time.wall
    with capture_logs(), watched(world) as watching:

        def due() -> dt.datetime | None:
            seconds.pass_by()
            return watching.thread.head_due_at(at)

        assert due() == at + COVERED_WITHIN
        key.chmod(0o644)
        assert due() is None
        key.chmod(0o600)
        assert due() == at + COVERED_WITHIN
        key.unlink()
        assert due() is None


def test_an_event_that_just_missed_a_head_is_covered_by_the_next_one_when_it_was_promised(
    world: SealedWorld, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember, missed = KeyFolder.remember, list[int]()

    def reported_meanwhile(keys: KeyFolder, note: SignedNote) -> None:
        missed.append(world.report())
        monkeypatch.setattr(KeyFolder, "remember", remember)
        keys.remember(note)

    monkeypatch.setattr(KeyFolder, "remember", reported_meanwhile)
    with watched(world) as watching:
        seconds.pass_by()
        assert (watching.sizes, missed) == ([26], [26])
        seconds.pass_by()
        assert watching.sizes == [26, 27]
        due = watching.thread.head_due_at(world.time.wall)
        assert due and due - world.time.wall > dt.timedelta(seconds=EVERY)


def test_a_failure_that_nobody_thought_of_does_not_end_it(
    world: SealedWorld, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(sealer: Sealer) -> None:
        raise KeyError("nobody")

    with capture_logs() as told, watched(world) as watching:
        with monkeypatch.context() as broken:
            broken.setattr(Sealer, "seal", fail)
            seconds.pass_by()
        seconds.pass_by()
        assert watching.sizes == [26]
    assert [line["reason"] for line in told] == ["'nobody'"]


def test_a_failure_of_who_is_told_of_checkpoints_does_not_end_it(
    world: SealedWorld, seconds: Seconds
) -> None:
    def fail(stored: StoredCheckpoint) -> None:
        raise RuntimeError(f"{stored.signed.head.size}")

    with capture_logs() as told:
        thread = SealingThread(world.sealer, lambda _: None, fail)
        seconds.pass_by()
        world.report()
        seconds.pass_by()
        thread.close()
    assert [line["reason"] for line in told] == ["26", "27"]
    shown = world.shown()
    assert shown and shown.head.size == 27
