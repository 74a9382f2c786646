"""The log's tables: what a log is kept in, whatever the engine.

Bytes are stored as bytes. The columns beside them serve queries only: a verifier compares them with
the bytes. Times are microseconds since 1970 UTC, so that every engine orders them alike.
"""

from sqlalchemy import Index, LargeBinary, MetaData
from sqlmodel import Field, SQLModel

from events.tree.tiles import WIDTH

LOG_METADATA = MetaData()
PORTION = 4 * WIDTH
"""Rows that are read or written at a time: whole tiles of the tree."""


class LogTable(SQLModel):
    """Base of the tables that hold the log itself."""

    metadata = LOG_METADATA


class EventRow(LogTable, table=True):
    """One event: its bytes, its leaf hash, and what queries look for."""

    __tablename__ = "events"
    __table_args__ = (
        Index("events_stream", "stream", "stream_version", unique=True),
        Index("events_occasion", "occasion", "position"),
        Index("events_commitment", "commitment", "occasion", "position"),
        Index("events_recorded", "recorded_at", "position"),
        Index("events_person", "actor_person", "position"),
        Index("events_occasion_type", "occasion", "type", "position"),
        Index("events_type", "type", "position"),
        Index("events_party", "actor_party", "position"),
        Index("events_role", "actor_role", "position"),
        Index("events_occurred", "occurred_at", "position"),
        Index("events_late", "late_by", "position"),
    )

    position: int = Field(primary_key=True)
    leaf: bytes = Field(sa_type=LargeBinary)
    sealed: bytes = Field(sa_type=LargeBinary)
    leaf_hash: bytes = Field(sa_type=LargeBinary)
    type: str
    stream: str
    stream_version: int
    occasion: str | None
    commitment: str | None
    recorded_at: int
    occurred_at: int
    late_by: int
    actor_role: str
    actor_party: str | None
    actor_person: str | None


class DisclosureRow(LogTable, table=True):
    """Salt and value of one text of one event. Deleting a row erases the text."""

    __tablename__ = "disclosures"

    position: int = Field(primary_key=True)
    path: str = Field(primary_key=True)
    salt: str
    value: str


class ErasureRow(LogTable, table=True):
    """A text that was erased, and the event that demanded it: the one door to the disclosures."""

    __tablename__ = "erasures"

    position: int = Field(primary_key=True)
    path: str = Field(primary_key=True)
    erased_by: int


class CommandRow(LogTable, table=True):
    """An accepted command: its key is taken for ever, for its acting party."""

    __tablename__ = "accepted_commands"
    __table_args__ = (Index("accepted_commands_position", "first_position", "last_position"),)

    party: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    salt: str
    digest: str
    first_position: int
    last_position: int


class TileRow(LogTable, table=True):
    """A full tile of the tree: 256 hashes, and the root over them, a hash of the level above."""

    __tablename__ = "tiles"

    level: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    root: bytes = Field(sa_type=LargeBinary)  # before the hashes: read without their pages
    hashes: bytes = Field(sa_type=LargeBinary)


class CheckpointRow(LogTable, table=True):
    """A signed head, byte for byte as it was signed; `signed_at` is only our word."""

    __tablename__ = "checkpoints"

    number: int = Field(primary_key=True)
    size: int = Field(index=True)
    note: str
    signed_at: int


class CosignatureRow(LogTable, table=True):
    """A witness's signature line under a checkpoint, its newline included."""

    __tablename__ = "cosignatures"

    checkpoint: int = Field(primary_key=True)
    line: str = Field(primary_key=True)


class LogKeyRow(LogTable, table=True):
    """A public key that has signed checkpoints of this log, as a verifier key."""

    __tablename__ = "log_keys"

    key: str = Field(primary_key=True)
