"""Exports taken apart, put together again by who knows the format, verified and imported."""

import gzip
import hashlib
import io
import json
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from events.export.lines import MalformedExport
from events.format.canonical_bytes import leaf_hash
from events.heads.checkpoint import SignedNote, sign_head
from events.heads.note_keys import SignerKey
from events.heads.tree_head import TreeHead
from events.log.sqlite.event_log import SqliteEventLog
from events.progress import untold
from events.tree.merkle_tree import Frontier
from events.verify.flaw import FlawedLog
from services.copy.import_log import import_log
from services.verify.export import verify_export
from services.verify.verification import Trust, VerificationReport

Lines = list[dict[str, Any]]


def lines_of(export: bytes) -> Lines:
    """The objects in an export, read with the standard library alone."""
    return [json.loads(line) for line in gzip.decompress(export).splitlines()]


def packed(lines: Lines) -> bytes:
    """An export of these objects; the last one gets the hash over those before it."""
    rows = [json.dumps(line).encode() + b"\n" for line in lines[:-1]]
    end = {"end": {**lines[-1]["end"], "sha256": hashlib.sha256(b"".join(rows)).hexdigest()}}
    return gzip.compress(b"".join([*rows, json.dumps(end).encode() + b"\n"]))


def changed(export: bytes, change: Callable[[Lines], object]) -> bytes:
    """An export after somebody has changed its lines, and its last line to fit."""
    lines = lines_of(export)
    change(lines)
    return packed(lines)


def event_line(lines: Lines, position: int) -> dict[str, Any]:
    """The line of an event."""
    return next(line for line in lines if line.get("position") == position)


def put(number: int, **fields: Any) -> Callable[[Lines], object]:
    """A change of names in a line, counted from 1; None takes a name away."""

    def change(lines: Lines) -> None:
        line = lines[number - 1] | fields
        lines[number - 1] = {name: value for name, value in line.items() if value is not None}

    return change


def fit_header(lines: Lines) -> None:
    """Let header and last line state the size and the root that the events lead to."""
    tree = Frontier()
    for line in lines:
        if "leaf" in line:
            tree.push(leaf_hash(line["leaf"].encode()))
    erasures = sum(len(line.get("erased", [])) for line in lines)
    fits = {"size": tree.size, "root": tree.root().hex()}
    lines[0] |= fits | {"erasures": erasures}
    lines[-1]["end"] |= fits


def sign_anew(lines: Lines, keys: Sequence[SignerKey]) -> None:
    """Let every checkpoint be one over the events before it: who does it holds the key."""
    tree = Frontier()
    for line in lines:
        if "leaf" in line:
            tree.push(leaf_hash(line["leaf"].encode()))
        if "checkpoint" in line:
            origin = SignedNote.parse(line["checkpoint"]).head.origin
            head = TreeHead(origin, tree.size, tree.root())
            line["checkpoint"] = str(sign_head(head, keys, 0))
    fit_header(lines)


def number_anew(lines: Lines) -> None:
    """Let the events stand at 0, 1, 2 …, whatever their bytes say."""
    for position, line in enumerate(line for line in lines if "leaf" in line):
        line["position"] = position
        for command in line.get("commands", []):
            command[4:] = [position - (command[5] - command[4]), position]


def verified(folder: Path, data: bytes, trust: Trust) -> VerificationReport:
    """What a verification says of an export."""
    file = folder / "given.rakor"
    file.write_bytes(data)
    return verify_export(file, trust, untold)


def kinds(report: VerificationReport) -> dict[str, int | None]:
    """Each kind of finding with the position of the first of it."""
    found: dict[str, int | None] = {}
    for item in report.findings.first:
        found.setdefault(item.finding.name, item.position)
    return found


def is_imported(folder: Path, data: bytes) -> bool:
    """Whether a log can be restored from an export."""
    with closing(SqliteEventLog(folder / "copy", holder="rakor import")) as log:
        try:
            import_log(log, io.BytesIO(data))
        except (FlawedLog, MalformedExport):
            return False
    return True


def without_texts(lines: Lines) -> None:
    """Make it an export that leaves texts out."""
    lines[0]["disclosures"] = False
    for line in lines[1:]:
        line.pop("disclosures", None)


def checkpoints(lines: Lines) -> Lines:
    """The lines of checkpoints."""
    return [line for line in lines if "checkpoint" in line]
