"""Exporting: one copy of a whole log, as it stands at one moment, checked on its way out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import Connection

from events.export.file import write_export
from events.export.items import ExportHeader, Item, UnwritableEntry
from events.facts.log import LogOpened, OriginChanged
from events.format.canonical_bytes import UnreadableEvent, leaf_hash, names_sealed, text_digest
from events.format.log_entry import LogEntry
from events.heads.checkpoint import StoredCheckpoint
from events.heads.note_keys import VerifierKey
from events.heads.tree_head import MalformedNote, TreeHead
from events.log.all_entries import read_entries
from events.log.checkpoint_store import read_checkpoints, read_keys
from events.log.erasing import count_erasures
from events.log.event_log import EventLog, LogUnavailable
from events.log.event_queries import EventQuery, read_events
from events.log.log_queries import read_head
from events.log.stored_tree import StoredTree
from events.log.tables import PORTION
from events.progress import Progress, untold
from events.tree.merkle_tree import Frontier
from events.verify.flaw import Flaw, FlawedLog
from services.read.log_name import NAMING

Names = list[tuple[int, str]]
"""The positions from which a log bears a name, and the names."""


class EmptyLog(Exception):
    """There is nothing to copy yet."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was copied."""

    header: ExportHeader
    checkpoints: int
    abandoned: int
    """Checkpoints left out: they were signed over a history that the log says it left behind."""


def export_log(
    log: EventLog,
    stream: BinaryIO,
    *,
    sealed: bool = True,
    disclosures: bool = False,
    progress: Progress = untold,
) -> Exported:
    """Write a log into a stream; what stands there ends with its last line, or is incomplete.

    `sealed` gives sealed bytes, accepted commands and the places of erased texts, and `disclosures`
    the texts too. What is written can be relied on: an event whose bytes, sealed bytes or texts do
    not fit together stops the export. Raises EmptyLog, FlawedLog, LogUnavailable.
    """
    if disclosures and not sealed:
        raise ValueError("texts say nothing without the sealed bytes that they belong to")
    with log.reading() as connection:
        size = read_head(connection).size
        if size == 0:
            raise EmptyLog
        try:
            copy = _Copy(connection, size, sealed, disclosures)
            write_export(stream, copy.header, copy.items(progress))
        except UnwritableEntry as error:
            raise FlawedLog(Flaw.NOT_TEXT, error.position) from None
        except MalformedNote as error:
            raise FlawedLog(Flaw.SIGNATURE, 0, size - 1, str(error)) from error
    return Exported(copy.header, copy.checkpoints, copy.abandoned)


class _Copy:
    """One snapshot of a log, read from end to end."""

    def __init__(self, connection: Connection, size: int, sealed: bool, disclosures: bool) -> None:
        self._connection, self._tree, self._agreed = connection, Frontier(), 0
        self._names, opened = _names(connection)
        self.checkpoints = self.abandoned = 0
        try:
            tree = StoredTree(connection)
            root, keys = tree.root(size), tuple(_keys(connection, tree, self._names, size))
        except LookupError as error:
            raise LogUnavailable(f"the tree over the log is not complete: {error}") from error
        self.header = ExportHeader(
            origin=self._names[-1][1],
            dataset=opened.dataset,
            size=size,
            root=root,
            sealed=sealed,
            disclosures=disclosures,
            erasures=count_erasures(connection) if sealed else 0,
            keys=keys,
        )

    def items(self, progress: Progress) -> Iterator[Item]:
        """The entries, and each checkpoint behind the last entry that it covers."""
        size, sealed, texts = self.header.size, self.header.sealed, self.header.disclosures
        signed = self._signed()
        due = next(signed, None)
        for entry in read_entries(self._connection, sealed=sealed, disclosures=texts):
            self._tree.push(_hash_of_sound(entry))
            yield entry
            while due is not None and due[1].size == self._tree.size:
                if self._holds(due[1]):
                    yield due[0]
                due = next(signed, None)
            if self._tree.size % PORTION == 0 or self._tree.size == size:
                progress(self._tree.size, size)
        if due is not None:  # behind its place, or over more events than there are
            raise FlawedLog(Flaw.CHECKPOINT, min(due[1].size, size), due[1].size - 1)
        if self._tree.root() != self.header.root:
            raise FlawedLog(Flaw.ROOT, self._agreed, size - 1)

    def _signed(self) -> Iterator[tuple[StoredCheckpoint, TreeHead]]:
        """The checkpoints that bear the name the log had when it was so large."""
        for checkpoint in read_checkpoints(self._connection):
            head = checkpoint.signed.head
            if head.origin == _name_at(head.size, self._names):
                yield checkpoint, head
            elif head.origin == self.header.origin:
                raise FlawedLog(Flaw.CHECKPOINT, self._agreed, head.size - 1)
            else:
                self.abandoned += 1

    def _holds(self, head: TreeHead) -> bool:
        """Whether the tree so far is the one that was signed."""
        if head.root == self._tree.root():
            self._agreed = self._tree.size
            self.checkpoints += 1
            return True
        if head.origin == self.header.origin:
            raise FlawedLog(Flaw.CHECKPOINT, self._agreed, self._tree.size - 1)
        self.abandoned += 1
        return False


def _names(connection: Connection) -> tuple[Names, LogOpened]:
    """The positions from which the log bears a name, and how it was opened."""
    try:
        events = read_events(connection, EventQuery(types=NAMING))
    except UnreadableEvent as error:
        raise FlawedLog(Flaw.OPENING, 0, detail=str(error)) from error
    names = [
        (event.position, event.fact.origin)
        for event in events
        if isinstance(event.fact, LogOpened | OriginChanged)
    ]
    if not (events and isinstance(events[0].fact, LogOpened)):
        raise FlawedLog(Flaw.OPENING, 0)
    return names, events[0].fact


def _name_at(size: int, names: Names) -> str:
    """The name that a log had when it was so large."""
    return next((origin for position, origin in reversed(names) if position < size), "")


def _keys(
    connection: Connection, tree: StoredTree, names: Names, size: int
) -> Iterator[VerifierKey]:
    """The keys of a log, but those that only signed what it left behind."""
    present, signers = names[-1][1], set[tuple[str, bytes]]()
    for checkpoint in read_checkpoints(connection):
        head = checkpoint.signed.head
        if head.origin == present:
            break
        is_held = head.origin == _name_at(head.size, names) and head.size <= size
        if is_held and head.root == tree.root(head.size):
            signers |= {(each.name, each.key_id) for each in checkpoint.signed.signatures}
    for key in read_keys(connection):
        if key.name == present or (key.name, key.id) in signers:
            yield key


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
