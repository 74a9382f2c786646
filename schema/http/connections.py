"""The connections of a server: how many, from whom, and how long each may keep it waiting.

A connection that waits for its client (nothing asked, half a request, an answer not taken up) makes
room for a new one when there is none; one that is being answered does not.
"""

import resource
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from events.log.log_clock import elapsed_time
from schema.http.addresses import Addresses
from schema.settings import DoorSettings

FEWEST = 8
"""Connections that are taken however few file descriptors there are."""


class Held(Protocol):
    """A connection as it is counted here."""

    def expire(self) -> None:
        """Its client had its time."""

    def drop(self) -> None:
        """End it at once."""


def most_connections(settings: DoorSettings) -> int:
    """How many connections may be open: as set, or as the file descriptors allow."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return settings.connections
    return min(settings.connections, max(FEWEST, soft - settings.reserved_files))


class Connections:
    """Counts connections, and ends those whose clients let it wait too long.

    `on_room` is called when there may be room again after there was none.
    """

    def __init__(
        self, settings: DoorSettings, most: int, clock: Callable[[], float] = elapsed_time
    ) -> None:
        self.settings, self._most, self._clock = settings, most, clock
        self._addresses = Addresses(settings.proxies)
        self._open: dict[Held, str | None] = {}
        self._of_client: Counter[str] = Counter()
        self._waiting: dict[Held, float] = {}
        self._dropped: set[Held] = set()  # ended, and not closed yet
        self.on_room: Callable[[], None] = _nothing

    def __len__(self) -> int:
        return len(self._open)

    def has_room(self) -> bool:
        """Whether one more may be taken now; if not, one that waits makes room soon, if any does.

        It is the one that has waited longest among those of the client that has most.
        """
        if len(self) < self._most:
            return True
        if self._waiting and not self._dropped:
            self._drop(max(self._waiting, key=self._count))
        return False

    def enter(self, connection: Held, host: str | None) -> bool:
        """Count a new connection, which waits for its client; False if its client has too many."""
        client = self._addresses.client(host)
        if client is not None and self._of_client[client] >= self.settings.connections_per_address:
            own = [item for item in self._waiting if self._open[item] == client]
            if not own:
                return False
            self._drop(own[0])
        self._open[connection] = client
        if client is not None:
            self._of_client[client] += 1
        self.wait(connection, self.settings.request_time)
        return True

    def leave(self, connection: Held) -> None:
        """A connection is closed."""
        if connection not in self._open:
            return
        self._waiting.pop(connection, None)
        self._dropped.discard(connection)
        client = self._open.pop(connection)
        if client is not None:
            self._of_client[client] -= 1
            if not self._of_client[client]:
                del self._of_client[client]
        self.on_room()

    def wait(self, connection: Held, seconds: float) -> None:
        """It waits for its client, so long at most."""
        self._waiting.pop(connection, None)  # who begins to wait waits behind the others
        self._waiting[connection] = self._clock() + seconds
        self.on_room()

    def serve(self, connection: Held) -> None:
        """Its client waits for an answer."""
        self._waiting.pop(connection, None)

    def sweep(self) -> None:
        """End what has waited too long. To be called a few times a second."""
        now = self._clock()
        for connection in [item for item, until in self._waiting.items() if until <= now]:
            self.serve(connection)
            connection.expire()

    def _count(self, connection: Held) -> int:
        client = self._open[connection]
        return 0 if client is None else self._of_client[client]

    def _drop(self, connection: Held) -> None:
        self.serve(connection)
        self._dropped.add(connection)
        connection.drop()


def _nothing() -> None:
    """Until somebody takes connections, nobody waits for room."""
