"""Codes of addresses: of this board's screens under the name it was asked by, and of no others."""

from urllib.parse import urlencode

import pytest

from schema.http.address_codes import MOST, picture
from tests.worlds.api import Api

HERE = "/papan/gladi?t=2026-11-28T19%3A30%3A00Z&catatan=220"


def asked(
    api: Api, to: str, scheme: str = "https", host: str = "rakor.example"
) -> tuple[int, bytes]:
    """Status and bytes of the code of an address."""
    query = urlencode({"scheme": scheme, "to": to})
    answer = api.client.get(f"/qr?{query}", headers={"host": host})
    return answer.status_code, answer.content


@pytest.mark.parametrize("host", ["rakor.example", "127.0.0.1:8000", "[::1]:8000"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_screen_s_code_is_that_of_its_address_here(
    rehearsed: Api, scheme: str, host: str
) -> None:
    assert asked(rehearsed, HERE, scheme, host) == (200, picture(f"{scheme}://{host}{HERE}"))


def test_a_code_is_a_picture_that_may_be_kept_and_runs_nothing(rehearsed: Api) -> None:
    answer = rehearsed.client.get("/qr", params={"scheme": "https", "to": HERE})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert b"<script" not in answer.content and b"style=" not in answer.content


@pytest.mark.parametrize(
    "to",
    [
        "",
        "papan/x",
        "//evil.example/papan/x",
        "https://evil.example/papan/x",
        "@evil.example/papan/x",
        "/\\evil.example",
        "/papan",
        "/graphql",
        "/papan/x\nhttps://evil.example",
        "/papan/é",
        "/papan/" + "x" * MOST,
        "/papan/x#y",
    ],
)
def test_no_code_is_drawn_of_what_is_no_screen(rehearsed: Api, to: str) -> None:
    assert asked(rehearsed, to)[0] == 404


@pytest.mark.parametrize("scheme", ["", "ftp", "javascript", "https://evil.example/?"])
def test_no_code_is_drawn_under_another_scheme(rehearsed: Api, scheme: str) -> None:
    assert asked(rehearsed, HERE, scheme)[0] == 404


@pytest.mark.parametrize("host", ["a b", "x/y", "x@y", "x?y", "x" * 254])
def test_no_code_is_drawn_under_what_is_no_host(rehearsed: Api, host: str) -> None:
    assert asked(rehearsed, HERE, host=host)[0] == 404
