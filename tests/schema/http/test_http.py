"""GraphQL over HTTP: rubbish gets a clear 4xx in GraphQL's shape, and every answer its headers."""

import json
import re
from typing import Any

import pytest

from tests.worlds.api import DEMO, Api

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
DEEP = 100_000
SCORE = "query ($o: ID!) { readiness(occasion: $o) { score } }"
BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "null": (b"null", 400),
    "a number": (b"1", 400),
    "a text": (b'"x"', 400),
    "a list": (b"[]", 400),
    "a batch": (b'[{"query": "{ __typename }"}]', 400),
    "an empty object": (b"{}", 400),
    "no UTF-8": (b'{"query": "\xff"}', 400),
    "UTF-16": ('{"query": "{ __typename }"}'.encode("utf-16"), 400),
    "NaN": (b'{"query": "{ __typename }", "variables": {"a": NaN}}', 400),
    "Infinity": (b'{"query": "{ __typename }", "variables": {"a": Infinity}}', 400),
    "-Infinity": (b'{"query": "{ __typename }", "variables": {"a": -Infinity}}', 400),
    "deep lists": (b'{"query": ' + b"[" * DEEP + b"]" * DEEP + b"}", 400),
    "deep objects": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, 400),
    "too much": (b'{"query": "{ __typename }", "x": "' + b"a" * (1 << 20) + b'"}', 413),
    "many digits": (b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 5_000 + b"}}", 400),
    "an empty query": (b'{"query": ""}', 400),
    "a blank query": (b'{"query": "  "}', 400),
    "a query that is no text": (b'{"query": 1}', 400),
    "variables that are a list": (b'{"query": "{ __typename }", "variables": []}', 400),
    "variables that are a text": (b'{"query": "{ __typename }", "variables": "{}"}', 400),
    "extensions that are a text": (b'{"query": "{ __typename }", "extensions": "{}"}', 400),
    "a name that is no text": (b'{"query": "{ __typename }", "operationName": 1}', 400),
    "an unknown operation": (b'{"query": "query A { __typename }", "operationName": "B"}', 400),
    "which of two": (b'{"query": "query A { __typename } query B { __typename }"}', 400),
    "no operation": (b'{"query": "fragment A on Query { __typename }"}', 400),
    "one name for two": (b'{"query": "query A { __typename } query A { __typename }"}', 400),
    "a nameless one by name": (b'{"query": "{ __typename }", "operationName": "A"}', 400),
    "a subscription": (b'{"query": "subscription { __typename }"}', 400),
    "2,001 tokens": (b'{"query": "{' + b" a" * 1_999 + b'}"}', 400),
}
DOCUMENTS = {
    "no syntax": "{",
    "deep fields": "{" + "a{" * DEEP,
    "deep lists": "{ node(id: " + "[" * DEEP + "]" * DEEP + ") { id } }",
    "an unknown field": "{ unknown }",
    "a missing argument": "{ node { id } }",
    "a missing variable": SCORE,
    "a text for a number": '{ occasions(first: "1") { edges { cursor } } }',
    "2^31": "{ occasions(first: 2147483648) { edges { cursor } } }",
    "400 digits for a number": "{ occasions(first: %s) { edges { cursor } } }" % ("9" * 400),
    "1e400 for a position": "{ event(position: 1e400) { id } }",
    "400 digits for a position": "{ event(position: %s) { id } }" % ("9" * 400),
    "an unknown enum value": "{ events(filter: {types: [NO_SUCH]}) { edges { cursor } } }",
    "a circle of fragments": "{ ...A } fragment A on Query { ...A }",
}


VARIABLES: dict[str, Any] = {
    "none": {},
    "null for an id": {"o": None},
    "a list for an id": {"o": ["occasion:x"]},
    "a wrong read point": {"o": DEMO, "at": {"unknown": 1}},
    "a text for a read point": {"o": DEMO, "at": "now"},
    "a negative position": {"o": DEMO, "at": {"position": -1}},
    "no moment": {"o": DEMO, "at": {"knownAt": "yesterday"}},
}


def assert_told(answer: Any) -> None:
    """The answer is JSON with errors that say something, and nothing of the inside."""
    said = answer.json()
    assert said["errors"]
    assert all(error["message"] for error in said["errors"])
    assert all(error["extensions"]["code"] for error in said["errors"])
    assert_no_inside(answer.text)


def assert_no_inside(text: str) -> None:
    """No stack trace and no path of a file stands in a body."""
    assert not re.search(r"Traceback|File \"|\.py\b|/(tmp|work|home|usr|root)/|INTERNAL", text)


def post(api: Api, body: bytes, accept: str = JSON, **headers: str) -> Any:
    """The answer to a body."""
    sent = {"content-type": JSON, "accept": accept, **headers}
    return api.client.post("/graphql", content=body, headers=sent)


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize("name", BODIES)
def test_what_is_no_request_gets_a_4xx(rehearsed: Api, name: str, accept: str) -> None:
    body, status = BODIES[name]
    answer = post(rehearsed, body, accept)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith(accept)
    assert "data" not in answer.json()
    assert_told(answer)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_cannot_be_begun_is_400_in_graphql_s_own_type(rehearsed: Api, name: str) -> None:
    body = json.dumps({"query": DOCUMENTS[name]}).encode()
    answer = post(rehearsed, body, GRAPHQL)
    assert answer.status_code == 400
    assert "data" not in answer.json()
    assert_told(answer)
    assert_told(post(rehearsed, body))


@pytest.mark.parametrize("name", VARIABLES)
def test_bad_variables_are_no_answer(rehearsed: Api, name: str) -> None:
    query = "query ($o: ID!, $at: AsOf) { readiness(occasion: $o, asOf: $at) { score } }"
    body = json.dumps({"query": query, "variables": VARIABLES[name]}).encode()
    for accept, status in ((GRAPHQL, 400), (JSON, 200)):
        answer = post(rehearsed, body, accept)
        assert (answer.status_code, "data" in answer.json()) == (status, False)
        assert answer.headers["content-type"].startswith(accept)
        assert_told(answer)


def test_as_many_tokens_as_are_allowed_are_read(rehearsed: Api) -> None:
    begin, end = f'{{ commitments(occasion: "{DEMO}", filter: {{areas: [', "]}) { __typename } }"
    areas = '"A" ' * (2_000 - 19)
    answer = post(rehearsed, json.dumps({"query": begin + areas + end}).encode())
    assert "2000" not in answer.text
    assert answer.json()["data"] is not None
    more = post(rehearsed, json.dumps({"query": begin + '"A" ' + areas + end}).encode())
    assert (more.status_code, "2000" in more.text) == (400, True)


def test_one_of_several_operations_is_run_by_its_name(rehearsed: Api) -> None:
    query = "query A { a: __typename } query B { b: __typename } mutation C { __typename }"
    asked = {"query": query, "operationName": "B"}
    for answer in (
        post(rehearsed, json.dumps(asked).encode()),
        rehearsed.client.get("/graphql", params=asked),
    ):
        assert (answer.status_code, answer.json()["data"]) == (200, {"b": "Query"})


@pytest.mark.parametrize(
    "value", ["1e400", "-1e400", "9" * 400, "-" + "9" * 400, "1e-400", "0.0001", "1000000000000"]
)
def test_a_quantity_beyond_all_bounds_is_refused(rehearsed: Api, value: str) -> None:
    before = rehearsed.size()
    query = (
        "mutation { commitmentReportProgress(input: {idempotencyKey: %s, value: %s, "
        "commitment: %s}) { userErrors { code field message } } }"
    )
    about = '"commitment:gladi-psu-2025/D06"'
    token = rehearsed.token("OWNER", party="BAKESBANGPOL")
    answer = rehearsed.ask(query % ('"k"', value, about), {}, token)
    if value == "1e-400":
        value = "0.0"
    told = answer.get("errors") or answer["data"]["commitmentReportProgress"]["userErrors"]
    assert value == "0.0" or told
    assert "INTERNAL" not in str(answer)
    assert rehearsed.size() == before or value == "0.0"


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        GRAPHQL,
        "application/json; charset=latin-1",
    ],
)
def test_only_json_is_read(rehearsed: Api, content_type: str) -> None:
    sent = {"content-type": content_type} if content_type else {}
    answer = rehearsed.client.post("/graphql", content=b'{"query": "{ __typename }"}', headers=sent)
    assert answer.status_code == 415
    assert_told(answer)


@pytest.mark.parametrize(
    "content_type", [JSON, "Application/JSON", "application/json; charset=UTF-8"]
)
def test_json_is_read_however_it_is_named(rehearsed: Api, content_type: str) -> None:
    sent = {"content-type": content_type}
    answer = rehearsed.client.post("/graphql", content=b'{"query": "{ __typename }"}', headers=sent)
    assert answer.json()["data"] == {"__typename": "Query"}


def test_a_query_may_come_by_get(rehearsed: Api) -> None:
    asked = {"query": SCORE, "variables": json.dumps({"o": DEMO})}
    answer = rehearsed.client.get("/graphql", params=asked)
    assert answer.status_code == 200
    assert answer.json()["data"]["readiness"]["score"] > 0


MUTATION = "mutation M { partyRegister(input: {}) { position } }"


@pytest.mark.parametrize(
    "asked",
    [
        {"query": MUTATION},
        {"query": MUTATION, "operationName": "M"},
        {"query": "query Q { __typename } " + MUTATION, "operationName": "M"},
    ],
)
def test_nothing_is_written_by_get(rehearsed: Api, asked: dict[str, str]) -> None:
    before = rehearsed.size()
    answer = rehearsed.client.get("/graphql", params=asked)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert_told(answer)
    assert rehearsed.size() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_other_methods_are_not_allowed(rehearsed: Api, method: str) -> None:
    answer = rehearsed.client.request(method, "/graphql")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "POST"}
    assert_no_inside(answer.text)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"query": ""},
        {"query": "{ __typename }", "variables": "[]"},
        {"query": "{ __typename }", "variables": "{"},
        {"query": "{ __typename }", "extensions": "1"},
        {"query": "{ __typename }", "operationName": "A"},
        {"query": "query A { __typename } query B { __typename }"},
        {"query": "subscription { __typename }"},
    ],
)
def test_rubbish_by_get_is_told(rehearsed: Api, asked: dict[str, str]) -> None:
    answer = rehearsed.client.get("/graphql", params=asked)
    assert answer.status_code == 400
    assert_told(answer)
