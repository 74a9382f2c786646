"""Disks that are full, read-only, or cannot sync: refused, nothing lost, and on it goes."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from events.log.event_log import LogFull, LogUnavailable, OutcomeUnknown
from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from events.log.writer_lock import WriterLock
from events.tree.tiles import WIDTH
from services.write.record_batch import Recorded
from tests.worlds.breakage import each_step, fail_at, full_disk, no_page_left_for, writer_meets
from tests.worlds.sealed_world import SealedWorld, as_version_1, findings
from tests.worlds.world import commitment_id

REPORT = "commitmentReportProgress"
Failing = Callable[[SealedWorld], AbstractContextManager[None]]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SealedWorld]:
    """A sealed world; the next event fills its first tile."""
    with SealedWorld(tmp_path / "world") as world:
        world.grow_to(WIDTH - 1)
        world.sealed()
        yield world


def sync_fails(world: SealedWorld) -> AbstractContextManager[None]:
    return writer_meets(world.log, Path("/dev/null"), os.O_RDWR)


def no_space(world: SealedWorld) -> AbstractContextManager[None]:
    return writer_meets(world.log, Path("/dev/full"), os.O_RDWR)


def read_only(world: SealedWorld) -> AbstractContextManager[None]:
    return writer_meets(world.log, world.folder / f"{FILE_NAME}-wal", os.O_RDONLY)


def no_file_grows(_: SealedWorld) -> AbstractContextManager[None]:
    return full_disk()


FAILING = (
    (sync_fails, "SQLITE_IOERR_FSYNC"),
    (read_only, "SQLITE_IOERR_WRITE"),
    (no_file_grows, "SQLITE_IOERR_WRITE"),
)
"""Ways for a disk to fail, and what SQLite then says of it."""


def name_of(answer: Recorded | Exception) -> str | None:
    """SQLite's own name of what went wrong."""
    assert isinstance(answer, Exception)
    cause = answer.__cause__
    return getattr(getattr(cause, "orig", None), "sqlite_errorname", None)


def outcome(asked: Callable[[], Recorded]) -> Recorded | Exception:
    try:
        return asked()
    except (LogUnavailable, OutcomeUnknown) as error:
        return error


def write_three(world: SealedWorld) -> list[Recorded | Exception]:
    """Three commands that wait together, under keys of their own."""
    with world.log.writing():
        asked = [
            world.submit(
                REPORT,
                "OWNER",
                "KPU-LOG",
                commitment=commitment_id("D01"),
                value=number,
                note="fills a tile",
                idempotency_key=f"k{number}",
            )
            for number in range(3)
        ]
    return [outcome(future.result) for future in asked]


# ---- appending, over the border of a tile


@pytest.mark.parametrize(("failing", "reason"), FAILING)
def test_what_a_failing_disk_did_not_take_is_not_acknowledged_and_is_written_later(
    world: SealedWorld, failing: Failing, reason: str
) -> None:
    kept = world.shown()
    assert kept
    with failing(world):
        refused = write_three(world)
    assert [type(answer) for answer in refused] == [OutcomeUnknown] * 3
    assert "disk" in str(refused[0])
    assert name_of(refused[0]) == reason
    assert world.head().size == WIDTH - 1
    assert findings(world.log, kept) == []
    written = write_three(world)
    assert [answer.replayed for answer in written if isinstance(answer, Recorded)] == [False] * 3
    assert world.head().size == WIDTH + 2
    note = world.sealed()
    assert findings(world.log, kept, note) == []
    world.close()
    with SealedWorld(world.folder) as again:
        assert findings(again.log, kept, note) == []
        assert again.sealed() == note


def test_for_want_of_room_no_whole_commit_was_written_and_each_command_is_tried_alone(
    world: SealedWorld,
) -> None:
    """Nobody needs to be asked to send again: the second connection meets a disk with room."""
    kept = world.shown()
    assert kept
    with no_space(world), pytest.raises(LogFull), world.log.writing() as connection:
        connection.exec_driver_sql("INSERT INTO log_keys VALUES ('key')")
    with no_space(world):
        written = write_three(world)
    assert [answer.replayed for answer in written if isinstance(answer, Recorded)] == [False] * 3
    assert world.head().size == WIDTH + 2
    assert findings(world.log, kept) == []


@pytest.mark.parametrize("statement", ["INSERT INTO events", "INSERT INTO tiles"])
def test_a_disk_that_is_full_before_the_commit_refuses_and_leaves_nothing(
    world: SealedWorld, statement: str
) -> None:
    with no_page_left_for(statement):
        refused = write_three(world)
    assert [type(answer) for answer in refused] == [LogFull] * 3
    assert "full" in str(refused[0])
    assert (world.head().size, findings(world.log)) == (WIDTH - 1, [])
    with world.log.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert all(isinstance(answer, Recorded) for answer in write_three(world))
    assert findings(world.log, world.sealed()) == []


# ---- sealing


@pytest.mark.parametrize("reason", [errno.EIO, errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize(("step", "number"), [("FSYNC", 0), ("RENAME", 0), ("FSYNC", 1)])
def test_a_checkpoint_that_cannot_be_kept_beside_the_key_is_not_shown(
    world: SealedWorld, step: str, number: int, reason: int
) -> None:
    before, files = world.shown(), sorted(path.name for path in world.keys_folder.iterdir())
    world.report()
    with (
        pytest.raises(OSError, match=os.strerror(reason)),
        each_step(fail_at(step, number, reason)),
    ):
        world.sealer.seal()
    assert world.shown() == before
    assert world.kept()
    assert sorted(path.name for path in world.keys_folder.iterdir()) == files
    world.sealer.check()
    note = world.sealed()
    assert note == world.shown() == world.kept()
    assert findings(world.log, note) == []


def test_a_full_disk_leaves_the_last_checkpoint_and_its_file_as_they_were(
    world: SealedWorld,
) -> None:
    before = world.shown()
    world.report()
    with full_disk(), pytest.raises(OSError, match="File too large"):
        world.sealer.seal()
    assert world.shown() == world.kept() == before
    assert world.sealed().head.size == WIDTH


@pytest.mark.parametrize("failing", [sync_fails, no_space, read_only])
def test_a_checkpoint_that_the_log_cannot_keep_is_not_shown_and_the_next_is_signed(
    world: SealedWorld, failing: Failing
) -> None:
    before = world.shown()
    world.report()
    with failing(world), pytest.raises((OutcomeUnknown, LogFull), match="disk"):
        world.sealer.seal()
    ahead = world.kept()
    assert ahead and ahead.head.size == WIDTH
    assert world.shown() == before
    assert findings(world.log, ahead) == []
    world.report()
    note = world.sealed()
    assert note == world.shown() == world.kept()
    assert note.head.size == WIDTH + 1
    assert findings(world.log, ahead, note) == []


# ---- opening


def test_an_old_log_on_a_full_disk_is_refused_and_gets_its_tree_later(world: SealedWorld) -> None:
    note = world.sealed()
    world.close()
    as_version_1(world.folder)
    for _ in range(2):
        with full_disk(), pytest.raises(LogUnavailable):
            SqliteEventLog(world.folder, holder="a test")
    with SealedWorld(world.folder) as again:
        assert again.sealed().head == note.head
        assert findings(again.log, note) == []


def test_a_writers_place_that_a_full_disk_cannot_name_is_given_back(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "writer.lock")
    full = fail_at("WRITE", 0, errno.ENOSPC)
    with pytest.MonkeyPatch.context() as disk, pytest.raises(OSError, match="No space"):
        disk.setattr(os, "write", lambda *_: full("WRITE"))
        lock.acquire("first")
    other = WriterLock(tmp_path / "writer.lock")
    other.acquire("second")
    other.release()


# ---- files beside the database


def test_what_a_killed_process_left_half_written_is_no_hindrance(
    world: SealedWorld,
) -> None:
    (last,) = world.keys_folder.glob("*.last-checkpoint")
    half = last.with_name(f".{last.name}.12345678.part")
    half.write_text("half a check")
    world.report()
    assert world.sealed() == world.kept()
    assert not half.exists()


@pytest.mark.parametrize(("step", "number"), [("FSYNC", 0), ("RENAME", 0)])
def test_a_key_that_cannot_be_kept_is_not_made(world: SealedWorld, step: str, number: int) -> None:
    before = world.keys.signers(world.origin)
    full = fail_at(step, number, errno.ENOSPC)
    with pytest.raises(OSError, match="No space"), each_step(full):
        world.keys.make(world.origin)
    assert world.keys.signers(world.origin) == before
