"""A log that lost its signed history and goes on under another name is copied as it now is."""

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from events.export.file import read_export
from events.heads.checkpoint import StoredCheckpoint
from events.heads.tree_head import TreeHead
from events.log.checkpoint_store import read_checkpoints
from events.log.event_log import EventLog
from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from events.progress import untold
from events.verify.flaw import Flaw, FlawedLog
from services.copy.export_log import export_log
from services.copy.import_log import import_log
from services.read.log_name import origin_of
from services.verify.database import verify_database
from services.verify.verification import Remark, Trust
from services.write.open_log import change_origin
from tests.worlds.copies import everything, sign, signing_key
from tests.worlds.exports import kinds, verified
from tests.worlds.world import ORIGIN, World

NEW_NAME = "rakor.example/anew/demo"


def without(folder: Path, *, last: int) -> None:
    """Somebody with the rights of the database takes the last events away."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as attacker:
        names = attacker.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            attacker.execute(f"DROP TRIGGER {name}")
        size = attacker.execute("SELECT max(position) + 1 FROM events").fetchone()[0] - last
        for table, place in (
            ("events", "position"),
            ("disclosures", "position"),
            ("accepted_commands", "last_position"),
        ):
            # S608: the names are those of our own tables.
            attacker.execute(f"DELETE FROM {table} WHERE {place} >= {size}")
        attacker.commit()


def report(world: World, count: int) -> None:
    """Some more reports."""
    for value in range(count):
        world.owner("commitmentReportProgress", "D01", value=value)


@pytest.fixture
def renamed(tmp_path: Path) -> Iterator[World]:
    """Signed over 10 and over all its events, cut back by three, renamed, and grown again."""
    with World(tmp_path / "world") as world:
        report(world, 5)
        size = world.head().size
        sign(world.log, 10, size - 2, size)
    without(tmp_path / "world", last=3)
    with World(tmp_path / "world", furnished=False) as world:
        assert world.head().size == size - 3
        lost = TreeHead(ORIGIN, size, bytes(32))
        change_origin(world.log, world.clock, NEW_NAME, lost, "dipulihkan dari cadangan")
    with World(tmp_path / "world", furnished=False) as world:
        report(world, 6)
        sign(world.log, size - 1, size + 2, key=signing_key(NEW_NAME))
        yield world


def heads(log: EventLog) -> list[tuple[str, int]]:
    """Name and size of every signed head that a log keeps."""
    with log.reading() as connection:
        found = [item.signed.head for item in read_checkpoints(connection)]
    return [(head.origin, head.size) for head in found]


def test_heads_over_what_was_lost_are_left_out_and_counted(renamed: World, tmp_path: Path) -> None:
    out, size = io.BytesIO(), renamed.head().size - 4
    done = export_log(renamed.log, out, disclosures=True)
    assert (done.header.origin, done.checkpoints, done.abandoned) == (NEW_NAME, 3, 2)
    _, items = read_export(io.BytesIO(out.getvalue()))
    kept = [item for item in items if isinstance(item, StoredCheckpoint)]
    expected = [(ORIGIN, 10), (NEW_NAME, size - 1), (NEW_NAME, size + 2)]
    assert [(item.signed.head.origin, item.signed.head.size) for item in kept] == expected
    with closing(SqliteEventLog(tmp_path / "copy", holder="rakor import")) as copy:
        import_log(copy, io.BytesIO(out.getvalue()))
        assert heads(copy) == expected
        with copy.reading() as connection:
            assert origin_of(connection) == NEW_NAME
        before, after = everything(renamed.log), everything(copy)
        differing = {name for name in before if before[name] != after[name]}
        assert differing == {"checkpoints", "cosignatures"}
        assert kinds(verify_database(copy, Trust(), untold)) == {}
    verdict = verified(tmp_path, out.getvalue(), Trust())
    assert (kinds(verdict), Remark.ORIGIN_CHANGED in verdict.remarks) == ({}, True)
    assert len(done.header.keys) == 2


def test_a_key_that_signed_only_what_was_left_behind_is_left_out(tmp_path: Path) -> None:
    """In the copy it would be a key that has signed nothing, which a verifier takes for foul."""
    with World(tmp_path / "world") as world:
        size = world.head().size
        sign(world.log, size)
    without(tmp_path / "world", last=3)
    with World(tmp_path / "world", furnished=False) as world:
        lost = TreeHead(ORIGIN, size, bytes(32))
        change_origin(world.log, world.clock, NEW_NAME, lost, "dipulihkan dari cadangan")
        sign(world.log, size - 2, key=signing_key(NEW_NAME))
        out = io.BytesIO()
        done = export_log(world.log, out, disclosures=True)
    assert (done.checkpoints, done.abandoned) == (1, 1)
    assert done.header.keys == (signing_key(NEW_NAME).verifier,)
    verdict = verified(tmp_path, out.getvalue(), Trust())
    assert (kinds(verdict), Remark.ORIGIN_CHANGED in verdict.remarks) == ({}, True)
    with closing(SqliteEventLog(tmp_path / "copy", holder="rakor import")) as copy:
        import_log(copy, io.BytesIO(out.getvalue()))
        assert kinds(verify_database(copy, Trust(), untold)) == {}


def test_a_log_that_lost_its_history_and_was_not_renamed_is_not_exported(tmp_path: Path) -> None:
    with World(tmp_path / "world") as world:
        size = world.head().size
        sign(world.log, 10, size)
    without(tmp_path / "world", last=3)
    with World(tmp_path / "world", furnished=False) as world, pytest.raises(FlawedLog) as told:
        export_log(world.log, io.BytesIO())
    assert (told.value.flaw, told.value.place) == (Flaw.CHECKPOINT, f"{size - 3}–{size - 1}")
