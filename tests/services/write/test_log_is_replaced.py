"""The file that is open is the file that is there: else nothing is acknowledged any more."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from events.log.event_log import LogFull, LogReplaced, LogUnavailable, OutcomeUnknown
from events.log.sqlite.event_log import FILE_NAME
from services.write.record import Condition
from tests.worlds.world import World

REPORT = "commitmentReportProgress"


def delete(folder: Path) -> None:
    (folder / FILE_NAME).unlink()


def delete_beside(folder: Path) -> None:
    (folder / f"{FILE_NAME}-wal").unlink()


def put_a_copy_there(folder: Path) -> None:
    copy = folder / "copy"
    shutil.copyfile(folder / FILE_NAME, copy)
    copy.replace(folder / FILE_NAME)


each_way = pytest.mark.parametrize("lose", [delete, delete_beside, put_a_copy_there])


@each_way
def test_nothing_is_recorded_into_a_file_that_is_not_there(
    world: World, lose: Callable[[Path], None]
) -> None:
    world.owner(REPORT, "D01", value=1)
    lose(world.folder)
    for _ in range(2):
        with pytest.raises(LogReplaced):
            world.owner(REPORT, "D01", value=2)
    assert world.recorder.condition() is Condition.READ_ONLY
    with pytest.raises(LogReplaced), world.log.reading():
        pass


@each_way
def test_a_file_that_goes_during_a_commit_leaves_its_outcome_unknown(
    world: World, lose: Callable[[Path], None]
) -> None:
    world.owner(REPORT, "D01", value=1)
    with pytest.raises(OutcomeUnknown), world.log.writing():
        lose(world.folder)
    with pytest.raises(LogReplaced):
        world.owner(REPORT, "D01", value=2)


def test_where_there_is_no_room_it_is_certain_that_nothing_was_written(world: World) -> None:
    """The same key records it once there is room, and until then nobody is told to wait."""
    size = world.head().size

    def pages(most: str) -> None:
        with world.log.writing() as connection:
            connection.execute(text(f"PRAGMA max_page_count={most}"))

    with world.log.reading() as connection:
        used = connection.execute(text("PRAGMA page_count")).scalar_one()
    pages(str(used))
    note = "x" * 4_000
    with pytest.raises(LogFull):
        for _ in range(10):
            world.owner(REPORT, "D01", value=1, note=note)
    full_at = world.head().size
    assert world.recorder.condition() is Condition.DISK_FULL
    with pytest.raises(LogUnavailable):
        world.owner(REPORT, "D01", value=2, note=note, idempotency_key="again")
    assert world.head().size == full_at >= size
    pages("1000000")
    answer = world.owner(REPORT, "D01", value=2, note=note, idempotency_key="again")
    assert (answer.replayed, answer.last.position) == (False, full_at)
    assert world.recorder.condition() is Condition.READY


def test_a_refusal_holds_nothing_of_those_before_it(world: World) -> None:
    """While clients send again and again, memory must not grow with each time."""
    world.recorder.stop_writing(LogReplaced("gone"))
    refused = []
    for _ in range(3):
        with pytest.raises(LogReplaced) as raised:
            world.owner(REPORT, "D01", value=1)
        refused.append(raised.value)
    assert len({id(error) for error in refused}) == 3
    assert {str(error) for error in refused} == {"gone"}
