"""Answers that are kept: like fresh ones, known by their tag, for nobody else's eyes."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from events.facts.vocabulary import Dataset
from schema.http.caching import is_known
from tests.schema.http.keeping import SECRET, register, reported, send
from tests.worlds.api import DEMO, Api
from tests.worlds.furniture import OCCASION
from tests.worlds.hall import THE_OCCASION, Hall
from tests.worlds.questions import OPEN_READINESS, WHOLE_READINESS

SCORE = "query S($o: ID!, $a: AsOf) { readiness(occasion: $o, asOf: $a) { score light } }"
TEXT = "{ events(last: 50) { edges { node { ... on ProgressReported { note } } } } }"
LOG = "{ log { size checkpoint { size } } }"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with reported(tmp_path) as furnished:
        yield furnished


def test_the_same_question_is_executed_once(hall: Hall) -> None:
    first = send(hall, SCORE, o=THE_OCCASION)
    with hall.statements() as ran:
        second = send(hall, SCORE, o=THE_OCCASION)
    assert ran.seen == []
    assert (second.content, second.headers["etag"]) == (first.content, first.headers["etag"])


def test_who_has_the_answer_is_told_so(hall: Hall) -> None:
    first = send(hall, SCORE, o=THE_OCCASION)
    again = send(hall, SCORE, tag=first.headers["etag"], o=THE_OCCASION)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    register(hall, "S9")
    later = send(hall, SCORE, tag=first.headers["etag"], o=THE_OCCASION)
    assert later.status_code == 200
    assert later.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    ("given_tag", "known"),
    [
        ('W/"abc"', True),
        ('"abc"', True),
        ('"x", W/"abc"', True),
        ("*", True),
        ('"abcd"', False),
        ("abc", False),
        ("", False),
    ],
)
def test_a_tag_is_compared_weakly(given_tag: str, known: bool) -> None:
    assert is_known('W/"abc"', given_tag) is known


def test_each_answer_says_who_may_keep_it(hall: Hall) -> None:
    token = hall.token("AUDITOR", party="BPK")
    head = hall.size() - 1
    then = {"position": head - 1, "effectiveAt": "2025-07-20T09:00:00+07:00"}
    by_rule: dict[str, Any] = {"occasion": THE_OCCASION, "rule": "readiness-1", "asOf": then}
    said = {
        "now": send(hall, SCORE, o=THE_OCCASION),
        "signed in": send(hall, SCORE, token, o=THE_OCCASION),
        "past, by the rule of the occasion": send(hall, SCORE, o=THE_OCCASION, a=then),
        "past, by a rule": send(hall, OPEN_READINESS, **by_rule),
        "a text": send(hall, TEXT, token),
        "heads": send(hall, LOG),
        "an error": send(hall, SCORE, o="occasion:none"),
        "refused": send(hall, "{ nothing }"),
    }
    kept = {name: answer.headers["cache-control"] for name, answer in said.items()}
    soon = re.compile(r"public, max-age=([1-9]|[1-5][0-9]|60), must-revalidate")
    assert soon.fullmatch(kept.pop("now"))
    assert soon.fullmatch(kept.pop("past, by the rule of the occasion"))
    assert kept == {
        "signed in": "private, no-store",
        "past, by a rule": "public, max-age=31536000, immutable",
        "a text": "private, no-store",
        "heads": "no-store",
        "an error": "no-store",
        "refused": "no-store",
    }
    has_tag = {name for name, answer in said.items() if "etag" in answer.headers}
    assert has_tag == {"now", "signed in", "past, by the rule of the occasion", "past, by a rule"}
    for answer in said.values():
        assert answer.headers["vary"].startswith("Accept, Accept-Language, Authorization, Cookie")


def test_a_wish_for_a_position_is_answered_from_there(hall: Hall) -> None:
    query = """query W($o: ID!, $p: Position) {
        readiness(occasion: $o, atLeast: $p) { asOf { position } } }"""
    for code in ("S8", "S9"):
        position = register(hall, code)
        answer = send(hall, query, o=THE_OCCASION, p=position).json()
        assert answer["data"]["readiness"]["asOf"]["position"] >= position


QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    (OPEN_READINESS, {"occasion": THE_OCCASION}),
    (WHOLE_READINESS, {"occasion": THE_OCCASION}),
    (SCORE, {"o": THE_OCCASION, "a": {"position": 20}}),
    (SCORE, {"o": THE_OCCASION, "a": {"effectiveAt": "2025-07-12T09:00:00+07:00"}}),
    (TEXT, {}),
    ("{ occasions { edges { node { name } } } parties { edges { node { code } } } }", {}),
    ("{ viewer { roles party { code } person { id name } } }", {}),
]


def test_what_is_kept_is_what_is_fresh(hall: Hall) -> None:
    """Whatever was asked before, between any writes and by whomever: the bytes are those of a
    server that keeps nothing."""
    people = [None, hall.token("AUDITOR", party="BPK"), hall.token("OWNER", party="KPU")]
    languages = ["id", "en"]

    def ask_all() -> dict[tuple[int, int, str], bytes]:
        return {
            (who, which, language): hall.client.post(
                "/graphql",
                json={"query": query, "variables": variables},
                headers={"accept-language": language}
                | ({"authorization": f"Bearer {token}"} if token else {}),
            ).content
            for who, token in enumerate(people)
            for which, (query, variables) in enumerate(QUESTIONS)
            for language in languages
        }

    for step in range(4):
        register(hall, f"K{step}")
        hall.time.go(hall.time.wall + dt.timedelta(minutes=step))
        first, second = ask_all(), ask_all()
        assert second == first
        hall.kept._answers.clear()
        assert ask_all() == first


def test_two_viewers_never_share(hall: Hall) -> None:
    one = hall.token("OWNER", party="KPU", person="11111111-1111-4111-8111-111111111111")
    other = hall.token("OWNER", party="KPU", person="22222222-1111-4111-8111-111111111111")
    seen = [
        send(hall, "{ viewer { person { id } } }", token).json() for token in (one, other, None)
    ]
    persons = [answer["data"]["viewer"]["person"] for answer in seen]
    assert [person and person["id"][-36:-28] for person in persons] == [
        "11111111",
        "22222222",
        None,
    ]


def test_no_text_is_in_what_is_kept(hall: Hall) -> None:
    token = hall.token("AUDITOR", party="BPK")
    for query, variables in QUESTIONS:
        send(hall, query, token, **variables)
    assert SECRET in send(hall, TEXT, token).text
    kept = [answer.body for answer in hall.kept.answers()]
    assert kept
    assert not [body for body in kept if SECRET.encode() in body]


def test_a_rehearsal_is_served_by_key_too(tmp_path: Path, rehearsed: Api) -> None:
    assert rehearsed.server.house.dataset is Dataset.DEMO
    first = send(rehearsed, SCORE, o=DEMO)
    assert send(rehearsed, SCORE, tag=first.headers["etag"], o=DEMO).status_code == 304
    assert OCCASION not in first.text


def headers_of(answer: Response) -> list[tuple[str, str]]:
    """The headers of an answer, but for the id of its request."""
    return sorted(item for item in answer.headers.multi_items() if item[0] != "x-request-id")


@pytest.mark.parametrize("encoding", ["gzip", "identity", "gzip;q=0"])
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("is_known_by_tag", [False, True])
def test_a_request_that_is_known_is_answered_like_one_that_is_not(
    hall: Hall, encoding: str, method: str, is_known_by_tag: bool
) -> None:
    """The first goes through the endpoint, the third is not even read; nobody sees a difference."""
    headers = {"accept-encoding": encoding, "accept-language": "en"}
    asked: dict[str, Any] = {"query": OPEN_READINESS, "variables": {"occasion": THE_OCCASION}}
    if is_known_by_tag:
        headers["if-none-match"] = send(hall, OPEN_READINESS, occasion=THE_OCCASION).headers["etag"]
        headers["accept-language"] = "id"

    def ask() -> Response:
        if method == "POST":
            return hall.client.post("/graphql", json=asked, headers=headers)
        parameters = asked | {"variables": json.dumps(asked["variables"])}
        return hall.client.get("/graphql", params=parameters, headers=headers)

    first, second, third = ask(), ask(), ask()
    assert {answer.status_code for answer in (first, second, third)} <= {200, 304}
    for answer in (second, third):
        assert (answer.status_code, answer.content) == (first.status_code, first.content)
        assert headers_of(answer) == headers_of(first)


def test_a_known_request_follows_every_write(hall: Hall) -> None:
    for code in ("N1", "N2", "N3"):
        position = register(hall, code)
        query = f'{{ readiness(occasion: "{THE_OCCASION}") {{ asOf {{ position }} }} }}'
        seen = [send(hall, query).json()["data"]["readiness"]["asOf"]["position"] for _ in range(3)]
        assert seen == [position] * 3


def test_a_token_is_never_answered_as_nobody(hall: Hall) -> None:
    asked = "{ viewer { roles } }"
    nobody = [send(hall, asked).json() for _ in range(3)]
    assert {tuple(answer["data"]["viewer"]["roles"]) for answer in nobody} == {("PUBLIC",)}
    auditor = send(hall, asked, hall.token("AUDITOR", party="BPK")).json()
    assert auditor["data"]["viewer"]["roles"] == ["AUDITOR"]
    assert send(hall, asked, "rubbish").status_code == 401


def test_a_star_says_nothing_of_an_answer_that_is_not_there(hall: Hall) -> None:
    assert send(hall, SCORE, tag="*", o="occasion:none").status_code == 200
    assert send(hall, TEXT, hall.token("AUDITOR", party="BPK"), tag="*").status_code == 200
    send(hall, SCORE, o=THE_OCCASION)
    assert send(hall, SCORE, tag="*", o=THE_OCCASION).status_code == 304


def test_a_kept_answer_keeps_what_it_tells_of_itself(hall: Hall) -> None:
    """What is withheld of a viewer is told to that viewer each time, and to nobody else."""
    query = "{ events(last: 50) { edges { node { reason ... on ProgressReported { note } } } } }"
    fresh, kept = send(hall, query), send(hall, query)
    assert "ProgressReported.note" in fresh.json()["extensions"]["withheld"]
    with hall.statements() as ran:
        assert kept.content == send(hall, query).content == fresh.content
    assert ran.seen == []
    assert SECRET not in fresh.text
    auditor = send(hall, query, hall.token("AUDITOR", party="BPK"))
    assert "withheld" not in auditor.json()["extensions"]
    assert SECRET in auditor.text


def test_who_has_a_token_without_a_role_is_somebody_all_the_same(hall: Hall) -> None:
    query = "{ viewer { roles party { code } } }"
    somebody = send(hall, query, hall.token("PUBLIC", party="KPU"))
    assert somebody.json()["data"]["viewer"] == {"roles": ["PUBLIC"], "party": {"code": "KPU"}}
    assert somebody.headers["cache-control"].startswith("private")
    nobody = send(hall, query)
    assert nobody.json()["data"]["viewer"] == {"roles": ["PUBLIC"], "party": None}
