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
from tests.worlds.hall import D01, D02, LEADER, THE_OCCASION
from tests.worlds.secrets import D05, LEADING_PERSON, PERSON, VERIFYING_PERSON, Vault

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


def forbidden(answer: dict[str, Any]) -> bool:
    """Whether an answer has errors, and FORBIDDEN alone."""
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    return codes == {"FORBIDDEN"}


def withheld(answer: dict[str, Any]) -> list[str]:
    """What an answer, which must be without errors, tells to be withheld."""
    assert "errors" not in answer
    found: list[str] = answer["extensions"].get("withheld", [])
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


CLOSED_BELOW = {
    "readings": "{ occasion(id: $o) { discrepancies { edges { node { readings } } } } }",
    "chosen": "{ occasion(id: $o) { discrepancies { edges { node { chosen } } } } }",
    "capacity": "{ node(id: $r) { ... on Rakor { participants { capacity } } } }",
    "regions": "{ readiness(occasion: $o) { regions { light } } }",
    "escalations": "{ readiness(occasion: $o) { openEscalations { code } } }",
    "unanswered": "{ audit(occasion: $o) { unansweredEscalations { code } } }",
    "statement": "{ audit(occasion: $o) { declarationsVersusComputed { statement } } }",
    "declared by": "{ audit(occasion: $o) { declarationsVersusComputed { by { role } } } }",
    "why moved": "{ audit(occasion: $o) { deadlineChanges { reason } } }",
}
REFUSED_AS_A_WHOLE = {
    "escalation": "{ node(id: $s) { id } }",
    "unknown escalation": "{ node(id: $t) { id } }",
    "waiver": "{ node(id: $w) { id } }",
    "unknown waiver": "{ node(id: $v) { id } }",
    "filter by party": '{ events(filter: {party: "party:DINKES"}) { edges { cursor } } }',
    "filter by role": "{ events(filter: {role: OWNER}) { edges { cursor } } }",
    "filter by region": "{ commitments(occasion: $o, filter: {regions: [$g]}) { __typename } }",
    "filter by no region": "{ commitments(occasion: $o, filter: {regions: []}) { __typename } }",
    "evidence": "{ node(id: $e) { id } }",
    "unknown evidence": "{ node(id: $f) { id } }",
    "person": "{ node(id: $q) { id } }",
    "unknown person": "{ node(id: $n) { id } }",
}


def given_to(query: str, vault: Vault) -> tuple[str, dict[str, str]]:
    """A query with what it needs declared, and the values for it."""
    values = {
        "o": THE_OCCASION,
        "r": f"rakor:{OCCASION}/R5",
        "g": f"region:{vault.region}",
        "e": f"evidence:{OCCASION}/D05/{vault.sha256}",
        "f": f"evidence:{OCCASION}/D05/{'0' * 64}",
        "q": f"person:{PERSON}",
        "n": "person:00000000-0000-4000-8000-000000000000",
        "s": f"escalation:{OCCASION}/D05/{vault.escalation}",
        "t": f"escalation:{OCCASION}/D05/E99",
        "w": f"waiver:{OCCASION}/D05/W5",
        "v": f"waiver:{OCCASION}/D05/W99",
    }
    given = {
        key: value
        for key, value in values.items()
        if f"${key})" in query or f"${key}," in query or f"${key}]" in query
    }
    types = ", ".join(f"${key}: ID!" for key in given)
    return f"query ({types}) {query}" if given else query, given


@pytest.mark.parametrize("name", CLOSED_BELOW)
def test_what_is_closed_is_withheld_wherever_it_stands(vault: Vault, name: str) -> None:
    asked, given = given_to(CLOSED_BELOW[name], vault)
    answer = vault.ask(asked, given)
    (coordinate,) = withheld(answer)
    assert f" {coordinate.partition('.')[2]} " in asked
    assert withheld(vault.ask(asked, given, vault.token("VERIFIER", party="POLRES"))) == []


@pytest.mark.parametrize("name", REFUSED_AS_A_WHOLE)
def test_a_root_field_or_a_node_that_is_closed_is_refused_as_a_whole(
    vault: Vault, name: str
) -> None:
    asked, given = given_to(REFUSED_AS_A_WHOLE[name], vault)
    answer = vault.ask(asked, given)
    assert forbidden(answer), name
    assert "withheld" not in answer["extensions"]
    codes = vault.codes(asked, vault.token("VERIFIER", party="POLRES"), **given)
    assert codes == (["NOT_FOUND"] if name.startswith("unknown") else [])


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


def test_what_is_withheld_is_named_once_in_order_and_whether_or_not_something_is_there(
    vault: Vault,
) -> None:
    """Of two reports one has a note: nothing in the answer tells which, or that one has."""
    with_note = vault.owner("commitmentReportProgress", D01, value=6, note="Rain")["position"]
    without = vault.owner("commitmentReportProgress", D01, value=7)["position"]
    query = """query ($p: Position!, $q: Position!) {
      a: event(position: $p) { ...F } b: event(position: $q) { ...F } }
    fragment F on Event { reason ... on ProgressReported { note remark: note value } }"""
    answers = [
        vault.ask(query, {"p": first, "q": second})
        for first, second in ((with_note, without), (with_note, with_note), (without, without))
    ]
    for answer in answers:
        assert withheld(answer) == ["ProgressReported.note", "ProgressReported.reason"]
        assert answer["data"]["a"] | {"value": 0} == answer["data"]["b"] | {"value": 0}
    token = vault.token("AUDITOR", party="BPK")
    seen = vault.ask(query, {"p": with_note, "q": without}, token)
    assert withheld(seen) == []
    assert (seen["data"]["a"]["note"], seen["data"]["b"]["note"]) == ("Rain", None)


def test_one_document_serves_public_and_auditor(vault: Vault) -> None:
    """What clients that take no error, and no half of an answer, ask of both."""
    query = """query ($o: ID!) {
      readiness(occasion: $o) { light score regions { light } openEscalations { code }
        dueSoon { commitment { title verbatim } } }
      audit(occasion: $o) { declarationsVersusComputed { statement by { role } computedScore }
        unansweredEscalations { code } }
      commitments(occasion: $o) { edges { node { title region { code } verbatim
        indicator { target breakdown { target } } evidence { edges { node { id } } }
        history(last: 5) { edges { node { type actor { party { name } } reason } } } } } } }"""
    public = vault.ask(query, {"o": THE_OCCASION})
    auditor = vault.ask(query, {"o": THE_OCCASION}, vault.token("AUDITOR", party="BPK"))
    assert withheld(auditor) == []
    told = withheld(public)
    assert told == sorted(set(told))
    assert {"Commitment.verbatim", "Indicator.breakdown", "DeclarationCheck.by"} <= set(told)
    titles = [
        [edge["node"]["title"] for edge in answer["data"]["commitments"]["edges"]]
        for answer in (public, auditor)
    ]
    assert titles[0] == titles[1] != []
