"""Batched reads of whatever is nested: one statement per kind, however many objects ask."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from strawberry.dataloader import DataLoader

from events.format.recorded_event import RecordedEvent
from events.log.event_queries import Span
from events.log.log_queries import TextRef
from services.projections.still_wanted import StillWanted, always
from services.read.look_up import LookUp
from services.read.occasion_view import OccasionView
from services.read.read_point import ReadPoint

K = TypeVar("K")
V = TypeVar("V")


HistoryKey = tuple[str, str, Span]
"""Codes of occasion and commitment, and which part of the history."""


class Loaders:
    """The loaders of one operation; each asks whether it is still wanted before it reads."""

    def __init__(self, look_up: LookUp, still_wanted: StillWanted = always) -> None:
        self._look_up, self._still_wanted = look_up, still_wanted
        self.have_read_texts = False
        """Whether a text or a name was asked for: it can be erased, and is then shown no more."""
        self.names_shown = set[str]()
        """Ids of the persons whose names the viewer is shown."""

    @cached_property
    def events(self) -> DataLoader[int, RecordedEvent | None]:
        """Events by position."""
        return self._batched(self._look_up.recorded.events)

    @cached_property
    def texts(self) -> DataLoader[TextRef, str | None]:
        """Texts by the event and the path where they stand; None for one that was erased."""
        return self._batched(self._noted(self._look_up.recorded.texts))

    @cached_property
    def bytes(self) -> DataLoader[int, tuple[bytes, bytes] | None]:
        """Leaf and sealed bytes of events by position."""
        return self._batched(self._look_up.recorded.bytes_of)

    @cached_property
    def histories(self) -> DataLoader[HistoryKey, list[RecordedEvent] | None]:
        """What happened to commitments, in the span that is asked for."""
        return self._batched(self._look_up.recorded.histories)

    @cached_property
    def erased(self) -> DataLoader[int, list[str] | None]:
        """The paths of an event's texts that were erased, by position."""
        return self._batched(self._look_up.recorded.erased)

    @cached_property
    def occasions(self) -> DataLoader[tuple[str, ReadPoint], OccasionView | None]:
        """Occasions by code, each at a read point."""
        return self._batched(self._look_up.occasions)

    @cached_property
    def names(self) -> DataLoader[str, str | None]:
        """Names of persons by their ids; None for one that was erased."""
        return self._batched(self._noted(self._look_up.recorded.names))

    def _noted(
        self, read: Callable[[Sequence[K]], dict[K, V]]
    ) -> Callable[[Sequence[K]], dict[K, V]]:
        def read_and_note(keys: Sequence[K]) -> dict[K, V]:
            self.have_read_texts = True
            return read(keys)

        return read_and_note

    def _batched(self, read: Callable[[Sequence[K]], dict[K, V]]) -> DataLoader[K, V | None]:
        def read_if_wanted(keys: list[K]) -> dict[K, V]:
            self._still_wanted()
            return read(keys)

        async def load(keys: list[K]) -> list[V | None]:
            found = await asyncio.to_thread(read_if_wanted, keys)
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)

    async def events_at(self, positions: Iterable[int]) -> list[RecordedEvent]:
        """Events in the order asked for; unknown positions are left out."""
        found = await self.events.load_many(list(positions))
        return [event for event in found if event is not None]
