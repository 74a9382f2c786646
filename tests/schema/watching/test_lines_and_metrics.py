"""What an operator sees of a server at work: a line for each request and write, and numbers."""

import signal
import socket
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.worlds.furniture import OCCASION, OWNERS
from tests.worlds.program import PATIENCE, Serving, rakor_here, token
from tests.worlds.watched import Watched, lines_of

REPORT = """
mutation M($input: CommitmentReportProgressInput!) { answer: commitmentReportProgress(input: $input)
  { position replayed userErrors { code } } }
"""
HOME = "{ occasions { edges { node { name } } } }"
PERSON = "0b0e7c1a-5f7e-4a5e-9c55-3d1f2a6b7c8d"
SECRET = "catatan rahasia 8f1e"
REQUEST_KEYS = {"event", "level", "timestamp", "method", "route", "status", "ms", "bytes"}
WHO_KEYS = {"request_id", "person", "role"}
WRITE_KEYS = {"event", "level", "timestamp", "mutation", "outcome", "code", "position"}


def status_of(serving: Serving, path: str, **headers: str) -> int:
    """The status that a path answers."""
    asked = urllib.request.Request(serving.address + path, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def report(serving: Serving, bearer: str, key: str, value: int) -> Any:
    """A report by an owner."""
    given = {
        "idempotencyKey": key,
        "commitment": f"commitment:{OCCASION}/D01",
        "value": value,
        "reason": SECRET,
    }
    return serving.ask(REPORT, bearer, input=given)["answer"]


def test_each_request_and_each_write_has_one_line_without_inputs_and_tokens(data: Path) -> None:
    bearer = rakor_here(
        data,
        *("token", "--role", "OWNER", "--party", f"party:{OWNERS['D01']}"),
        *("--person", f"person:{PERSON}", "--name", "Siti Aminah"),
    ).stdout.strip()
    with Serving(data) as serving:
        assert report(serving, bearer, "first", 4)["position"] == 26
        assert report(serving, bearer, "first", 4)["replayed"]
        assert report(serving, bearer, "second", -1)["userErrors"]
        assert [serving.ask(HOME) for _ in range(3)]
        assert status_of(serving, f"/nowhere/{SECRET.replace(' ', '')}?q={bearer}") == 404
        assert status_of(serving, "/graphql?query={viewer{roles}}", authorization="Bearer x") == 401
        _, told = serving.end(signal.SIGTERM)

    asked = [line for line in lines_of(told, "request") if line["route"] != "/readyz"]
    assert all(line.keys() == REQUEST_KEYS | WHO_KEYS for line in asked)
    shown = [(line["method"], line["route"], line["status"]) for line in asked]
    assert shown == [("POST", "/graphql", 200)] * 6 + [
        ("GET", "(none)", 404),
        ("GET", "/graphql", 401),
    ]
    assert [(line["person"], line["role"]) for line in asked[:4]] == [
        *[(PERSON, "OWNER")] * 3,
        (None, None),
    ]
    assert all(line["bytes"] > 0 and line["ms"] >= 0 for line in asked)

    wrote = lines_of(told, "write")
    assert all(line.keys() == WRITE_KEYS | WHO_KEYS | {"events", "ms"} for line in wrote)
    said = [(line["mutation"], line["outcome"], line["code"], line["position"]) for line in wrote]
    assert said[:2] == [
        ("commitmentReportProgress", "recorded", None, 26),
        ("commitmentReportProgress", "replayed", None, 26),
    ]
    assert said[2][1] == "refused" and said[2][2]
    assert {line["person"] for line in wrote} == {PERSON}
    for secret in (SECRET, SECRET.replace(" ", ""), bearer, "Siti", "occasions"):
        assert secret not in told


def test_prometheus_is_told_what_is_done_and_how_the_log_stands(data: Path) -> None:
    bearer = token(data, "OWNER", OWNERS["D01"])
    with Watched(data) as serving:
        before = serving.metric("rakor_requests_total", route="/graphql")
        for number in range(3):
            said = report(serving, bearer, f"key-{number}", number + 1)
            assert said["position"] == 26 + number, said
        assert report(serving, bearer, "key-0", 1)["replayed"]
        report(serving, bearer, "bad", -1)
        for _ in range(4):
            serving.ask(HOME)
        assert status_of(serving, "/graphql?query={viewer{roles}}", authorization="Bearer x") == 401
        assert serving.metric("rakor_requests_total", route="/graphql") - before == 10
        assert serving.metric("rakor_requests_total", kind="write", outcome="answered") == 5
        assert serving.metric("rakor_requests_total", outcome="unauthenticated") == 1
        assert serving.metric("rakor_request_seconds_count", kind="write") == 5
        assert serving.metric("rakor_writes_total", outcome="recorded") == 3
        assert serving.metric("rakor_writes_total", outcome="replayed") == 1
        assert serving.metric("rakor_writes_total", outcome="refused") == 1
        assert serving.metric("rakor_write_refusals_total") == 1
        assert serving.metric("rakor_up") == 1
        assert serving.metric("rakor_log_events") == 29
        assert serving.metric("rakor_projection_lag_events") == 0
        assert serving.metric("rakor_log_bytes") > 10_000
        assert serving.metric("rakor_lock_held") == 1
        assert serving.metric("rakor_disk_free_bytes") > 0
        assert serving.metric("rakor_writes_condition", condition="ready") == 1
        assert serving.metric("rakor_sealed_events") + serving.metric("rakor_unsealed_events") == 29
        for lane in ("present", "past", "write"):
            assert ({"lane": lane}, 0.0) in serving.metrics()["rakor_waiting"]
        assert serving.metric("process_open_fds") > 0


def test_what_is_refused_before_it_is_a_request_is_counted_and_has_no_line(data: Path) -> None:
    with Watched(data) as serving:
        for said in (b"rubbish\r\n\r\n", b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", serving.port)) as client:
                client.settimeout(PATIENCE)
                client.sendall(said)
                assert client.recv(1024).startswith(b"HTTP/1.1 4")
        assert serving.metric("rakor_connections_refused_total", status="400") == 1
        assert serving.metric("rakor_connections_refused_total", status="414") == 1
        _, told = serving.end(signal.SIGTERM)
    assert {line["route"] for line in lines_of(told, "request")} <= {"/readyz"}


def test_metrics_are_on_no_port_that_people_reach_and_nowhere_unless_asked_for(data: Path) -> None:
    with Watched(data) as serving:
        assert status_of(serving, "/metrics") == 404
        assert serving.metric("rakor_up") == 1
    with Serving(data) as serving:
        assert status_of(serving, "/metrics") == 404


def test_a_metrics_port_that_is_taken_stops_the_start_and_is_told(data: Path) -> None:
    with Watched(data) as serving:
        taken = str(serving.metrics_port)
        serving.end(signal.SIGTERM)
        with Serving(data, RAKOR_METRICS_PORT=taken):
            other = data.parent / "other"
            assert rakor_here(other, "init").returncode == 0
            ended = rakor_here(other, "serve", RAKOR_PORT="1", RAKOR_METRICS_PORT=taken)
    assert (ended.returncode, "RAKOR_METRICS_PORT" in ended.stderr) == (1, True)


def test_no_label_grows_with_what_is_asked(data: Path) -> None:
    with Watched(data) as serving:
        for number in range(20):
            status_of(serving, f"/papan/{number}")
            status_of(serving, f"/weg/{number}?q={number}")
            serving.answer(f"{{ a{number}: viewer {{ roles }} }}")
        first = len(serving.metrics()["rakor_requests_total"])
        for number in range(20, 60):
            status_of(serving, f"/papan/{number}")
            status_of(serving, f"/weg/{number}?q={number}")
            serving.answer(f"{{ a{number}: viewer {{ roles }} }}")
        assert len(serving.metrics()["rakor_requests_total"]) == first
        assert not any(str(number) in serving.metrics_text() for number in ("/papan/7", "/weg/7"))
