"""Batched reads of whatever is nested: one statement per kind, however many objects ask."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from strawberry.dataloader import DataLoader

from events.format.recorded_event import RecordedEvent
from events.log.event_queries import Span
from events.log.log_queries import TextRef
from services.projections.still_wanted import StillWanted, always
from services.read.look_up import LookUp, OccasionView
from services.read.read_point import ReadPoint

K = TypeVar("K")
V = TypeVar("V")


HistoryKey = tuple[str, str, Span]
"""Codes of occasion and commitment, and which part of the history."""


class Loaders:
    """The loaders of one operation; each asks whether it is still wanted before it reads."""

    def __init__(self, look_up: LookUp, still_wanted: StillWanted = always) -> None:
        self._still_wanted = still_wanted
        self.have_read_texts = False
        """Whether a text or a name was asked for: it can be erased, and is then shown no more."""
        self.events: DataLoader[int, RecordedEvent | None] = self._batched(look_up.events)
        self.texts: DataLoader[TextRef, str | None] = self._batched(self._noted(look_up.texts))
        self.bytes: DataLoader[int, tuple[bytes, bytes] | None] = self._batched(look_up.bytes_of)
        self.histories: DataLoader[HistoryKey, list[RecordedEvent] | None] = self._batched(
            look_up.histories
        )
        self.erased: DataLoader[int, list[str] | None] = self._batched(look_up.erased)
        self.occasions: DataLoader[tuple[str, ReadPoint], OccasionView | None] = self._batched(
            look_up.occasions
        )
        self.names: DataLoader[str, str | None] = self._batched(self._noted(look_up.names))

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
