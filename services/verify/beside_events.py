"""Verifies what a database keeps beside its events: keys, signed heads, tiles, notes of erasures.

Nothing that stands there is believed, not even that a column holds what its type says.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, exists, inspect, or_, select
from sqlmodel import col

from events.format.canonical_bytes import UnreadableEvent
from events.format.columns import is_moment
from events.heads.checkpoint import Signature, SignedNote
from events.heads.note_keys import VerifierKey
from events.heads.tree_head import MalformedNote
from events.log.checkpoint_store import CheckpointAsFound, read_checkpoint_rows, read_keys
from events.log.event_log import LogUnavailable
from events.log.tables import (
    CheckpointRow,
    CommandRow,
    DisclosureRow,
    ErasureRow,
    EventRow,
    LogKeyRow,
    TileRow,
)
from events.tree.tiles import MAX_LEVEL, TILE_LEVELS, WIDTH, FilledTile, hashes_of, perfect_root
from events.verify.expected_head import Holder
from events.verify.findings import Finding
from services.read.log_name import origin_of
from services.verify.verification import Verification

NAMED = 20
"""How many rows that belong to nothing are named at most."""
LEVELS = range(MAX_LEVEL // TILE_LEVELS + 1)


def has_tree(connection: Connection) -> bool:
    """Whether the log has any table of the tree; a log from before the tree has none of them."""
    tables = (TileRow, CheckpointRow, LogKeyRow)
    found = inspect(connection).get_table_names()
    return not {str(table.__tablename__) for table in tables}.isdisjoint(found)


def shown_keys(connection: Connection) -> list[VerifierKey]:
    """The log's own keys; none where one cannot be read, so that no signature is by a known key."""
    try:
        return read_keys(connection)
    except MalformedNote:
        return []


def expect_heads(connection: Connection, run: Verification) -> None:
    """Demand every signed head of the database; each key that it shows must have signed one."""
    signatures: set[tuple[str, bytes]] = set()
    for number, row in enumerate(read_checkpoint_rows(connection)):
        if row.number != number:
            detail = f"checkpoint {row.number} stands in the place of checkpoint {number}"
            run.findings.add(Finding.COLUMN_MISMATCH, None, detail)
        try:
            note = SignedNote.parse(str(row.note))
            _compare_columns(run, row, note)
            lines = [Signature.parse(line.removesuffix("\n")) for line in row.cosignatures]
        except MalformedNote as error:
            run.findings.add(Finding.MALFORMED, None, f"checkpoint {row.number}: {error}")
            continue
        signatures |= {(signature.name, signature.key_id) for signature in note.signatures}
        run.expect(note.with_signatures(lines))
    try:
        idle = [key for key in read_keys(connection) if (key.name, key.id) not in signatures]
    except MalformedNote as error:
        run.findings.add(Finding.MALFORMED, None, f"a key of the log: {error}")
        return
    for key in idle:
        run.findings.add(Finding.BAD_SIGNATURE, None, f"{key} has signed no checkpoint of this log")


def expect_remembered(
    connection: Connection, run: Verification, notes: Sequence[SignedNote]
) -> None:
    """Demand the head that the server keeps beside its keys for the name that this log bears now.

    Those of names that it bore before are left behind, as the log itself says.
    """
    try:
        origin = origin_of(connection) if notes else ""
    except (LogUnavailable, UnreadableEvent):
        return  # what the log is called cannot be read: that is found with its bytes
    for note in notes:
        if note.head.origin == origin:
            run.expect(note, Holder.SERVER)


def _compare_columns(run: Verification, row: CheckpointAsFound, note: SignedNote) -> None:
    size = note.head.size
    if row.size != size or not is_moment(row.signed_at):
        detail = f"the columns of checkpoint {row.number} are not those of its note"
        run.findings.add(Finding.COLUMN_MISMATCH, size, detail)


def tile_hashes(connection: Connection, first: int, last: int) -> dict[int, bytes]:
    """Leaf hashes by position, as the full tiles over some positions have them."""
    number = col(TileRow.number)
    rows = connection.execute(
        select(number, col(TileRow.hashes)).where(
            col(TileRow.level) == 0, number >= first // WIDTH, number <= last // WIDTH
        )
    )
    return {
        row.number * WIDTH + index: value
        for row in rows
        for index, value in enumerate(_whole_tile(row.hashes))
    }


def _whole_tile(data: object) -> list[bytes]:
    """The hashes of a full tile; none where there is no such thing."""
    try:
        hashes = hashes_of(data) if isinstance(data, bytes) else []
    except ValueError:
        return []
    return hashes if len(hashes) == WIDTH else []


def compare_tiles(connection: Connection, run: Verification, filled: Sequence[FilledTile]) -> None:
    """Hold the tiles that the entries fill against those that are stored."""
    for tile in filled:
        row = connection.execute(
            select(col(TileRow.hashes), col(TileRow.root)).where(
                col(TileRow.level) == tile.level, col(TileRow.number) == tile.number
            )
        ).first()
        stored = [] if row is None else _whole_tile(row.hashes)
        run.compare_tile(tile, stored)
        if row is not None and stored == tile.hashes and row.root != perfect_root(stored):
            detail = f"the root of tile {tile.number} of level {tile.level} is not that of it"
            run.findings.add(Finding.DAMAGED, tile.first_position, detail)


def look_beyond(connection: Connection, run: Verification) -> None:
    """Find tiles that lie beyond the log: its tree would one day grow into them."""
    level, number, size = col(TileRow.level), col(TileRow.number), run.check.log.size
    over = (and_(level == each, number >= size >> TILE_LEVELS * (each + 1)) for each in LEVELS)
    surplus = select(level, number).where(or_(number < 0, level.not_in(LEVELS), *over))
    for row in connection.execute(surplus.limit(NAMED)):
        detail = f"tile {row.number} of level {row.level} lies beyond the log"
        run.findings.add(Finding.DAMAGED, size, detail)


def compare_texts(connection: Connection, run: Verification) -> None:
    """Find texts that belong to no event."""
    position, path = col(DisclosureRow.position), col(DisclosureRow.path)
    orphans = select(position, path).where(position.not_in(select(col(EventRow.position))))
    for row in connection.execute(orphans.limit(NAMED)):
        detail = f"the text {row.path} at position {row.position} belongs to no event"
        run.findings.add(Finding.COLUMN_MISMATCH, _place(run, row.position), detail)


def compare_commands(connection: Connection, run: Verification) -> None:
    """Find accepted commands that begin with no event; the others were compared with theirs."""
    if not run.check.holds_commands:
        return
    begins = col(CommandRow.first_position)
    orphans = select(col(CommandRow.party), col(CommandRow.key), begins).where(
        ~exists().where(col(EventRow.position) == begins)
    )
    for row in connection.execute(orphans.limit(NAMED)):
        said = f"the key {row.key!s:.80} of {row.party!s:.80}"
        detail = f"{said} is remembered from {row.first_position!s:.80}, where no event is"
        run.findings.add(Finding.COLUMN_MISMATCH, _place(run, row.first_position), detail)


def _place(run: Verification, position: object) -> int:
    """The position at which to report what belongs to no event: its own, or the log's end."""
    size = run.check.log.size
    return position if isinstance(position, int) and 0 <= position < size else size


def compare_erasures(connection: Connection, run: Verification) -> None:
    """Hold what is noted as erased against what the events demand, once all of them are read."""
    due = run.check.erased
    if due is None:
        return
    rows = connection.execute(
        select(col(ErasureRow.position), col(ErasureRow.path), col(ErasureRow.erased_by))
    )
    noted: dict[Any, Any] = {(row.position, row.path): row.erased_by for row in rows}
    for at, path in sorted(noted.keys() | due.keys(), key=repr):
        by, right = noted.get((at, path)), due.get((at, path))
        if by != right:
            detail = f"the text {path} is noted as erased by {by}, and was by {right}"
            run.findings.add(Finding.COLUMN_MISMATCH, _position(at), detail)


def _position(value: object) -> int | None:
    return value if isinstance(value, int) else None
