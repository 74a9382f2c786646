"""Verifies a log's database: bytes, columns, texts, signed heads, and what it shows.

Nothing that stands there is believed, not even that a column holds what its type says.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Row, select
from sqlmodel import col

from events.format.log_entry import AcceptedCommand, LogEntry
from events.format.recorded_event import Disclosure
from events.log.event_log import EventLog
from events.log.log_queries import count_events
from events.log.tables import LOG_METADATA, PORTION, CommandRow, DisclosureRow
from events.progress import Progress
from services.projections.snapshots import has_snapshots
from services.verify.beside_events import (
    compare_commands,
    compare_erasures,
    compare_texts,
    compare_tiles,
    expect_heads,
    expect_remembered,
    has_tree,
    look_beyond,
    shown_keys,
    tile_hashes,
)
from services.verify.database_shape import check_database
from services.verify.snapshots import SnapshotCheck
from services.verify.verification import Remark, Trust, Verification, VerificationReport

EVENTS = LOG_METADATA.tables["events"]
COMMANDS = LOG_METADATA.tables["accepted_commands"]
BYTES = {"leaf", "sealed"}


def verify_database(log: EventLog, trust: Trust, progress: Progress) -> VerificationReport:
    """Verify a log where it lies, in one snapshot; no server needs to run.

    Raises LogUnavailable where it cannot be read at all.
    """
    with log.reading() as connection:
        is_signed = has_tree(connection)
        run = Verification(trust, shown_keys(connection) if is_signed else ())
        if is_signed:
            expect_heads(connection, run)
        expect_remembered(connection, run, trust.remembered)
        check = SnapshotCheck(connection) if has_snapshots(connection) else None
        if check:
            run.on_replayed = check.follow
        count = count_events(connection)
        for done, entry in enumerate(_entries(connection, is_signed), start=1):
            filled = run.take(entry)
            if is_signed:
                compare_tiles(connection, run, filled)
            if not done % PORTION:
                progress(done, count)
        progress(count, count)
        _tell_differences(run, check)
        report = run.finish()
        if is_signed:
            look_beyond(connection, run)
        compare_texts(connection, run)
        compare_commands(connection, run)
        compare_erasures(connection, run)
        check_database(connection, run, is_old=not is_signed)
    return report


def _entries(connection: Connection, is_signed: bool) -> Iterator[LogEntry]:
    """Every row in order, wherever it says that it stands."""
    position = EVENTS.c.position
    statement = select(EVENTS).order_by(position).limit(PORTION)
    rows = connection.execute(statement).all()
    while rows:
        first, last = rows[0].position, rows[-1].position
        texts, commands = _texts(connection, first, last), _commands(connection, first, last)
        hashes = tile_hashes(connection, first, last) if is_signed else {}
        for row in rows:
            beside = texts.get(row.position, []), commands.get(row.position, [])
            yield _entry(row, *beside, hashes.get(row.position))
        rows = connection.execute(statement.where(position > last)).all()


def _entry(
    row: Row[tuple[object, ...]],
    texts: Sequence[Disclosure],
    commands: Sequence[AcceptedCommand],
    tile: bytes | None,
) -> LogEntry:
    columns = {name: value for name, value in row._mapping.items() if name not in BYTES}
    return LogEntry(
        position=row.position,
        leaf=_bytes(row.leaf),
        sealed=_bytes(row.sealed),
        disclosures=tuple(texts),
        commands=tuple(commands),
        leaf_hash=_bytes(row.leaf_hash) if tile is None else tile,
        columns=columns,
    )


def _bytes(value: object) -> bytes:
    """What stands in a column of bytes; whatever else stands there is none."""
    return value if isinstance(value, bytes) else b""


def _text(value: object) -> str:
    """What stands in a column of text; whatever else stands there is not what was recorded."""
    return value if isinstance(value, str) else repr(value)


def _texts(connection: Connection, first: int, last: int) -> dict[int, list[Disclosure]]:
    position = col(DisclosureRow.position)
    found: dict[int, list[Disclosure]] = {}
    rows = connection.execute(
        select(position, col(DisclosureRow.path), col(DisclosureRow.salt), col(DisclosureRow.value))
        .where(position >= first, position <= last)
        .order_by(position)
    )
    for at, path, salt, value in rows:
        found.setdefault(at, []).append(Disclosure(at, _text(path), _text(salt), _text(value)))
    return found


def _commands(connection: Connection, first: int, last: int) -> dict[int, list[AcceptedCommand]]:
    """Commands by the position at which they say to begin; hardly more than there are events."""
    begins = col(CommandRow.first_position)
    found: dict[int, list[AcceptedCommand]] = {}
    statement = select(COMMANDS).where(begins >= first, begins <= last).order_by(begins)
    for row in connection.execute(statement.limit(2 * PORTION)):
        found.setdefault(row.first_position, []).append(AcceptedCommand(*row))
    return found


def _tell_differences(run: Verification, check: SnapshotCheck | None) -> None:
    """What snapshots say otherwise, as far as the log could be replayed."""
    if run.replay is None:
        return
    if check is None or not check.found:
        run.remark(Remark.NOTHING_SHOWN)  # they are written while a server is at work
        return
    for difference in check.finish():
        run.drift(difference)
