"""Each limit on both sides of its boundary; a refusal says which and how much, in two languages."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from schema.app import make_app
from tests.worlds.api import DEMO, Api

GRAPHQL = "application/graphql-response+json"
Make = Callable[[int], str]


def deep(count: int) -> str:
    """Fields so deep inside each other."""
    parents = count - 3
    return "{ viewer { party { " + "parent { " * parents + "code" + " }" * parents + " } } }"


def deep_by_fragments(count: int) -> str:
    """The same depth, by fragments that spread each other."""
    parts = " ".join(
        f"fragment F{n} on Party {{ parent {{ ...F{n + 1} }} }}" for n in range(count - 3)
    )
    last = f"fragment F{count - 3} on Party {{ code }}"
    return f"{{ viewer {{ party {{ ...F0 }} }} }} {parts} {last}"


def aliases(count: int) -> str:
    """So many aliases."""
    return "{ viewer { " + " ".join(f"a{n}: roles" for n in range(count)) + " } }"


def aliases_by_a_fragment(count: int) -> str:
    """So many aliases, one in a fragment that is spread again and again."""
    return "{ viewer { " + "...A " * count + "} } fragment A on Viewer { a: roles }"


def roots(count: int) -> str:
    """So many root fields."""
    return "{ " + "__typename " * count + "}"


def directives(count: int) -> str:
    """So many directives."""
    return "{ viewer { " + "roles @skip(if: false) " * count + "} }"


def tokens(count: int) -> str:
    """So many words and signs."""
    begin, end = f'{{ commitments(occasion: "{DEMO}", filter: {{statuses: [', "]}) { __typename } }"
    return begin + "READY " * (count - 19) + end


def length(count: int) -> str:
    """So many bytes, one letter of two among them."""
    text = "{ viewer { roles } } #é"
    return text + "x" * (count - len(text.encode()))


BOUNDS: list[tuple[str, Make, int, int]] = [
    ("depth", deep, 15, 15),
    ("depth", deep_by_fragments, 15, 15),
    ("aliases", aliases, 30, 60),
    ("aliases", aliases_by_a_fragment, 30, 60),
    ("rootFields", roots, 20, 40),
    ("directives", directives, 50, 50),
    ("tokens", tokens, 2_000, 5_000),
    ("bytes", length, 65_536, 65_536),
]


def ask(client: TestClient, text: str, token: str | None = None, language: str = "id") -> Any:
    """The whole response to a document."""
    headers = {"accept": GRAPHQL, "accept-language": language}
    if token:
        headers["authorization"] = f"Bearer {token}"
    return client.post("/graphql", json={"query": text}, headers=headers)


def assert_refused(client: TestClient, text: str, told: dict[str, Any], token: str | None) -> None:
    """Both languages say the number and the limit, and clients find them beside the code."""
    messages = set()
    for language in ("id", "en"):
        answer = ask(client, text, token, language)
        (error,) = answer.json()["errors"]
        assert (answer.status_code, set(answer.json())) == (400, {"errors"})
        assert error["extensions"] == {"code": "LIMIT_EXCEEDED", **told}
        said = {int(number) for number in re.findall(r"\d+", error["message"])}
        assert said == {told["requested"], told["limit"]}
        messages.add(error["message"])
    assert len(messages) == 2


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize(
    ("of", "make", "public", "known"), BOUNDS, ids=[make.__name__ for _, make, _, _ in BOUNDS]
)
def test_as_much_as_is_allowed_is_answered_and_one_more_is_not(
    rehearsed: Api, of: str, make: Make, public: int, known: int, *, signed_in: bool
) -> None:
    limit = known if signed_in else public
    token = rehearsed.token("AUDITOR", party="BPK") if signed_in else None
    answer = ask(rehearsed.client, make(limit), token)
    assert (answer.status_code, "errors" in answer.json()) == (200, False), answer.text
    told = {"of": of, "requested": limit + 1, "limit": limit}
    assert_refused(rehearsed.client, make(limit + 1), told, token)


def nested(count: int) -> str:
    """A value with so many brackets inside each other, those around it included."""
    inside = count - 2
    return "{ node(id: " + "[" * inside + "]" * inside + ") { id } }"


def test_brackets_are_refused_before_they_are_read_to_their_end(rehearsed: Api) -> None:
    (error,) = ask(rehearsed.client, nested(64)).json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"  # read to its end, and no id
    told = {"of": "nesting", "requested": 65, "limit": 64}
    for text in (nested(65), nested(30_000), "{a" * 20_000, "query ($a: " + "[" * 60_000):
        assert_refused(rehearsed.client, text, told, None)


def test_inline_fragments_inside_each_other_are_bounded_too(rehearsed: Api) -> None:
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(63))
    text = f"{{ ...F0 }} {chain} fragment F63 on Query {{ __typename }}"
    assert_refused(rehearsed.client, text, {"of": "nesting", "requested": 65, "limit": 64}, None)


def test_a_document_that_is_too_dear_to_validate_is_refused(rehearsed: Api) -> None:
    text = "{ viewer { " + "roles " * 1_900 + "} }"
    assert_refused(
        rehearsed.client, text, {"of": "validation", "requested": 200_001, "limit": 200_000}, None
    )


@pytest.mark.parametrize("signed_in", [False, True])
def test_what_costs_as_much_as_is_allowed_is_answered(rehearsed: Api, *, signed_in: bool) -> None:
    text = "{ events(first: 7) { edges { cursor } } }"
    name = "signed_in_cost" if signed_in else "public_cost"
    token = rehearsed.token("AUDITOR", party="BPK") if signed_in else None
    client = TestClient(
        make_app(rehearsed.settings.model_copy(update={name: 309}), rehearsed.server)
    )
    said = ask(client, text, token).json()
    assert said["extensions"]["cost"] == {"requested": 309, "limit": 309}
    more = text.replace("7", "8")
    assert_refused(client, more, {"of": "cost", "requested": 310, "limit": 309}, token)


def test_an_answer_says_what_its_document_cost(rehearsed: Api) -> None:
    text = "query ($n: Int) { events(first: $n) { edges { cursor } } }"
    costs = [rehearsed.ask(text, {"n": n})["extensions"]["cost"] for n in (1, 2, None)]
    assert costs == [{"requested": 302 + n, "limit": 75_000} for n in (1, 2, 20)]
    assert "cost" not in rehearsed.ask("{ unknown }")["extensions"]


def test_a_chain_of_histories_is_refused_at_once(rehearsed: Api) -> None:
    page = "history(first: 100) { edges { node { commitment { "
    text = f'{{ commitments(occasion: "{DEMO}", first: 100) {{ edges {{ node {{ {page} code'
    text += " }" * 8
    error = ask(rehearsed.client, text).json()["errors"][0]
    assert (error["extensions"]["of"], error["extensions"]["limit"]) == ("cost", 75_000)
    assert error["extensions"]["requested"] > 100 * 100


def test_an_operation_is_not_blamed_for_another_one(rehearsed: Api) -> None:
    text = "query A { __typename } query B " + roots(21)
    for name, status in (("A", 200), ("B", 400)):
        body = json.dumps({"query": text, "operationName": name})
        answer = rehearsed.client.post(
            "/graphql", content=body, headers={"content-type": "application/json"}
        )
        assert answer.status_code == status
