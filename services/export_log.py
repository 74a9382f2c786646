"""Exporting: one copy of a whole log, as it stands at one moment, checked on its way out."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from events.canonical_bytes import UnreadableEvent, leaf_hash, names_sealed, text_digest
from events.checkpoint import StoredCheckpoint
from events.checkpoint_store import read_checkpoints, read_keys
from events.compact_range import CompactRange
from events.erasing import count_erasures
from events.event_log import EventLog, LogUnavailable
from events.event_queries import EventQuery, read_events
from events.export_file import write_export
from events.export_items import ExportHeader, Item, UnwritableEntry
from events.facts_of_occasion import LogOpened
from events.log_entry import LogEntry
from events.log_flaw import Flaw, FlawedLog
from events.log_queries import read_head
from events.stored_entries import PORTION, read_entries
from events.stored_tree import Progress, StoredTree, untold
from events.tree_head import MalformedNote


class EmptyLog(Exception):
    """There is nothing to copy yet."""


def export_log(
    log: EventLog,
    stream: BinaryIO,
    *,
    sealed: bool = True,
    disclosures: bool = False,
    progress: Progress = untold,
) -> ExportHeader:
    """Write a log into a stream; what stands there ends with its last line, or is incomplete.

    `sealed` gives sealed bytes, accepted commands and the places of erased texts, and `disclosures`
    the texts too. What has been written by then can be restored: an event whose bytes, sealed bytes
    or texts do not fit together stops the export. Raises EmptyLog, FlawedLog, LogUnavailable.
    """
    if disclosures and not sealed:
        raise ValueError("texts say nothing without the sealed bytes that they belong to")
    with log.reading() as connection:
        header = _header(connection, sealed, disclosures)
        try:
            write_export(stream, header, _items(connection, header, progress))
        except UnwritableEntry as error:
            raise FlawedLog(Flaw.NOT_TEXT, error.position) from None
    return header


def _header(connection: Connection, sealed: bool, disclosures: bool) -> ExportHeader:
    size = read_head(connection).size
    if size == 0:
        raise EmptyLog
    try:
        opened = [event.fact for event in read_events(connection, EventQuery(positions=[0]))]
    except UnreadableEvent as error:
        raise FlawedLog(Flaw.EVENT, 0, detail=str(error)) from error
    if not (opened and isinstance(opened[0], LogOpened)):
        raise FlawedLog(Flaw.OPENING, 0)
    try:
        root = StoredTree(connection).root(size)
    except LookupError as error:
        raise LogUnavailable(f"the tree over the log is not complete: {error}") from error
    try:
        keys = tuple(read_keys(connection))
    except MalformedNote as error:
        raise FlawedLog(Flaw.SIGNATURE, 0, size - 1, str(error)) from error
    return ExportHeader(
        origin=opened[0].origin,
        dataset=opened[0].dataset,
        size=size,
        root=root,
        sealed=sealed,
        disclosures=disclosures,
        erasures=count_erasures(connection) if sealed else 0,
        keys=keys,
    )


def _items(connection: Connection, header: ExportHeader, progress: Progress) -> Iterator[Item]:
    """The entries, and each checkpoint behind the last entry that it covers."""
    tree, agreed = CompactRange(), 0
    checkpoints = _checkpoints(connection, header.size)
    upcoming = next(checkpoints, None)
    for entry in read_entries(connection, sealed=header.sealed, disclosures=header.disclosures):
        tree.add(_hash_of_sound(entry))
        yield entry
        while upcoming is not None and upcoming.signed.head.size <= tree.size:
            if (upcoming.signed.head.size, upcoming.signed.head.root) != (tree.size, tree.root):
                raise FlawedLog(Flaw.CHECKPOINT, agreed, tree.size - 1)
            yield upcoming
            agreed, upcoming = tree.size, next(checkpoints, None)
        if tree.size % PORTION == 0 or tree.size == header.size:
            progress(tree.size, header.size)
    if upcoming is not None:
        raise FlawedLog(Flaw.CHECKPOINT, header.size, upcoming.signed.head.size - 1)
    if tree.root != header.root:
        raise FlawedLog(Flaw.ROOT, agreed, tree.size - 1)


def _checkpoints(connection: Connection, size: int) -> Iterator[StoredCheckpoint]:
    try:
        yield from read_checkpoints(connection)
    except MalformedNote as error:
        raise FlawedLog(Flaw.SIGNATURE, 0, size - 1, str(error)) from error


def _hash_of_sound(entry: LogEntry) -> bytes:
    """The leaf hash of an entry whose parts belong together, as far as bytes can tell."""
    found = leaf_hash(entry.leaf)
    if found != entry.leaf_hash:
        raise FlawedLog(Flaw.LEAF, entry.position)
    if entry.sealed is not None:
        if not names_sealed(entry.leaf, entry.sealed):
            raise FlawedLog(Flaw.SEALED, entry.position)
        for text in entry.disclosures or ():
            digest = text_digest(text.salt, text.path, text.value)
            if digest.encode() not in entry.sealed:
                raise FlawedLog(Flaw.TEXT, entry.position)
    return found


@contextmanager
def new_file(path: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """A file for its owner alone, that appears under its name once it is written whole.

    Until then it lies beside its place under another name, and goes if anything fails. Raises
    FileExistsError where a file stands that may not be replaced, and other OSErrors.
    """
    _require_free(path, replace)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        _require_free(path, replace)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _require_free(path: Path, replace: bool) -> None:
    if not replace and os.path.lexists(path):
        raise FileExistsError(path)


def _sync(folder: Path) -> None:
    """Let the folder remember its new entry after a power cut too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
