"""Codes of addresses: of this board's screens at its public address, and of no others."""

from pathlib import Path
from urllib.parse import urlencode

import pytest

from schema.http.address_codes import MOST, picture
from tests.worlds.api import Api

HERE = "/papan/gladi?t=2026-11-28T19%3A30%3A00Z&catatan=220"


def asked(api: Api, to: str) -> tuple[int, bytes]:
    """Status and bytes of the code of an address."""
    answer = api.client.get(f"/qr?{urlencode({'to': to})}")
    return answer.status_code, answer.content


def test_a_screen_s_code_is_that_of_its_public_address(rehearsed: Api) -> None:
    assert asked(rehearsed, HERE) == (200, picture(f"http://localhost:8000{HERE}"))


def test_no_code_is_drawn_where_nobody_has_said_what_the_address_is(tmp_path: Path) -> None:
    with Api(tmp_path, host="0.0.0.0") as api:  # noqa: S104  # nothing listens in this test
        assert asked(api, HERE)[0] == 404


def test_a_code_is_a_picture_that_may_be_kept_and_runs_nothing(rehearsed: Api) -> None:
    answer = rehearsed.client.get("/qr", params={"to": HERE})
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
