"""Clients that write until their server is gone, remember what they were promised, and come back.

with Serving(data) as serving, at_work(clients, serving) as working:
    working.wait_for(20)
    serving.process.kill()
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from itertools import count
from pathlib import Path
from typing import Any

from tests.worlds.furniture import OCCASION, OWNERS, RECORDER
from tests.worlds.program import PATIENCE, Serving, token

REGIONS = 4
MUTATION = """
mutation M($input: {name}Input!) {{ answer: {mutation}(input: $input) {{
  replayed events {{ position leafHash }} userErrors {{ message }}
}} }}
"""

Receipt = tuple[tuple[int, str], ...]
"""Position and leaf hash of every event that a command wrote."""


@dataclass(frozen=True)
class Command:
    """What a client asks for, under one key, as often as it takes."""

    mutation: str
    role: str
    input: Mapping[str, Any]
    events: int
    """How many events it writes: all of them or none."""

    @property
    def key(self) -> str:
        """Its idempotency key."""
        return str(self.input["idempotencyKey"])


class Client:
    """One writer. What it has no answer to it sends again, unchanged, before anything new."""

    def __init__(self, name: str, data: Path) -> None:
        self.receipts: dict[str, Receipt] = {}
        self.commands: dict[str, Command] = {}
        self.unanswered: Command | None = None
        self._name, self._numbers = name, count()
        self._bearers = {
            "OWNER": token(data, "OWNER", OWNERS["D01"]),
            "RECORDER": token(data, "RECORDER", RECORDER),
        }

    def work(self, serving: Serving, written: set[str]) -> None:
        """Write until the server is gone; `written` are the keys that its log began with."""
        while True:
            command = self.unanswered or self._next()
            try:
                said = self._send(serving, command)
            except (OSError, HTTPException):
                return
            if command.key not in self.receipts:
                assert said["replayed"] == (command.key in written), (command, said)
            receipt = tuple((event["position"], event["leafHash"]) for event in said["events"])
            assert len(receipt) == command.events
            assert self.receipts.setdefault(command.key, receipt) == receipt
            self.unanswered = None

    def _send(self, serving: Serving, command: Command) -> Any:
        self.commands[command.key] = self.unanswered = command
        name = command.mutation[0].upper() + command.mutation[1:]
        query = MUTATION.format(name=name, mutation=command.mutation)
        said = serving.ask(query, self._bearers[command.role], input=command.input)["answer"]
        assert said["userErrors"] == [], said
        return said

    def _next(self) -> Command:
        """Something new; now and then, something that it has a receipt of already."""
        number = next(self._numbers)
        if number % 10 == 9 and self.receipts:
            known = list(self.receipts)
            return self.commands[known[number % len(known)]]
        return self._new(number)

    def _new(self, number: int) -> Command:
        key = f"{self._name}-{number}"
        given: dict[str, Any] = {"idempotencyKey": key}
        if number % 3 == 0:
            given |= {"commitment": f"commitment:{OCCASION}/D01", "value": number % 100}
            return Command("commitmentReportProgress", "OWNER", given | {"note": key}, 1)
        if number % 3 == 1:
            given |= {"code": key, "name": f"Institution {key}", "kind": "AGENCY"}
            return Command("partyRegister", "RECORDER", given, 1)
        regions = [
            {"code": f"{key}-{part}", "name": f"Region {key}", "level": "PROVINCE"}
            for part in range(REGIONS)
        ]
        return Command("regionRegister", "RECORDER", given | {"regions": regions}, REGIONS)


class Working:
    """Clients at work on one server."""

    def __init__(self, clients: Sequence[Client], futures: "list[Future[None]]") -> None:
        self._clients, self._futures = clients, futures
        self._before = self._count()

    def _count(self) -> int:
        return sum(len(client.receipts) for client in self._clients)

    def wait_for(self, receipts: int) -> None:
        """Wait until they were given so many new receipts together."""
        end = time.monotonic() + PATIENCE
        while self._count() < self._before + receipts:
            for future in self._futures:
                if future.done():
                    future.result()
                    raise AssertionError("a client has lost its server too early")
            assert time.monotonic() < end, "the server takes no writes"
            time.sleep(0.005)


@contextmanager
def at_work(clients: Sequence[Client], serving: Serving, written: set[str]) -> Iterator[Working]:
    """Let clients write while the block lasts; it must end with the server's end."""
    with ThreadPoolExecutor(len(clients)) as pool:
        futures = [pool.submit(client.work, serving, written) for client in clients]
        try:
            yield Working(clients, futures)
        finally:
            serving.process.kill()
        for future in futures:
            future.result()
