"""Servers in processes of their own: the real `rakor serve`, and its peers."""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Self

from bench.clocks import cpu_of, resident
from bench.documents import query_path
from bench.filling import owner
from bench.worlds import QUOTA, settings_of
from events.facts.vocabulary import Role
from events.log.log_clock import system_time
from schema.identity.development import DevelopmentTokens, development_key

ROOT = Path(__file__).parent.parent
PATIENCE = 120.0


def free_port() -> int:
    """A port that is free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A process that listens on a port, until it is ended."""

    def __init__(self, command: list[str], port: int, **environment: str) -> None:
        self.port = port
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RAKOR_")}
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115  # closed in __exit__, with the process
        self.process = subprocess.Popen(
            [sys.executable, *command],
            env={**kept, "PYTHONPATH": str(ROOT), **environment},
            stdout=subprocess.DEVNULL,
            stderr=self._said,
        )

    def __enter__(self) -> Self:
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            try:
                self.probe()
            except OSError:
                time.sleep(0.005)
            else:
                return self
        self.process.kill()
        self._said.seek(0)
        raise SystemExit(f"a server of the bench did not start: {self._said.read()}")

    def probe(self) -> None:
        """Raise OSError while it does not serve yet."""
        socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE).close()

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()
        self._said.close()

    @property
    def cpu(self) -> float:
        """Seconds of CPU that it has spent so far."""
        return cpu_of(self.process.pid)

    @property
    def memory(self) -> float:
        """Its resident memory in MiB."""
        return resident(self.process.pid)


class Rakor(Running):
    """`rakor serve` over a log, with development tokens, and a quota that no bench reaches."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        program = "from schema.cli.main import main; main()"
        given = {"RAKOR_DATA": str(folder), "RAKOR_PORT": str(port), "RAKOR_QUOTA": str(QUOTA)}
        super().__init__(
            ["-c", program, "serve"],
            port,
            RAKOR_DEVELOPMENT="true",
            RAKOR_LANGUAGE="EN",
            **given,
        )
        self._tokens = DevelopmentTokens(development_key(settings_of(folder).data))

    def probe(self) -> None:
        """Raise OSError while it is not ready to read and write."""
        with Caller(self.port) as caller:
            if caller.get("/readyz").status != 200:
                raise ConnectionRefusedError

    def bearer(self, role: Role, party: str) -> str:
        """The Authorization header of a role of a party."""
        return f"Bearer {self._tokens.issue(system_time(), [role], party)}"

    def bearer_of(self, number: int) -> str:
        """The Authorization header of the owner of a commitment."""
        return self.bearer(Role.OWNER, owner(number))


class Peer(Running):
    """A peer's program from `bench.peers`, which is given its port first."""

    def __init__(self, module: str, *arguments: str) -> None:
        port = free_port()
        super().__init__(["-m", f"bench.peers.{module}", str(port), *arguments], port)


class Answer:
    """What a server answered."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.body = response.read()
        self.status = response.status
        self.etag = response.headers.get("etag")

    def data(self) -> Any:
        """The data of a GraphQL answer that must have no errors."""
        said = json.loads(self.body)
        if self.status != 200 or "errors" in said:
            raise SystemExit(f"the bench was answered {self.status}: {self.body[:500]!r}")
        return said["data"]


class Caller:
    """One client with one connection, for requests that are measured one by one."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """The answer to a GET request."""
        self._connection.request("GET", path, headers={"accept": "application/json", **headers})
        return Answer(self._connection.getresponse())

    def query(self, document: str, variables: dict[str, Any] | None = None) -> Answer:
        """The answer to a query by GET, as everyone may ask it."""
        return self.get(query_path(document, variables))

    def post(self, document: str, variables: dict[str, Any], bearer: str) -> Any:
        """The data of an answer to a document by POST."""
        headers = {"content-type": "application/json", "authorization": bearer}
        body = json.dumps({"query": document, "variables": variables})
        self._connection.request("POST", "/graphql", body=body, headers=headers)
        return Answer(self._connection.getresponse()).data()
