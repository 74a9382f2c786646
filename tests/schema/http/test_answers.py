"""What every answer says beside its content: who may keep it, how it travels."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from schema.http.compression import LARGE, WORTH_IT, Compression
from schema.http.headers import SECURITY_HEADERS, AnswerHeaders
from tests.worlds.api import Api

LONG = "{ __schema { types { name description } } }"
PLACES: list[tuple[str, str, int, str]] = [
    ("GET", "/", 307, "no-store"),
    ("GET", "/graphql?query={", 200, "no-store"),
    ("GET", "/graphql", 400, "no-store"),
    ("PUT", "/graphql", 405, "no-store"),
    ("POST", "/graphql", 415, "no-store"),
    ("GET", "/healthz", 200, "no-store"),
    ("POST", "/healthz", 405, "no-store"),
    ("GET", "/readyz", 200, "no-store"),
    ("GET", "/checkpoint", 404, "no-store"),
    ("GET", "/tile/0/000.p/7", 200, "public, max-age=31536000, immutable"),
    ("GET", "/tile/x", 404, "no-store"),
    ("GET", "/assets/graphiql.min.js", 200, "no-cache"),
    ("GET", "/assets/none", 404, "no-store"),
    ("GET", "/nowhere", 404, "no-store"),
]


@pytest.mark.parametrize(("method", "path", "status", "kept"), PLACES)
def test_every_answer_says_once_who_may_keep_it_and_on_what_it_depends(
    rehearsed: Api, method: str, path: str, status: int, kept: str
) -> None:
    answer = rehearsed.client.request(method, path, follow_redirects=False)
    assert answer.status_code == status
    assert answer.headers.get_list("cache-control") == [kept]
    (vary,) = answer.headers.get_list("vary")
    if path.startswith("/graphql"):
        assert vary.startswith("Accept, Accept-Language, Authorization, Cookie")


def test_the_page_depends_on_what_the_client_takes(rehearsed: Api) -> None:
    page = rehearsed.client.get("/graphql", headers={"accept": "text/html"})
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers.get_list("vary") == [
        "Accept, Accept-Language, Authorization, Cookie, Accept-Encoding"
    ]


def test_an_unexpected_error_outside_the_endpoint_has_the_headers_too(
    rehearsed: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(rehearsed.server.house.look_up), "head", lambda _: 1 / 0)
    answer = rehearsed.client.get("/readyz")
    assert (answer.status_code, answer.headers["cache-control"]) == (500, "no-store")
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value


def app(body: bytes, **headers: str) -> TestClient:
    """An application that answers one thing."""

    async def answer(_: Request) -> Response:
        given = {"content-type": "application/json", **headers}
        sent = {name.replace("_", "-"): value for name, value in given.items()}
        return Response(body, int(sent.pop("status", "200")), sent)

    return TestClient(AnswerHeaders(Compression(Starlette(routes=[Route("/", answer)]))))


def got(client: TestClient, takes: str = "gzip") -> tuple[bytes, Any]:
    """The bytes as they travelled, and the headers."""
    with client.stream("GET", "/", headers={"accept-encoding": takes}) as answer:
        return b"".join(answer.iter_raw()), answer.headers


@pytest.mark.parametrize("size", [WORTH_IT, LARGE])
def test_a_long_answer_travels_packed_to_who_can_read_it(size: int) -> None:
    body = b"a" * size
    packed, headers = got(app(body, etag='"x"', vary="Accept"))
    assert (gzip.decompress(packed), headers["content-encoding"]) == (body, "gzip")
    assert headers["content-length"] == str(len(packed))
    assert headers.get_list("vary") == ["Accept, Accept-Encoding"]
    assert headers["etag"] == 'W/"x"'  # the same content, in other bytes
    for takes in ("identity", "gzip;q=0", "br"):
        plain, headers = got(app(body, etag='"x"', vary="Accept"), takes)
        assert (plain, headers["etag"]) == (body, '"x"')
        assert "content-encoding" not in headers
        assert headers.get_list("vary") == ["Accept, Accept-Encoding"]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"a" * (WORTH_IT - 1), {}),
        (b"a" * WORTH_IT, {"content_encoding": "br"}),
        (b"a" * WORTH_IT, {"content_type": "application/octet-stream"}),
        (b"a" * WORTH_IT, {"content_type": "image/png"}),
        (b"", {"status": "304", "etag": '"x"'}),
    ],
    ids=["short", "packed already", "hashes", "a picture", "not modified"],
)
def test_what_is_short_or_packed_already_is_left_alone(
    body: bytes, headers: dict[str, str]
) -> None:
    sent, said = got(app(body, **headers))
    assert sent == body
    assert said.get("content-encoding") == headers.get("content_encoding")
    assert said.get("etag") == headers.get("etag")


def test_an_answer_of_graphql_travels_packed(rehearsed: Api) -> None:
    body = {"query": LONG}
    takes = [
        rehearsed.client.post("/graphql", json=body, headers={"accept-encoding": coding})
        for coding in ("gzip", "identity")
    ]
    assert [answer.headers.get("content-encoding") for answer in takes] == ["gzip", None]
    assert takes[0].json() == takes[1].json()
    assert takes[0].headers.get_list("vary") == takes[1].headers.get_list("vary")


def test_the_query_editor_s_files_travel_packed_and_only_once(rehearsed: Api) -> None:
    path, whole = "/assets/graphiql.min.js", Path("schema/pages/graphiql/graphiql.min.js")
    packed = rehearsed.client.get(path, headers={"accept-encoding": "gzip"})
    plain = rehearsed.client.get(path, headers={"accept-encoding": "identity"})
    assert packed.content == plain.content == whole.read_bytes()
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert packed.headers["content-type"].startswith("text/javascript")
    assert packed.headers["etag"] != plain.headers["etag"]
    for answer, coding in ((packed, "gzip"), (plain, "identity")):
        known = {"if-none-match": answer.headers["etag"], "accept-encoding": coding}
        again = rehearsed.client.get(path, headers=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
