"""What is known is answered at once, without a task of its own: nobody sees a difference."""

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from schema.http.caching import cache_control
from schema.http.known_requests import KnownRequests
from tests.worlds.door import Door, ask, connect, heard
from tests.worlds.world import StillClock

SMALL = quote("{ viewer { roles } }")
LARGE = quote("{ __schema { types { name description } } }")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each request was answered at once."""
    told: list[bool] = []
    known = KnownRequests.at_once

    def noted(self: KnownRequests, scope: Any) -> Any:
        said = known(self, scope)
        told.append(said is not None)
        return said

    monkeypatch.setattr(KnownRequests, "at_once", noted)
    return told


@pytest.fixture
def door(tmp_path: Path, told: list[bool]) -> Iterator[Door]:
    """Under a clock that stands still: how long an answer is good counts down with the seconds."""
    with Door(tmp_path, StillClock().log_clock()) as door:
        yield door


def request(query: str, *headers: str, version: str = "1.1", method: str = "GET") -> bytes:
    """A request as it is sent, the last of its connection."""
    lines = [f"{method} /graphql?query={query} HTTP/{version}", "Host: x", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode()


def said(door: Door, data: bytes) -> tuple[list[bytes], bytes]:
    """What is answered on a connection of its own: the head's lines, but for the date and for the
    id of the request, and the body."""
    with connect(door.port) as client:
        client.sendall(data)
        head, _, body = heard(client).partition(b"\r\n\r\n")
    own = (b"date:", b"x-request-id:")
    return sorted(line for line in head.split(b"\r\n") if not line.startswith(own)), body


@pytest.mark.parametrize("query", [SMALL, LARGE])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], b"200"),
        (["Accept-Encoding: gzip"], b"200"),
        (["If-None-Match: *"], b"304"),
        (["Content-Length: 5"], b"200"),
    ],
)
def test_the_bytes_are_those_of_the_first_answer(
    door: Door, told: list[bool], query: str, headers: list[str], status: bytes
) -> None:
    asked = request(query, *headers) + (b"12345" if "Content-Length: 5" in headers else b"")
    if status == b"304":
        said(door, request(query))
    first, *others = (said(door, asked) for _ in range(4))
    assert b"HTTP/1.1 %b" % status in first[0][0]
    assert others == [first] * 3
    assert told[-2:] == [True, True]


def test_an_old_client_is_answered_and_let_go(door: Door, told: list[bool]) -> None:
    asked = request(SMALL, version="1.0")
    first, second = said(door, asked), said(door, asked)
    assert first == second
    assert b"connection: close" in second[0]
    assert told == [False, True]


def test_only_a_get_without_a_token_is_answered_at_once(door: Door, told: list[bool]) -> None:
    for _ in range(2):
        assert b"HTTP/1.1 405" in said(door, request(SMALL, method="HEAD"))[0][0]
        assert b"HTTP/1.1 401" in said(door, request(SMALL, "Authorization: Bearer x"))[0][0]
        assert ask(door.port, query="{ viewer { roles } }").status == 200
    assert told == [False] * 6


def test_what_is_sent_ahead_is_answered_in_order(door: Door, told: list[bool]) -> None:
    """Behind one that takes a while, and for a client that does not listen meanwhile."""
    said(door, request(LARGE))
    fresh = quote(f"{{ a{time.monotonic_ns()}: __typename }}")
    each = [request(query).replace(b"close", b"keep-alive") for query in (fresh, *[LARGE] * 40)]
    with connect(door.port) as client:
        client.sendall(b"".join([*each, request(SMALL)]))
        answers = heard(client).split(b"HTTP/1.1 200 OK\r\n")[1:]
    assert len(answers) == 42
    assert b"__Type" not in answers[0]
    assert all(b"__Type" in answer for answer in answers[1:-1])
    assert b"PUBLIC" in answers[-1]
    assert True in told


def test_what_follows_a_known_request_is_waited_for_and_bounded(
    tmp_path: Path, told: list[bool]
) -> None:
    """The time that a quiet connection has is over once the next request begins."""
    known = request(SMALL).replace(b"close", b"keep-alive")
    with Door(tmp_path, idle_time=0.3, request_time=5) as door:
        said(door, request(SMALL))
        slow = '{ readiness(occasion: "occasion:x", atLeast: 99999) { score } }'
        with connect(door.port) as client:
            client.sendall(known + request(quote(slow)))
            assert heard(client).count(b"HTTP/1.1 200") == 2
    with Door(tmp_path, idle_time=5, request_time=0.3) as door:
        said(door, request(SMALL))
        with connect(door.port) as client:
            client.sendall(known + request(SMALL)[:20])
            assert b"HTTP/1.1 408" in heard(client)
    assert told.count(True) == 2


def test_an_answer_is_good_until_the_minute_that_it_judges_ends() -> None:
    minute = dt.datetime(2025, 8, 1, 8, 0, tzinfo=dt.UTC)
    for second, age in ((0, 60), (58, 2), (59.5, 0), (61, 0), (200, 0), (-30, 60)):
        now = minute + dt.timedelta(seconds=second)
        said_of_it = cache_control(
            is_public=True, is_fixed=False, is_kept=True, now=now, minute=minute
        )
        assert said_of_it == f"public, max-age={age}, must-revalidate"
