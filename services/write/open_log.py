"""Opening a log: what it is called, what it holds, and everything beside it brought to its head."""

import datetime as dt
import secrets

from sqlalchemy import Connection

from events.facts.fact import Fact
from events.facts.log import LogOpened, OriginChanged
from events.facts.vocabulary import Dataset
from events.format.canonical_bytes import (
    EVENT_FORMAT,
    UnknownShape,
    UnreadableEvent,
    require_known,
    seal,
)
from events.format.recorded_event import SYSTEM, Draft
from events.heads.tree_head import TreeHead
from events.log.event_log import EventLog, LogUnavailable
from events.log.event_queries import stream_leaves
from events.log.log_clock import LogClock
from events.log.log_queries import append, read_head, stream_version
from events.log.stored_tree import DamagedLeaf, build_tree
from events.progress import Progress, untold
from services.decisions.deciding import text
from services.projections import snapshots
from services.projections.loading import load_directory
from services.projections.snapshot import snapshot_of_directory
from services.read.log_name import NeedsUpgrade, dataset_named, opening_of

STREAM = "log"
MANY = 4_096


class WrongDataset(Exception):
    """The log is of another data set than the one that was asked for."""


def new_salt() -> str:
    """128 random bits in hex."""
    return secrets.token_hex(16)


def open_log(
    log: EventLog,
    clock: LogClock,
    origin: str,
    dataset: Dataset | None = None,
    progress: Progress = untold,
) -> LogOpened:
    """Write position 0 into an empty log, and bring the tree up to the head.

    An empty log becomes of the data set that its origin says. Returns how the log was opened.
    `progress` is told how much of a tree is built, where the log has none yet. Raises WrongDataset
    if it is of another data set than the one asked for, NeedsUpgrade if it holds what this program
    does not know, LogUnavailable if it is damaged.
    """
    with log.writing() as connection:
        try:
            build_tree(connection, read_head(connection).size, progress)
        except DamagedLeaf as error:
            raise LogUnavailable(f"the bytes at position {error} were changed") from error
        snapshots.prepare(connection, read_head(connection).size)
        _require_known(connection)
        if read_head(connection).size == 0:
            fact = LogOpened(origin=origin, dataset=dataset_named(origin), format=EVENT_FORMAT)
            _require_dataset(fact, dataset)
            record_own(connection, fact, clock.now())
        opened = opening_of(connection)
    _require_dataset(opened, dataset)
    return opened


def _require_known(connection: Connection) -> None:
    """Raise NeedsUpgrade for an event of a type or version that this program does not know.

    Up to the newest snapshot there is none. Where many had to be looked through, a snapshot of the
    directory saves the next one who opens the log the same work.
    """
    since, head = snapshots.newest_position(connection), read_head(connection)
    for leaf in stream_leaves(connection, since + 1):
        try:
            require_known(leaf)
        except UnknownShape as error:
            raise NeedsUpgrade(str(error)) from error
        except UnreadableEvent:
            continue  # damage is told where it is read, and found by who verifies
    if head.position - since > MANY:
        directory = load_directory(connection, head.position)
        snapshots.save(connection, [snapshot_of_directory(directory, head.position)])


def _require_dataset(opened: LogOpened, dataset: Dataset | None) -> None:
    if dataset not in (None, opened.dataset):
        raise WrongDataset(opened.dataset.value)


def change_origin(
    log: EventLog, clock: LogClock, origin: str, abandoned: TreeHead, reason: str
) -> int:
    """Record that the log goes on under another origin, and which signed head it left behind.

    Returns the position. Raises LogUnavailable or OutcomeUnknown.
    """
    fact = OriginChanged(
        origin=origin, abandoned_size=abandoned.size, abandoned_root=abandoned.root.hex()
    )
    with log.writing() as connection:
        head = read_head(connection)
        now = clock.now()
        return record_own(connection, fact, max(now, head.recorded_at or now), reason)


def record_own(
    connection: Connection, fact: Fact, now: dt.datetime, reason: str | None = None
) -> int:
    """Write what the system itself has to say, in a transaction; its position."""
    position = read_head(connection).size
    draft = Draft(stream=STREAM, fact=fact, actor=SYSTEM, occurred_at=now, reason=text(reason))
    sealed = seal(
        draft,
        position=position,
        stream_version=stream_version(connection, STREAM) + 1,
        recorded_at=now,
        new_salt=new_salt,
    )
    append(connection, [sealed], [])
    return position
