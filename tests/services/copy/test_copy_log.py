"""A log out into a file and back: the same log, or nothing at all."""

import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from events.export.file import read_export
from events.export.lines import MalformedExport
from events.format.log_entry import LogEntry
from events.log.checkpoint_store import copy_keys, last_checkpoint, read_keys
from events.log.event_log import EventLog, LogUnavailable, OutcomeUnknown
from events.log.log_queries import read_head
from events.log.sqlite.event_log import SqliteEventLog
from events.log.stored_tree import StoredTree
from services.copy.export_log import EmptyLog, export_log
from services.copy.import_log import NotEmpty, PublicCopy, import_log
from services.refusals import RefusalCode as No
from tests.worlds.breakage import full_disk
from tests.worlds.copies import (
    GONE,
    KEPT,
    OPERATOR,
    OTHER,
    OTHER_OWNER,
    OWNER,
    REPORT,
    do,
    everything,
    fill,
    report,
    signing_key,
)
from tests.worlds.replay import assert_sound
from tests.worlds.world import World, refusal_of

NAMES = ("Siti-Aminah", "Nama-lain")


def exported(log: EventLog, **what: Any) -> bytes:
    """The file of an export."""
    out = io.BytesIO()
    export_log(log, out, **what)
    return out.getvalue()


def plain(data: bytes) -> str:
    """All that stands in the lines of an export, the escapes of JSON in JSON undone."""
    _, items = read_export(io.BytesIO(data))
    return "\n".join(repr(item) for item in items)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A log that is only read."""
    with World(tmp_path_factory.mktemp("source") / "world") as world:
        yield fill(world)


@pytest.fixture
def target(tmp_path: Path) -> Iterator[SqliteEventLog]:
    """An empty log."""
    with closing(SqliteEventLog(tmp_path / "copy", holder="rakor import")) as log:
        yield log


# ---- there and back


def test_a_whole_export_makes_the_same_log_table_by_table(
    source: World, target: SqliteEventLog
) -> None:
    done = import_log(target, io.BytesIO(exported(source.log, disclosures=True)))
    assert (done.header.size, done.checkpoints, done.texts_left_out) == (source.head().size, 5, 0)
    before, after = everything(source.log), everything(target)
    assert all(before.values()), "a row of every kind is there to be copied"
    for name in before:
        assert after[name] == before[name], name


def test_the_root_and_the_last_checkpoint_are_those_of_the_source(
    source: World, target: SqliteEventLog
) -> None:
    header = import_log(target, io.BytesIO(exported(source.log))).header
    with source.log.reading() as one, target.reading() as other:
        size = read_head(one).size
        assert StoredTree(other).root(size) == StoredTree(one).root(size) == header.root
        assert last_checkpoint(other) == last_checkpoint(one)
        assert read_keys(other) == [signing_key().verifier]


def test_without_texts_all_but_the_texts_is_the_same_and_they_are_counted(
    source: World, target: SqliteEventLog
) -> None:
    done = import_log(target, io.BytesIO(exported(source.log)))
    before, after = everything(source.log), everything(target)
    assert done.texts_left_out == len(before.pop("disclosures")) > 300
    assert after.pop("disclosures") == []
    assert after == before


@pytest.mark.parametrize("texts", [True, False])
def test_an_export_of_an_import_is_the_same_file(
    source: World, target: SqliteEventLog, texts: bool
) -> None:
    data = exported(source.log, disclosures=texts)
    import_log(target, io.BytesIO(data))
    assert exported(target, disclosures=texts) == data == exported(source.log, disclosures=texts)


def test_an_imported_log_goes_on(tmp_path: Path) -> None:
    with World(tmp_path / "source") as world:
        viewer, fields = report(OTHER_OWNER, KEPT, 41, idempotency_key="again")
        first = do(fill(world), viewer, REPORT, **fields)
        data, now = exported(world.log, disclosures=True), world.time.wall
    with closing(SqliteEventLog(tmp_path / "copy", holder="rakor import")) as log:
        import_log(log, io.BytesIO(data))
    with World(tmp_path / "copy", furnished=False, start=now) as copy:
        again = do(copy, viewer, REPORT, **fields)
        assert (again.replayed, again.events) == (True, first.events)
        other = fields | {"value": 42}
        mismatch = refusal_of(lambda: do(copy, viewer, REPORT, **other))
        assert mismatch is No.IDEMPOTENCY_MISMATCH
        size = copy.head().size
        named = report(OWNER, KEPT, 43)[1]
        more = do(copy, OWNER, REPORT, **named).last
        assert (more.position, more.actor.name) == (size, None), "an erased name stays erased"
        gone = do(copy, OPERATOR, "personErase", person=f"person:{OTHER}", reason="diminta").last
        assert gone.position == size + 1
        assert NAMES[1] not in plain(exported(copy.log, disclosures=True))
        assert_sound(copy)


# ---- what is in it, and what is not


def test_texts_and_names_are_in_an_export_only_if_asked_for(source: World) -> None:
    with_texts = plain(exported(source.log, disclosures=True))
    assert KEPT in with_texts
    assert NAMES[1] in with_texts
    for without in (exported(source.log), exported(source.log, sealed=False)):
        assert not [words for words in (KEPT, *NAMES) if words in plain(without)]


def test_what_was_erased_is_in_no_export(source: World) -> None:
    for what in ({"disclosures": True}, {}, {"sealed": False}):
        text = plain(exported(source.log, **what))
        assert GONE not in text
        assert NAMES[0] not in text


def test_a_public_export_holds_leaves_and_checkpoints_alone(source: World) -> None:
    header, items = read_export(io.BytesIO(exported(source.log, sealed=False)))
    found = list(items)
    entries = [item for item in found if isinstance(item, LogEntry)]
    rows = everything(source.log)["events"]
    leaves = {row[0]: row[1] for row in rows}
    assert [entry.leaf for entry in entries] == [leaves[at] for at in range(header.size)]
    assert {(e.sealed, e.disclosures, e.erased, e.commands) for e in entries} == {
        (None, None, (), None)
    }
    assert len(found) == header.size + 5
    assert (header.sealed, header.disclosures, header.erasures) == (False, False, 0)


def test_texts_are_not_handed_out_without_what_they_belong_to(source: World) -> None:
    with pytest.raises(ValueError, match="sealed"):
        exported(source.log, sealed=False, disclosures=True)


def test_an_export_is_one_moment_while_the_log_grows(tmp_path: Path) -> None:
    with World(tmp_path / "world") as world:
        size = world.head().size

        class Meanwhile(io.BytesIO):
            """Somebody reports while the file is written."""

            def write(self, data: Any, /) -> int:
                if world.head().size < size + 3:
                    world.owner("commitmentReportProgress", "D01", value=1)
                return super().write(data)

        stream = Meanwhile()
        assert export_log(world.log, stream).header.size == size
        assert world.head().size == size + 3
        assert len(list(read_export(io.BytesIO(stream.getvalue()))[1])) == size


def test_progress_ends_with_all_events(source: World, target: SqliteEventLog) -> None:
    size, told = source.head().size, list[tuple[int, int]]()
    data = exported(source.log, progress=lambda *done: told.append(done))
    import_log(target, io.BytesIO(data), lambda *done: told.append(done))
    assert told == [(size, size)] * 2


# ---- what cannot be done


def test_an_empty_log_is_not_exported(target: SqliteEventLog) -> None:
    out = io.BytesIO()
    with pytest.raises(EmptyLog):
        export_log(target, out)
    assert out.getvalue() == b""


def test_a_log_that_holds_anything_takes_no_import(source: World, tmp_path: Path) -> None:
    data = exported(source.log)
    with World(tmp_path / "world", furnished=False) as world:
        before = everything(world.log)
        with pytest.raises(NotEmpty):
            import_log(world.log, io.BytesIO(data))
        assert everything(world.log) == before
        assert len(before["events"]) == 1


def test_a_log_that_holds_no_more_than_a_key_takes_none_either(
    source: World, target: SqliteEventLog
) -> None:
    with target.writing() as connection:
        copy_keys(connection, [signing_key("rakor.example/older").verifier])
    with pytest.raises(NotEmpty):
        import_log(target, io.BytesIO(exported(source.log)))
    with target.reading() as connection:
        assert read_head(connection).size == 0


def test_a_log_is_imported_once(source: World, target: SqliteEventLog) -> None:
    data = exported(source.log)
    import_log(target, io.BytesIO(data))
    before = everything(target)
    with pytest.raises(NotEmpty):
        import_log(target, io.BytesIO(data))
    assert everything(target) == before


def test_a_public_export_cannot_be_imported(source: World, target: SqliteEventLog) -> None:
    with pytest.raises(PublicCopy):
        import_log(target, io.BytesIO(exported(source.log, sealed=False)))
    with target.reading() as connection:
        assert read_head(connection).size == 0


@pytest.mark.parametrize("part", [0.001, 0.3, 0.9, 0.9999])
def test_a_file_that_was_cut_off_leaves_nothing_and_the_whole_one_is_taken_next(
    source: World, target: SqliteEventLog, part: float
) -> None:
    data, whole = exported(source.log, disclosures=True), everything(source.log)
    with pytest.raises(MalformedExport):
        import_log(target, io.BytesIO(data[: int(len(data) * part)]))
    with target.reading() as connection:
        assert read_head(connection).size == 0
    import_log(target, io.BytesIO(data))
    assert everything(target) == whole


def test_a_full_disk_leaves_nothing_and_a_later_import_succeeds(
    source: World, target: SqliteEventLog
) -> None:
    data = exported(source.log, disclosures=True)
    with full_disk(), pytest.raises((LogUnavailable, OutcomeUnknown)):
        import_log(target, io.BytesIO(data))
    with target.reading() as connection:
        assert read_head(connection).size == 0
    import_log(target, io.BytesIO(data))
    assert everything(target) == everything(source.log)
