"""What every answer bears, from outside: also what is answered before, or beside, any route."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from schema.http.board import SCREENS
from schema.http.headers import BY_HTTPS
from schema.http.known_requests import KnownRequests
from schema.http.protocol import refusal
from schema.settings import Settings
from tests.worlds.door import Answer, Door, ask, connect, heard
from tests.worlds.world import StillClock

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=()",
}
HSTS = "strict-transport-security"
NOTHING = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
BOARD = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types worker"
)
EDITOR = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)
ADDRESS = "https://rakor.example.go.id"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A server that people reach by https."""
    with Door(tmp_path_factory.mktemp("headers"), public_address=ADDRESS, max_url=1024) as opened:
        yield opened


def sent(door: Door, request: bytes) -> Answer:
    """What is said to some bytes."""
    with connect(door.port) as connection:
        connection.sendall(request)
        if not request.endswith(b"\r\n\r\n"):
            connection.shutdown(socket.SHUT_WR)
        head, _, body = heard(connection).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    assert len(headers) == len(lines)  # each of them once
    return Answer(int(first.split()[1]), headers, body)


def request(path: str, method: str = "GET", more: str = "") -> bytes:
    """A request as it travels."""
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n".encode()


ANSWERS = {
    "a question": (request("/graphql?query={__typename}", more="Accept: */*\r\n"), 200, NOTHING),
    "a refused question": (request("/graphql?query={", more="Accept: */*\r\n"), 200, NOTHING),
    "an unknown token": (request("/graphql", more="Authorization: Bearer x\r\n"), 401, NOTHING),
    "another method": (request("/graphql", "PUT"), 405, NOTHING),
    "the account": (request("/account"), 401, NOTHING),
    "a method that a file has not": (request("/checkpoint", "POST"), 405, NOTHING),
    "no checkpoint": (request("/checkpoint"), 404, NOTHING),
    "no tile": (request("/tile/0/x000/000"), 404, NOTHING),
    "nowhere": (request("/nowhere"), 404, NOTHING),
    "alive": (request("/healthz"), 200, NOTHING),
    "ready": (request("/readyz"), 200, NOTHING),
    "a code": (request("/qr?to=/semua"), 200, NOTHING),
    "home": (request("/"), 307, NOTHING),
    "a script of the board": (request("/board/board.js"), 200, BOARD),
    "the worker": (request("/worker.js"), 200, BOARD),
    "the query editor": (request("/graphql", more="Accept: text/html\r\n"), 200, EDITOR),
    "its script": (request("/assets/graphiql-start.js"), 200, EDITOR),
    "no request": (b"rubbish\r\n\r\n", 400, NOTHING),
    "half a request": (b"GET / HTTP/1.1\r\n", 400, NOTHING),
    "a long address": (request("/" + "x" * 2000), 414, NOTHING),
    "long headers": (request("/", more=f"X: {'x' * 20_000}\r\n"), 431, NOTHING),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_bears_them_once_with_the_policy_of_its_kind(door: Door, name: str) -> None:
    asked, status, policy = ANSWERS[name]
    answer = sent(door, asked)
    assert answer.status == status
    assert answer.headers.items() >= ALWAYS.items()
    assert answer.headers[HSTS] == BY_HTTPS["Strict-Transport-Security"].lower()
    assert answer.headers["content-security-policy"] == policy


def test_the_numbers_of_https_are_those_that_were_agreed() -> None:
    assert BY_HTTPS == {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_has_the_policy_of_the_board(door: Door, screen: str) -> None:
    path = screen.replace("{position:int}", "1").replace("{code:path}", "D01")
    answer = ask(door.port, path.replace("{occasion}", "psu"))
    assert (answer.status, answer.headers["content-security-policy"]) == (200, BOARD)
    assert answer.headers.items() >= ALWAYS.items()


def test_an_answer_that_is_kept_bears_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that was asked before is answered by other code, from memory."""
    known, from_memory = KnownRequests.at_once, list[bool]()

    def noted(self: KnownRequests, scope: Any) -> Any:
        said = known(self, scope)
        from_memory.append(said is not None)
        return said

    monkeypatch.setattr(KnownRequests, "at_once", noted)
    path = f"/graphql?query={quote('{ viewer { roles } }')}"
    with Door(tmp_path, StillClock().log_clock(), public_address=ADDRESS) as door:
        said = [ask(door.port, path) for _ in range(3)]
    assert from_memory == [False, True, True]
    assert len({answer.headers["x-request-id"] for answer in said}) == 3
    for answer in said:
        assert answer.headers.items() >= ALWAYS.items()
        assert (answer.headers["content-security-policy"], HSTS in answer.headers) == (NOTHING, 1)


def test_an_unexpected_error_bears_them_too(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(door.server.house.look_up), "head", lambda _: 1 / 0)
    answer = ask(door.port, "/readyz")
    assert (answer.status, answer.headers["content-security-policy"]) == (500, NOTHING)
    assert answer.headers.items() >= ALWAYS.items()
    assert HSTS in answer.headers


def test_who_finds_no_room_is_told_so_with_them() -> None:
    bounds = Settings(public_address=ADDRESS)
    said = refusal(bounds, 503, "error.LIMIT.connections", limit=1).decode().lower()
    assert said.startswith("http/1.1 503")
    assert all(f"{name}: {value}\r\n" in said for name, value in ALWAYS.items())
    assert f"{HSTS}: " in said


def test_where_there_is_no_https_none_is_promised(tmp_path: Path) -> None:
    with Door(tmp_path) as door:
        for asked in (request("/"), request("/checkpoint"), b"rubbish\r\n\r\n"):
            answer = sent(door, asked)
            assert HSTS not in answer.headers
            assert answer.headers.items() >= ALWAYS.items()


@pytest.mark.parametrize("path", ["/checkpoint", "/tile/0/000", "/tile/0/000.p/1"])
def test_what_proves_the_log_may_be_read_by_every_page_also_that_it_is_not_there(
    door: Door, path: str
) -> None:
    answer = ask(door.port, path, Origin="https://checking.example")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/worker.js", "/board/board.js", "/semua", "/assets/x"])
def test_no_other_file_is_open_to_other_origins(door: Door, path: str) -> None:
    answer = ask(door.port, path, Origin="https://checking.example")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "name", [name for name, (_, status, _) in ANSWERS.items() if status >= 400]
)
def test_what_is_refused_is_kept_by_nobody(door: Door, name: str) -> None:
    assert "no-store" in sent(door, ANSWERS[name][0]).headers["cache-control"]


def test_what_is_private_is_kept_by_nobody_and_depends_on_the_cookie(door: Door) -> None:
    for path in ("/account", "/graphql?query={__typename}"):
        answer = ask(door.port, path, Cookie="__Host-rakor=gone", accept="*/*")
        assert answer.status == 401
        assert "cookie" in answer.headers["vary"].lower()
    assert ask(door.port, "/account").headers["cache-control"] == "private, no-store"


def test_the_worker_is_asked_about_each_time(door: Door) -> None:
    assert ask(door.port, "/worker.js").headers["cache-control"] == "no-cache"
