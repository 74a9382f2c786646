"""A log that was changed with the rights of the database is not exported: it is said where."""

import hashlib
import io
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from events.export.file import read_export
from events.log.event_log import LogUnavailable
from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from events.verify.flaw import Flaw, FlawedLog
from services.copy.export_log import export_log
from tests.worlds.copies import fill
from tests.worlds.world import World


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The database of a sound log, with checkpoints over 1, 256, 300 and 330 of 332 events."""
    folder = tmp_path_factory.mktemp("source")
    with World(folder) as world:
        fill(world)
    return (folder / FILE_NAME).read_bytes()


@pytest.fixture
def folder(sound: bytes, tmp_path: Path) -> Path:
    """A copy of it that nobody protects."""
    (tmp_path / FILE_NAME).write_bytes(sound)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as attacker:
        names = [
            row[0]
            for row in attacker.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        ]
        for name in names:
            attacker.execute(f"DROP TRIGGER {name}")
        attacker.commit()
    return tmp_path


def attack(folder: Path, *statements: str) -> None:
    """Change the database behind the log's back."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as attacker:
        attacker.create_function(
            "rewritten", 1, lambda leaf: leaf.replace(b'"value":"1"', b'"value":"9"')
        )
        attacker.create_function("broken", 1, lambda leaf: b"\xff" + leaf[1:])
        attacker.create_function("hashed", 1, lambda leaf: hashlib.sha256(b"\x00" + leaf).digest())
        for statement in statements:
            assert attacker.execute(statement).rowcount > 0, statement
        attacker.commit()


def exported(folder: Path, **what: Any) -> bytes:
    """An export of the folder's log."""
    out = io.BytesIO()
    with closing(SqliteEventLog(folder)) as log:
        export_log(log, out, **what)
    return out.getvalue()


REHASH = "UPDATE events SET leaf_hash = hashed(leaf) WHERE position = 40"
ATTACKS: dict[str, tuple[tuple[str, ...], Flaw, str]] = {
    "one byte of a leaf": (
        ("UPDATE events SET leaf = rewritten(leaf) WHERE position = 40",),
        Flaw.LEAF,
        "40",
    ),
    "a leaf and its hash": (
        ("UPDATE events SET leaf = rewritten(leaf) WHERE position = 40", REHASH),
        Flaw.CHECKPOINT,
        "1–255",
    ),
    "a leaf and its hash behind the last checkpoint of a full tile": (
        (
            "DELETE FROM checkpoints",
            "UPDATE events SET leaf = rewritten(leaf) WHERE position = 40",
            REHASH,
        ),
        Flaw.ROOT,
        "0–331",
    ),
    "a leaf that is no text": (
        ("UPDATE events SET leaf = broken(leaf), sealed = sealed WHERE position = 40", REHASH),
        Flaw.NOT_TEXT,
        "40",
    ),
    "one byte of sealed bytes": (
        (
            "UPDATE events SET sealed = CAST(replace(sealed, 'KPU', 'KPX') AS BLOB)"
            " WHERE position = 40",
        ),
        Flaw.SEALED,
        "40",
    ),
    "sealed bytes of another kind": (
        ("UPDATE events SET sealed = CAST(sealed AS TEXT) WHERE position = 40",),
        Flaw.KIND,
        "40",
    ),
    "a text of another kind": (
        ("UPDATE disclosures SET value = CAST(value AS BLOB) WHERE position = 40",),
        Flaw.KIND,
        "40",
    ),
    "a command of another kind": (
        ("UPDATE accepted_commands SET first_position = 'no number' WHERE last_position = 40",),
        Flaw.KIND,
        "40",
    ),
    "a text": (
        ("UPDATE disclosures SET value = value || '!' WHERE position = 40",),
        Flaw.TEXT,
        "40",
    ),
    "an event in the middle": (("DELETE FROM events WHERE position = 40",), Flaw.HOLE, "40"),
    "the last events": (
        (
            "DELETE FROM events WHERE position >= 320",
            "DELETE FROM disclosures WHERE position >= 320",
            "DELETE FROM accepted_commands WHERE last_position >= 320",
            "DELETE FROM erasures WHERE erased_by >= 320",
        ),
        Flaw.CHECKPOINT,
        "320–329",
    ),
    "the last events, and what is beside them left": (
        ("DELETE FROM events WHERE position >= 320",),
        Flaw.HOLE,
        "320",
    ),
    "a text of no event": (
        ("INSERT INTO disclosures VALUES (-1, '/reason', '5a17', 'words')",),
        Flaw.HOLE,
        "-1",
    ),
    "a checkpoint's size": (
        ("UPDATE checkpoints SET note = replace(note, x'0a323536', x'0a323537')",),
        Flaw.CHECKPOINT,
        "1–256",
    ),
    "a checkpoint's text": (
        ("UPDATE checkpoints SET note = 'no note' WHERE number = 2",),
        Flaw.SIGNATURE,
        "0–331",
    ),
    "a key": (("UPDATE log_keys SET key = 'no key'",), Flaw.SIGNATURE, "0–331"),
    "the opening": (("UPDATE events SET type = 'Closed' WHERE position = 0",), Flaw.OPENING, "0"),
}


@pytest.mark.parametrize("changed", ATTACKS)
def test_what_was_changed_is_named_and_no_export_is_complete(folder: Path, changed: str) -> None:
    statements, flaw, place = ATTACKS[changed]
    attack(folder, *statements)
    with pytest.raises(FlawedLog) as told:
        exported(folder, disclosures=True)
    assert (told.value.flaw, told.value.place) == (flaw, place)


def test_without_an_attack_it_is_complete(folder: Path) -> None:
    header, items = read_export(io.BytesIO(exported(folder, disclosures=True)))
    assert len(list(items)) == header.size + 5 == 337


def test_a_log_without_its_tree_is_not_exported(folder: Path) -> None:
    attack(folder, "DELETE FROM tiles")
    with pytest.raises(LogUnavailable, match="tree"):
        exported(folder)


def test_sealed_bytes_and_texts_do_not_hinder_a_public_export(folder: Path) -> None:
    attack(folder, "UPDATE disclosures SET value = 'other'", "DELETE FROM accepted_commands")
    assert exported(folder, sealed=False)
