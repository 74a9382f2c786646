"""Snapshots beside the log, so that nothing is folded from its start. All their SQL.

Nothing depends on them but speed: each follows from the events up to its position, a verifier
rebuilds and compares it, and one that is missing, or that this program cannot read, is folded anew.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    MetaData,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    inspect,
    or_,
    select,
    text,
)
from sqlmodel import Field, SQLModel, col

from events.facts.all import FACT_TYPES
from events.facts.fact import Fact
from events.format.columns import micros
from services.projections.snapshot import Snapshot

SNAPSHOT_METADATA = MetaData()
SHAPE_OF_STATES = 7
"""Raised with every change to a state's shape."""


def snapshot_version(facts: Sequence[type[Fact]]) -> int:
    """Of which version snapshots are, over these facts: older ones are thrown away.

    It grows with each new version of a fact, for states hold facts.
    """
    return SHAPE_OF_STATES + sum(fact.version - 1 for fact in facts)


OLDER_TABLES = (
    "register_head",
    "register_parties",
    "register_regions",
    "register_erased_persons",
    "register_occasions",
    "register_words",
    "register_commitments",
)
"""What older programs kept in the place of snapshots, and dropped when a log is opened."""


class SnapshotRow(SQLModel, table=True):
    """The state of one occasion after its event at `position`."""

    __tablename__ = "snapshots"
    metadata = SNAPSHOT_METADATA

    occasion: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    version: int
    latest: int | None
    bare: bytes = Field(sa_type=LargeBinary)
    state: bytes = Field(sa_type=LargeBinary)


SNAPSHOTS = SNAPSHOT_METADATA.tables["snapshots"]


def create_snapshot_schema(connection: Connection) -> None:
    """Make the table, where it is not there yet."""
    SNAPSHOT_METADATA.create_all(connection)


def has_snapshots(connection: Connection) -> bool:
    """Whether there is a table of snapshots: it is made when a server first opens the log."""
    return inspect(connection).has_table(str(SnapshotRow.__tablename__))


def prepare(connection: Connection, size: int) -> None:
    """Make the table for a log of `size` events, and throw away what this program cannot use.

    A snapshot beyond the log shows what the log has lost.
    """
    create_snapshot_schema(connection)
    version = snapshot_version(FACT_TYPES)
    connection.execute(
        delete(SnapshotRow).where(
            or_(
                col(SnapshotRow.version) != version,
                col(SnapshotRow.position) >= size,
            )
        )
    )
    for table in OLDER_TABLES:
        connection.execute(text(f"DROP TABLE IF EXISTS {table}"))


def save(connection: Connection, snapshots: Iterable[Snapshot]) -> None:
    """Write snapshots; one that is there already stays."""
    version = snapshot_version(FACT_TYPES)
    for each in snapshots:
        row = {name: getattr(each, name) for name in each.__slots__}
        if not connection.execute(_place(each.occasion, each.position)).first():
            connection.execute(insert(SnapshotRow), [row | {"version": version}])


def _place(occasion: str, position: int) -> Select[Any]:
    return select(col(SnapshotRow.position)).where(
        col(SnapshotRow.occasion) == occasion, col(SnapshotRow.position) == position
    )


def nearest(
    connection: Connection,
    occasions: Sequence[str],
    position: int,
    happened_by: dt.datetime | None = None,
    *,
    whole: bool = True,
) -> list[Snapshot]:
    """The newest snapshot of each of some occasions at or before a position, where there is one.

    With `happened_by` all that it holds had happened by that moment. Unless it is `whole`, it
    comes without the commitments. One statement.
    """
    usable = [
        col(SnapshotRow.occasion).in_(list(occasions)),
        col(SnapshotRow.position) <= position,
        col(SnapshotRow.version) == snapshot_version(FACT_TYPES),
    ]
    if happened_by is not None:
        latest = col(SnapshotRow.latest)
        usable.append(or_(latest.is_(None), latest <= micros(happened_by)))
    newest = (
        select(col(SnapshotRow.occasion), func.max(col(SnapshotRow.position)).label("position"))
        .where(*usable)
        .group_by(col(SnapshotRow.occasion))
        .subquery()
    )
    here = and_(
        newest.c.occasion == col(SnapshotRow.occasion),
        newest.c.position == col(SnapshotRow.position),
    )
    columns = [each for each in SNAPSHOTS.c if whole or each.name != "state"]
    rows = connection.execute(select(*columns).join(newest, here))
    return [_snapshot(row) for row in rows]


def places(connection: Connection) -> list[tuple[Any, Any, Any]]:
    """Occasion, position and version of every snapshot, believed in nothing, by position."""
    rows = connection.execute(
        select(
            col(SnapshotRow.occasion), col(SnapshotRow.position), col(SnapshotRow.version)
        ).order_by(col(SnapshotRow.position))
    )
    return [(row.occasion, row.position, row.version) for row in rows]


def read(connection: Connection, occasion: str, position: int) -> Snapshot | None:
    """The snapshot at a place, as it stands there."""
    row = connection.execute(
        select(SNAPSHOTS).where(
            col(SnapshotRow.occasion) == occasion, col(SnapshotRow.position) == position
        )
    ).first()
    return None if row is None else _snapshot(row)


def _snapshot(row: Row[Any]) -> Snapshot:
    state = row.state if "state" in row._fields else b""
    return Snapshot(row.occasion, row.position, row.latest, row.bare, state)


def newest_position(connection: Connection) -> int:
    """Position of the newest snapshot that this program can use; -1 where there is none.

    Who wrote it had opened the log, and so knew every event up to there.
    """
    found = connection.execute(
        select(func.max(col(SnapshotRow.position))).where(
            col(SnapshotRow.version) == snapshot_version(FACT_TYPES)
        )
    ).scalar()
    return -1 if found is None else int(found)
