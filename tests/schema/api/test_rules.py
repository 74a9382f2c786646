"""Every answer that depends on a rule follows the one that was asked for, else the occasion's own.

Two occasions hold the same: STRICT was declared with readiness-1, KIND with a rule that differs in
one number, a day of grace after each deadline. That day is today: what is overdue by readiness-1 is
only unverified by the other.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.ids import RULE
from services.readiness.rules import RULES
from tests.worlds.furniture import COORDINATOR
from tests.worlds.hall import Hall
from tests.worlds.lenient_rule import LENIENT, lenient_rule

FIRST = "readiness-1"
STRICT, KIND = "strict", "kind"
TODAY = "2025-08-05T09:00:00+07:00"
BEFORE = "2025-08-05T08:00:00+07:00"
"""Nothing is reported yet: RED by both rules, for different reasons."""
BY_RULE = {FIRST: "RED", LENIENT: "YELLOW"}
"""The light of the one commitment and of all that it is in."""
PARTS = {"62.05.01": 6, "62.05.02": 4}
JUDGED = "light reasons { code } commitment { regions { light } readiness { light } }"
EVENT = "node { commitment { readiness { light } regions { light } } }"


def promise(hall: Hall, occasion: str, rule: str) -> None:
    """Declare an occasion with a rule; its only promise is critical and divided by region."""
    party, about = "party:KPU-LOG", f"commitment:{occasion}/D1"
    areas = [{"code": "A", "name": "A"}]
    hall.secretary(
        "occasionDeclare", code=occasion, name="Vote", day="2025-08-06", areas=areas, rule=rule
    )
    of = {"occasion": f"occasion:{occasion}", "code": "R1", "name": "Meeting"}
    hall.secretary("rakorRecord", **of, heldOn={"verbatim": "today"})
    promised = {"code": "D1", "title": "Promise", "kind": "UNDERTAKING", "area": "A"}
    hall.secretary("commitmentRecord", rakor=f"rakor:{occasion}/R1", critical=True, **promised)
    hall.coordinator("commitmentAssignOwner", about, owner=party)
    hall.coordinator("commitmentSetDeadline", about, due="2025-08-04", plannedStart="2025-07-14")
    parts = [{"region": region, "target": target} for region, target in PARTS.items()]
    counted = {"name": "Done", "target": 10, "unit": "pieces", "breakdown": parts}
    hall.coordinator("commitmentDefineIndicator", about, **counted)
    hall.owner("commitmentAccept", about, party="KPU-LOG")


def claim(hall: Hall, occasion: str) -> None:
    """All of it is reported and claimed, an obstacle is raised, and the leader calls it ready."""
    about = f"commitment:{occasion}/D1"
    for region, part in PARTS.items():
        done = {"region": f"region:{region}", "value": part}
        hall.owner("commitmentReportProgress", about, party="KPU-LOG", **done)
    hall.owner("commitmentClaimFulfilment", about, party="KPU-LOG", evidenceWaiver="None")
    hindered = {"code": "O1", "severity": "LOW", "text": "Rain"}
    hall.owner("commitmentRaiseObstacle", about, party="KPU-LOG", **hindered)
    asked = {"code": "E1", "to": f"party:{COORDINATOR}", "question": "Who?"}
    hall.secretary("commitmentEscalate", commitment=about, **asked)
    noted = {"code": "X1", "subject": about, "field": "title", "readings": ["a", "b"]}
    hall.secretary("discrepancyNote", occasion=f"occasion:{occasion}", **noted)
    said = {"statement": "Ready", "light": "GREEN"}
    hall.leader("readinessDeclare", occasion=f"occasion:{occasion}", **said)


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A server that knows two rules, and an occasion under each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(RULES, LENIENT, lenient_rule(1))
        with Hall(Path(tmp_path_factory.mktemp("twins")), signed_in_cost=10**9) as hall:
            hall.furnish()
            promise(hall, STRICT, FIRST)
            promise(hall, KIND, LENIENT)
            hall.at(TODAY)
            claim(hall, STRICT)
            claim(hall, KIND)
            yield hall


def document(field: str) -> str:
    """A whole query for one field, with the variables that it names."""
    known = {"$o": "ID!", "$before": "DateTime!", "$r": "String"}
    arguments = ", ".join(f"{name}: {kind}" for name, kind in known.items() if name in field)
    return f"query ({arguments}) {{ answer: {field} }}"


def ask(hall: Hall, field: str, occasion: str, rule: str | None = None) -> Any:
    """A field as it is answered to an auditor."""
    token = hall.token("AUDITOR", party="BPK")
    given = {"o": f"occasion:{occasion}", "before": BEFORE, "r": rule}
    return hall.data(document(field), token, **given)["answer"]


def found(value: Any, *names: str) -> Iterator[Any]:
    """Every value that stands under one of some names, however deep."""
    if isinstance(value, list):
        for inner in value:
            yield from found(inner, *names)
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in names and not isinstance(inner, dict | list):
                yield inner
            yield from found(inner, *names)


ANSWERS = {
    "the whole": "readiness(occasion: $o, rule: $r) { light reasons { code } }",
    "areas": "readiness(occasion: $o, rule: $r) { areas { light topReason { code } } }",
    "regions": "readiness(occasion: $o, rule: $r) { regions { light topReason { code } "
    "figures { light commitment { regions { light } } } } }",
    "commitments": f"readiness(occasion: $o, rule: $r) {{ commitments {{ {JUDGED} }} }}",
    "what is claimed": f"readiness(occasion: $o, rule: $r) {{ claimedUnverified {{ {JUDGED} }} "
    "light }",
    "down the occasion": "readiness(occasion: $o, rule: $r) { occasion { rakors { edges { node { "
    "commitments { edges { node { readiness { light } regions { light } } } } } } } } }",
    "behind the reasons": "readiness(occasion: $o, rule: $r) { reasons { code events(first: 100) { "
    "commitment { readiness { light } regions { light } } } } }",
    "history": "readiness(occasion: $o, rule: $r) { commitments { commitment { history { edges { "
    f"{EVENT} }} }} }} }} }}",
    "what steers": "readiness(occasion: $o, rule: $r) { openEscalations { raisedBy { occasion { "
    "rakors { edges { node { commitments { edges { node { readiness { light } } } } } } } } } } }",
    "comparison": "compare(occasion: $o, from: {knownAt: $before}, rule: $r) { "
    "from { reasons { code } } to { light } changes { lightAfter "
    "commitment { readiness { light } } events { commitment { readiness { light } } } } }",
    "claims": f"audit(occasion: $o, rule: $r) {{ claimsWithoutVerification {{ {JUDGED} }} }}",
    "declarations": "audit(occasion: $o, rule: $r) { declarationsVersusComputed { computedLight "
    "event { occasion { rakors { edges { node { commitments { edges { node { readiness { light } "
    "} } } } } } } } } }",
    "recorded late": f"audit(occasion: $o, rule: $r) {{ recordedLate(minHours: 0) {{ edges {{ "
    f"{EVENT} }} }} }}",
    "discrepancies": "audit(occasion: $o, rule: $r) { discrepancies { edges { node { notedBy { "
    "occasion { rakors { edges { node { commitments { edges { node { readiness { light } } } } } } "
    "} } } } } } }",
}
"""Questions that take a rule, and every way down from their answers to something that is judged."""


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_follows_the_rule_that_was_asked_for(twins: Hall, name: str) -> None:
    by = {
        (occasion, rule): ask(twins, ANSWERS[name], occasion, rule)
        for occasion in (STRICT, KIND)
        for rule in (None, FIRST, LENIENT)
    }
    assert by[STRICT, None] == by[STRICT, FIRST] == by[KIND, FIRST]
    assert by[KIND, None] == by[KIND, LENIENT] == by[STRICT, LENIENT]
    for rule, light in BY_RULE.items():
        assert set(found(by[STRICT, rule], "light", "lightAfter", "computedLight")) == {light}


def test_lists_follow_the_rule_that_was_asked_for(twins: Hall) -> None:
    query = "readiness(occasion: $o, rule: $r) { overdue { light } dueSoon { light } }"
    assert ask(twins, query, STRICT, FIRST) == {"overdue": [{"light": "RED"}], "dueSoon": []}
    assert ask(twins, query, STRICT, LENIENT) == {"overdue": [], "dueSoon": [{"light": "YELLOW"}]}


def test_both_sides_of_a_comparison_are_judged_by_the_rule_that_was_asked_for(twins: Hall) -> None:
    query = (
        "compare(occasion: $o, from: {knownAt: $before}, rule: $r) "
        "{ from { ruleVersion light reasons { code } } to { ruleVersion light reasons { code } } }"
    )
    overdue, behind = ("RED", "OVERDUE"), ("RED", "BEHIND_PLAN")
    sides = {FIRST: (overdue, overdue), LENIENT: (behind, ("YELLOW", "BEHIND_PLAN"))}
    for rule, (before, after) in sides.items():
        answer = ask(twins, query, STRICT, rule)
        assert list(found(answer, "ruleVersion")) == [rule, rule]
        assert tuple(found(answer["from"], "light", "code")) == before
        assert tuple(found(answer["to"], "light", "code")) == after


def test_the_rule_that_judged_is_named_beside_the_one_that_was_declared(twins: Hall) -> None:
    query = "readiness(occasion: $o, rule: $r) { ruleVersion occasion { ruleVersion } }"
    for rule in (None, FIRST, LENIENT):
        said = {"ruleVersion": rule or FIRST, "occasion": {"ruleVersion": FIRST}}
        assert ask(twins, query, STRICT, rule) == said


UNASKED = {
    "changes": "changes(occasion: $o) { readiness { light } commitments { regions { light } "
    "readiness { light } } events { commitment { readiness { light } } } }",
    "commitments": "commitments(occasion: $o) { edges { node { readiness { light } "
    "regions { light } } } }",
    "lit": "commitments(occasion: $o, filter: {lights: [%s]}) "
    "{ edges { node { readiness { light } } } }",
    "overdue": "commitments(occasion: $o, filter: {overdue: %s}) "
    "{ edges { node { readiness { light } } } }",
    "events": f"events(filter: {{occasion: $o}}, first: 100) {{ edges {{ {EVENT} }} }}",
}
"""Questions that take no rule."""


@pytest.mark.parametrize("name", UNASKED)
def test_what_takes_no_rule_follows_the_occasions_own(twins: Hall, name: str) -> None:
    for occasion, rule in ((STRICT, FIRST), (KIND, LENIENT)):
        wanted = {"lit": BY_RULE[rule], "overdue": str(rule == FIRST).lower()}
        query = UNASKED[name] % wanted[name] if name in wanted else UNASKED[name]
        assert set(found(ask(twins, query, occasion), "light")) == {BY_RULE[rule]}


def test_a_filter_lets_nothing_through_that_the_occasions_rule_does_not(twins: Hall) -> None:
    for occasion, wanted in ((STRICT, "overdue: false"), (KIND, "overdue: true")):
        query = f"commitments(occasion: $o, filter: {{{wanted}}}) {{ edges {{ cursor }} }}"
        assert ask(twins, query, occasion) == {"edges": []}
    for occasion, light in ((STRICT, "YELLOW"), (KIND, "RED")):
        query = f"commitments(occasion: $o, filter: {{lights: [{light}]}}) {{ edges {{ cursor }} }}"
        assert ask(twins, query, occasion) == {"edges": []}


# ---- ids

BELOW = """readiness(occasion: $o, rule: $r) { id
  occasion { id rakors { edges { node { id commitments { edges { node {
    id obstacles { id raisedBy { id } } escalations { id raisedBy { id } }
    history { edges { node { id occasion { id } commitment { id } } } } } } } } } }
    discrepancies { edges { node { id notedBy { id } } } } } }"""
NODE = """query ($id: ID!) { node(id: $id) { id
  ... on Readiness { ruleVersion light }
  ... on Commitment { readiness { light } regions { light } }
  ... on Event { commitment { id readiness { light } } }
  ... on Rakor { commitments { edges { node { id readiness { light } } } } }
  ... on Occasion { rakors { edges { node { commitments { edges { node { readiness { light }
    } } } } } } }
} }"""
PINNED = re.compile(r"[a-z]+:[^@]+@[0-9]+,[0-9]{8}T[0-9]{4}Z,readiness-lenient")
KINDS = {
    *("readiness", "occasion", "rakor", "commitment"),
    *("obstacle", "escalation", "discrepancy", "event"),
}


def test_what_was_reached_under_another_rule_stays_under_it_when_asked_for_again(
    twins: Hall,
) -> None:
    token = twins.token("AUDITOR", party="BPK")
    ids = list(found(ask(twins, BELOW, STRICT, LENIENT), "id"))
    assert {one.partition(":")[0] for one in ids} == KINDS
    assert [one for one in ids if not PINNED.fullmatch(one)] == []
    for one in {one.partition(":")[0]: one for one in ids}.values():
        node = twins.data(NODE, token, id=one)["node"]
        assert node["id"] == one
        assert set(found(node, "light")) <= {BY_RULE[LENIENT]}
        assert all(PINNED.fullmatch(inner) for inner in found(node, "id"))


@pytest.mark.parametrize(("occasion", "rule"), [(STRICT, FIRST), (KIND, LENIENT)])
def test_an_id_under_the_occasions_own_rule_is_the_same_whether_it_was_asked_for_or_not(
    twins: Hall, occasion: str, rule: str
) -> None:
    ids = list(found(ask(twins, BELOW, occasion, rule), "id"))
    assert ids == list(found(ask(twins, BELOW, occasion), "id"))
    assert not any("@" in one for one in ids)
    token, pin = twins.token("AUDITOR", party="BPK"), f"{twins.size() - 1},20250805T0200Z"
    for one in {one.partition(":")[0]: one for one in ids}.values():
        assert twins.data(NODE, token, id=f"{one}@{pin},{rule}")["node"]["id"] == f"{one}@{pin}"


def test_one_moment_under_two_rules_is_two_objects(twins: Hall) -> None:
    token, pin = twins.token("AUDITOR", party="BPK"), f"{twins.size() - 1},20250805T0200Z"
    for rule, light in BY_RULE.items():
        one = f"readiness:{STRICT}@{pin},{rule}"
        node = twins.data(NODE, id=one)["node"]
        assert (node["ruleVersion"], node["light"]) == (rule, light)
        commitment = twins.data(NODE, token, id=f"commitment:{KIND}/D1@{pin},{rule}")["node"]
        assert set(found(commitment, "light")) == {light}


# ---- rules that nobody published


@pytest.mark.parametrize("rule", ["", " ", "readiness-0", "readiness-1 ", "READINESS-1"])
@pytest.mark.parametrize("name", ["the whole", "comparison", "claims"])
def test_an_unknown_rule_is_refused(twins: Hall, name: str, rule: str) -> None:
    given = {"o": f"occasion:{STRICT}", "r": rule, "before": BEFORE}
    assert twins.codes(document(ANSWERS[name]), None, **given) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("one", [f"readiness:{STRICT}", f"commitment:{STRICT}/D1", "event:0"])
@pytest.mark.parametrize("rule", ["", " ", "readiness-0", "readiness-1 ", "READINESS-1"])
def test_an_id_with_an_unknown_rule_is_refused(twins: Hall, one: str, rule: str) -> None:
    asked = f"{one}@{twins.size() - 1},20250805T0200Z,{rule}"
    assert twins.codes(NODE, None, id=asked) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("rule", ["", "readiness-0"])
def test_no_occasion_is_declared_with_an_unknown_rule(twins: Hall, rule: str) -> None:
    given = {"code": "new", "name": "New", "day": "2025-09-01", "rule": rule}
    areas = [{"code": "A", "name": "A"}]
    codes = twins.refusals("occasionDeclare", "RECORDER", "SETDA", areas=areas, **given)
    assert codes == ["BAD_USER_INPUT"]


def test_every_rule_has_a_name_that_ids_can_carry() -> None:
    for name, rule in RULES.items():
        assert RULE.fullmatch(name)
        assert rule.name == name
