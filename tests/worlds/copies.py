"""Logs worth copying, and what two copies have in common: everything."""

import datetime as dt
import io
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from events.facts.vocabulary import Role
from events.heads.checkpoint import sign_head, signature_by
from events.heads.note_keys import COSIGNATURE, ED25519, SignerKey
from events.heads.tree_head import TreeHead
from events.log.checkpoint_store import last_checkpoint, save_checkpoint, save_cosignatures
from events.log.event_log import EventLog
from events.log.log_queries import is_untouched
from events.log.sqlite.event_log import SqliteEventLog
from events.log.stored_tree import StoredTree
from events.log.tables import LOG_METADATA
from events.verify.flaw import Flaw, FlawedLog
from services.copy.import_log import import_log
from services.permissions import Viewer
from services.write.record_batch import Recorded
from tests.worlds.persons import person_of
from tests.worlds.world import ORIGIN, World, commitment_id

SIGNED_AT = dt.datetime(2025, 7, 12, 3, 4, 5, 678, tzinfo=dt.UTC)
PERSON, OTHER = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "ab")
OWNER = Viewer((Role.OWNER,), "KPU-LOG", PERSON, "Siti-Aminah")
OTHER_OWNER = Viewer((Role.OWNER,), "KPU-LOG", OTHER, "Nama-lain")
AUDITOR = Viewer((Role.AUDITOR,), "INSPEKTORAT")
OPERATOR = Viewer((Role.ADMINISTRATOR,), "POLRES", person_of("POLRES"))
GONE, KEPT = "diterima-oleh-Pak-Darto", "kata-yang-tetap"
REPORT = "commitmentReportProgress"
REPORTS = 300
"""More than a tile holds."""


def do(world: World, viewer: Viewer, mutation: str, **fields: Any) -> Recorded:
    """Record a command."""
    return world.recorder.submit(world.command(mutation, **fields), viewer).result()


def report(viewer: Viewer, note: str, value: int = 1, **more: Any) -> tuple[Viewer, dict[str, Any]]:
    """Who reports what about D01."""
    return viewer, {"commitment": commitment_id("D01"), "value": value, "note": note} | more


def signing_key(origin: str = ORIGIN) -> SignerKey:
    """The key of a log."""
    return SignerKey(origin, ED25519, bytes([1] * 32))


WITNESS = SignerKey("witness.example/w", COSIGNATURE, bytes([2] * 32))


def sign(log: EventLog, *sizes: int, key: SignerKey | None = None) -> None:
    """Sign the log as it was at each size; a witness adds its line."""
    key = key or signing_key()
    with log.writing() as connection:
        for size in sizes:
            note = sign_head(TreeHead(key.name, size, StoredTree(connection).root(size)), [key], 0)
            save_checkpoint(connection, note, SIGNED_AT, [key.verifier])
            newest = last_checkpoint(connection)
            assert newest is not None
            save_cosignatures(connection, newest.number, [signature_by(WITNESS, note.text, 7)])


def fill(world: World) -> World:
    """Reports with notes and names; one note and all names of one person are erased again."""
    asked = [report(OWNER, GONE), report(OWNER, KEPT), *([report(OTHER_OWNER, KEPT)] * REPORTS)]
    answers = [
        world.recorder.submit(world.command(REPORT, **fields), viewer) for viewer, fields in asked
    ]
    first, *_ = (answer.result().last.position for answer in answers)
    law = {"event": first, "path": "/note", "legal_basis": "UU 27/2022"}
    proposal = do(world, AUDITOR, "textProposeRedaction", **law).last.position
    do(world, OPERATOR, "textRedact", proposal=proposal)
    do(world, OPERATOR, "personErase", person=f"person:{PERSON}", reason="diminta")
    do(world, OTHER_OWNER, REPORT, **report(OTHER_OWNER, KEPT, 2)[1])
    sign(world.log, 1, 256, 300, world.head().size - 2, world.head().size - 2)
    return world


def everything(log: EventLog) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of a log."""
    tables = LOG_METADATA.sorted_tables
    with log.reading() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables
        }


def files_in(folder: Path) -> set[str]:
    """The names of what lies in a folder."""
    return {path.name for path in folder.iterdir()}


def refused(folder: Path, data: bytes) -> tuple[Flaw, str]:
    """How the import of an export is refused, and where; nothing may have been written."""
    with closing(SqliteEventLog(folder / "copy", holder="rakor import")) as log:
        with pytest.raises(FlawedLog) as told:
            import_log(log, io.BytesIO(data))
        with log.reading() as connection:
            assert is_untouched(connection)
    return told.value.flaw, told.value.place
