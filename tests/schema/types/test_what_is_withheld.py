"""What a viewer may not see is withheld wherever it stands, and told of in the same words."""

from typing import Any

import pytest

from tests.worlds.furniture import OCCASION
from tests.worlds.hall import D01, THE_OCCASION
from tests.worlds.secrets import PERSON, Vault
from tests.worlds.withheld import withheld

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


def forbidden(answer: dict[str, Any]) -> bool:
    """Whether an answer has errors, and FORBIDDEN alone."""
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    return codes == {"FORBIDDEN"}


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
