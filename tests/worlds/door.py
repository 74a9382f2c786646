"""The door of a server: sockets that behave badly, and clients from several addresses."""

import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn

from events.log.log_clock import LogClock
from schema.app import make_app
from schema.http.accepting import BoundedServer
from schema.http.execution import Executions
from schema.http.serving import listen_at
from schema.open_server import Server, open_server
from schema.settings import Settings

PATIENCE = 30.0
NEIGHBOUR, STRANGER = "127.0.0.2", "127.0.0.3"
"""Addresses of this machine that stand for two clients; 127.0.0.1 is a proxy."""
HEAD = b"POST /graphql HTTP/1.1\r\nHost: x\r\n"


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of its one error."""
        (error,) = json.loads(self.body)["errors"]
        return str(error["extensions"]["code"])


def connect(port: int, source: str = "127.0.0.1") -> socket.socket:
    """A connection from an address of this machine."""
    return socket.create_connection(("127.0.0.1", port), PATIENCE, (source, 0))


@contextmanager
def connected(port: int, count: int, *sources: str) -> Iterator[list[socket.socket]]:
    """So many connections at once, from some addresses in turn."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(connect(port, sources[number % len(sources)]))
            for number in range(count)
        ]


def heard(connection: socket.socket) -> bytes:
    """All that is said on a connection until the other side closes it."""
    said = b""
    try:
        while part := connection.recv(65_536):
            said += part
    except ConnectionResetError:
        pass  # closed before everything was read that had been sent
    return said


_NUMBERS = count()


def fresh(query: str) -> str:
    """The same question as a document that nobody has asked before: it has to be executed."""
    return f"{{ n{next(_NUMBERS)}: __typename {query.strip()[1:]}"


def ask(
    port: int, path: str = "/graphql", source: str = "127.0.0.1", query: str = "", **headers: str
) -> Answer:
    """One request on a connection of its own; by POST where there is a query."""
    client = http.client.HTTPConnection("127.0.0.1", port, PATIENCE, (source, 0))
    try:
        body = json.dumps({"query": query}) if query else None
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if query:
            sent["content-type"] = "application/json"
        client.request("POST" if query else "GET", path, body, sent)
        answer = client.getresponse()
        said = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, said, answer.read())
    finally:
        client.close()


class Door:
    """A server in this very process, with its bounds; settings as named."""

    def __init__(self, folder: Path, clock: LogClock | None = None, **settings: Any) -> None:
        self._socket = listen_at("127.0.0.1", 0)
        self.port = int(self._socket.getsockname()[1])
        given = Settings(data=folder, development=True, **settings)
        self.server: Server = open_server(given, "a test", clock=clock)
        self._executions = Executions(given)
        app = make_app(given, self.server, self._executions)
        config = uvicorn.Config(app, log_config=None, access_log=False, ws="none")
        self._web = BoundedServer(config, self._socket, given)
        self._thread = Thread(target=self._web.run)

    @property
    def places(self) -> list[int]:
        """How many executions are at work, and how many wait, in all lanes."""
        queues = self._executions.admission.queues.values()
        return [sum(queue.running for queue in queues), sum(queue.waiting for queue in queues)]

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self._web.connections)

    def __enter__(self) -> "Door":
        self._thread.start()
        wait_until(lambda: self._web.started)
        return self

    def __exit__(self, *_: object) -> None:
        self._web.should_exit = True
        self._thread.join()


def wait_until(happened: Any) -> None:
    """Wait for something that must happen."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
