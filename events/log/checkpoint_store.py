"""The signed heads of a log, the cosignatures under them, the keys that signed: all their SQL."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select
from sqlmodel import col

from events.format.columns import EPOCH, is_moment, micros
from events.heads.checkpoint import Signature, SignedNote, StoredCheckpoint
from events.heads.note_keys import VerifierKey
from events.heads.tree_head import MalformedNote
from events.log.tables import LOG_METADATA, PORTION, CheckpointRow, CosignatureRow, LogKeyRow

CHECKPOINTS = LOG_METADATA.tables["checkpoints"]


@dataclass(frozen=True, slots=True)
class CheckpointAsFound:
    """A row of the table, of which nothing is believed: what a verifier begins with."""

    number: int
    size: object
    note: object
    signed_at: object
    cosignatures: tuple[str, ...]


def save_checkpoint(
    connection: Connection, signed: SignedNote, signed_at: dt.datetime, keys: Iterable[VerifierKey]
) -> None:
    """Keep a signed head, and the public halves of its keys where they are new."""
    known = read_keys(connection)
    new = [{"key": str(key)} for key in dict.fromkeys(keys) if key not in known]
    if new:
        connection.execute(insert(LogKeyRow), new)
    last = connection.execute(select(func.max(col(CheckpointRow.number)))).scalar()
    row = {
        "number": 0 if last is None else last + 1,
        "size": signed.head.size,
        "note": str(signed),
        "signed_at": micros(signed_at),
    }
    connection.execute(insert(CheckpointRow), [row])


def copy_keys(connection: Connection, keys: Iterable[VerifierKey]) -> None:
    """Write the keys of another log's copy into a log that has none."""
    rows = [{"key": str(key)} for key in keys]
    if rows:
        connection.execute(insert(LogKeyRow), rows)


def copy_checkpoints(connection: Connection, checkpoints: Sequence[StoredCheckpoint]) -> None:
    """Write checkpoints of another log's copy, with their cosignatures, under their own numbers."""
    rows = [
        {
            "number": item.number,
            "size": item.signed.head.size,
            "note": str(item.signed),
            "signed_at": micros(item.signed_at),
        }
        for item in checkpoints
    ]
    lines = [
        {"checkpoint": item.number, "line": signature.line}
        for item in checkpoints
        for signature in item.cosignatures
    ]
    for table, values in ((CheckpointRow, rows), (CosignatureRow, lines)):
        if values:
            connection.execute(insert(table), values)


def save_cosignatures(connection: Connection, number: int, lines: Iterable[Signature]) -> None:
    """Keep the cosignatures that are new under a checkpoint."""
    known = {line for _, line in _cosignatures(connection, number, number)}
    new = [item.line for item in dict.fromkeys(lines) if item.line not in known]
    if new:
        rows = [{"checkpoint": number, "line": line} for line in new]
        connection.execute(insert(CosignatureRow), rows)


def read_keys(connection: Connection) -> list[VerifierKey]:
    """Every public key that has signed a checkpoint of this log. Raises MalformedNote."""
    rows = connection.execute(select(col(LogKeyRow.key)).order_by(col(LogKeyRow.key))).scalars()
    return [VerifierKey.parse(str(text)) for text in rows]


def last_checkpoint(connection: Connection) -> StoredCheckpoint | None:
    """The newest checkpoint; None in a log that was never signed. Raises MalformedNote."""
    row = connection.execute(
        select(CHECKPOINTS).order_by(CHECKPOINTS.c.number.desc()).limit(1)
    ).first()
    return None if row is None else _stored(connection, [row])[0]


def checkpoint_of_size(connection: Connection, size: int) -> StoredCheckpoint | None:
    """The newest checkpoint of exactly a size, if there is one. Raises MalformedNote."""
    row = connection.execute(
        select(CHECKPOINTS)
        .where(CHECKPOINTS.c.size == size)
        .order_by(CHECKPOINTS.c.number.desc())
        .limit(1)
    ).first()
    return None if row is None else _stored(connection, [row])[0]


def cosigned_checkpoints(connection: Connection, limit: int) -> list[StoredCheckpoint]:
    """The newest checkpoints that anybody has cosigned, newest first. Raises MalformedNote."""
    cosigned = select(col(CosignatureRow.checkpoint)).distinct()
    number = CHECKPOINTS.c.number
    statement = select(CHECKPOINTS).where(number.in_(cosigned)).order_by(number.desc())
    rows = connection.execute(statement.limit(limit)).all()[::-1]
    return _stored(connection, rows)[::-1] if rows else []


def read_checkpoints(connection: Connection, after: int = -1) -> Iterator[StoredCheckpoint]:
    """Every checkpoint past a number, oldest first, in portions. Raises MalformedNote."""
    number = CHECKPOINTS.c.number
    statement = select(CHECKPOINTS).order_by(number).limit(PORTION)
    while rows := connection.execute(statement.where(number > after)).all():
        yield from _stored(connection, rows)
        after = rows[-1].number


def _stored(connection: Connection, rows: Sequence[Row[Any]]) -> list[StoredCheckpoint]:
    lines: dict[int, list[Signature]] = {}
    for number, line in _cosignatures(connection, rows[0].number, rows[-1].number):
        lines.setdefault(number, []).append(Signature.parse(str(line).removesuffix("\n")))
    return [
        StoredCheckpoint(
            row.number,
            _note(row.note),
            _signed_at(row.signed_at),
            tuple(lines.get(row.number, ())),
        )
        for row in rows
    ]


def read_checkpoint_rows(connection: Connection) -> Iterator[CheckpointAsFound]:
    """Every checkpoint as it stands in the database, oldest first, whatever it is."""
    statement, after = select(CHECKPOINTS).order_by(CHECKPOINTS.c.number).limit(PORTION), None
    while rows := connection.execute(
        statement if after is None else statement.where(CHECKPOINTS.c.number > after)
    ).all():
        after = rows[-1].number
        lines: dict[int, list[str]] = {}
        for number, line in _cosignatures(connection, rows[0].number, after):
            lines.setdefault(number, []).append(str(line))
        for row in rows:
            yield CheckpointAsFound(
                row.number, row.size, row.note, row.signed_at, tuple(lines.get(row.number, ()))
            )


def _note(text: object) -> SignedNote:
    return SignedNote.parse(str(text))


def _signed_at(value: Any) -> dt.datetime:
    if not is_moment(value):
        raise MalformedNote("not a time of signing")
    return EPOCH + dt.timedelta(microseconds=value)


def _cosignatures(connection: Connection, first: int, last: int) -> list[tuple[int, str]]:
    number, line = col(CosignatureRow.checkpoint), col(CosignatureRow.line)
    rows = connection.execute(
        select(number, line).where(number >= first, number <= last).order_by(number, line)
    )
    return [(row.checkpoint, row.line) for row in rows]
