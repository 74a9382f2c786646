"""Answers that never change: kept for ever, but for what may be erased or may still come."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.write import assemble
from tests.schema.http.keeping import register, reported, send
from tests.worlds.furniture import RECORDER
from tests.worlds.hall import D01, THE_OCCASION, Hall
from tests.worlds.questions import OPEN_READINESS


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with reported(tmp_path) as furnished:
        yield furnished


def fixed(hall: Hall) -> dict[str, Any]:
    """What asks for a read that never changes: all of its read point, and its rule."""
    then = {"position": hall.size() - 2, "effectiveAt": "2025-07-20T09:00:00+07:00"}
    return {"occasion": THE_OCCASION, "rule": "readiness-1", "asOf": then}


@pytest.mark.parametrize("role", [None, "AUDITOR"])
def test_what_never_changes_is_kept_across_writes_and_minutes(hall: Hall, role: str | None) -> None:
    token = hall.token(role, party="BPK") if role else None
    asked = fixed(hall)
    first = send(hall, OPEN_READINESS, token, **asked)
    kept = first.headers["cache-control"]
    assert kept == ("private, no-store" if role else "public, max-age=31536000, immutable")
    for step in range(3):
        register(hall, f"F{step}")
        hall.time.go(hall.time.wall + dt.timedelta(minutes=1))
        with hall.statements() as ran:
            again = send(hall, OPEN_READINESS, token, **asked)
            known = send(hall, OPEN_READINESS, token, tag=first.headers["etag"], **asked)
        assert ran.seen == []
        assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert known.status_code == 304
        assert known.headers["cache-control"] == first.headers["cache-control"]


def erase(hall: Hall) -> None:
    """Erase the only text of a report."""
    query = "{ events(last: 30) { edges { node { type position } } } }"
    nodes = [edge["node"] for edge in hall.data(query)["events"]["edges"]]
    reports = [node["position"] for node in nodes if node["type"] == "PROGRESS_REPORTED"]
    given = {"event": reports[-1], "path": "/note", "legalBasis": "UU 27/2022"}
    proposal = hall.secretary("textProposeRedaction", **given)["position"]
    hall.record("textRedact", "ADMINISTRATOR", "POLRES", proposal=proposal)


def test_what_never_changes_is_made_anew_after_an_erasure(hall: Hall) -> None:
    asked = fixed(hall)
    first = send(hall, OPEN_READINESS, **asked)
    erase(hall)
    with hall.statements() as ran:
        again = send(hall, OPEN_READINESS, tag=first.headers["etag"], **asked)
    assert ran.seen != []
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    "beside",
    [
        "parties { edges { node { code } } }",
        "regions { edges { node { code } } }",
        "viewer { party { code } }",
        'node(id: "party:KPU") { id }',
        "log { size }",
        "occasions { edges { node { code } } }",
    ],
)
def test_what_stands_beside_a_present_may_change(hall: Hall, beside: str) -> None:
    asked = fixed(hall)
    query = """query B($occasion: ID!, $rule: String, $asOf: AsOf) {
        readiness(occasion: $occasion, rule: $rule, asOf: $asOf) { score } %s }"""
    answer = send(hall, query % beside, **asked)
    assert "errors" not in answer.json()
    assert "immutable" not in answer.headers["cache-control"]
    assert "immutable" in send(hall, query % "", **asked).headers["cache-control"]


def test_an_actor_whose_party_may_be_registered_yet_is_not_called_unchangeable(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older programs let parties act that were never registered; what they wrote still shows."""
    monkeypatch.setattr(assemble, "require_registered", lambda *_: None)
    escalated = {"to": f"party:{RECORDER}", "question": "Who pays?"}
    query = (
        "query ($id: ID!, $asOf: AsOf) { commitment(id: $id, asOf: $asOf) "
        "{ history(last: 1) { edges { node { actor { party { code name kind } } } } } } }"
    )
    said = {}
    for code, party in (("E1", "NOTULIS"), ("E2", RECORDER)):
        act = ("commitmentEscalate", "RECORDER", party)
        position = hall.record(*act, commitment=D01, code=code, **escalated)["position"]
        then = {"position": position, "effectiveAt": "2025-07-12T00:00:00Z"}
        hall.record("partyRegister", "RECORDER", RECORDER, code=f"P{code}", name="P", kind="AGENCY")
        token = hall.token("AUDITOR", party="BPK")
        answer = send(hall, query, token, id=D01, asOf=then)
        register(hall, f"S{code}")
        again = send(hall, query, token, id=D01, asOf=then)
        (edge,) = answer.json()["data"]["commitment"]["history"]["edges"]
        is_fixed = answer.headers["etag"] == again.headers["etag"]
        said[party] = edge["node"]["actor"]["party"], is_fixed
    assert said == {
        "NOTULIS": ({"code": "NOTULIS", "name": "NOTULIS", "kind": None}, False),
        RECORDER: ({"code": RECORDER, "name": f"Institution {RECORDER}", "kind": "AGENCY"}, True),
    }


def test_the_tag_of_one_log_is_not_that_of_another(tmp_path: Path) -> None:
    """At one address another log may lie tomorrow, with as many events about the same codes."""
    second = reported(tmp_path / "other", is_another=True)
    with reported(tmp_path / "one") as one, second as other:
        asked = fixed(one)
        tag = send(one, OPEN_READINESS, **asked).headers["etag"]
        assert send(one, OPEN_READINESS, tag=tag, **asked).status_code == 304
        assert send(other, OPEN_READINESS, tag=tag, **asked).status_code == 200
