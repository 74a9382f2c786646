"""A load on a server, from a process of its own: `python -m bench.load` with an order on its input.

Each client keeps one connection and asks again as soon as it has been answered, or, with `every`,
at most once in so many seconds, the clients spread evenly over that time. Both sides of a ratio are
loaded by this same program, so what it costs is in both.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import cast

import httptools
import uvloop

NUMBER = "@@@@@@@@"
"""What stands in a request for a number of eight digits that no other request has."""


@dataclass(frozen=True)
class Order:
    """Which requests (whole, as they are sent) go to a port, by how many clients, for how long."""

    port: int
    requests: list[str]
    clients: int
    seconds: float
    every: float = 0.0


@dataclass(frozen=True)
class Told:
    """What came of a load."""

    answers: int
    seconds: float
    median: float
    """Of the time from a request's first byte to its answer's last, in seconds."""
    slowest: float
    """The time that 99 of 100 answers are not slower than, in seconds."""
    statuses: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


class Client(asyncio.Protocol):
    """One connection that is never without a request."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self._size, self._sent, self._has_left = 0, 0.0, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with the first request."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its type
        self._again()

    def _ask(self) -> None:
        self._parser, self._size = httptools.HttpResponseParser(self), 0
        self._sent = time.perf_counter()
        self._transport.write(self._load.request())

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer."""
        self._parser.feed_data(data)

    def on_body(self, part: bytes) -> None:
        """Called by the parser."""
        self._size += len(part)

    def on_message_complete(self) -> None:
        """Called by the parser at an answer's end: note it, and ask again."""
        took = time.perf_counter() - self._sent
        self._load.note(took, self._parser.get_status_code(), self._size)
        pause, left = max(0.0, self._load.order.every - took), self._load.left()
        if pause < left:
            asyncio.get_running_loop().call_later(pause, self._again)
        else:  # a timer may run out a little early: nothing is asked once more at the end
            asyncio.get_running_loop().call_later(max(0.0, left), self._leave)

    def _again(self) -> None:
        if self._load.is_over():
            self._leave()
        else:
            self._ask()

    def _leave(self) -> None:
        self._has_left = True
        self._transport.close()
        self._load.leave()

    def connection_lost(self, exc: Exception | None) -> None:
        """A server that hangs up on a client ends the measure."""
        if not self._has_left and not self._load.is_over():
            self._load.fail(exc or ConnectionResetError("the server hung up"))


class Load:
    """All clients of an order, and what they were answered."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self._requests = [text.encode("latin-1") for text in order.requests]
        self._turn = count()
        self._times: list[float] = []
        self._statuses: Counter[str] = Counter()
        self._sizes: Counter[str] = Counter()
        self._left = order.clients

    def request(self) -> bytes:
        """The next request."""
        turn = next(self._turn)
        found = self._requests[turn % len(self._requests)]
        return found.replace(NUMBER.encode(), b"%08d" % turn)

    def note(self, took: float, status: int, size: int) -> None:
        """Note one answer."""
        self._times.append(took)
        self._statuses[str(status)] += 1
        self._sizes[str(size)] += 1

    def left(self) -> float:
        """Seconds until nothing is asked any more."""
        return self._end - time.perf_counter()

    def is_over(self) -> bool:
        """Whether nothing is asked any more."""
        return self.left() <= 0

    def leave(self) -> None:
        """Note that a client is done."""
        self._left -= 1
        if self._left == 0 and not self._done.done():
            self._done.set_result(None)

    def fail(self, error: Exception) -> None:
        """End the measure by an error."""
        if not self._done.done():
            self._done.set_exception(error)

    async def run(self) -> Told:
        """Put the load on; all answers that were begun in time count, and so does their time."""
        loop = asyncio.get_running_loop()
        self._done: asyncio.Future[None] = loop.create_future()
        loop.set_exception_handler(
            lambda _, told: self.fail(told.get("exception") or OSError(told))
        )
        start = time.perf_counter()
        self._end = start + self.order.seconds
        apart = min(self.order.every, self.order.seconds) / self.order.clients
        for _ in range(self.order.clients):
            await loop.create_connection(lambda: Client(self), "127.0.0.1", self.order.port)
            await asyncio.sleep(apart)
        await self._done
        took = time.perf_counter() - start
        times = sorted(self._times)
        return Told(
            answers=len(times),
            seconds=took,
            median=statistics.median(times),
            slowest=times[int(len(times) * 0.99)],
            statuses=dict(self._statuses),
            sizes=dict(self._sizes),
        )


class Loading:
    """A load that is on, in a process of its own."""

    def __init__(self, order: Order) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(order)).encode())
        self._process.stdin.close()

    def told(self) -> Told:
        """What came of it, once it is over."""
        assert self._process.stdout is not None
        with self._process.stdout as output:
            said = output.read()
        if self._process.wait() != 0:
            raise SystemExit("the load on a server failed: see above")
        return Told(**json.loads(said))


def load(order: Order) -> Told:
    """Put a load on, and wait for its end."""
    return Loading(order).told()


def main() -> None:
    """Carry out the order on standard input."""
    order = Order(**json.load(sys.stdin))
    print(json.dumps(asdict(uvloop.run(Load(order).run()))))


if __name__ == "__main__":
    main()
