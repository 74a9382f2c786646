"""Reads what the log itself holds: events, their bytes, texts and names, whatever they come to."""

import datetime as dt
from collections.abc import Iterable, Sequence

from events.format.recorded_event import RecordedEvent
from events.log.erasing import read_erasures
from events.log.event_log import EventLog
from events.log.event_queries import (
    EventQuery,
    Span,
    read_events,
    read_histories,
    read_page,
)
from events.log.log_queries import (
    TextRef,
    party_of_person,
    read_bytes,
    read_names,
    read_texts,
)
from services.read.read_point import ReadPoint

MINUTE = dt.timedelta(minutes=1)


class LogReader:
    """Reads one log, each time in a transaction of its own. Thread-safe.

    Each method raises LogUnavailable.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def histories(
        self, keys: Sequence[tuple[str, str, Span]]
    ) -> dict[tuple[str, str, Span], list[RecordedEvent]]:
        """Parts of the histories of commitments: (occasion, commitment, part)."""
        groups: dict[tuple[str, Span], list[str]] = {}
        for occasion, commitment, span in keys:
            groups.setdefault((occasion, span), []).append(commitment)
        found: dict[tuple[str, str, Span], list[RecordedEvent]] = {}
        with self._log.reading() as connection:
            for (occasion, span), commitments in groups.items():
                pages = read_histories(connection, occasion, commitments, span)
                found |= {(occasion, code, span): pages.get(code, []) for code in commitments}
        return found

    def all_events(self, query: EventQuery) -> list[RecordedEvent]:
        """All events of a query, in position order."""
        with self._log.reading() as connection:
            return read_events(connection, query)

    def history(self, occasion: str, point: ReadPoint) -> list[RecordedEvent]:
        """Every event of an occasion that is known at a read point, effective or not."""
        with self._log.reading() as connection:
            query = EventQuery(occasion=occasion, up_to=point.position)
            return read_events(connection, query)

    def between(self, occasion: str, one: ReadPoint, other: ReadPoint) -> list[RecordedEvent]:
        """The events of an occasion that count at one of two read points and not at the other."""
        low, high = sorted((one.position, other.position))
        early, late = sorted((one.minute, other.minute))
        recorded = EventQuery(occasion=occasion, from_position=low + 1, to_position=high)
        happened = EventQuery(
            occasion=occasion, up_to=low, occurred_from=early + MINUTE, occurred_to=late + MINUTE
        )
        with self._log.reading() as connection:
            found = read_events(connection, recorded)
            if early != late:
                found = read_events(connection, happened) + found
        return [event for event in found if one.counts(event) != other.counts(event)]

    def erased(self, positions: Iterable[int]) -> dict[int, list[str]]:
        """Paths of the texts that were erased, by the position of their event."""
        with self._log.reading() as connection:
            return read_erasures(connection, positions)

    def events(self, positions: Iterable[int]) -> dict[int, RecordedEvent]:
        """Events by position."""
        with self._log.reading() as connection:
            found = read_events(connection, EventQuery(positions=sorted(set(positions))))
        return {event.position: event for event in found}

    def page(
        self,
        query: EventQuery,
        *,
        limit: int,
        after: int | None = None,
        before: int | None = None,
        backwards: bool = False,
    ) -> list[RecordedEvent]:
        """A page of events in position order."""
        with self._log.reading() as connection:
            return read_page(
                connection, query, limit=limit, after=after, before=before, backwards=backwards
            )

    def bytes_of(self, positions: Sequence[int]) -> dict[int, tuple[bytes, bytes]]:
        """Leaf and sealed bytes by position."""
        with self._log.reading() as connection:
            return read_bytes(connection, positions)

    def names(self, persons: Iterable[str]) -> dict[str, str]:
        """Names of persons that are still disclosed."""
        with self._log.reading() as connection:
            return read_names(connection, persons)

    def party_of_person(self, person: str) -> str | None:
        """The party a person last acted for; None if the person never acted."""
        with self._log.reading() as connection:
            return party_of_person(connection, person)

    def texts(self, refs: Iterable[TextRef]) -> dict[TextRef, str]:
        """Texts that are still disclosed, by where they are disclosed."""
        with self._log.reading() as connection:
            return read_texts(connection, set(refs))
