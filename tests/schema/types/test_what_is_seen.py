"""What is sealed or a text is null for PUBLIC, and told to be withheld; any token sees it."""

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_composite_type
from pydantic.alias_generators import to_camel

from events.facts.all import FACT_TYPES, event_type_name
from events.facts.discrepancy import DiscrepancyResolved
from events.facts.fact import FieldClass, field_classes
from schema.api.schema import SCHEMA
from tests.worlds.furniture import OCCASION, VERIFIER
from tests.worlds.hall import D01, D02, LEADER
from tests.worlds.secrets import D05, LEADING_PERSON, VERIFYING_PERSON, Vault
from tests.worlds.withheld import withheld

CLOSED = [
    (fact, name)
    for fact in FACT_TYPES
    for name, field_class in field_classes(fact).items()
    if field_class is not FieldClass.OPEN
]


def values_at(answer: dict[str, Any], *path: str) -> Any:
    """What an answer holds at a path; lists are taken by their first entry."""
    found = answer["data"]
    for name in path:
        found = found[0] if isinstance(found, list) else found
        if found is None:
            return None
        found = found[name]
    return found


def of_event(type_name: str, field: str) -> str:
    """A query for one field of the event at a position."""
    graphql_type = SCHEMA._schema.type_map[type_name]
    assert isinstance(graphql_type, GraphQLObjectType)
    below = (
        " { __typename }"
        if is_composite_type(get_named_type(graphql_type.fields[field].type))
        else ""
    )
    shown = f"... on {type_name} {{ {field}{below} }}"
    return f"query ($p: Position!) {{ event(position: $p) {{ {shown} }} }}"


@pytest.mark.parametrize(("fact", "name"), CLOSED, ids=lambda part: getattr(part, "__name__", part))
def test_a_closed_field_of_an_event_is_not_public(vault: Vault, fact: type, name: str) -> None:
    kind = next(one for one in FACT_TYPES if one is fact)
    field = to_camel(name)
    places = vault.of_parties if name == "party" else vault.positions
    asked = {"p": places[event_type_name(kind)]}
    query = of_event(kind.type_name(), field)
    shown = vault.data(query, vault.token("RECORDER", party="POLRES"), **asked)["event"]
    # A reading that was chosen is not stored a second time.
    assert shown[field] not in (None, []) or (kind, name) == (DiscrepancyResolved, "chosen")
    answer = vault.ask(query, asked)
    assert answer["data"]["event"] == {field: None}
    assert withheld(answer) == [f"{kind.type_name()}.{field}"]


@pytest.mark.parametrize(
    "field", ["actor { role }", "reason", "causation", "correlation", "sealedBytes"]
)
@pytest.mark.parametrize("fact", FACT_TYPES, ids=lambda fact: fact.__name__)
def test_the_envelope_of_no_event_is_public(vault: Vault, fact: type, field: str) -> None:
    kind = next(one for one in FACT_TYPES if one is fact)
    position = vault.positions.get(event_type_name(kind), 0)
    query = f"query ($p: Position!) {{ event(position: $p) {{ {field} __typename }} }}"
    answer = vault.ask(query, {"p": position})
    event = answer["data"]["event"]
    coordinate = f"{event.pop('__typename')}.{field.partition(' ')[0]}"
    assert set(event.values()) == {None}
    assert withheld(answer) == [coordinate]


def test_a_value_without_a_region_is_public(vault: Vault) -> None:
    undivided = vault.owner("commitmentReportProgress", D01, value=5)["position"]
    divided = vault.owner("commitmentReportProgress", D02, value=5, region="region:62.05.01")
    query = "query ($p: Position!) { event(position: $p) { ... on ProgressReported { value } } }"
    open_to_all = vault.ask(query, {"p": undivided})
    assert open_to_all["data"]["event"] == {"value": 5}
    assert withheld(open_to_all) == []
    closed = vault.ask(query, {"p": divided["position"]})
    assert closed["data"]["event"] == {"value": None}
    assert withheld(closed) == ["ProgressReported.value"]


REMAINDER = """
query ($p: Position!) { event(position: $p) {
  ... on WaiverProposed { remainder } ... on RemainderWaived { remainder }
} }
"""


def test_a_waiver_without_a_region_is_public_in_the_events(vault: Vault) -> None:
    given = {"code": "W1", "remainder": 10, "reason": "Quiet period"}
    proposed = vault.coordinator("commitmentProposeWaiver", D01, **given)
    granted = vault.leader("commitmentWaiveRemainder", waiver=f"waiver:{OCCASION}/D01/W1")
    for payload in (proposed, granted):
        assert vault.data(REMAINDER, p=payload["position"])["event"] == {"remainder": 10}
    for kind, name in (
        ("WAIVER_PROPOSED", "WaiverProposed"),
        ("REMAINDER_WAIVED", "RemainderWaived"),
    ):
        divided = vault.positions[kind]
        assert withheld(vault.ask(REMAINDER, {"p": divided})) == [f"{name}.remainder"]
        token = vault.token("OWNER", party="POLRES")
        assert vault.data(REMAINDER, token, p=divided)["event"] == {"remainder": 1}


def test_where_a_text_was_erased_is_told_and_it_reads_as_null(vault: Vault) -> None:
    query = "query ($p: Position!) { event(position: $p) { reason erasedTexts } }"
    asked = {"p": vault.positions["COMMITMENT_ACCEPTED"]}
    shown = vault.data(query, vault.token("AUDITOR", party="BPK"), **asked)["event"]
    assert shown == {"reason": None, "erasedTexts": ["/reason"]}
    closed = ["CommitmentAccepted.erasedTexts", "CommitmentAccepted.reason"]
    assert withheld(vault.ask(query, asked)) == closed


def test_an_erased_name_is_gone_for_everyone(vault: Vault) -> None:
    query = "query ($p: Position!) { event(position: $p) { actor { person { id name erased } } } }"
    asked = {"p": vault.positions["READINESS_DECLARED"]}
    gone = {"id": f"person:{LEADING_PERSON}", "name": None, "erased": True}
    for role, party in (("AUDITOR", "BPK"), ("ADMINISTRATOR", "POLRES"), ("LEADER", LEADER)):
        shown = vault.data(query, vault.token(role, party=party), **asked)
        assert shown["event"]["actor"]["person"] == gone
    stranger = vault.ask(query, asked, vault.token("RECORDER", party="DINKES"))
    assert withheld(stranger) == ["Person.name"]  # as where a name is there


COMMITMENT = "query ($id: ID!) { commitment(id: $id) { %s } }"
CLOSED_OF_A_COMMITMENT = {
    "region": "region { code }",
    "regions": "regions { target claimed verified }",
    "waivers": "waivers { remainder }",
    "escalations": "escalations { level }",
    "evidence": "evidence { edges { node { id } } }",
    "evidence count": "evidence { pageInfo { hasNextPage } }",
    "verbatim": "verbatim",
    "indicator/breakdown": "indicator { breakdown { target } }",
    "firstIndicator/breakdown": "firstIndicator { breakdown { target } }",
    "obstacles/text": "obstacles { text }",
    "obstacles/region": "obstacles { region { code } }",
    "readiness/commitment/region": "readiness { commitment { region { code } } }",
}


@pytest.mark.parametrize("name", CLOSED_OF_A_COMMITMENT)
def test_a_closed_field_of_a_commitment_is_not_public(vault: Vault, name: str) -> None:
    path = ("commitment", *name.split(" ", maxsplit=1)[0].split("/"))
    query = COMMITMENT % CLOSED_OF_A_COMMITMENT[name]
    shown = vault.ask(query, {"id": D05}, vault.token("LEADER", party="POLRES"))
    assert "errors" not in shown
    assert values_at(shown, *path) not in (None, [])
    answer = vault.ask(query, {"id": D05})
    assert values_at(answer, *path) is None
    (coordinate,) = withheld(answer)
    assert coordinate.partition(".")[2] == path[-1]


@pytest.mark.parametrize(
    ("role", "party", "is_shown"),
    [
        ("AUDITOR", "BPK", True),
        ("ADMINISTRATOR", "DISKOMINFO", True),
        ("OWNER", VERIFIER, True),
        ("VERIFIER", "POLRES", False),
        ("RECORDER", "DINKES", False),
        ("COORDINATOR", "SETDA", False),
        ("LEADER", None, False),
    ],
)
def test_a_name_is_shown_to_few(vault: Vault, role: str, party: str | None, is_shown: bool) -> None:
    position = vault.positions["FULFILMENT_VERIFIED"]
    query = """
    query ($p: Position!) { event(position: $p) { actor { role person { id erased name } } } }
    """
    answer = vault.ask(query, {"p": position}, vault.token(role, party=party))
    person = answer["data"]["event"]["actor"]["person"]
    assert person["id"] == f"person:{VERIFYING_PERSON}"
    assert person["erased"] is False
    assert person["name"] == (vault.name if is_shown else None)
    assert withheld(answer) == ([] if is_shown else ["Person.name"])


@pytest.mark.parametrize(
    "role", ["RECORDER", "COORDINATOR", "OWNER", "VERIFIER", "LEADER", "ADMINISTRATOR", "AUDITOR"]
)
def test_sealed_bytes_are_for_auditors(vault: Vault, role: str) -> None:
    query = "{ event(position: 1) { __typename bytes sealedBytes } }"
    answer = vault.ask(query, {}, vault.token(role, party="POLRES"))
    assert answer["data"]["event"]["bytes"]
    closed = [f"{answer['data']['event']['__typename']}.sealedBytes"]
    assert withheld(answer) == ([] if role == "AUDITOR" else closed)
    assert bool(answer["data"]["event"]["sealedBytes"]) is (role == "AUDITOR")
