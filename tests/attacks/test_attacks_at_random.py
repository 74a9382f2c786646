"""Random edits of random cells, with a fixed seed: no traceback, and never SOUND where it matters.

What may change unseen is said here by name: it is no history, and nothing is shown of it.
"""

import random
import sqlite3
from typing import Any

import pytest

from tests.attacks.attacker import Attacker
from tests.attacks.signed_log import EXIT_CODES, SignedLog

EDITS, FLIPS, PORTION = 100, 25, 25
UNSEEN = {("accepted_commands", "salt"), ("accepted_commands", "digest")}
"""What tells a retry from another command under the same key: it follows from no bytes."""
WORD = {("checkpoints", "signed_at")}
"""The server's own word, as long as it is a time."""


def other_value(chance: random.Random, old: object, elsewhere: object) -> object:
    """A value in the place of another: of any type, nearly the same, or from another row."""
    kinds: list[object] = [
        None,
        elsewhere,
        chance.randrange(-(2**63), 2**63),
        chance.random(),
        chance.choice(["", "words", "\x1b[2J", "ü" * 40, "' OR 1=1", '{"a":1}', "0"]),
        chance.randbytes(chance.choice([0, 1, 16, 32, 64, 8192])),
    ]
    if isinstance(old, int):
        kinds += [old + 1, old - 1, str(old), -old]
    if isinstance(old, str) and old:
        at = chance.randrange(len(old))
        kinds += [old[:at] + chr(chance.randrange(32, 1000)) + old[at + 1 :], old[:at], old * 2]
        kinds += [old.encode(), old.swapcase()]
    if isinstance(old, bytes) and old:
        at = chance.randrange(len(old))
        flipped = bytes([old[at] ^ 1 << chance.randrange(8)])
        kinds += [old[:at] + flipped + old[at + 1 :], old[:at], old + b"\0", old[::-1]]
    return chance.choice(kinds)


def edit(attacker: Attacker, chance: random.Random) -> tuple[str, str, object] | None:
    """Change one cell; which, and what stands there now. None where SQLite lets nothing change."""
    tables = attacker.run("SELECT name FROM sqlite_master WHERE type = 'table'")
    table = chance.choice(sorted(name for (name,) in tables))
    column = chance.choice([row[1] for row in attacker.run(f"PRAGMA table_info({table})")])
    rows = attacker.run(f"SELECT rowid, {column} FROM {table} ORDER BY rowid")
    if not rows:
        return None
    (number, old), (_, elsewhere) = chance.choice(rows), chance.choice(rows)
    attacker.loosen(table)
    try:
        attacker.set(table, column, other_value(chance, old, elsewhere), rowid=number)
    except sqlite3.IntegrityError:
        return None
    same = f"SELECT rowid, {column} FROM {table} ORDER BY rowid"
    return (table, column, None) if attacker.run(same) != rows else None


def is_seen(table: str, column: str, attacker: Attacker) -> bool:
    """Whether a verifier must say that something is wrong."""
    if (table, column) in UNSEEN:  # NULL is told by SQLite itself: the column takes none
        return bool(attacker.run(f"SELECT 1 FROM {table} WHERE {column} IS NULL"))
    if (table, column) in WORD:
        kinds = attacker.run(
            "SELECT DISTINCT typeof(signed_at), abs(signed_at) < 1e17 FROM checkpoints"
        )
        return kinds != [("integer", 1)]
    return True


@pytest.mark.parametrize("portion", range(EDITS // PORTION))
def test_a_cell_is_changed_at_random(short_log: SignedLog, portion: int) -> None:
    chance = random.Random(f"cells {portion}")
    before = short_log.database.read_bytes()
    for number in range(PORTION):
        short_log.database.write_bytes(before)
        with Attacker(short_log) as attacker:
            changed = edit(attacker, chance)
            seen = changed is not None and is_seen(changed[0], changed[1], attacker)
        verdict = short_log.verify(*(("--key", short_log.public_key) if number % 2 else ()))
        assert (verdict.code != 0) == seen, (portion, number, changed, verdict)


@pytest.mark.parametrize("portion", range(FLIPS // PORTION))
def test_bytes_of_the_file_are_changed_at_random(short_log: SignedLog, portion: int) -> None:
    """A file that SQLite cannot read is told as such; what can be read is verified."""
    chance = random.Random(f"bytes {portion}")
    before = short_log.database.read_bytes()
    codes: set[int] = set()
    for _ in range(PORTION):
        data = bytearray(before)
        for _ in range(chance.choice([1, 20, 400])):
            data[chance.randrange(100, len(data))] = chance.randrange(256)
        short_log.database.write_bytes(data)
        ended: Any = short_log.rakor("verify")
        assert ended.returncode in {0, 1, *EXIT_CODES.values()}
        assert "Traceback" not in ended.stderr
        assert ended.stdout if ended.returncode != 1 else not ended.stdout
        codes.add(ended.returncode)
    assert codes >= {1, EXIT_CODES["DAMAGED"]}
