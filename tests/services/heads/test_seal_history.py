"""Signing the log's head: when, with which keys, and what is durable before anyone is shown it."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import current_thread, main_thread

import pytest

from events.heads.checkpoint import Signature, SignedNote
from events.heads.note_keys import ML_DSA_44, BadSignature
from events.log.checkpoint_store import read_checkpoints, read_keys
from events.log.event_log import LogUnavailable
from events.log.sqlite.event_log import SqliteEventLog
from services.heads.prove import Proofs
from services.heads.seal_history import HistoryLost
from services.heads.signing_keys import KeyRefused
from services.write.open_log import change_origin
from tests.worlds.breakage import each_step
from tests.worlds.sealed_world import SealedWorld, findings


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SealedWorld]:
    with SealedWorld(tmp_path / "world") as world:
        yield world


def sizes(world: SealedWorld) -> list[int]:
    """The sizes of all checkpoints, in the order in which they were signed."""
    with world.log.reading() as connection:
        return [stored.signed.head.size for stored in read_checkpoints(connection)]


# ---- when


def test_the_head_is_signed_as_it_stands(world: SealedWorld) -> None:
    note = world.sealed()
    head = world.proofs.head(world.head().size)
    assert (note.head.origin, note.head.size) == (world.origin, world.head().size)
    assert note.head.root == head.root
    (key,) = head.keys
    assert [item.key for item in note.verify([key])] == [key]
    assert findings(world.log, note) == []


def test_a_head_is_signed_again_only_when_the_log_has_grown(world: SealedWorld) -> None:
    first = world.sealer.seal()
    world.wait(hours=1)
    assert world.sealer.seal() == first
    world.report()
    world.report()
    second = world.sealer.seal()
    assert first and second
    assert (first.number, second.number) == (0, 1)
    assert sizes(world) == [26, 28]
    assert second.signed_at == world.time.wall


def test_a_log_without_a_key_is_not_signed(tmp_path: Path) -> None:
    with SealedWorld(tmp_path / "world", keyless=True) as world:
        assert world.sealer.seal() is None
        assert world.shown() is world.kept() is None
        world.keys.make(world.origin)
        assert world.sealed().head.size == 26


def test_what_was_signed_is_shown_when_the_key_is_gone(world: SealedWorld) -> None:
    note = world.sealed()
    for path in world.keys_folder.glob("*.key"):
        path.unlink()
    world.report()
    assert world.sealed() == note == world.shown()


# ---- with which keys


def test_a_rotation_signs_with_both_keys_at_once_and_then_with_the_new_one(
    world: SealedWorld,
) -> None:
    (old,) = world.keys.signers(world.origin)
    before = world.sealed()
    new = world.keys.make(world.origin)
    both = world.sealed()
    assert both.head == before.head
    assert len(both.verify([old.verifier])) == len(both.verify([new.verifier])) == 1
    assert world.sealed() == both
    (world.keys_folder / f"{old.verifier.id.hex()}.key").unlink()
    world.report()
    after = world.sealed()
    assert [item.key for item in after.verify([old.verifier, new.verifier])] == [new.verifier]
    with world.log.reading() as connection:
        assert set(read_keys(connection)) == {old.verifier, new.verifier}
    assert findings(world.log, before, both, after) == []


def test_a_post_quantum_key_signs_beside_the_usual_one(world: SealedWorld) -> None:
    (usual,) = world.keys.signers(world.origin)
    other = world.keys.make(world.origin, post_quantum=True)
    assert other.verifier.kind == ML_DSA_44
    note = world.sealed()
    assert [signature.key_id for signature in note.signatures] == [
        usual.verifier.id,
        other.verifier.id,
    ]
    times = {item.key: item.seconds for item in note.verify([usual.verifier, other.verifier])}
    assert times == {usual.verifier: None, other.verifier: int(world.time.wall.timestamp())}
    broken = Signature(other.name, other.verifier.id, note.signatures[1].value[:-1] + b"\x00")
    with pytest.raises(BadSignature):
        note.with_signatures([broken]).verify([other.verifier])
    assert findings(world.log, note) == []


def test_a_key_of_another_origin_signs_nothing(tmp_path: Path) -> None:
    with SealedWorld(tmp_path / "world", keyless=True) as world:
        other = world.keys.make("other.example/demo")
        assert world.sealer.seal() is None
        own = world.keys.make(world.origin)
        assert [item.key for item in world.sealed().verify([own.verifier, other.verifier])] == [
            own.verifier
        ]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_or_change_signs_nothing_until_they_may_not(
    world: SealedWorld, mode: int
) -> None:
    (path,) = world.keys_folder.glob("*.key")
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(mode)
    for act in (world.sealer.seal, world.sealer.check):
        with pytest.raises(KeyRefused, match=rf"{path.name}.*chmod 600"):
            act()
    assert world.shown() is world.kept() is None
    path.chmod(0o600)
    assert world.sealed().head.size == 26


@pytest.mark.parametrize("text", ["", "PRIVATE+KEY+x", "PRIVATE+KEY+a+00000000+AQ==", "\xff", "ü"])
def test_a_file_that_is_no_key_is_refused_by_its_name_alone(world: SealedWorld, text: str) -> None:
    (path,) = world.keys_folder.glob("*.key")
    path.write_text(text, "latin-1")
    with pytest.raises(KeyRefused, match=path.name) as refused:
        world.sealer.seal()
    assert not text or text not in str(refused.value)
    assert world.shown() is None


# ---- never what does not follow from the last one


def gone_back_to(folder: Path, backup: Path) -> SealedWorld:
    """The world after its database was replaced by a backup; the folder of keys stays as it is."""
    for path in folder.glob("rakor.sqlite*"):
        path.unlink()
    shutil.copy(backup, folder / "rakor.sqlite")
    return SealedWorld(folder)


@pytest.fixture
def backed_up(world: SealedWorld, tmp_path: Path) -> Path:
    """A backup of the world's first 26 events, sealed; the world goes on to 28, and is closed."""
    world.sealed()
    assert world.log.forget_erased()
    shutil.copy(world.folder / "rakor.sqlite", tmp_path / "backup")
    world.report(1)
    world.report(2)
    world.sealed()
    world.close()
    return tmp_path / "backup"


@pytest.mark.parametrize(
    ("reports", "lost"), [(0, "ROLLBACK"), (1, "ROLLBACK"), (2, "FORK"), (3, "FORK")]
)
def test_a_restored_backup_is_signed_no_more_whether_it_went_on_or_not(
    world: SealedWorld, backed_up: Path, reports: int, lost: str
) -> None:
    with gone_back_to(world.folder, backed_up) as restored:
        kept, shown = restored.kept(), restored.shown()
        assert kept and shown and (kept.head.size, shown.head.size) == (28, 26)
        for value in range(reports):
            restored.report(value + 50)
        for act in (restored.sealer.check, restored.sealer.seal):
            with pytest.raises(HistoryLost, match=f"{lost}: a head of 28 events") as found:
                act()
            assert found.value.signed == kept.head
            assert (found.value.lost, found.value.size) == (lost, 26 + reports)
        assert (restored.kept(), restored.shown()) == (kept, shown)
        assert findings(restored.log) == []
        assert [item.partition(" ")[0] for item in findings(restored.log, kept)] == [lost]


def test_a_new_origin_is_the_way_on(world: SealedWorld, backed_up: Path) -> None:
    with gone_back_to(world.folder, backed_up) as restored:
        kept = restored.kept()
        assert kept
        change_origin(restored.log, restored.clock, "new.example/demo", kept.head, "restored")
        restored.keys.make("new.example/demo")
        note = restored.sealed()
        assert (note.head.origin, note.head.size) == ("new.example/demo", 27)
        assert restored.kept() == kept  # that of the old name stays as it is
        assert findings(restored.log, note) == []


def test_without_the_file_beside_the_key_the_logs_own_checkpoints_are_held_against_it(
    world: SealedWorld,
) -> None:
    world.sealed()
    (last,) = world.keys_folder.glob("*.last-checkpoint")
    last.unlink()
    with world.log.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_no_delete")
        connection.exec_driver_sql("DELETE FROM events WHERE position = 25")
    with pytest.raises(HistoryLost, match="ROLLBACK"):
        world.sealer.seal()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: b"",
        lambda note: str(note).encode()[:40],
        lambda note: f"not a checkpoint\n\n{note.signatures[0].line}".encode(),
        lambda note: str(note).replace("rakor.example", "other.example").encode(),
        lambda note: b"\xff\xfe",
    ],
    ids=["empty", "cut", "no-head", "of-another", "no-text"],
)
def test_a_last_checkpoint_that_cannot_be_read_or_is_anothers_stops_the_signing(
    world: SealedWorld, spoil: Callable[[SignedNote], bytes]
) -> None:
    note = world.sealed()
    (last,) = world.keys_folder.glob("*.last-checkpoint")
    last.write_bytes(spoil(note))
    world.report()
    for act in (world.sealer.check, world.sealer.seal):
        with pytest.raises(KeyRefused, match=last.name):
            act()
    assert world.shown() == note
    last.write_text(str(note))
    assert world.sealed().head.size == 27


def test_a_tree_with_a_part_missing_is_not_signed(world: SealedWorld) -> None:
    world.grow_to(300)
    with world.log.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER tiles_no_delete")
        connection.exec_driver_sql("DELETE FROM tiles")
    with pytest.raises(LogUnavailable, match="tree"):
        world.sealer.seal()
    assert world.shown() is None


# ---- stored before shown


def test_a_checkpoint_is_shown_only_once_file_and_row_are_durable(world: SealedWorld) -> None:
    before = world.sealed()
    world.report()
    seen: list[tuple[str, bool, bool]] = []

    with closing(SqliteEventLog(world.folder)) as others:
        looking = Proofs(others)

        def look(step: str) -> None:
            if current_thread() is not main_thread():  # whoever looks, and what other tests left
                return
            with ThreadPoolExecutor(1) as anyone:
                shown = anyone.submit(looking.checkpoint).result()
            assert shown
            seen.append((step, world.kept() != before, shown.signed != before))

        with each_step(look):
            after = world.sealed()
    assert (world.kept(), world.shown()) == (after, after)
    steps = [(step, kept, shown) for step, kept, shown in seen if not step.startswith("SELECT")]
    assert [(step.split(" (")[0], kept, shown) for step, kept, shown in steps] == [
        ("BEGIN", False, False),
        ("COMMIT", False, False),
        ("FSYNC", False, False),
        ("RENAME", False, False),
        ("FSYNC", True, False),
        ("BEGIN IMMEDIATE", True, False),
        ("INSERT INTO checkpoints", True, False),
        ("COMMIT", True, False),
        ("END", True, True),
    ]
