"""What a server says and serves beside its answers: headers, pages, health, the present."""

import datetime as dt
import re

import pytest

from events.log.log_clock import system_time
from schema.http.headers import SECURITY_HEADERS
from schema.http.pages import EDITOR
from tests.schema.http.test_http import GRAPHQL, JSON, SCORE, assert_no_inside, post
from tests.worlds.api import DEMO, Api


def test_an_answer_names_the_present_it_shares(rehearsed: Api) -> None:
    last = rehearsed.size() - 1
    now = rehearsed.ask(SCORE, {"o": DEMO})["extensions"]["asOf"]
    minute = dt.datetime.fromisoformat(now["minute"])
    assert (now["position"], set(now)) == (last, {"position", "minute"})
    assert (minute.second, minute.microsecond, minute.utcoffset()) == (0, 0, dt.timedelta(0))
    assert dt.timedelta(0) <= system_time() - minute < dt.timedelta(minutes=2)
    then = f'{{ readiness(occasion: "{DEMO}", asOf: {{position: 90}}) {{ score }} }}'
    assert rehearsed.ask(then)["extensions"]["asOf"]["position"] == 90
    both = f'{{ occasion(id: "{DEMO}") {{ code }} ' + then[1:]
    several = rehearsed.ask(both)["extensions"]["asOf"]
    assert [point["position"] for point in several] == [90, last]
    said = rehearsed.ask("{ __typename }")["extensions"]
    assert (said["dataset"], set(said)) == ("DEMO", {"dataset", "cost"})
    assert rehearsed.ask("{ unknown }")["extensions"] == {"dataset": "DEMO"}


PATHS = ["/", "/graphql", "/healthz", "/readyz", "/assets/graphiql.min.js", "/nowhere", "/assets/x"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_security_headers(rehearsed: Api, path: str) -> None:
    answer = rehearsed.client.get(path, follow_redirects=False)
    own = EDITOR if path.endswith(".js") else {}
    for name, value in {**SECURITY_HEADERS, **own}.items():
        assert answer.headers.get_list(name) == [value]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers
    if not path.endswith(".js"):
        assert_no_inside(answer.text)


@pytest.mark.parametrize(
    "path", ["/assets/../app.py", "/assets/%2e%2e/app.py", "/assets//etc/passwd"]
)
def test_only_assets_are_served(rehearsed: Api, path: str) -> None:
    assert rehearsed.client.get(path).status_code == 404


def test_the_page_and_all_it_needs_are_served(rehearsed: Api) -> None:
    page = rehearsed.client.get("/graphql", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    needed = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(needed) >= 4
    for address in (each for each in needed if not each.startswith("data:")):
        assert address.startswith("/assets/")
        served = rehearsed.client.get(address)
        assert (served.status_code, bool(served.content)) == (200, True)
    assert "://" not in "".join(needed)
    assert "<script>" not in page.text


def test_a_client_that_wants_everything_gets_json(rehearsed: Api) -> None:
    for accept in ("*/*", f"{GRAPHQL}, {JSON}, text/event-stream, multipart/mixed", ""):
        answer = post(rehearsed, b'{"query": "{ __typename }"}', accept)
        assert answer.status_code == 200
        assert answer.json()["data"] == {"__typename": "Query"}


def test_the_server_is_alive_and_ready(rehearsed: Api) -> None:
    assert rehearsed.client.get("/healthz").json() == {"status": "alive"}
    assert rehearsed.client.get("/readyz").json()["status"] == "ready"


def test_errors_speak_the_client_s_language(rehearsed: Api) -> None:
    messages = {
        post(rehearsed, b"null", JSON, **{"accept-language": language}).json()["errors"][0][
            "message"
        ]
        for language in ("id", "en")
    }
    assert len(messages) == 2


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"{", JSON, "BAD_REQUEST"),
        (b"{}", "text/plain", "UNSUPPORTED_MEDIA_TYPE"),
        (b" " * (2 << 20), JSON, "TOO_LARGE"),
    ],
)
def test_a_refused_request_says_by_a_code_why(
    rehearsed: Api, body: bytes, content_type: str, code: str
) -> None:
    answer = rehearsed.client.post("/graphql", content=body, headers={"content-type": content_type})
    assert answer.json()["errors"][0]["extensions"] == {"code": code}
