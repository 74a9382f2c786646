"""What a client sends and can read: told by headers, and refused in words that are true."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from schema.http.negotiation import (
    GRAPHQL_JSON,
    JSON,
    is_json,
    media_type_for,
    prefers_page,
    takes_gzip,
)
from schema.operation.catalogue import Language, preferred
from tests.worlds.door import Door, connect, heard

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ASKED = b'{"query":"{ __typename }"}'


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (BROWSER, JSON),
        ("APPLICATION/JSON", JSON),
        ("application/json; charset=utf-8", JSON),
        ("text/event-stream, application/json", JSON),
        ("text/event-stream, */*", JSON),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, {JSON};q=0.9", GRAPHQL_JSON),
        (f"{JSON}, {GRAPHQL_JSON}", GRAPHQL_JSON),
        (f"{JSON}, {GRAPHQL_JSON};q=0.5", JSON),
        (f"{GRAPHQL_JSON};q=0, */*", JSON),
        (f"{JSON};q=0, */*", GRAPHQL_JSON),
        (f"*/*, {JSON};q=0", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}; charset=utf-8", GRAPHQL_JSON),
        ("*/*;q=0", None),
        (f"{JSON};q=0, {GRAPHQL_JSON};q=0", None),
        (f"{JSON};q=2", None),
        (f"{JSON}; charset=latin-1", None),
        ("text/html", None),
        (";q=1", None),
        (f'x/y; z="{JSON}"', None),
        ("rubbish", None),
    ],
)
def test_an_answer_comes_as_what_the_client_reads(
    accept: str | None, media_type: str | None
) -> None:
    assert media_type_for(accept) == media_type


@pytest.mark.parametrize(
    ("accept", "prefers"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("Text/HTML, application/json", True),
        ("application/json, text/html;q=0.5", False),
        ("text/html;q=0, */*", False),
        ("*/*", False),
        ('x/y; z="text/html"', False),
        (None, False),
    ],
)
def test_who_names_html_before_all_else_sees_a_page(accept: str | None, prefers: bool) -> None:
    assert prefers_page(accept) is prefers


@pytest.mark.parametrize(
    ("content_type", "reads"),
    [
        (JSON, True),
        ("Application/JSON; Charset=UTF-8", True),
        ('application/json; x=1; charset="utf-8"', True),
        ('application/json; x="charset=latin-1"', True),
        ("application/json; x=1; charset=latin-1", False),
        ("application/json, application/json", False),
        ("application/jsonp", False),
        ("text/plain; x=application/json", False),
        ("", False),
    ],
)
def test_a_body_is_json_by_its_type_and_charset(content_type: str, reads: bool) -> None:
    assert is_json(content_type) is reads


@pytest.mark.parametrize(
    ("accept_encoding", "takes"),
    [
        ("gzip", True),
        ("br, GZIP ; q=0.1", True),
        ("*", True),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("identity", False),
        ("gzip;q=7", False),
        ("gzip;q=nan", False),
        ('x="gzip"', False),
        ("", False),
    ],
)
def test_gzip_is_for_who_reads_it(accept_encoding: str, takes: bool) -> None:
    assert takes_gzip(accept_encoding) is takes


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [
        ("en", Language.EN),
        ("de, en-GB; q=0.5", Language.EN),
        ("en; q=0.4, id ; q=0.5", Language.ID),
        ("en-US, id;q=0.9", Language.EN),
        ("en;q=0", Language.ID),
        ("*", Language.ID),
        ("", Language.ID),
    ],
)
def test_the_language_is_the_one_preferred(accept_language: str, language: Language) -> None:
    assert preferred(accept_language) is language


# ---- as it is told


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with Door(tmp_path, request_time=0.5) as door:
        yield door


def said(door: Door, request: bytes, *, shut: bool = False) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to some bytes; `shut`: nothing more will come."""
    with connect(door.port) as client:
        client.sendall(request)
        if shut:
            client.shutdown(socket.SHUT_WR)
        head, _, body = heard(client).partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


def post(*headers: str, body: bytes = ASKED, missing: int = 0) -> bytes:
    """A request by POST as it is sent."""
    lines = ["POST /graphql HTTP/1.1", "Host: x", "Connection: close", *headers]
    head = "\r\n".join([*lines, f"Content-Length: {len(body) + missing}", "", ""])
    return head.encode() + body


def by(method: str, path: str) -> bytes:
    """A request without a body."""
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()


TYPED = "Content-Type: application/json"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ([TYPED, "Accept: */*;q=0"], 406, "NOT_ACCEPTABLE"),
        ([TYPED, "Accept: text/html", "Accept: image/png"], 406, "NOT_ACCEPTABLE"),
        ([TYPED, "Content-Encoding: gzip"], 415, "UNSUPPORTED_MEDIA_TYPE"),
        ([TYPED, "Content-Type: text/plain"], 415, "UNSUPPORTED_MEDIA_TYPE"),
        ([f"{TYPED}; x=1; charset=latin-1"], 415, "UNSUPPORTED_MEDIA_TYPE"),
        ([], 415, "UNSUPPORTED_MEDIA_TYPE"),
    ],
)
def test_what_is_not_read_is_refused_as_such(
    door: Door, headers: list[str], status: int, code: str
) -> None:
    found, told, body = said(door, post(*headers))
    assert (found, json.loads(body)["errors"][0]["extensions"]["code"]) == (status, code)
    assert (told["vary"], told["cache-control"]) == (
        "accept, accept-language, authorization, cookie",
        "no-store",
    )
    assert told.get("accept-encoding") == ("identity" if status == 415 else None)


@pytest.mark.parametrize(
    "headers",
    [
        [TYPED, "Content-Encoding: identity"],
        [TYPED, "Accept: text/html", "Accept: application/json"],
        [f'{TYPED}; x="charset=latin-1"'],
    ],
)
def test_what_is_read_is_answered(door: Door, headers: list[str]) -> None:
    status, _, body = said(door, post(*headers))
    assert (status, json.loads(body)["data"]) == (200, {"__typename": "Query"})


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "OPTIONS", "PROPFIND", "HEAD"])
def test_the_methods_that_are_named_are_those_that_are_served(door: Door, method: str) -> None:
    status, headers, _ = said(door, by(method, "/graphql"))
    assert (status, headers["allow"]) == (405, "get, post")


@pytest.mark.parametrize("path", ["/", "/checkpoint", "/healthz", "/readyz", "/tile/0/000"])
def test_so_they_are_at_every_other_address(door: Door, path: str) -> None:
    status, headers, body = said(door, by("TRACE", path))
    assert (status, sorted(headers["allow"].split(", "))) == (405, ["get", "head"])
    assert "Allow" in body.decode()
    for served in ("GET", "HEAD"):
        assert said(door, by(served, path))[0] != 405


def test_an_address_without_anything_says_where_to_ask(door: Door) -> None:
    status, headers, body = said(door, by("GET", "/nothing"))
    assert (status, headers["vary"]) == (404, "accept-language")
    assert "/graphql" in body.decode()


@pytest.mark.parametrize("cut", [post(TYPED, missing=5), post(TYPED)[:20]])
def test_half_a_request_is_told_so(door: Door, cut: bytes) -> None:
    """Whether the rest is still awaited, or the client has said that none will come."""
    assert said(door, cut)[0] == 408
    assert said(door, cut, shut=True)[0] == 400
