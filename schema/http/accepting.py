"""A uvicorn server that takes a connection only when there is room for it.

The event loops take all that come at once: a burst fills the descriptor table, and then the log
cannot be signed. Here one is taken after another, and what finds no room waits in the kernel.
"""

import asyncio
import errno
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import structlog
import uvicorn
from uvicorn import Config

from schema.http.connections import Connections, most_connections
from schema.http.known_requests import KnownRequests
from schema.http.protocol import AtOnce, BoundedProtocol, nothing_at_once, refusal
from schema.settings import DoorSettings
from schema.watching.request_lines import RequestLines

AGAIN = 0.2
"""Seconds until connections are taken again after the system had no means for one."""
EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
SWEEPS = 5
"""Every so many ticks of a tenth of a second, connections are looked through."""
THREADS = 16
"""Blocking reads at once; each holds one of the log's 32 reading connections."""


class Acceptor:
    """Takes connections from a listening socket, one by one, while there is room."""

    def __init__(
        self,
        listening: socket.socket,
        connections: Connections,
        make: Callable[[], BoundedProtocol],
    ) -> None:
        self._listening, self._connections, self._make = listening, connections, make
        self._loop = asyncio.get_running_loop()
        self._is_taking = self._is_closed = self._is_told = False
        self._begun: set[asyncio.Task[None]] = set()
        listening.setblocking(False)
        connections.on_room = self.take
        self.take()

    def take(self) -> None:
        """Take connections, from now on."""
        if not (self._is_taking or self._is_closed):
            self._is_taking = True
            self._loop.add_reader(self._listening, self._accept)

    def close(self) -> None:
        """Take none any more."""
        self._pause()
        self._is_closed = True

    def _pause(self) -> None:
        if self._is_taking:
            self._is_taking = False
            self._loop.remove_reader(self._listening)

    def _accept(self) -> None:
        if not self._connections.has_room():
            self._pause()
            return
        try:
            accepted, address = self._listening.accept()
        except OSError as error:
            if error.errno in EXHAUSTED:
                self._wait_for_means(error)
            return  # else the client has left already
        self._is_told = False
        accepted.setblocking(False)
        protocol = self._make()
        if not self._connections.enter(protocol, address[0] if address else None):
            bounds = self._connections.settings
            limit = bounds.connections_per_address
            with accepted, suppress(OSError):
                accepted.send(refusal(bounds, 503, "error.LIMIT.connections", limit=limit))
            return
        task = self._loop.create_task(self._begin(protocol, accepted))
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    async def _begin(self, protocol: BoundedProtocol, accepted: socket.socket) -> None:
        try:
            if accepted.family != socket.AF_UNIX:
                accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await self._loop.connect_accepted_socket(lambda: protocol, accepted)
        except OSError:
            accepted.close()  # the client has left already
            self._connections.leave(protocol)

    def _wait_for_means(self, error: OSError) -> None:
        self._pause()
        self._loop.call_later(AGAIN, self.take)
        if not self._is_told:
            self._is_told = True
            structlog.get_logger().error("no_connection_taken", reason=error.strerror)


class BoundedServer(uvicorn.Server):
    """uvicorn's server over one listening socket, with the bounds of the settings."""

    def __init__(self, config: Config, listening: socket.socket, settings: DoorSettings) -> None:
        super().__init__(config)
        most = most_connections(settings)
        if most < settings.connections:
            logger = structlog.get_logger()
            logger.warning("fewer_connections", taken=most, wanted=settings.connections)
        self._listening, self.connections = listening, Connections(settings, most)
        self._acceptor: Acceptor | None = None
        app = config.app
        quick = app if isinstance(app, KnownRequests | RequestLines) else None
        self._at_once: AtOnce = quick.at_once if quick else nothing_at_once

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, then take connections."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, "reading"))
        await super().startup(sockets=[])
        if not self.should_exit:
            self._acceptor = Acceptor(self._listening, self.connections, self._protocol)

    async def on_tick(self, counter: int) -> bool:
        """What is done ten times a second."""
        if counter % SWEEPS == 0:
            self.connections.sweep()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, and let running requests end."""
        if self._acceptor:
            self._acceptor.close()
        self._listening.close()
        await super().shutdown(sockets=[])

    def _protocol(self) -> BoundedProtocol:
        return BoundedProtocol(
            self.config,
            self.server_state,
            self.lifespan.state,
            self.connections,
            self._at_once,
        )
