"""Ids are looked up without case everywhere, and shown as they were given at registration."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.ids import SHAPES
from tests.worlds.furniture import COORDINATOR, OCCASION, RECORDER, VERIFIER
from tests.worlds.hall import BYSTANDER, D01, D02, LEADER, PERSON, SHA, THE_OCCASION, Hall, acts

ID = re.compile(rf"({'|'.join(SHAPES)}):([^@]+)(@.*)?", re.DOTALL)


def swapped(value: Any) -> Any:
    """An input with the key of every id in the other case; hashes stay."""
    match value:
        case str() if found := ID.fullmatch(value):
            key = "/".join(part if part == SHA else part.swapcase() for part in found[2].split("/"))
            return f"{found[1]}:{key}{found[3] or ''}"
        case dict():
            return {name: swapped(item) for name, item in value.items()}
        case list():
            return [swapped(item) for item in value]
        case _:
            return value


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A furnished log in which everything happened once."""
    with Hall.furnished(tmp_path_factory.mktemp("hall")) as furnished:
        furnished.everything_once()
        yield furnished.at("2025-07-12T08:00:00+07:00")


# ---- reading

NODE = "query ($id: ID!) { node(id: $id) { id __typename } }"
IDS = (
    *(THE_OCCASION, f"readiness:{OCCASION}", "party:KPU-LOG", f"rakor:{OCCASION}/R1"),
    *(f"source:{OCCASION}/S1", f"discrepancy:{OCCASION}/X1", D01, f"evidence:{OCCASION}/D01/{SHA}"),
    *(f"obstacle:{OCCASION}/D02/O1", f"escalation:{OCCASION}/D02/E1", f"waiver:{OCCASION}/D01/W1"),
)


@pytest.mark.parametrize("one", IDS)
def test_every_id_is_found_in_any_case_and_answers_the_same_bytes(hall: Hall, one: str) -> None:
    token = hall.token("AUDITOR", party="BPK")
    assert swapped(one) != one
    answers = [_bytes(hall, NODE, token, id=each) for each in (one, swapped(one))]
    assert answers[0] == answers[1]
    assert hall.data(NODE, token, id=swapped(one))["node"]["id"] == one


@pytest.mark.parametrize("kind", ["commitment", "rakor", "obstacle", "readiness"])
def test_a_pinned_id_is_found_in_any_case_too(hall: Hall, kind: str) -> None:
    token = hall.token("AUDITOR", party="BPK")
    plain = next(one for one in IDS if one.startswith(kind))
    pinned = f"{plain}@{hall.size() - 1},20250720T0200Z"
    assert hall.data(NODE, token, id=swapped(pinned))["node"]["id"] == pinned


AS_OF = 'asOf: {position: 28, effectiveAt: "2025-07-20T09:00:00+07:00"}'
ASKED: dict[str, str] = {
    "readiness": "{ readiness(occasion: $o) { id light } }",
    "then": f"{{ readiness(occasion: $o, {AS_OF}) {{ id light }} }}",
    "compare": "{ compare(occasion: $o, from: {position: 20}) { changes "
    "{ commitment { code } events { position } } } }",
    "changes": "{ changes(occasion: $o, since: 20) { events { position } commitments { id } } }",
    "audit": "{ audit(occasion: $o) { claimsWithoutVerification { commitment { id } } } }",
    "series": '{ readinessSeries(occasion: $o, from: "2025-07-12T07:00:00+07:00", '
    'to: "2025-07-12T07:00:00+07:00", points: 1) { light } }',
    "occasion": "{ occasion(id: $o) { id rakors { edges { node { id } } } } }",
    "rakor": "{ rakor(id: $r) { id } }",
    "commitment": "{ commitment(id: $c) { id owner { id } } }",
    "commitment then": f"{{ commitment(id: $c, {AS_OF}) {{ id }} }}",
    "commitments": "{ commitments(occasion: $o) { edges { node { id } } } }",
    "of an owner": "{ commitments(occasion: $o, filter: {owners: [$p]}) { edges { cursor } } }",
    "of an area": '{ commitments(occasion: $o, filter: {areas: ["%s"]}) { edges { cursor } } }',
    "events of it": "{ events(filter: {occasion: $o}) { edges { node { position } } } }",
    "events of one": "{ events(filter: {commitment: $c}) { edges { node { position } } } }",
    "events by": "{ events(filter: {party: $p}) { edges { node { position } } } }",
    "both": "{ events(filter: {occasion: $o, commitment: $c}) { edges { node { position } } } }",
}
GIVEN = {"o": THE_OCCASION, "r": f"rakor:{OCCASION}/R1", "c": D01, "p": "party:KPU-LOG"}


@pytest.mark.parametrize("name", ASKED)
def test_every_question_takes_ids_in_any_case(hall: Hall, name: str) -> None:
    token = hall.token("AUDITOR", party="BPK")
    used = {key: value for key, value in GIVEN.items() if f"${key}" in ASKED[name]}
    declared = ", ".join(f"${key}: ID!" for key in used) or "$unused: Int"
    query = f"query ({declared}) {ASKED[name]}"
    plain, other = (query.replace("%s", area) for area in ("LOGISTICS", "Logistics"))
    found = hall.ask(plain, used, token)
    assert "errors" not in found
    assert any(found["data"].values())
    assert "[]" not in str(found["data"]).replace("'claimsWithoutVerification': []", "")
    assert _bytes(hall, plain, token, **used) == _bytes(hall, other, token, **swapped(used))


def test_regions_are_found_under_a_code_in_any_case(hall: Hall) -> None:
    given = [{"code": code, "name": "R", "level": "VILLAGE"} for code in ("Kel", "Kel.a", "kel.B")]
    hall.secretary("regionRegister", regions=given)
    query = '{ regions(under: "region:KEL") { edges { node { code parent { code } } } } }'
    found = [edge["node"] for edge in hall.data(query)["regions"]["edges"]]
    parent = {"code": "Kel"}
    assert found == [{"code": "Kel.a", "parent": parent}, {"code": "kel.B", "parent": parent}]


def test_an_unknown_code_is_unknown_in_any_case(hall: Hall) -> None:
    for one in ("party:NOBODY", "commitment:psu/D77", "occasion:other", "obstacle:psu/D02/O7"):
        for each in (one, swapped(one)):
            assert hall.codes(NODE, None, id=each) == ["NOT_FOUND"]


def _bytes(hall: Hall, query: str, token: str, **variables: Any) -> bytes:
    headers = {"authorization": f"Bearer {token}"}
    body = {"query": query, "variables": variables}
    return hall.client.post("/graphql", json=body, headers=headers).content


# ---- writing


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Hall]:
    """A furnished log of its own, in which everything happened once."""
    with Hall.furnished(tmp_path / "hall") as furnished:
        yield furnished


WHO = (
    *(("RECORDER", RECORDER), ("COORDINATOR", COORDINATOR), ("OWNER", "KPU-LOG")),
    *(("OWNER", "DINKES"), ("VERIFIER", VERIFIER), ("LEADER", LEADER)),
    ("ADMINISTRATOR", BYSTANDER),
)


def _all_acts(hall: Hall, *, is_swapped: bool) -> list[Any]:
    """What comes of everything that may be sent, by whoever may first: types, codes and facts."""
    at = hall.everything_once()
    told: list[Any] = []
    for mutation, fields in acts(at["report"], at["proposal"]).items():
        for role, party in WHO:
            given = swapped(fields) if is_swapped else fields
            payload = hall.mutate(mutation, role, party, **given)
            told.append((mutation, [error["code"] for error in payload["userErrors"]]))
            if not payload["userErrors"]:
                events = hall.server.house.look_up.recorded.events(
                    event["position"] for event in payload["events"]
                )
                told += [(e.stream, e.actor.party, _plain(e.fact)) for e in events.values()]
                break
    return told


def _plain(fact: Any) -> Any:
    """A fact without its texts, which are salted."""
    said = fact.model_dump()
    return {name: said[name] for name in said if "digest" not in str(said[name])}


def test_what_is_written_names_everything_as_it_was_registered(tmp_path: Path) -> None:
    """Two logs of the same acts, one told in the other case: the same facts, the same refusals."""
    came: list[list[Any]] = []
    for is_swapped in (False, True):
        with Hall(tmp_path / str(is_swapped)) as hall:
            came.append(_all_acts(hall.furnish(), is_swapped=is_swapped))
    assert came[0] == came[1]
    recorded = {each[0] for each in came[0] if each[1:] == ([],)}
    assert len(recorded) > 20


def test_what_a_promise_names_is_kept_as_it_was_registered_too(fresh: Hall) -> None:
    promise = {"title": "T", "kind": "UNDERTAKING", "area": "HEALTH"}
    meeting = f"rakor:{OCCASION}/R1"
    fresh.secretary("commitmentRecord", code="Roof", rakor=meeting, **promise)
    named = {
        "rakor": f"rakor:{OCCASION}/R1",
        "parent": f"commitment:{OCCASION}/Roof",
        "committedBy": ["party:KPU-LOG", "party:DINKES"],
        "sources": [f"source:{OCCASION}/S1"],
        "links": [{"kind": "REAFFIRMS", "commitment": D02}],
        "onBehalfOf": "party:SEKDA",
    }
    promised = {"code": "d09", "title": "T", "kind": "UNDERTAKING", "area": "health"}
    wrote = fresh.secretary("commitmentRecord", **promised, **swapped(named))
    (event,) = fresh.server.house.look_up.recorded.events([wrote["position"]]).values()
    fact: Any = event.fact
    assert (event.stream, fact.code) == ("commitment:psu/d09", "d09")
    assert (fact.rakor, fact.parent, fact.area) == ("R1", "Roof", "HEALTH")
    assert (fact.committed_by, fact.sources) == (("KPU-LOG", "DINKES"), ("S1",))
    assert [link.commitment for link in fact.links] == ["D02"]
    assert event.actor.on_behalf_of == "SEKDA"


def test_a_token_acts_for_its_party_in_whatever_case_it_spells_it(fresh: Hall) -> None:
    own = {"commitment": swapped(D01), "value": 7, "idempotencyKey": "one"}
    wanted = "commitment { version }"
    first = fresh.mutate("commitmentReportProgress", "OWNER", "kpu-LOG", wanted, **own)
    assert first["userErrors"] == []
    again = fresh.mutate("commitmentReportProgress", "OWNER", "KPU-log", wanted, **own)
    assert (again["replayed"], again["position"]) == (True, first["position"])
    (event,) = fresh.server.house.look_up.recorded.events([first["position"]]).values()
    assert event.actor.party == "KPU-LOG"
    by = fresh.token("OWNER", party="kpu-log")
    assert fresh.data("{ viewer { party { id } } }", by)["viewer"]["party"]["id"] == "party:KPU-LOG"
    verdict = {"commitment": D01, "value": 7, "method": "SITE"}
    refused = fresh.refusals("commitmentVerifyProgress", "VERIFIER", "Kpu", **verdict)
    assert refused == ["SEPARATION_OF_DUTIES"]


def test_a_party_in_another_case_sees_its_own_persons_names(fresh: Hall) -> None:
    own = {"party": "KPU-LOG", "person": PERSON, "name": "Siti"}
    token = fresh.token("OWNER", **own)
    query = (
        "mutation ($i: CommitmentReportProgressInput!) "
        "{ commitmentReportProgress(input: $i) { position } }"
    )
    fresh.data(query, token, i={"commitment": D01, "value": 7, "idempotencyKey": "k"})
    name = "query ($id: ID!) { node(id: $id) { ... on Person { name } } }"
    for party, names in (("kpu-log", "Siti"), ("dinkes", None)):
        asked = {"id": f"person:{PERSON.upper()}"}
        found = fresh.ask(name, asked, fresh.token("OWNER", party=party))["data"]["node"]
        assert found["name"] == names
