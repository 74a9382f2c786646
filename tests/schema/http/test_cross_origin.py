"""Pages of other origins: nothing is open to them until an operator opens it."""

from pathlib import Path

import pytest

from tests.worlds.api import Api
from tests.worlds.program import rakor_here

PAGE = "https://papan.example.id"
OTHER = "https://papan.example.id.evil.example"
QUERY = {"query": "{ log { origin } }"}


def preflight(api: Api, origin: str) -> dict[str, str]:
    asked = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type, x-apollo-operation-name",
    }
    return dict(api.client.options("/graphql", headers=asked).headers)


def allowed(api: Api, origin: str, method: str = "POST") -> str | None:
    if method == "POST":
        answer = api.client.post("/graphql", json=QUERY, headers={"origin": origin})
    else:
        answer = api.client.get("/graphql", params=QUERY, headers={"origin": origin})
    allowed: str | None = answer.headers.get("access-control-allow-origin")
    return allowed


def test_no_other_origin_may_ask_where_none_is_set(tmp_path: Path) -> None:
    with Api(tmp_path) as api:
        assert "access-control-allow-origin" not in preflight(api, PAGE)
        assert allowed(api, PAGE) is None


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_an_origin_that_is_set_may_ask_and_no_other(tmp_path: Path, method: str) -> None:
    with Api(tmp_path, cors_origins=f"{PAGE}, http://localhost:3000") as api:
        for _ in range(3):  # the same request, also once it is known
            assert allowed(api, PAGE, method) == PAGE
            assert allowed(api, OTHER, method) is None
            assert allowed(api, "null", method) is None
        assert preflight(api, PAGE)["access-control-allow-origin"] == PAGE
        assert preflight(api, PAGE)["access-control-allow-credentials"] == "true"
        assert "access-control-allow-origin" not in preflight(api, OTHER)


def test_caches_are_told_that_an_answer_depends_on_the_origin(tmp_path: Path) -> None:
    with Api(tmp_path, cors_origins=PAGE) as api:
        for _ in range(3):
            answer = api.client.get("/graphql", params=QUERY)
            assert "Origin" in answer.headers["vary"]
            assert "access-control-allow-origin" not in answer.headers


def test_credentials_are_never_open_to_every_origin(tmp_path: Path) -> None:
    with Api(tmp_path, cors_origins="*") as api:
        assert allowed(api, OTHER) == "*"
        assert "access-control-allow-credentials" not in preflight(api, OTHER)


@pytest.mark.parametrize(
    "wrong",
    ["papan.example.id", "https://papan.example.id/", "https://*.example.id", f"*, {PAGE}", "null"],
)
def test_what_is_no_origin_is_refused_at_the_start(tmp_path: Path, wrong: str) -> None:
    ended = rakor_here(tmp_path / "data", "serve", RAKOR_CORS_ORIGINS=wrong)
    assert ended.returncode == 1
    assert "RAKOR_CORS_ORIGINS" in ended.stderr
    assert "https://papan.example.id" in ended.stderr
