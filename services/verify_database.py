"""Verifies a log's database: bytes, columns, tiles, texts, signed heads, and what it shows."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Row, inspect, select
from sqlmodel import col

from events.checkpoint_store import read_checkpoints, read_keys
from events.event_log import EventLog
from events.findings import Finding
from events.log_entry import LogEntry
from events.log_queries import read_head
from events.note_keys import VerifierKey
from events.progress import Progress
from events.recorded_event import Disclosure
from events.tables import LOG_METADATA, DisclosureRow, TileRow
from events.tiles import WIDTH, hashes_of, perfect_root
from events.tree_head import MalformedNote
from services.projections.compare import differences
from services.verification import Report, Trust, Verification

EVENTS = LOG_METADATA.tables["events"]
BYTES = {"leaf", "sealed"}
PORTION = 8 * WIDTH


def verify_database(log: EventLog, trust: Trust, progress: Progress) -> Report:
    """Verify a log where it lies, in one snapshot; no server needs to run.

    Raises LogUnavailable where it cannot be read at all.
    """
    with log.reading() as connection:
        has_tree = inspect(connection).has_table(str(TileRow.__tablename__))
        run = Verification(trust, _shown_keys(connection) if has_tree else ())
        if has_tree:
            _expect_heads(connection, run)
        size = read_head(connection).size
        for entry in _entries(connection, size, has_tree):
            filled = run.take(entry)
            if has_tree:
                _compare_tiles(connection, run, filled)
            if not run.check.log.size % PORTION:
                progress(run.check.log.size, size)
        progress(size, size)
        if run.replay is not None:
            for difference in differences(connection, run.replay):
                run.drift(difference)
    return run.finish()


def _shown_keys(connection: Connection) -> list[VerifierKey]:
    """The keys that the log shows as its own; a signature by one that is none will not be known."""
    try:
        return read_keys(connection)
    except MalformedNote:
        return []


def _expect_heads(connection: Connection, run: Verification) -> None:
    try:
        for stored in read_checkpoints(connection):
            run.expect(stored.note)
    except MalformedNote as error:
        run.findings.add(Finding.MALFORMED, None, f"a checkpoint: {error}")


def _entries(connection: Connection, size: int, has_tree: bool) -> Iterator[LogEntry]:
    position = EVENTS.c.position
    for first in range(0, size, PORTION):
        rows = connection.execute(
            select(EVENTS).where(position >= first, position < first + PORTION).order_by(position)
        ).all()
        texts = _texts(connection, first)
        hashes = _tile_hashes(connection, first) if has_tree else {}
        for row in rows:
            yield _entry(row, texts.get(row.position, []), hashes.get(row.position))


def _entry(
    row: Row[tuple[object, ...]], texts: Sequence[Disclosure], tile: bytes | None
) -> LogEntry:
    columns = {name: value for name, value in row._mapping.items() if name not in BYTES}
    return LogEntry(
        position=row.position,
        leaf=row.leaf,
        sealed=row.sealed,
        disclosures=tuple(texts),
        leaf_hash=row.leaf_hash if tile is None else tile,
        columns=columns,
    )


def _texts(connection: Connection, first: int) -> dict[int, list[Disclosure]]:
    position = col(DisclosureRow.position)
    found: dict[int, list[Disclosure]] = {}
    rows = connection.execute(
        select(position, col(DisclosureRow.path), col(DisclosureRow.salt), col(DisclosureRow.value))
        .where(position >= first, position < first + PORTION)
        .order_by(position)
    )
    for row in rows:
        found.setdefault(row.position, []).append(Disclosure(*row))
    return found


def _tile_hashes(connection: Connection, first: int) -> dict[int, bytes]:
    """Leaf hashes as the full tiles have them."""
    number = col(TileRow.number)
    rows = connection.execute(
        select(number, col(TileRow.hashes)).where(
            col(TileRow.level) == 0,
            number >= first // WIDTH,
            number < (first + PORTION) // WIDTH,
        )
    )
    return {
        row.number * WIDTH + index: value
        for row in rows
        for index, value in enumerate(hashes_of(row.hashes))
    }


def _compare_tiles(
    connection: Connection, run: Verification, filled: Sequence[tuple[int, int, list[bytes]]]
) -> None:
    for level, number, hashes in filled:
        row = connection.execute(
            select(col(TileRow.hashes), col(TileRow.root)).where(
                col(TileRow.level) == level, col(TileRow.number) == number
            )
        ).first()
        if row is None or (row.hashes, row.root) != (b"".join(hashes), perfect_root(hashes)):
            position = number * WIDTH ** (level + 1)
            detail = f"tile {number} of level {level} is not that of the entries"
            run.findings.add(Finding.DAMAGED, position, detail)
