"""Steering over HTTP: dependencies, escalations, waivers, reopening, withdrawal, declarations."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.worlds.furniture import COORDINATOR, OCCASION, OWNERS, RECORDER, VERIFIER
from tests.worlds.hall import BYSTANDER, D01, D02, LEADER, THE_OCCASION, Hall
from tests.worlds.promises import state

E1, W1 = f"escalation:{OCCASION}/D01/E1", f"waiver:{OCCASION}/D01/W1"
ESCALATION = """escalation { id plainId code level question decision to { code }
  commitment { code } raisedBy { position type } answeredBy { position type } }"""
WAIVER = """waiver { id plainId remainder reason region { code } commitment { code }
  proposedBy { position type } grantedBy { position type } }"""
STATUS = "commitment { code status version }"
STEERED = """
query ($id: ID!, $o: ID!, $asOf: AsOf) {
  commitment(id: $id, asOf: $asOf) {
    status auditStatus waivedTotal dependencies { code }
    escalations { code } open: escalations(open: true) { code }
    answered: escalations(open: false) { code }
    waivers { plainId } proposed: waivers(open: true) { plainId }
    granted: waivers(open: false) { plainId }
    readiness { light reasons { code value events { type } } }
  }
  readiness(occasion: $o, asOf: $asOf) {
    openEscalations { code commitment { code } to { code } } blocked { commitment { code } }
  }
}
"""


def ask_leader(hall: Hall, **fields: Any) -> Any:
    """Put the question E1 about D01 to the leader."""
    given = {"code": "E1", "to": f"party:{LEADER}", "question": "Who pays?", "level": 2}
    return hall.secretary("commitmentEscalate", commitment=D01, **(given | fields))


def propose(hall: Hall, **fields: Any) -> Any:
    """Propose the waiver W1 of D01."""
    given = {"code": "W1", "remainder": 30, "reason": "Quiet period"}
    return hall.coordinator("commitmentProposeWaiver", D01, **(given | fields))


def lead(hall: Hall, mutation: str, wanted: str = "", /, **fields: Any) -> Any:
    """Record something as the leader."""
    return hall.record(mutation, "LEADER", LEADER, wanted, **fields)


def verified(hall: Hall) -> Hall:
    """D01 is claimed and verified whole."""
    hall.owner("commitmentReportProgress", D01, value=100)
    hall.owner("commitmentClaimFulfilment", D01, evidenceWaiver="None")
    hall.verifier("commitmentVerifyFulfilment", D01, method="SITE")
    return hall


def steered(hall: Hall, commitment: str = D01, as_of: object = None) -> Any:
    """How a commitment is steered, for a viewer with a token."""
    token = hall.token("LEADER", party=BYSTANDER)
    return hall.data(STEERED, token, id=commitment, o=THE_OCCASION, asOf=as_of)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """D01 is escalated, and a waiver of it proposed; nobody here may write more."""
    hall = Hall(tmp_path_factory.mktemp("asked"))
    with hall:
        hall.furnish()
        ask_leader(hall)
        propose(hall)
        yield hall


def reasons(shown: Any) -> list[str]:
    """The codes of a commitment's reasons."""
    return [reason["code"] for reason in shown["commitment"]["readiness"]["reasons"]]


def test_a_dependency_is_linked_and_released(hall: Hall) -> None:
    wanted = "commitment { code dependencies { code } }"
    act = ("OWNER", OWNERS["D02"], wanted)
    linked = hall.record("commitmentLinkDependency", *act, commitment=D02, on=D01)
    assert linked["commitment"] == {"code": "D02", "dependencies": [{"code": "D01"}]}
    assert [event["type"] for event in linked["events"]] == ["DEPENDENCY_LINKED"]
    circle = {"commitment": D01, "on": D02}
    assert hall.refusals("commitmentLinkDependency", "OWNER", OWNERS["D01"], **circle) == [
        "CIRCULAR_DEPENDENCY"
    ]
    released = hall.record("commitmentReleaseDependency", *act, commitment=D02, on=D01)
    assert released["commitment"]["dependencies"] == []
    assert steered(hall, D02, {"position": linked["position"]})["commitment"]["dependencies"]


def test_a_commitment_is_blocked_while_what_it_waits_for_is_red(hall: Hall) -> None:
    hall.owner("commitmentLinkDependency", D02, on=D01)
    assert steered(hall)["readiness"]["blocked"] == []
    hall.at("2025-08-05T09:00:00+07:00")
    both_late = steered(hall)["readiness"]["blocked"]
    assert both_late == [{"commitment": {"code": "D02"}}]
    verified(hall)
    assert steered(hall)["readiness"]["blocked"] == []


def test_an_escalation_is_raised_and_answered(hall: Hall) -> None:
    fields = {"code": "E1", "to": f"party:{LEADER}", "question": "Who pays?", "level": 2}
    act = ("commitmentEscalate", "RECORDER", RECORDER, f"{ESCALATION} {STATUS}")
    raised = hall.record(*act, commitment=D01, **fields)
    shown = raised["escalation"]
    assert (shown["id"], shown["plainId"], shown["level"]) == (E1, E1, 2)
    assert (shown["question"], shown["to"]) == ("Who pays?", {"code": LEADER})
    assert shown["raisedBy"] == {"position": raised["position"], "type": "COMMITMENT_ESCALATED"}
    assert (shown["decision"], shown["answeredBy"]) == (None, None)
    before = steered(hall)
    assert before["commitment"]["open"] == [{"code": "E1"}]
    assert before["readiness"]["openEscalations"] == [
        {"code": "E1", "commitment": {"code": "D01"}, "to": {"code": LEADER}}
    ]
    answer = lead(hall, "escalationAnswer", ESCALATION, escalation=E1, decision="The regency")
    assert answer["escalation"]["decision"] == "The regency"
    assert answer["escalation"]["answeredBy"]["position"] == answer["position"]
    after = steered(hall)
    assert (after["commitment"]["open"], after["readiness"]["openEscalations"]) == ([], [])
    assert after["commitment"]["answered"] == after["commitment"]["escalations"]
    then = {"position": raised["position"]}
    assert steered(hall, D01, then)["commitment"]["open"] == [{"code": "E1"}]


@pytest.mark.parametrize(("party", "code"), [(BYSTANDER, "NOT_AUTHORISED"), (LEADER, None)])
def test_only_who_was_asked_answers(hall: Hall, party: str, code: str | None) -> None:
    ask_leader(hall)
    size = hall.size()
    given = {"escalation": E1, "decision": "Yes"}
    refused = hall.refusals("escalationAnswer", "LEADER", party, **given)
    assert refused == ([code] if code else [])
    assert hall.size() == size + (code is None)


def test_nobody_answers_a_question_of_its_own(hall: Hall) -> None:
    asked = {"commitment": D01, "code": "E1", "to": f"party:{LEADER}", "question": "Who pays?"}
    hall.record("commitmentEscalate", "RECORDER", LEADER, **asked)
    answer = {"escalation": E1, "decision": "Yes"}
    refused = hall.refusals("escalationAnswer", "LEADER", LEADER, **answer)
    assert refused == ["SEPARATION_OF_DUTIES"]


def test_a_remainder_is_proposed_then_waived(hall: Hall) -> None:
    given = {"commitment": D01, "code": "W1", "remainder": 30, "reason": "Quiet period"}
    act = ("commitmentProposeWaiver", "COORDINATOR", COORDINATOR, WAIVER)
    proposed = hall.record(*act, **given)
    assert proposed["waiver"]["id"] == W1
    assert (proposed["waiver"]["remainder"], proposed["waiver"]["reason"]) == (30, "Quiet period")
    assert proposed["waiver"]["grantedBy"] is None
    shown = steered(hall)["commitment"]
    assert (shown["proposed"], shown["granted"]) == ([{"plainId": W1}], [])
    assert shown["waivedTotal"] == 0
    granted = lead(hall, "commitmentWaiveRemainder", WAIVER, waiver=W1)
    assert granted["waiver"]["grantedBy"] == {
        "position": granted["position"],
        "type": "REMAINDER_WAIVED",
    }
    shown = steered(hall)
    assert (shown["commitment"]["waivedTotal"], shown["commitment"]["proposed"]) == (30, [])
    assert shown["commitment"]["granted"] == shown["commitment"]["waivers"] == [{"plainId": W1}]
    assert reasons(shown)[-1] == "REMAINDER_WAIVED"


def test_a_whole_target_waived_leaves_every_sum(hall: Hall) -> None:
    propose(hall, remainder=100)
    lead(hall, "commitmentWaiveRemainder", waiver=W1)
    shown = steered(hall)["commitment"]
    assert (shown["status"], shown["auditStatus"]) == ("CANNOT_BE_FOLLOWED_UP",) * 2
    assert shown["readiness"]["light"] is None
    assert [reason["code"] for reason in shown["readiness"]["reasons"]] == ["REMAINDER_WAIVED"]


def test_nobody_waives_what_it_proposed_or_what_nobody_did(hall: Hall) -> None:
    waive = ("commitmentWaiveRemainder", "LEADER")
    assert hall.refusals(*waive, LEADER, waiver=W1) == ["APPROVAL_REQUIRED"]
    propose(hall)
    size = hall.size()
    assert hall.refusals(*waive, COORDINATOR, waiver=W1) == ["SEPARATION_OF_DUTIES"]
    assert hall.size() == size


def test_what_was_verified_is_opened_again(hall: Hall) -> None:
    verified(hall)
    act = ("commitmentReopen", "COORDINATOR", COORDINATOR, STATUS)
    opened = hall.record(*act, commitment=D01, reason="Two pieces broke")
    assert opened["commitment"]["status"] == "REOPENED"
    hall.at("2025-07-12T09:00:00+07:00")
    hall.owner("commitmentReportProgress", D01, value=98)
    assert steered(hall)["commitment"]["status"] == "IN_PROGRESS"


def test_what_was_recorded_by_mistake_is_withdrawn(hall: Hall) -> None:
    about = state(hall, "P1")
    act = ("commitmentWithdraw", "COORDINATOR", COORDINATOR, STATUS)
    gone = hall.record(*act, commitment=about, reason="Recorded twice")
    assert gone["commitment"]["status"] == "WITHDRAWN"
    shown = steered(hall, about)["commitment"]
    assert (shown["auditStatus"], shown["readiness"]["light"]) == (None, None)
    assert hall.refusals(*act[:3], commitment=about, reason="Again") == ["WRONG_STATUS"]


def test_what_was_accepted_is_withdrawn_by_two(hall: Hall) -> None:
    act = ("commitmentWithdraw", "COORDINATOR", COORDINATOR)
    assert hall.refusals(*act, commitment=D01, reason="Not needed") == ["APPROVAL_REQUIRED"]
    wanted = "commitment { status } withdrawal { plainId reason grantedBy { type } }"
    about = {"commitment": D01, "code": "Z1", "reason": "Not needed"}
    propose_it = ("commitmentProposeWithdrawal", "COORDINATOR", COORDINATOR, wanted)
    proposed = hall.record(*propose_it, **about)
    z1 = f"withdrawal:{OCCASION}/D01/Z1"
    stands = {"plainId": z1, "reason": "Not needed", "grantedBy": None}
    assert (proposed["commitment"], proposed["withdrawal"]) == ({"status": "READY"}, stands)
    gone = hall.record("commitmentWithdraw", "LEADER", LEADER, wanted, withdrawal=z1)
    assert gone["commitment"] == {"status": "WITHDRAWN"}
    assert gone["withdrawal"] == stands | {"grantedBy": {"type": "COMMITMENT_WITHDRAWN"}}


def test_readiness_is_declared_beside_the_figures(hall: Hall) -> None:
    query = "query ($o: ID!) { readiness(occasion: $o) { score light } }"
    before = hall.data(query, o=THE_OCCASION)
    given = {"occasion": THE_OCCASION, "statement": "All is well", "light": "GREEN"}
    declared = lead(hall, "readinessDeclare", "occasion { id code }", **given)
    assert declared["occasion"] == {"id": THE_OCCASION, "code": OCCASION}
    assert [event["type"] for event in declared["events"]] == ["READINESS_DECLARED"]
    assert hall.data(query, o=THE_OCCASION) == before


ON_D01 = {"commitment": D01}
ONLY: dict[str, tuple[str, dict[str, Any]]] = {
    "commitmentLinkDependency": ("OWNER", {**ON_D01, "on": D02}),
    "commitmentReleaseDependency": ("OWNER", {**ON_D01, "on": D02}),
    "commitmentEscalate": (
        "RECORDER",
        {**ON_D01, "code": "E9", "to": "party:KPU", "question": "?"},
    ),
    "escalationAnswer": ("LEADER", {"escalation": E1, "decision": "Yes"}),
    "commitmentProposeWaiver": ("COORDINATOR", {**ON_D01, "code": "W9", "remainder": 1}),
    "commitmentWaiveRemainder": ("LEADER", {"waiver": W1}),
    "commitmentReopen": ("COORDINATOR", ON_D01),
    "commitmentWithdraw": ("COORDINATOR", ON_D01),
    "readinessDeclare": ("LEADER", {"occasion": THE_OCCASION, "statement": "Ready"}),
}
"""The only role that may, and what it sends; an owner is one only of its own commitments."""
ROLES = ["RECORDER", "COORDINATOR", "OWNER", "VERIFIER", "LEADER", "AUDITOR", "ADMINISTRATOR"]


@pytest.mark.parametrize("mutation", ONLY)
def test_a_wrong_role_writes_nothing(asked: Hall, mutation: str) -> None:
    size = asked.size()
    able, given = ONLY[mutation]
    for role in ROLES:
        if role != able or role == "OWNER":
            refused = asked.refusals(mutation, role, BYSTANDER, **given, reason="Rain")
            assert refused == ["NOT_AUTHORISED"], role
    assert asked.size() == size


CLOSED = {
    "home": f'{{ readiness(occasion: "{THE_OCCASION}") {{ openEscalations {{ code }} }} }}',
    "escalations": f'{{ commitment(id: "{D01}") {{ escalations {{ code }} }} }}',
    "open escalations": f'{{ commitment(id: "{D01}") {{ escalations(open: true) {{ code }} }} }}',
    "waivers": f'{{ commitment(id: "{D01}") {{ waivers {{ remainder }} }} }}',
    "open waivers": f'{{ commitment(id: "{D01}") {{ waivers(open: true) {{ remainder }} }} }}',
    "an escalation": f'{{ node(id: "{E1}") {{ id ... on Escalation {{ code }} }} }}',
    "a waiver": f'{{ node(id: "{W1}") {{ id ... on Waiver {{ remainder }} }} }}',
    "an unknown escalation": f'{{ node(id: "{E1}9") {{ id }} }}',
    "unanswered": f'{{ audit(occasion: "{THE_OCCASION}") {{ unansweredEscalations {{ code }} }} }}',
}


@pytest.mark.parametrize("name", CLOSED)
def test_escalations_and_waivers_are_not_public(asked: Hall, name: str) -> None:
    answer = asked.ask(CLOSED[name])
    if "node(" in CLOSED[name]:
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    else:
        assert "errors" not in answer
        assert len(answer["extensions"]["withheld"]) == 1
    seen = asked.codes(CLOSED[name], asked.token("VERIFIER", party=VERIFIER))
    assert seen == (["NOT_FOUND"] if "unknown" in name else [])


def test_what_was_waived_in_all_is_public(hall: Hall) -> None:
    propose(hall)
    lead(hall, "commitmentWaiveRemainder", waiver=W1)
    query = """query ($id: ID!) { commitment(id: $id) { status waivedTotal
      readiness { reasons { code value events { type } } } } }"""
    shown = hall.data(query, id=D01)["commitment"]
    assert (shown["status"], shown["waivedTotal"]) == ("READY", 30)
    assert shown["readiness"]["reasons"][-1] == {
        "code": "REMAINDER_WAIVED",
        "value": 30,
        "events": [{"type": "REMAINDER_WAIVED"}],
    }
