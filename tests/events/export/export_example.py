"""A small export to write, to read and to break."""

import datetime as dt
import gzip
import io
from dataclasses import replace

import pytest

from events.export.file import read_export, write_export
from events.export.items import ExportHeader, Item
from events.export.lines import MalformedExport
from events.facts.vocabulary import Dataset
from events.format.log_entry import AcceptedCommand, LogEntry
from events.heads.checkpoint import StoredCheckpoint, sign_head, signature_by
from events.heads.note_keys import COSIGNATURE, ED25519, SignerKey
from events.heads.tree_head import TreeHead
from events.tree.merkle_tree import Frontier
from tests.events.log.entries import entry

ORIGIN = "rakor.example/psu"
KEY, NEW_KEY = (SignerKey(ORIGIN, ED25519, bytes([number] * 32)) for number in (1, 2))
WITNESS = SignerKey("witness.example/w", COSIGNATURE, bytes([3] * 32))
SIGNED_AT = dt.datetime(2025, 7, 12, 3, 4, 5, 678, tzinfo=dt.UTC)
SIZE = 4


def log_entry(position: int) -> LogEntry:
    """An event with a text and the command that wrote it; the last one erased the first's text."""
    sealed = entry(position)
    return LogEntry(
        position,
        sealed.leaf,
        sealed.sealed,
        sealed.disclosures if position else (),
        ((0, "/comment"),) if position == SIZE - 1 else (),
        (AcceptedCommand("KPU", f"kunci-{position}", "5a17", "d16e57", position, position),),
    )


def checkpoint(number: int, size: int, root: bytes) -> StoredCheckpoint:
    """A head that two keys signed, and a witness too."""
    note = sign_head(TreeHead(ORIGIN, size, root), [KEY, NEW_KEY], 0)
    return StoredCheckpoint(number, note, SIGNED_AT, (signature_by(WITNESS, note.text, 1),))


def a_log(sealed: bool = True, texts: bool = True) -> tuple[ExportHeader, list[Item]]:
    """Four events with three checkpoints, two of them over the same events."""
    items: list[Item] = []
    tree, number = Frontier(), 0
    for position in range(SIZE):
        whole = log_entry(position)
        tree.push(entry(position).event.leaf_hash)
        items.append(
            replace(
                whole,
                sealed=whole.sealed if sealed else None,
                disclosures=whole.disclosures if texts else None,
                erased=whole.erased if sealed else (),
                commands=whole.commands if sealed else None,
            )
        )
        for _ in range({2: 2, SIZE: 1}.get(tree.size, 0)):
            items.append(checkpoint(number, tree.size, tree.root()))
            number += 1
    keys = (KEY.verifier, NEW_KEY.verifier)
    erasures = 1 if sealed else 0
    header = ExportHeader(ORIGIN, Dataset.LIVE, SIZE, tree.root(), sealed, texts, erasures, keys)
    return header, items


def written(header: ExportHeader, items: list[Item]) -> bytes:
    """The file."""
    out = io.BytesIO()
    write_export(out, header, items)
    return out.getvalue()


def read(data: bytes) -> tuple[ExportHeader, list[Item]]:
    """What a file holds."""
    header, items = read_export(io.BytesIO(data))
    return header, list(items)


def refused(data: bytes) -> MalformedExport:
    """How a file is refused."""
    with pytest.raises(MalformedExport) as told:
        read(data)
    return told.value


EXPORT = written(*a_log())
"""Line 1 the header, 2 and 3 keys, 4 and 5 events, 6 and 7 checkpoints, 8 and 9 events, …"""
ROWS = gzip.decompress(EXPORT).splitlines(keepends=True)
