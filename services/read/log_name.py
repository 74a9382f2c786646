"""What a log is called, and of which data set it is."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from events.facts.log import LogOpened, OriginChanged
from events.facts.vocabulary import Dataset
from events.format.canonical_bytes import UnknownShape, UnreadableEvent
from events.heads.tree_head import is_name
from events.log.event_log import LogUnavailable
from events.log.event_queries import EventQuery, read_events, read_page

DEMO_SUFFIX = "/demo"


NAMING = (LogOpened.type_name(), OriginChanged.type_name())


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


class NeedsUpgrade(LogUnavailable):
    """The log holds an event that this program does not know: no state can follow from it."""


@contextmanager
def readable() -> Iterator[None]:
    """Say that the log is unavailable where bytes that must be read hold no event."""
    try:
        yield
    except UnknownShape as error:
        raise NeedsUpgrade(str(error)) from error
    except UnreadableEvent as error:
        raise LogUnavailable(f"bytes were changed: {error}") from error


def opening_of(connection: Connection) -> LogOpened:
    """How a log was opened. Raises LogUnavailable where position 0 does not say."""
    with readable():
        found = read_events(connection, EventQuery(positions=[0]))
    fact = found[0].fact if found else None
    if not isinstance(fact, LogOpened):
        raise LogUnavailable("position 0 of the log does not say how it was opened")
    return fact


def origin_of(connection: Connection) -> str:
    """The origin of a log as it stands: that of its newest LogOpened or OriginChanged.

    Raises LogUnavailable where that cannot be read.
    """
    with readable():
        found = read_page(connection, EventQuery(types=NAMING), limit=1, backwards=True)
    fact = found[0].fact if found else None
    if not isinstance(fact, LogOpened | OriginChanged):
        raise LogUnavailable("the log does not say what it is called")
    return fact.origin
