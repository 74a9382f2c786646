"""A whole log in one file: JSON Lines in gzip, written and read as a stream (docs/export-1.md).

Pure: no database. Reading is strict, because a file can come from anybody; but what the bytes of an
event say, and whether they lead to the roots, is the reader's caller's to find out.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import BinaryIO, TypeVar

from events.export.items import (
    ExportEnd,
    ExportHeader,
    Item,
    Line,
    header_line,
    item_line,
    read_header,
    read_line,
)
from events.export.lines import LineReader, LineWriter
from events.format.log_entry import LogEntry
from events.heads.checkpoint import StoredCheckpoint
from events.heads.note_keys import VerifierKey
from events.heads.tree_head import MalformedNote

MAX_KEYS = 1_000
INCOMPLETE = "the last line is missing: the export is incomplete"
T = TypeVar("T")


def write_export(stream: BinaryIO, header: ExportHeader, items: Iterable[Item]) -> None:
    """Write a log: its entries from position 0, each checkpoint behind the last event it covers.

    Equal logs give equal lines. Raises UnwritableEntry, and whatever `items` raises.
    """
    lines = LineWriter(stream)
    lines.write(header_line(header))
    for key in header.keys:
        lines.write({"key": str(key)})
    for item in items:
        lines.write(item_line(item))
    end = {"size": header.size, "root": header.root.hex(), "sha256": lines.digest}
    lines.write({"end": end})
    lines.finish()


def read_export(stream: BinaryIO) -> tuple[ExportHeader, Iterator[Item]]:
    """The header of an export, and its entries and checkpoints in the order of the file.

    Raises MalformedExport. So does the iterator, at the first line that is not of this form; it
    ends only where the file is complete, and until then nothing that it gave can be relied on.
    """
    reader = LineReader(stream)
    lines = iter(reader)
    header = _told(reader, lambda: read_header(next(lines, b"")))
    found = (_told(reader, partial(read_line, line, header)) for line in lines)
    keys: list[VerifierKey] = []
    for first in found:
        if not isinstance(first, VerifierKey):
            whole = replace(header, keys=tuple(keys))
            return whole, _in_order(reader, whole, chain([first], found))
        if first in keys or len(keys) == MAX_KEYS:
            raise reader.refusal("a key that stands there already, or too many of them")
        keys.append(first)
    raise reader.refusal(INCOMPLETE)


def _told(reader: LineReader, read: Callable[[], T]) -> T:
    try:
        return read()
    except (ArithmeticError, ValueError, RecursionError, MalformedNote) as error:
        raise reader.refusal(str(error)) from None


def _in_order(reader: LineReader, header: ExportHeader, found: Iterable[Line]) -> Iterator[Item]:
    """Entries and checkpoints, each in its place, until the file turns out to be complete."""
    position = checkpoints = erasures = 0
    is_complete = False
    for line in found:
        if is_complete:
            raise reader.refusal("a line behind the last one")
        match line:
            case LogEntry() if line.position == position < header.size:
                position, erasures = position + 1, erasures + len(line.erased)
                yield line
            case StoredCheckpoint() if line.signed.head.size == position:
                yield replace(line, number=checkpoints)
                checkpoints += 1
            case ExportEnd():
                whole = (header.size, header.size, header.root, header.erasures)
                if (position, line.size, line.root, erasures) != whole:
                    raise reader.refusal("the export is not what its header announces")
                if line.sha256 != reader.digest:
                    raise reader.refusal("the hash over the lines before is another")
                is_complete = True
            case _:
                raise reader.refusal(_misplaced(line, position))
    if not is_complete:
        raise reader.refusal(INCOMPLETE)


def _misplaced(line: Line, position: int) -> str:
    match line:
        case LogEntry() if line.position == position:
            return "more events than the header announces"
        case LogEntry():
            return f"event {line.position}, where {position} events stand before"
        case StoredCheckpoint():
            return f"a checkpoint over {line.signed.head.size} events, behind {position}"
        case _:
            return "a key behind the first event"
