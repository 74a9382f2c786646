"""A log from before the tree (schema version 1) gets one when it is opened, once."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from events.log.event_log import LogUnavailable
from events.log.log_queries import read_bytes, read_head
from events.log.sqlite.event_log import FILE_NAME, SCHEMA_VERSION, SqliteEventLog
from events.log.stored_tree import StoredTree
from events.progress import Progress, untold
from services.write.open_log import open_log
from tests.events.log.entries import entry, write
from tests.events.tree.naive_tree import NaiveTree
from tests.worlds.statements import Statements
from tests.worlds.world import ORIGIN, StillClock, World

SIZE, WHOLE = 600, 512
ADDED = ("tiles", "checkpoints", "cosignatures", "log_keys")
"""The tables that version 2 added."""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a log of version 1: 600 events, and nothing of a tree."""
    folder = tmp_path_factory.mktemp("old")
    with World(folder, furnished=False) as world:
        wrote = [
            world.submit(
                "partyRegister", "RECORDER", "SETDA", code=f"P{n}", name="P", kind="AGENCY"
            )
            for n in range(1, SIZE)
        ]
        assert max(one.result().last.position for one in wrote) == SIZE - 1
    with closing(sqlite3.connect(folder / FILE_NAME)) as database:
        for table in ADDED:
            database.execute(f"DROP TABLE {table}")
        database.execute("PRAGMA user_version=1")
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master")]
        assert not [name for name in names if name.startswith(ADDED)]
    return folder


@pytest.fixture
def folder(old: Path, tmp_path: Path) -> Path:
    """A copy of that log."""
    return shutil.copytree(old, tmp_path / "log")


def opened(folder: Path, progress: Progress = untold) -> tuple[int, bytes, int]:
    """Size, root and number of tiles of the log in a folder, once it is open."""
    with closing(SqliteEventLog(folder, holder="a test")) as log:
        open_log(log, StillClock().log_clock(), ORIGIN, progress=progress)
        with log.reading() as connection:
            size = read_head(connection).size
            tiles = connection.execute(text("SELECT count(*) FROM tiles")).scalar_one()
            return size, StoredTree(connection).root(size), tiles


def naive_tree(connection: Connection, size: int) -> NaiveTree:
    """The tree by the definition, over the bytes as they are stored."""
    found = read_bytes(connection, range(size))
    return NaiveTree(found[position][0] for position in range(size))


def root_of_the_leaves(folder: Path) -> bytes:
    """The root of all there is."""
    with closing(SqliteEventLog(folder)) as log, log.reading() as connection:
        return naive_tree(connection, SIZE).root(SIZE)


def change(folder: Path, statement: str) -> None:
    """Change the record with database rights, behind the triggers."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as database:
        database.execute("DROP TRIGGER IF EXISTS events_no_update")
        assert database.execute(statement).rowcount == 1
        database.commit()


def test_it_gets_the_tree_that_it_would_have_grown(folder: Path) -> None:
    assert opened(folder) == (SIZE, root_of_the_leaves(folder), 2)


def test_its_schema_is_then_the_present_one(folder: Path) -> None:
    opened(folder)
    with closing(sqlite3.connect(folder / FILE_NAME)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            database.execute("DELETE FROM tiles")


def test_it_is_told_how_far_the_building_is_and_built_once(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    first = opened(folder, lambda done, whole: told.append((done, whole)))
    assert told == [(WHOLE, WHOLE)]
    with Statements() as ran:
        assert opened(folder, lambda done, whole: told.append((done, whole))) == first
    assert len(told) == 1
    assert not [statement for statement in ran.seen if "INSERT INTO tiles" in statement]


def test_a_new_log_has_nothing_to_build(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    size, _, tiles = opened(tmp_path / "new", lambda done, whole: told.append((done, whole)))
    assert (size, tiles, told) == (1, 0, [])


def test_it_goes_on_growing(folder: Path) -> None:
    opened(folder)
    with closing(SqliteEventLog(folder, holder="a test")) as log:
        write(log, *(entry(position) for position in range(SIZE, 800)))
        with log.reading() as connection:
            assert StoredTree(connection).root(800) == naive_tree(connection, 800).root(800)


def test_a_building_that_was_broken_off_begins_again(folder: Path) -> None:
    def die(done: int, whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        opened(folder, die)
    assert opened(folder) == (SIZE, root_of_the_leaves(folder), 2)


@pytest.mark.parametrize("position", [0, 1, 255, 256, 511, 512, 599])
def test_a_changed_byte_in_a_leaf_stops_the_building_and_is_named(
    folder: Path, position: int
) -> None:
    one_bit = "CAST(replace(CAST(leaf AS TEXT), 'format', 'gormat') AS BLOB)"
    change(folder, f"UPDATE events SET leaf = {one_bit} WHERE position = {position}")
    for _ in range(2):
        with pytest.raises(LogUnavailable, match=f"position {position} were changed"):
            opened(folder)


def test_a_text_in_the_place_of_bytes_is_a_change(folder: Path) -> None:
    change(folder, "UPDATE events SET leaf = CAST(leaf AS TEXT) WHERE position = 300")
    with pytest.raises(LogUnavailable, match="position 300 were changed"):
        opened(folder)


def test_a_changed_leaf_hash_stops_it_too(folder: Path) -> None:
    change(folder, "UPDATE events SET leaf_hash = zeroblob(32) WHERE position = 77")
    with pytest.raises(LogUnavailable, match="position 77 were changed"):
        opened(folder)


def test_of_several_changed_leaves_the_first_is_named(folder: Path) -> None:
    for position in (400, 20, 599):
        change(folder, f"UPDATE events SET leaf = sealed WHERE position = {position}")
    with pytest.raises(LogUnavailable, match="position 20 were changed"):
        opened(folder)
