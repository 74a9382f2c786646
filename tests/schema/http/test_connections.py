"""Connections that never finish: each bound is told, and whoever behaves well is served."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from schema.http.connections import FEWEST, Connections, most_connections
from schema.settings import Settings
from tests.worlds.door import (
    HEAD,
    NEIGHBOUR,
    STRANGER,
    Door,
    ask,
    connect,
    connected,
    heard,
    wait_until,
)

SOON: dict[str, Any] = {"request_time": 0.3, "idle_time": 0.3}


class Held:
    """A connection that remembers how it was ended."""

    def __init__(self) -> None:
        self.end = ""

    def expire(self) -> None:
        self.end = "expired"

    def drop(self) -> None:
        self.end = "dropped"


class Book:
    """Connections under a clock that stands still."""

    def __init__(self, most: int = 3, each: int = 2) -> None:
        self.now = 0.0
        settings = Settings(connections_per_address=each, request_time=10, proxies="10.0.0.0/8")
        self.connections = Connections(settings, most, lambda: self.now)

    def enter(self, host: str) -> Held:
        held = Held()
        assert self.connections.enter(held, host)
        return held


def test_who_waited_longest_makes_room_and_who_is_served_never() -> None:
    book = Book()
    served, waits, young = (book.enter(host) for host in ("1.1.1.1", "2.2.2.2", "3.3.3.3"))
    book.connections.serve(served)
    assert not book.connections.has_room()
    assert (served.end, waits.end, young.end) == ("", "dropped", "")
    assert not book.connections.has_room()  # and nobody else, before that one is closed
    assert young.end == ""
    book.connections.leave(waits)
    assert book.connections.has_room()


def test_the_client_with_most_connections_loses_one_first() -> None:
    book = Book()
    phone, one, other = book.enter("1.1.1.1"), book.enter("2.2.2.2"), book.enter("2.2.2.2")
    assert not book.connections.has_room()
    assert (phone.end, one.end, other.end) == ("", "dropped", "")


def test_one_address_has_its_limit_and_a_proxy_has_none() -> None:
    book = Book(most=10)
    first, second = book.enter("2001:db8::1"), book.enter("2001:db8::2")  # one /64
    book.enter("2001:db8::3")
    assert (first.end, second.end) == ("dropped", "")
    for _ in range(4):
        book.enter("10.1.1.1")
    served = [book.enter("1.1.1.1"), book.enter("::ffff:1.1.1.1")]
    for held in served:
        book.connections.serve(held)
    assert not book.connections.enter(Held(), "1.1.1.1")
    assert [held.end for held in served] == ["", ""]


def test_who_lets_it_wait_too_long_is_ended() -> None:
    book = Book()
    slow, asked = book.enter("1.1.1.1"), book.enter("2.2.2.2")
    book.connections.serve(asked)
    book.now = 9.9
    book.connections.sweep()
    assert slow.end == ""
    book.now = 10
    book.connections.sweep()
    assert (slow.end, asked.end) == ("expired", "")


@pytest.mark.parametrize(("reserved", "most"), [(96, 160), (0, 200), (255, FEWEST)])
def test_file_descriptors_are_left_for_the_log(
    monkeypatch: pytest.MonkeyPatch, reserved: int, most: int
) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _: (256, 256))
    assert most_connections(Settings(connections=200, reserved_files=reserved)) == most


def status(said: bytes) -> int:
    """The status of an answer, which tells why in both languages and by whom it may be kept."""
    head, _, body = said.partition(b"\r\n\r\n")
    assert b"\r\ncache-control: no-store\r\n" in head
    assert b"\r\nx-content-type-options: nosniff" in head
    assert len(body.decode().splitlines()) == 2
    return int(head.split()[1])


UNFINISHED = {
    "half a line": b"GET /heal",
    "half a head": HEAD + b"X: y\r\n",
    "half a body": HEAD + b"Content-Type: application/json\r\nContent-Length: 90\r\n\r\n{",
    "half a chunk": HEAD
    + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{",
}


@pytest.mark.parametrize("name", UNFINISHED)
def test_what_is_not_sent_to_its_end_is_told_so_and_closed(tmp_path: Path, name: str) -> None:
    with Door(tmp_path, **SOON) as door, connect(door.port) as slow:
        slow.sendall(UNFINISHED[name])
        assert status(heard(slow)) == 408


def test_a_drop_now_and_then_gains_no_time(tmp_path: Path) -> None:
    with Door(tmp_path, **SOON) as door, connect(door.port) as slow:
        slow.settimeout(0.05)
        said = b""
        try:
            slow.sendall(HEAD)
            while not said:
                slow.sendall(b"X: y\r\n")
                try:
                    said = slow.recv(65_536)
                except TimeoutError:
                    continue
        except OSError:
            return  # closed while the next drop was on its way
        assert status(said) == 408


@pytest.mark.parametrize(
    "before", [b"", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"], ids=["never", "any more"]
)
def test_a_connection_on_which_nothing_is_asked_is_closed_without_a_word(
    tmp_path: Path, before: bytes
) -> None:
    with Door(tmp_path, **SOON) as door, connect(door.port) as idle:
        idle.sendall(before)
        assert heard(idle).count(b"HTTP/1.1") == (1 if before else 0)


def test_a_client_that_does_not_take_its_answer_is_left(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Door(tmp_path, **SOON) as door, connect(door.port) as greedy:
        wait_until(lambda: door.connections == 1)
        greedy.sendall(b"GET /assets/graphiql.min.js HTTP/1.1\r\nHost: x\r\n\r\n" * 16)
        assert greedy.recv(10) == b"HTTP/1.1 2"
        wait_until(lambda: door.connections == 0)
    assert caplog.records == []


TOO_MUCH = {
    "a long URL": (b"GET /" + b"a" * 5_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "an endless URL": (b"GET /" + b"a" * 100_000, 414),
    "a long header": (HEAD + b"X: " + b"a" * 5_000 + b"\r\n\r\n", 431),
    "an endless header": (HEAD + b"X: " + b"a" * 100_000, 431),
    "many headers": (HEAD + b"X: a\r\n" * 5_000 + b"\r\n", 431),
    "endless headers": (HEAD + b"X: a\r\n" * 50_000, 431),
    "no HTTP": (b"SSH-2.0-x\r\n", 400),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_told_and_closed(tmp_path: Path, name: str) -> None:
    sent, wanted = TOO_MUCH[name]
    with Door(tmp_path, max_url=4_000, max_headers=4_000) as door, connect(door.port) as client:
        with suppress(OSError):  # closed while the rest was on its way
            client.sendall(sent)
        said = heard(client)
        # What had not been read when it was closed may have cost the client the answer.
        assert not said or status(said) == wanted
        assert ask(door.port, "/healthz").status == 200


@pytest.mark.parametrize("spoilt", [False, True])
def test_trailers_without_end_are_not_collected(tmp_path: Path, spoilt: bool) -> None:
    begun = HEAD + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    with Door(tmp_path, max_body=1_024, max_headers=1_024) as door, connect(door.port) as client:
        try:
            client.sendall(begun + (b"X: " if spoilt else b""))
            for _ in range(50_000):
                client.sendall(b"a" * 1_000 if spoilt else b"X: a\r\n" * 100)
        except OSError:
            return
    pytest.fail("all of it was taken")


def test_requests_sent_ahead_without_end_are_not_collected(tmp_path: Path) -> None:
    with Door(tmp_path) as door, connect(door.port) as client:
        client.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n" * 1_000)
        assert heard(client).count(b"HTTP/1.1 200") < 1_000


def test_some_requests_sent_ahead_are_all_answered(tmp_path: Path) -> None:
    last = b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with Door(tmp_path) as door, connect(door.port) as client:
        client.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n" * 9 + last)
        assert heard(client).count(b"HTTP/1.1 200") == 10


def test_who_would_speak_something_else_is_answered_in_http(tmp_path: Path) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
    with Door(tmp_path) as door, connect(door.port) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + upgrade + b"\r\n")
        said = heard(client)
        assert (said.split()[1], b"alive" in said) == (b"200", True)


def test_a_full_house_takes_who_comes_for_one_who_waits(tmp_path: Path) -> None:
    sources = [f"127.0.1.{number}" for number in range(1, 6)]
    with Door(tmp_path, connections=20) as door, connected(door.port, 60, *sources):
        for _ in range(3):
            assert ask(door.port, "/healthz", NEIGHBOUR).status == 200
        assert door.connections <= 20


def test_one_address_cannot_have_all_connections(tmp_path: Path) -> None:
    with (
        Door(tmp_path, connections=100, connections_per_address=5) as door,
        connect(door.port, STRANGER) as before,
        connected(door.port, 50, NEIGHBOUR),
    ):
        before.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b"alive" in heard(before)
        assert ask(door.port, "/healthz", NEIGHBOUR).status == 200
        assert door.connections <= 6
