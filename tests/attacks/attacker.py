"""Somebody with every right to a log's database, who may hold its signing key as well.

`Attacker` has SQLite alone; `rewrite` tells a whole history otherwise, and makes all of it fit.
"""

import copy
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, insert

from events.format.canonical_bytes import leaf_hash, read_event
from events.format.canonical_json import canonical_json
from events.format.log_entry import AcceptedCommand
from events.format.recorded_event import Disclosure, SealedEvent
from events.heads.checkpoint import StoredCheckpoint, sign_head
from events.heads.tree_head import TreeHead
from events.log.checkpoint_store import read_checkpoints, save_checkpoint
from events.log.log_clock import system_time
from events.log.log_queries import append
from events.log.sqlite.event_log import SqliteEventLog
from events.log.stored_tree import StoredTree
from events.log.tables import ErasureRow
from events.tree.merkle_tree import Frontier
from events.tree.tiles import GrowingTiles, perfect_root
from services.heads.signing_keys import KeyFolder
from tests.attacks.signed_log import ORIGIN, SignedLog
from tests.worlds.shown import write_snapshots


class Attacker:
    """Edits a database with SQLite; its triggers are gone meanwhile, and back at the end."""

    def __init__(self, log: SignedLog) -> None:
        self.database = sqlite3.connect(log.database, isolation_level=None)
        self._log, self._has_new_snapshots = log, False
        self._triggers: list[str] = []
        self._loosened: dict[str, str] = {}

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
            for table, sql in self._loosened.items():
                self.rewrite_schema(table, sql)
            for trigger in self._triggers:
                self.run(trigger)
            self.run("COMMIT")
        self.database.close()
        if self._has_new_snapshots:
            with closing(SqliteEventLog(self._log.folder, holder="an attacker")) as log:
                write_snapshots(log)

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
        return self.one(f"SELECT {column} FROM {table}{_where(where)}", *where.values())

    def set(self, table: str, column: str, value: object, **where: object) -> None:
        """Change cells; at least one there must be."""
        statement = f"UPDATE {table} SET {column} = ?{_where(where)}"
        assert self.database.execute(statement, (value, *where.values())).rowcount > 0

    def delete(self, table: str, **where: object) -> None:
        """Delete rows; at least one there must be."""
        statement = f"DELETE FROM {table}{_where(where)}"
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
        """Let a table's columns take NULL meanwhile; at the end it says again that they do not."""
        ((sql,),) = self.run("SELECT sql FROM sqlite_master WHERE name = ?", table)
        self._loosened[table] = sql
        self.rewrite_schema(table, sql.replace(" NOT NULL", ""))

    def rewrite_schema(self, name: str, sql: str) -> None:
        """Say of a table, an index or a trigger that it was made otherwise."""
        self.run("PRAGMA writable_schema=ON")
        self.run("UPDATE sqlite_master SET sql = ? WHERE name = ?", sql, name)
        self.run("PRAGMA writable_schema=RESET")

    def drop_trigger(self, name: str) -> None:
        """Leave the database without a trigger."""
        left = [sql for sql in self._triggers if f"TRIGGER {name} " not in sql]
        assert len(left) == len(self._triggers) - 1, name
        self._triggers = left

    def drop_table(self, table: str) -> None:
        """Drop a table with its triggers."""
        self._triggers = [sql for sql in self._triggers if table not in sql]
        self.run(f"DROP TABLE {table}")

    def fix_hash(self, position: int) -> None:
        """Write the leaf hash anew that an event's bytes have now."""
        own = leaf_hash(self.get("events", "leaf", position=position))
        self.set("events", "leaf_hash", own, position=position)

    def insert_tile(self, level: int, number: int, hashes: bytes, root: bytes) -> None:
        """Put a tile into the tree."""
        statement = "INSERT INTO tiles (level, number, hashes, root) VALUES (?, ?, ?, ?)"
        self.run(statement, level, number, hashes, root)

    def fix_tiles(self) -> None:
        """Build every tile anew from the column of leaf hashes."""
        self.run("DELETE FROM tiles")
        growing = GrowingTiles()
        for (value,) in self.run("SELECT leaf_hash FROM events ORDER BY position"):
            for level, number, hashes in growing.push(value):
                self.insert_tile(level, number, b"".join(hashes), perfect_root(hashes))

    def fix_heads(self) -> None:
        """Sign every head anew over the leaf hashes as they are: who does it holds the key."""
        signers, tree = KeyFolder(self._log.keys).signers(ORIGIN), Frontier()
        sizes = {size: number for number, size in self.run("SELECT number, size FROM checkpoints")}
        for (value,) in self.run("SELECT leaf_hash FROM events ORDER BY position"):
            tree.push(value)
            if tree.size in sizes:
                note = sign_head(TreeHead(ORIGIN, tree.size, tree.root()), signers, 0)
                self.set("checkpoints", "note", str(note), number=sizes[tree.size])

    def write(self, position: int, leaf: bytes, sealed: bytes | None = None) -> None:
        """Put other bytes in an event's place, as they are, and sign everything anew."""
        self.set("events", "leaf", leaf, position=position)
        if sealed is not None:
            self.set("events", "sealed", sealed, position=position)
        self.fix_hash(position)
        self.fix_tiles()
        self.fix_heads()

    def drop_from(self, position: int, *, checkpoints: bool = False) -> None:
        """Cut a log off before a position, consistently; with its `checkpoints` or without."""
        for table in ("events", "disclosures"):
            self.run(f"DELETE FROM {table} WHERE position >= ?", position)
        self.run("DELETE FROM accepted_commands WHERE last_position >= ?", position)
        self.fix_tiles()
        if checkpoints:
            self.run("DELETE FROM checkpoints WHERE size > ?", position)
        self.fix_snapshots()

    def fix_snapshots(self) -> None:
        """Let the snapshots follow from the events again, once all else is done."""
        self._has_new_snapshots = True


@contextmanager
def _writing(folder: Path) -> Iterator[Connection]:
    log = SqliteEventLog(folder, holder="an attacker")
    try:
        with log.writing() as connection:
            yield connection
    finally:
        log.close()


def of_null(value: object) -> dict[str, int | None]:
    """What SQLite itself says of NULL where a column takes none."""
    return {"DAMAGED": None} if value is None else {}


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

    def again(self, code: str) -> "Telling":
        """The registration of another party, at the same time and by the same hand."""
        leaf, sealed = copy.deepcopy(self.leaf), copy.deepcopy(self.sealed)
        leaf["open"]["code"], sealed[1]["idempotencyKey"] = code, code
        sealed[1]["stream"] = f"party:{code}"
        return Telling(leaf, sealed, list(self.texts), [])


Change = Callable[[list[Telling]], object]


def rewrite(log: SignedLog, change: Change, *, has_key: bool, has_folder: bool = False) -> None:
    """Tell a log's history otherwise, every byte, column and tile consistent.

    Who has the key signs it anew; who has not leaves the old heads under it. Who has the folder of
    the keys changes the last signed head that is kept there, too.
    """
    told, old = _read(log.folder)
    change(told)
    heads = [size for size in log.kept_sizes if size < len(told)] + [len(told)]
    forged = log.root / "forged"
    keys = KeyFolder(log.keys)
    signers = keys.signers(ORIGIN)
    with _writing(forged) as connection:
        sealed = _sealed(told)
        append(connection, sealed, _commands(sealed))
        rows = [
            {"position": position, "path": path, "erased_by": by}
            for by, item in enumerate(told)
            for position, path in item.erased
        ]
        connection.execute(insert(ErasureRow), rows)
        for row in [] if has_key else old:
            save_checkpoint(connection, row.signed, row.signed_at, [signers[0].verifier])
        for size in heads if has_key else ():
            now = system_time()
            head = TreeHead(ORIGIN, size, StoredTree(connection).root(size))
            note = sign_head(head, signers, int(now.timestamp()))
            save_checkpoint(connection, note, now, [key.verifier for key in signers])
            if has_folder:
                keys.remember(note)
    with closing(SqliteEventLog(forged, holder="an attacker")) as again:
        write_snapshots(again)
    (forged / log.database.name).replace(log.database)


def _read(folder: Path) -> tuple[list[Telling], list[StoredCheckpoint]]:
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
        heads = list(read_checkpoints(connection))
    log.close()
    return told, heads


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
