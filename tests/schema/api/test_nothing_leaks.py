"""Everything that PUBLIC can ask is asked: no secret is in any answer, error or leaf."""

import base64
import functools
import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from events.facts.all import FACT_TYPES
from events.log.event_queries import EventQuery
from schema.api.schema import SCHEMA
from schema.watching.standard_error import configure_logs
from tests.worlds.furniture import OCCASION
from tests.worlds.hall import THE_OCCASION, acts
from tests.worlds.secrets import D05, PERSON, Vault

DEPTH = 4
TYPES = SCHEMA._schema.type_map
PAGED = {"edges", "node"}


@functools.cache
def everything(kind: GraphQLNamedType, depth: int, above: frozenset[str] = frozenset()) -> str:
    """A selection of all fields of a type, and of what lies below, to a depth."""
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    known = above | {kind.name}
    fields = (_field(name, field, depth, known) for name, field in kind.fields.items())
    return "{ __typename " + " ".join(fields) + " }"


def _field(name: str, field: GraphQLField, depth: int, above: frozenset[str]) -> str:
    if any(is_required_argument(argument) for argument in field.args.values()):
        return ""
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return name
    deeper = depth if name in PAGED else depth - 1
    if deeper == 0 or kind.name in above:
        return f"{name} {{ __typename }}"
    return f"{name} {everything(kind, deeper, above)}"


def asked_of(type_name: str, root: str, depth: int = DEPTH) -> str:
    """A query for everything below a root field."""
    return f"{{ {root} {{ ... on {type_name} {everything(TYPES[type_name], depth)} }} }}"


def field_by_field(type_name: str, root: str) -> dict[str, str]:
    """The same, a query for each field: of what is too large to be asked for at once."""
    kind = TYPES[type_name]
    assert isinstance(kind, GraphQLObjectType)
    asked = {
        name: _field(name, field, DEPTH, frozenset({kind.name}))
        for name, field in kind.fields.items()
    }
    return {f"{type_name}.{name}": f"{{ {root} {{ {one} }} }}" for name, one in asked.items()}


QUESTIONS = {
    **field_by_field("Readiness", f'readiness(occasion: "{THE_OCCASION}")'),
    "occasion": asked_of("Occasion", f'occasion(id: "{THE_OCCASION}")'),
    "rakor": asked_of("Rakor", f'rakor(id: "rakor:{OCCASION}/R5")'),
    "commitment": asked_of("Commitment", f'commitment(id: "{D05}")'),
    "obstacle": asked_of("Obstacle", f'node(id: "obstacle:{OCCASION}/D05/O5") {{ ... on Obstacle')
    + " }",
    "waiver": asked_of("Waiver", f'node(id: "waiver:{OCCASION}/D05/W5")'),
    **field_by_field("Audit", f'audit(occasion: "{THE_OCCASION}")'),
    "changes": asked_of("Changes", f'changes(occasion: "{THE_OCCASION}")', 3),
    "log": asked_of("Log", "log"),
    "viewer": asked_of("Viewer", "viewer"),
    "parties": "{ parties(first: 100) { edges { node { id code name kind parent { id } } } } }",
}


def clear(text: str) -> str:
    """An answer with the leaf bytes in it made readable."""
    encoded = re.findall(r'"bytes":"([A-Za-z0-9+/=]+)"', text)
    return text + "".join(base64.b64decode(one).decode() for one in encoded)


def assert_nothing_leaks(vault: Vault, text: str) -> None:
    """No secret stands in an answer."""
    shown = clear(text)
    assert [secret for secret in vault.never_public() if secret in shown] == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_nothing_leaks_from_a_question(vault: Vault, name: str) -> None:
    answer = vault.client.post("/graphql", json={"query": QUESTIONS[name]})
    assert answer.status_code == 200
    assert '"data":{' in answer.text
    assert_nothing_leaks(vault, answer.text)
    assert ("errors" in answer.json()) is (name == "waiver")  # a node is refused as a whole


def test_nothing_leaks_from_the_events(vault: Vault) -> None:
    """The registration of a region is public: where it is named is not."""
    kinds: dict[str, list[int]] = {}
    for event in vault.server.house.look_up.recorded.all_events(EventQuery()):
        kinds.setdefault(event.fact.type_name(), []).append(event.position)
    assert set(kinds) == {fact.type_name() for fact in FACT_TYPES}
    for kind, positions in kinds.items():
        for position in positions[-3:]:
            query = asked_of(kind, f"event(position: {position})", 3)
            answer = vault.client.post("/graphql", json={"query": query})
            assert answer.json()["data"]["event"]["position"] == position
            if kind != "RegionRegistered":
                assert_nothing_leaks(vault, answer.text)


def test_an_auditor_finds_the_secrets_by_the_same_questions(vault: Vault) -> None:
    token = vault.token("AUDITOR", party="BPK")
    answer = vault.client.post(
        "/graphql",
        json={"query": QUESTIONS["commitment"]},
        headers={"authorization": f"Bearer {token}"},
    )
    assert "errors" not in answer.json()
    assert all(secret in answer.text for secret in vault.never_public())


def test_nothing_leaks_from_a_refusal(vault: Vault) -> None:
    report = vault.positions["PROGRESS_REPORTED"]
    for mutation, given in acts(report, vault.positions["TEXT_REDACTION_PROPOSED"]).items():
        name = mutation[0].upper() + mutation[1:]
        about = {"commitment": D05} if "commitment" in given else {}
        payload = everything(TYPES[f"{name}Payload"], 3)
        query = f"mutation M($input: {name}Input!) {{ {mutation}(input: $input) {payload} }}"
        body = {"idempotencyKey": "leak", "expectedVersion": 1, **given, **about}
        answer = vault.client.post("/graphql", json={"query": query, "variables": {"input": body}})
        assert "NOT_AUTHORISED" in answer.text
        assert_nothing_leaks(vault, answer.text)


def test_the_log_lines_hold_no_secret(
    vault: Vault, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    configure_logs()  # as the program does
    for question in QUESTIONS.values():
        vault.ask(question, {}, vault.token("AUDITOR", party="BPK"))
    vault.ask("{ unknown }")
    told = capfd.readouterr()
    who = f'"person": "{PERSON}"'  # whose request a line is about: by random id, and so alone
    assert who in told.err
    assert_nothing_leaks(vault, told.out + told.err.replace(who, ""))
