"""What stands in one line of an export, to a JSON object and back (docs/export-1.md). Pure.

Reading takes nothing for granted: a line that is not exactly of its form is refused.
"""

import datetime as dt
import json
from collections.abc import Collection, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

from events.facts.vocabulary import Dataset
from events.format.canonical_json import canonical_time
from events.format.columns import is_moment, micros
from events.format.log_entry import AcceptedCommand, LogEntry, TextPlace
from events.format.recorded_event import Disclosure
from events.heads.checkpoint import Signature, SignedNote, StoredCheckpoint
from events.heads.note_keys import VerifierKey
from events.heads.tree_head import NAME
from events.tree.merkle_tree import SHA256

EXPORT_FORMAT = 1
MAX_NUMBER = (1 << 53) - 1

Fields = dict[str, Any]


class UnwritableEntry(Exception):
    """Bytes at a position that are not UTF-8: they are damaged, and no line can hold them."""

    def __init__(self, position: int) -> None:
        super().__init__(f"the bytes at position {position} are not UTF-8")
        self.position = position


@dataclass(frozen=True, slots=True)
class ExportHeader:
    """What an export says of itself before the first event."""

    origin: str
    """The origin that the whole log's checkpoints are signed for."""
    dataset: Dataset
    size: int
    root: bytes
    sealed: bool
    """Whether sealed bytes, accepted commands and the places of erased texts are in it."""
    disclosures: bool
    """Whether the texts that were not erased are in it."""
    erasures: int
    """How many erased texts its events name."""
    keys: tuple[VerifierKey, ...] = ()
    """Every public key that signed one of its checkpoints; each has a line of its own."""


@dataclass(frozen=True, slots=True)
class ExportEnd:
    """The last line: without it a file is incomplete."""

    size: int
    root: bytes
    sha256: str
    """Hex, of all lines before it."""


Item = LogEntry | StoredCheckpoint
Line = VerifierKey | Item | ExportEnd
"""What stands in a line behind the first."""


# ---- writing


def header_line(header: ExportHeader) -> Fields:
    """The first line."""
    return {
        "rakorExport": EXPORT_FORMAT,
        "origin": header.origin,
        "dataset": header.dataset.value,
        "size": header.size,
        "root": header.root.hex(),
        "sealed": header.sealed,
        "disclosures": header.disclosures,
        "erasures": header.erasures,
    }


def item_line(item: Item) -> Fields:
    """The line of an event or of a checkpoint. Raises UnwritableEntry."""
    if isinstance(item, LogEntry):
        return _entry_line(item)
    return {
        "checkpoint": str(item.signed),
        "signedAt": canonical_time(item.signed_at),
        "cosignatures": [each.line.removesuffix("\n") for each in item.cosignatures],
    }


def _entry_line(entry: LogEntry) -> Fields:
    try:
        line: Fields = {"position": entry.position, "leaf": entry.leaf.decode()}
        if entry.sealed is not None:
            line["sealed"] = entry.sealed.decode()
    except UnicodeDecodeError:
        raise UnwritableEntry(entry.position) from None
    if entry.disclosures:
        line["disclosures"] = [[text.path, text.salt, text.value] for text in entry.disclosures]
    if entry.erased:
        line["erased"] = entry.erased
    if entry.commands:
        line["commands"] = [
            [each.party, each.key, each.salt, each.digest, each.first_position, each.last_position]
            for each in entry.commands
        ]
    return line


# ---- reading


def read_header(line: bytes) -> ExportHeader:
    """What the first line holds. Raises ArithmeticError, ValueError or RecursionError."""
    return _header(_fields(line))


def read_line(line: bytes, header: ExportHeader) -> Line:
    """What a further line holds. Raises as the first does, or MalformedNote."""
    fields = _fields(line)
    if "position" in fields:
        return _entry(fields, header)
    if "checkpoint" in fields:
        return _checkpoint(fields)
    if "key" in fields:
        _require_keys(fields, {"key"})
        return VerifierKey.parse(_text(fields["key"]))
    return _end(fields)


def _fields(line: bytes) -> Fields:
    fields = DECODER.decode(line.decode())
    if not isinstance(fields, dict):
        raise ValueError("no JSON object")
    return fields


def _once(pairs: list[tuple[str, Any]]) -> Fields:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key that stands twice")
    return fields


DECODER = json.JSONDecoder(object_pairs_hook=_once)


def _header(fields: Fields) -> ExportHeader:
    if _number(fields.get("rakorExport")) != EXPORT_FORMAT:
        raise ValueError("not an export of a version that is known here")
    names = {"origin", "dataset", "size", "root", "sealed", "disclosures", "erasures"}
    _require_keys(fields, {"rakorExport"} | names)
    header = ExportHeader(
        origin=_text(fields["origin"]),
        dataset=Dataset(_text(fields["dataset"])),
        size=_number(fields["size"]),
        root=_hash(fields["root"]),
        sealed=_flag(fields["sealed"]),
        disclosures=_flag(fields["disclosures"]),
        erasures=_number(fields["erasures"]),
    )
    if not header.size or not NAME.fullmatch(header.origin):
        raise ValueError("an empty log, or an origin that is no name")
    if not header.sealed and (header.disclosures or header.erasures):
        raise ValueError("texts without sealed bytes")
    return header


def _end(fields: Fields) -> ExportEnd:
    _require_keys(fields, {"end"})
    end = fields["end"]
    if not isinstance(end, dict):
        raise ValueError("no end")
    _require_keys(end, {"size", "root", "sha256"})
    return ExportEnd(_number(end["size"]), _hash(end["root"]), _hash(end["sha256"]).hex())


def _checkpoint(fields: Fields) -> StoredCheckpoint:
    _require_keys(fields, {"checkpoint", "signedAt", "cosignatures"})
    text = _text(fields["signedAt"])
    signed_at = dt.datetime.fromisoformat(text)
    if canonical_time(signed_at) != text or not is_moment(micros(signed_at)):
        raise ValueError("not a canonical time")
    signed = SignedNote.parse(_text(fields["checkpoint"]))
    if not signed.head.size:
        raise ValueError("a checkpoint of an empty log")
    lines = tuple(Signature.parse(_text(line)) for line in _list(fields["cosignatures"]))
    _require_distinct(lines)
    return StoredCheckpoint(0, signed, signed_at, lines)


def _entry(fields: Fields, header: ExportHeader) -> LogEntry:
    needed, known = _names_of_entry(header.sealed, header.disclosures)
    _require_keys(fields, needed, known)
    position = _number(fields["position"])
    disclosures = tuple(_disclosure(position, row) for row in _list(fields.get("disclosures", [])))
    erased = tuple(_place(position, row) for row in _list(fields.get("erased", [])))
    commands = tuple(_command(row) for row in _list(fields.get("commands", [])))
    _require_distinct([text.path for text in disclosures])
    _require_distinct(erased)
    return LogEntry(
        position=position,
        leaf=_text(fields["leaf"]).encode(),
        sealed=_text(fields["sealed"]).encode() if header.sealed else None,
        disclosures=disclosures if header.disclosures else None,
        erased=erased,
        commands=commands if header.sealed else None,
    )


@cache
def _names_of_entry(sealed: bool, disclosures: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Which names an event's object must have, and which it may have besides."""
    needed = {"position", "leaf"} | ({"sealed"} if sealed else set())
    known = ({"erased", "commands"} if sealed else set()) | (
        {"disclosures"} if disclosures else set()
    )
    return frozenset(needed), frozenset(known)


def _disclosure(position: int, row: Any) -> Disclosure:
    path, salt, value = map(_text, _list(row, 3))
    return Disclosure(position, path, salt, value)


def _place(position: int, row: Any) -> TextPlace:
    at, path = _list(row, 2)
    if _number(at) > position:
        raise ValueError("a text is erased before it is written")
    return at, _text(path)


def _command(row: Any) -> AcceptedCommand:
    *words, first, last = _list(row, 6)
    party, key, salt, digest = map(_text, words)
    return AcceptedCommand(party, key, salt, digest, _number(first), _number(last))


# ---- values


def _require_keys(fields: Fields, needed: Set[str], known: Set[str] = frozenset()) -> None:
    if not needed <= fields.keys() or not fields.keys() <= needed | known:
        raise ValueError("another form of line, or an unknown one")


def _require_distinct(values: Collection[object]) -> None:
    if len(set(values)) != len(values):
        raise ValueError("something stands twice")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text where one belongs")
    if not value.isascii():
        value.encode()  # refuses lone surrogates
    return value


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MAX_NUMBER:
        raise ValueError("no number where one belongs")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value


def _hash(value: Any) -> bytes:
    if not SHA256.fullmatch(_text(value)):
        raise ValueError("no hash where one belongs")
    return bytes.fromhex(value)


def _list(value: Any, length: int | None = None) -> list[Any]:
    if not isinstance(value, list) or length not in (None, len(value)):
        raise ValueError("no list of the right length where one belongs")
    return value
