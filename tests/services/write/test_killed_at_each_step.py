"""A process is killed before each step of its work in turn: the next one goes on, unaided."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from events.log.sqlite.event_log import FILE_NAME, SCHEMA_VERSION, SqliteEventLog
from events.tree.tiles import WIDTH
from services.write.open_log import open_log
from tests.worlds.breakage import OnStep, each_step, killed_before
from tests.worlds.sealed_world import SealedWorld, as_version_1, findings
from tests.worlds.world import ORIGIN, StillClock

Work = Callable[[OnStep, Path], None]
REPORT = "commitmentReportProgress"


def each_death(work: Work, folder: Path) -> Iterator[tuple[str, Path]]:
    """Every step of a piece of work, with a folder as one left it that died before that step."""
    for step in count():
        left = folder.with_name(f"{folder.name}-{step}")
        shutil.copytree(folder, left)
        died_before = killed_before(step, work, left)
        if died_before is None:
            return
        yield died_before, left


# ---- sealing


def seal(on_step: OnStep, folder: Path) -> None:
    with SealedWorld(folder) as world, each_step(on_step):
        world.sealed()


def test_a_sealer_killed_at_any_step_leaves_a_log_that_is_sealed_further(tmp_path: Path) -> None:
    with SealedWorld(tmp_path / "world") as world:
        before = world.sealed().head.size
        head = world.report() + 1
    states, steps = set(), []
    for step, folder in each_death(seal, world.folder):
        steps.append(step.split(" (")[0])
        with SealedWorld(folder) as left:
            kept, shown = left.kept(), left.shown()
            assert kept and shown
            states.add((kept.head.size, shown.head.size))
            left.sealer.check()
            assert findings(left.log, kept, shown) == []
            assert left.sealed().head.size == head
            left.report(2)
            assert left.sealed().head.size == head + 1
            assert left.kept() == left.shown()
            assert findings(left.log, kept, shown) == []
    assert {"FSYNC", "RENAME", "BEGIN IMMEDIATE", "INSERT INTO checkpoints", "COMMIT"} < set(steps)
    assert steps[-1] == "END"
    # before the file; between the file and the row; after both: never a row without its file
    assert states == {(before, before), (head, before), (head, head)}


# ---- appending


def report(on_step: OnStep, folder: Path) -> None:
    with SealedWorld(folder) as world, each_step(on_step):
        world.report(7, note="the last of a tile", idempotency_key="k")


def test_a_writer_killed_at_any_step_has_written_all_of_it_or_nothing(tmp_path: Path) -> None:
    with SealedWorld(tmp_path / "world") as world:
        world.grow_to(WIDTH - 1)
        world.sealed()
    steps, sizes = [], []
    for step, folder in each_death(report, world.folder):
        steps.append(step.split(" (")[0])
        with SealedWorld(folder) as left:
            sizes.append(left.head().size)
            assert findings(left.log) == []
            fields = {"value": 7, "note": "the last of a tile", "idempotency_key": "k"}
            again = left.owner(REPORT, "D01", **fields)
            assert (again.last.position, again.replayed) == (WIDTH - 1, sizes[-1] == WIDTH)
            assert left.sealed().head.size == WIDTH
            assert findings(left.log) == []
    assert {"INSERT INTO events", "INSERT INTO tiles", "INSERT INTO disclosures"} < set(steps)
    assert steps[-2:] == ["COMMIT", "END"]
    assert sizes == [WIDTH - 1] * (len(steps) - 1) + [WIDTH]


# ---- giving an old log its tree


def open_and_build(on_step: OnStep, folder: Path) -> None:
    with each_step(on_step), closing(SqliteEventLog(folder, holder="a test")) as log:
        open_log(log, StillClock().log_clock(), ORIGIN)


def test_an_old_log_gets_its_tree_at_the_next_start_wherever_the_first_was_killed(
    tmp_path: Path,
) -> None:
    with SealedWorld(tmp_path / "world") as world:
        world.grow_to(WIDTH + 5)
        root = world.sealed().head.root
        shutil.rmtree(world.keys_folder)
    as_version_1(world.folder)
    steps = []
    for step, folder in each_death(open_and_build, world.folder):
        steps.append(step.split(" (")[0])
        with closing(sqlite3.connect(folder / FILE_NAME)) as database:
            assert database.execute("SELECT count(*) FROM events").fetchone() == (WIDTH + 5,)
        with SealedWorld(folder) as left:
            note = left.sealed()
            assert (note.head.size, note.head.root) == (WIDTH + 5, root)
            assert findings(left.log, note) == []
    assert f"PRAGMA user_version={SCHEMA_VERSION}" in steps
    assert "INSERT INTO tiles" in steps
