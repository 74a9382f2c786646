"""Somebody with every right to a log's database, who may hold its signing key as well.

with Attacker(log) as attacker:                  # database rights: SQLite alone
    attacker.set("events", "stream", "other", position=40)

rewrite(log, lambda told: told.pop(400))         # and the key: everything is made consistent
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import insert

from events.canonical_bytes import leaf_hash, read_event
from events.canonical_json import canonical_json
from events.checkpoint import sign_head
from events.checkpoint_store import save_checkpoint
from events.erasing import read_erasures
from events.event_log import AcceptedCommand
from events.log_clock import system_time
from events.log_queries import append
from events.recorded_event import Disclosure, SealedEvent
from events.sqlite_event_log import SqliteEventLog
from events.stored_tree import StoredTree
from events.tables import ErasureRow
from events.tiles import GrowingTiles, perfect_root
from events.tree_head import TreeHead
from services.live_state import build_register
from services.signing_keys import KeyFolder
from tests.signed_log import ORIGIN, SignedLog


class Attacker:
    """Edits a database with SQLite; its triggers are gone meanwhile, and back at the end."""

    def __init__(self, log: SignedLog) -> None:
        self.database = sqlite3.connect(log.database, isolation_level=None)
        self._triggers: list[str] = []

    def __enter__(self) -> "Attacker":
        self.run("PRAGMA synchronous=OFF")
        self.run("BEGIN")
        found = self.run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, sql in found:
            self._triggers.append(sql)
            self.run(f"DROP TRIGGER {name}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        if kind is None:
            for trigger in self._triggers:
                self.run(trigger)
            self.run("COMMIT")
        self.database.close()

    def run(self, statement: str, *values: object) -> list[Any]:
        """Run a statement; the rows it gives."""
        return self.database.execute(statement, values).fetchall()

    def one(self, statement: str, *values: object) -> Any:
        """The one value that a statement gives."""
        ((value,),) = self.run(statement, *values)
        return value

    # S608 below: table and column names are those of the tests themselves.

    def get(self, table: str, column: str, **where: object) -> Any:
        """The value of a cell."""
        return self.one(f"SELECT {column} FROM {table}{_where(where)}", *where.values())  # noqa: S608

    def set(self, table: str, column: str, value: object, **where: object) -> None:
        """Change cells; at least one there must be."""
        statement = f"UPDATE {table} SET {column} = ?{_where(where)}"  # noqa: S608
        assert self.database.execute(statement, (value, *where.values())).rowcount > 0

    def delete(self, table: str, **where: object) -> None:
        """Delete rows; at least one there must be."""
        statement = f"DELETE FROM {table}{_where(where)}"  # noqa: S608
        assert self.database.execute(statement, tuple(where.values())).rowcount > 0

    def replace(self, table: str, column: str, old: str, new: str, **where: object) -> None:
        """Put other words into a cell, be it of text or of bytes."""
        before = self.get(table, column, **where)
        after: str | bytes
        if isinstance(before, bytes):
            after = before.replace(old.encode(), new.encode())
        else:
            after = before.replace(old, new)
        assert after != before, before
        self.set(table, column, after, **where)

    def loosen(self, table: str) -> None:
        """Let a table's columns take NULL."""
        self.run("PRAGMA writable_schema=ON")
        statement = "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE name = ?"
        self.run(statement, table)
        self.run("PRAGMA writable_schema=RESET")

    def fix_hash(self, position: int) -> None:
        """Write the leaf hash anew that an event's bytes have now."""
        own = leaf_hash(self.get("events", "leaf", position=position))
        self.set("events", "leaf_hash", own, position=position)

    def fix_tiles(self) -> None:
        """Build every tile anew from the column of leaf hashes."""
        self.run("DELETE FROM tiles")
        growing = GrowingTiles()
        for (value,) in self.run("SELECT leaf_hash FROM events ORDER BY position"):
            for level, number, hashes in growing.push(value):
                tile = (level, number, b"".join(hashes), perfect_root(hashes))
                self.run("INSERT INTO tiles VALUES (?, ?, ?, ?)", *tile)

    def drop_from(self, position: int, *, checkpoints: bool = False) -> None:
        """Cut a log off before a position, consistently; with its `checkpoints` or without."""
        for table in ("events", "disclosures"):
            self.run(f"DELETE FROM {table} WHERE position >= ?", position)  # noqa: S608
        self.run("DELETE FROM accepted_commands WHERE last_position >= ?", position)
        self.fix_tiles()
        if checkpoints:
            self.run("DELETE FROM checkpoints WHERE size > ?", position)
        self.forget_register()

    def forget_register(self) -> None:
        """Let the register be built anew by the next server that starts."""
        self.run("DELETE FROM register_head")


def _where(where: dict[str, object]) -> str:
    return " WHERE " + " AND ".join(f'"{name}" = ?' for name in where) if where else ""


@dataclass
class Telling:
    """One event as a forger has it on the desk."""

    leaf: dict[str, Any]
    sealed: list[Any]
    texts: list[Disclosure]
    erased: list[tuple[int, str]]
    """Texts that are noted as erased by this event."""

    @property
    def open(self) -> dict[str, Any]:
        """What it says in public."""
        return dict(self.leaf["open"])


def rewrite(
    log: SignedLog, change: Callable[[list[Telling]], object], *, key_folder: bool = False
) -> None:
    """Tell a log's history otherwise, every byte, column, tile and signature consistent.

    With `key_folder` the last signed head that is kept beside the key is changed, too.
    """
    told = _read(log.folder)
    change(told)
    heads = [size for size in log.kept_sizes if size < len(told)] + [len(told)]
    new = log.root / "forged"
    forged = SqliteEventLog(new, holder="a forger")
    keys = KeyFolder(log.keys)
    signers = keys.signers(ORIGIN)
    with forged.writing() as connection:
        sealed = _sealed(told)
        append(connection, sealed, _commands(sealed))
        rows = [
            {"position": position, "path": path, "erased_by": by}
            for by, item in enumerate(told)
            for position, path in item.erased
        ]
        connection.execute(insert(ErasureRow), rows)
        build_register(connection)
        for size in heads:
            now = system_time()
            head = TreeHead(ORIGIN, size, StoredTree(connection).root(size))
            note = sign_head(head, signers, int(now.timestamp()))
            save_checkpoint(connection, note, now, [key.verifier for key in signers])
            if key_folder:
                keys.remember(note)
    forged.close()
    (new / log.database.name).replace(log.database)


def _read(folder: Path) -> list[Telling]:
    log = SqliteEventLog(folder)
    with log.reading() as connection:
        rows = connection.exec_driver_sql("SELECT leaf, sealed FROM events ORDER BY position")
        told = [Telling(json.loads(leaf), json.loads(sealed), [], []) for leaf, sealed in rows]
        for row in connection.exec_driver_sql(
            "SELECT position, path, salt, value FROM disclosures"
        ):
            told[row[0]].texts.append(Disclosure(*row))
        for position, path, by in connection.exec_driver_sql("SELECT * FROM erasures"):
            told[by].erased.append((position, path))
        assert read_erasures(connection, range(len(told)))
    log.close()
    return told


def _sealed(told: list[Telling]) -> list[SealedEvent]:
    """Bytes for events in their new places."""
    versions: dict[str, int] = {}
    found = []
    for position, item in enumerate(told):
        closed = item.sealed[1]
        versions[closed["stream"]] = versions.get(closed["stream"], 0) + 1
        closed["streamVersion"] = versions[closed["stream"]]
        sealed = canonical_json(item.sealed)
        item.leaf |= {"position": position, "sealed": hashlib.sha256(sealed).hexdigest()}
        leaf = canonical_json(item.leaf)
        texts = tuple(Disclosure(position, text.path, text.salt, text.value) for text in item.texts)
        found.append(SealedEvent(read_event(leaf, sealed), leaf, sealed, texts))
    return found


def _commands(sealed: list[SealedEvent]) -> list[AcceptedCommand]:
    """What would be remembered had these events been asked for."""
    spans: dict[tuple[str, str], tuple[int, int]] = {}
    asked = ("", "")
    for event in (item.event for item in sealed if item.event.key):
        if event.actor.party:
            asked = (event.actor.party, event.key or "")
        first, _ = spans.get(asked, (event.position, 0))
        spans[asked] = (first, event.position)
    return [
        AcceptedCommand(party, key, "5a17", "d16e57", *span) for (party, key), span in spans.items()
    ]
