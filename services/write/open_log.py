"""Opening a log: what it is called, what it holds, and everything beside it brought to its head."""

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from events.facts.fact import Fact
from events.facts.occasion import LogOpened, OriginChanged
from events.facts.vocabulary import Dataset
from events.format.canonical_bytes import FORMAT, UnreadableEvent, seal
from events.format.recorded_event import SYSTEM, Draft
from events.heads.tree_head import TreeHead, is_name
from events.log.event_log import EventLog, LogUnavailable
from events.log.event_queries import EventQuery, read_events, read_page
from events.log.log_clock import LogClock
from events.log.log_queries import append, read_head, stream_version
from events.log.stored_tree import DamagedLeaf, build_tree
from events.progress import Progress, untold
from services.decisions.deciding import text
from services.write.live_state import build_register

DEMO_SUFFIX = "/demo"
STREAM = "log"
NAMING = (LogOpened.type_name(), OriginChanged.type_name())


class WrongDataset(Exception):
    """The log is of another data set than the one that was asked for."""


def new_salt() -> str:
    """128 random bits in hex."""
    return secrets.token_hex(16)


def new_origin(dataset: Dataset | None, name: str | None = None) -> str:
    """The origin of a new log; without a name a random one, so that no two logs are mixed up.

    A synthetic log's origin ends in `/demo`, and no other's does.
    """
    base = (name or f"rakor.local/{secrets.token_hex(4)}").removesuffix(DEMO_SUFFIX)
    return base + DEMO_SUFFIX if dataset is Dataset.DEMO else base


def can_be_origin(name: str) -> bool:
    """Whether a log can be called so, LIVE or DEMO: its keys must be able to bear the name."""
    base = name.removesuffix(DEMO_SUFFIX)
    return is_name(base) and is_name(base + DEMO_SUFFIX)


def dataset_named(origin: str) -> Dataset:
    """The data set of a log, as its origin says."""
    return Dataset.DEMO if origin.endswith(DEMO_SUFFIX) else Dataset.LIVE


def open_log(
    log: EventLog,
    clock: LogClock,
    origin: str,
    dataset: Dataset | None = None,
    progress: Progress = untold,
    following: Progress = untold,
) -> LogOpened:
    """Write position 0 into an empty log, and bring tree and register up to the head.

    An empty log becomes of the data set that its origin says. Returns how the log was opened.
    `progress` is told how much of a tree is built, where the log has none yet, and `following` how
    far the register has followed, where much is new to it. Raises WrongDataset if it is of another
    data set than the one asked for, LogUnavailable if it is damaged.
    """
    with log.writing() as connection:
        try:
            build_tree(connection, read_head(connection).size, progress)
        except DamagedLeaf as error:
            raise LogUnavailable(f"the bytes at position {error} were changed") from error
        with _readable():
            build_register(connection, following)
        if read_head(connection).size == 0:
            fact = LogOpened(origin=origin, dataset=dataset_named(origin), format=FORMAT)
            _require_dataset(fact, dataset)
            _record(connection, fact, clock.now())
        opened = opening_of(connection)
    _require_dataset(opened, dataset)
    return opened


@contextmanager
def _readable() -> Iterator[None]:
    """Bytes that hold no event make the log unavailable to who must know what they say."""
    try:
        yield
    except UnreadableEvent as error:
        raise LogUnavailable(f"bytes were changed: {error}") from error


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
        return _record(connection, fact, max(now, head.recorded_at or now), reason)


def _record(connection: Connection, fact: Fact, now: dt.datetime, reason: str | None = None) -> int:
    """Write what the system itself has to say, and let the register follow; its position."""
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
    build_register(connection)
    return position


def opening_of(connection: Connection) -> LogOpened:
    """How a log was opened. Raises LogUnavailable where position 0 does not say."""
    with _readable():
        found = read_events(connection, EventQuery(positions=[0]))
    fact = found[0].fact if found else None
    if not isinstance(fact, LogOpened):
        raise LogUnavailable("position 0 of the log does not say how it was opened")
    return fact


def origin_of(connection: Connection) -> str:
    """The origin of a log as it stands: that of its newest LogOpened or OriginChanged.

    Raises LogUnavailable where that cannot be read.
    """
    with _readable():
        found = read_page(connection, EventQuery(types=NAMING), limit=1, backwards=True)
    fact = found[0].fact if found else None
    if not isinstance(fact, LogOpened | OriginChanged):
        raise LogUnavailable("the log does not say what it is called")
    return fact.origin
