"""What an auditor sees first: all that makes a light greener without work, and how things stood."""

from collections import Counter
from typing import Any

import pytest

from tests.schema.types.test_audit import shape
from tests.worlds.furniture import COORDINATOR, OCCASION
from tests.worlds.hall import D01, D02, LEADER, THE_OCCASION, Hall
from tests.worlds.promises import A_DECREE, A_DUTY, R1, S1, promise, report, state

CHECK = """commitment { code } reason event { position type } lightBefore scoreBefore wasPastDue
    wasCritical proposedBy { position actor { party { code } } }
    grantedBy { position actor { party { code } } }"""
AUDIT = f"""query ($o: ID!, $asOf: AsOf) {{ audit(occasion: $o, asOf: $asOf) {{
    withdrawals {{ {CHECK} withdrawal {{ plainId }} }}
    waivers {{ {CHECK} waiver {{ plainId whole remainder region {{ code }} }} }}
    conditions {{ {CHECK} condition {{ text state }} }}
    supersessions {{ {CHECK} supersededBy {{ code }} }}
    amendments {{ {CHECK} rakor {{ code }} amended {{ name oldValue newValue }} }}
    latePeriods {{ commitment {{ code }} period lastDay region {{ code }} event {{ position }} }}
}} }}"""
FOUR = ("withdrawals", "waivers", "supersessions", "amendments")


def audit(hall: Hall, as_of: dict[str, Any] | None = None) -> Any:
    """The lists that come first, as an auditor sees them."""
    token = hall.token("AUDITOR", party="BPK")
    return hall.data(AUDIT, token, o=THE_OCCASION, asOf=as_of)["audit"]


def by(place: int, party: str) -> dict[str, Any]:
    """An event, and the party that acted."""
    return {"position": place, "actor": {"party": {"code": party}}}


def withdraw(hall: Hall, about: str, code: str) -> int:
    """A leader grants that a commitment is withdrawn; the position of that."""
    withdrawal = f"withdrawal:{about.partition(':')[2]}/{code}"
    return int(hall.leader("commitmentWithdraw", withdrawal=withdrawal)["position"])


def test_a_critical_promise_withdrawn_on_the_eve_is_shown_as_it_stood(hall: Hall) -> None:
    about = promise(hall, "P1", critical=True)
    report(hall, about, 2)
    hall.at("2025-08-05T20:00:00+07:00")
    proposed = hall.coordinator(
        "commitmentProposeWithdrawal", about, code="Z1", reason="No longer needed"
    )["position"]
    (open_,) = audit(hall)["withdrawals"]
    assert (open_["event"]["type"], open_["grantedBy"]) == ("WITHDRAWAL_PROPOSED", None)
    hall.at("2025-08-05T21:00:00+07:00")
    granted = withdraw(hall, about, "Z1")
    assert audit(hall)["withdrawals"] == [
        {
            "commitment": {"code": "P1"},
            "withdrawal": {"plainId": f"withdrawal:{OCCASION}/P1/Z1"},
            "reason": "No longer needed",
            "event": {"position": granted, "type": "COMMITMENT_WITHDRAWN"},
            "lightBefore": "RED",
            "scoreBefore": 0.0,
            "wasPastDue": True,
            "wasCritical": True,
            "proposedBy": by(proposed, COORDINATOR),
            "grantedBy": by(granted, LEADER),
        }
    ]
    assert audit(hall, {"position": granted - 1})["withdrawals"] == [open_]
    assert audit(hall, {"position": proposed - 1})["withdrawals"] == []


def test_what_was_recorded_by_mistake_is_withdrawn_by_one_and_shown_too(hall: Hall) -> None:
    about = state(hall, "P1")
    hall.at("2025-07-13T08:00:00+07:00")
    place = hall.coordinator("commitmentWithdraw", about, reason="Twice")["position"]
    (found,) = audit(hall)["withdrawals"]
    assert (found["proposedBy"], found["withdrawal"]) == (None, None)
    assert found["grantedBy"] == by(place, COORDINATOR)
    assert (found["reason"], found["wasPastDue"], found["wasCritical"]) == ("Twice", False, False)
    assert found["lightBefore"] == "YELLOW"


@pytest.mark.parametrize(
    ("at", "is_past"), [("2025-07-25T23:59:59+07:00", False), ("2025-07-26T00:00:00+07:00", True)]
)
def test_past_due_is_what_it_was_in_the_minute_of_the_act(
    hall: Hall, at: str, is_past: bool
) -> None:
    about = promise(hall, "P1")
    hall.coordinator("commitmentProposeWithdrawal", about, code="Z1", reason="Why")
    hall.at(at)
    withdraw(hall, about, "Z1")
    (found,) = audit(hall)["withdrawals"]
    assert found["wasPastDue"] is is_past


def test_nothing_done_in_the_same_minute_hides_how_things_stood(hall: Hall) -> None:
    about = promise(hall, "P1", critical=True)
    hall.coordinator("commitmentProposeWithdrawal", about, code="Z1", reason="Why")
    hall.at("2025-08-05T20:00:10+07:00")
    hall.coordinator("commitmentAmend", about, critical=False, reason="It is not")
    hall.at("2025-08-05T20:00:20+07:00")
    withdraw(hall, about, "Z1")
    found = audit(hall)
    assert [one["wasCritical"] for one in found["withdrawals"]] == [True]
    assert [one["wasCritical"] for one in found["amendments"]] == [True]


def test_what_was_recorded_in_that_minute_stood_nowhere_before(hall: Hall) -> None:
    about = state(hall, "P1", occurredAt=None)
    hall.coordinator("commitmentWithdraw", about, reason="Twice")
    (found,) = audit(hall)["withdrawals"]
    assert (found["lightBefore"], found["scoreBefore"]) == (None, None)
    assert (found["wasPastDue"], found["wasCritical"]) == (False, False)


def test_recorded_and_withdrawn_at_once_it_is_shown_as_it_was_recorded(hall: Hall) -> None:
    hall.at("2025-08-05T20:00:00+07:00")
    about = promise(hall, "P1", critical=True)
    hall.coordinator("commitmentProposeWithdrawal", about, code="Z1", reason="Why")
    withdraw(hall, about, "Z1")
    (found,) = audit(hall)["withdrawals"]
    assert (found["lightBefore"], found["scoreBefore"]) == (None, None)
    assert (found["wasPastDue"], found["wasCritical"]) == (True, True)


def test_a_waiver_shows_what_is_given_up_and_how_it_stood(hall: Hall) -> None:
    decree = promise(hall, "P1", indicator=A_DECREE, critical=True)
    hall.at("2025-07-26T08:00:00+07:00")
    proposed = hall.coordinator("commitmentProposeWaiver", decree, code="W1", reason="Not needed")
    part = {"code": "W2", "remainder": 2, "region": "region:62.05.01", "reason": "Less people"}
    hall.coordinator("commitmentProposeWaiver", D02, **part)
    granted = hall.leader("commitmentWaiveRemainder", waiver=f"waiver:{OCCASION}/P1/W1")
    open_, whole = audit(hall)["waivers"]
    assert (whole["waiver"]["whole"], whole["waiver"]["remainder"]) == (True, None)
    assert (whole["lightBefore"], whole["wasPastDue"], whole["wasCritical"]) == ("RED", True, True)
    assert whole["proposedBy"] == by(proposed["position"], COORDINATOR)
    assert whole["grantedBy"] == by(granted["position"], LEADER)
    assert open_["waiver"]["remainder"] == 2
    assert open_["grantedBy"] is None


def test_everyone_sees_that_something_was_waived_and_not_what_of_which_part(hall: Hall) -> None:
    part = {"code": "W2", "remainder": 2, "region": "region:62.05.01", "reason": "Less people"}
    hall.coordinator("commitmentProposeWaiver", D02, **part)
    answer = hall.ask(AUDIT, {"o": THE_OCCASION})
    (found,) = answer["data"]["audit"]["waivers"]
    assert found["event"]["type"] == "WAIVER_PROPOSED"
    assert (found["waiver"], found["reason"], found["proposedBy"]["actor"]) == (None, None, None)
    assert {"WaiverCheck.waiver", "WaiverCheck.reason"} <= set(answer["extensions"]["withheld"])


def test_an_old_promise_is_superseded_once_the_new_one_is_accepted(hall: Hall) -> None:
    old = promise(hall, "P1", critical=True, weight=2)
    hall.at("2025-07-20T08:00:00+07:00")
    links = [{"kind": "SUPERSEDES", "commitment": old}]
    later = {"due": "2025-08-05", "plannedStart": "2025-07-18"}
    new = state(hall, "P2", links=links, deadline=later)
    wanted = """{ commitments(occasion: "%s", filter: {text: "Promise P"}) { edges { node { code
        status auditStatus weight critical supersedes { code } supersededBy { code }
        firstDeadline { due } readiness { light } } } } }"""

    def shown() -> dict[str, Any]:
        edges = hall.data(wanted % THE_OCCASION)["commitments"]["edges"]
        return {edge["node"]["code"]: edge["node"] for edge in edges}

    waiting = shown()
    assert waiting["P1"]["status"] == "READY"
    assert (waiting["P1"]["supersededBy"], waiting["P2"]["supersedes"]) == (None, {"code": "P1"})
    assert waiting["P2"]["readiness"] == {"light": None}
    (open_,) = audit(hall)["supersessions"]
    assert (open_["grantedBy"], open_["supersededBy"]) == (None, {"code": "P2"})
    hall.at("2025-07-26T08:00:00+07:00")
    accepted = hall.owner("commitmentAccept", new, party="DINKES")["position"]
    (found,) = audit(hall)["supersessions"]
    assert found["grantedBy"] == by(accepted, "DINKES")
    assert found["event"] == {"position": accepted, "type": "COMMITMENT_ACCEPTED"}
    assert (found["lightBefore"], found["wasPastDue"], found["wasCritical"]) == ("RED", True, True)
    done = shown()
    assert (done["P1"]["status"], done["P1"]["auditStatus"]) == ("SUPERSEDED", None)
    assert (done["P1"]["supersededBy"], done["P1"]["readiness"]) == (
        {"code": "P2"},
        {"light": None},
    )
    assert (done["P2"]["weight"], done["P2"]["critical"]) == (2, True)
    assert done["P2"]["firstDeadline"] == {"due": "2025-07-25"}
    listed = """query ($o: ID!) { commitments(occasion: $o, filter: {statuses: [SUPERSEDED]}) {
        edges { node { code } } } critical: commitments(occasion: $o, filter: {critical: true}) {
        edges { node { code } } }
        readiness(occasion: $o) { superseded { commitment { code } } } }"""
    found = hall.data(listed, o=THE_OCCASION)
    assert [edge["node"]["code"] for edge in found["commitments"]["edges"]] == ["P1"]
    assert [edge["node"]["code"] for edge in found["critical"]["edges"]] == ["P1", "P2"]
    assert found["readiness"]["superseded"] == [{"commitment": {"code": "P1"}}]


def test_a_new_promise_with_a_condition_takes_the_place_once_that_is_met(hall: Hall) -> None:
    old = promise(hall, "P1")
    links = [{"kind": "SUPERSEDES", "commitment": old}]
    new = promise(hall, "P2", links=links, condition="if the budget permits")
    (open_,) = audit(hall)["supersessions"]
    assert open_["grantedBy"] is None
    met = hall.coordinator("commitmentMeetCondition", new, source=S1)["position"]
    (found,) = audit(hall)["supersessions"]
    assert found["event"] == {"position": met, "type": "CONDITION_MET"}


def test_a_critical_promise_whose_condition_failed_is_shown_as_it_stood(hall: Hall) -> None:
    about = promise(hall, "P1", critical=True, condition="if the budget permits")
    hall.at("2025-08-05T20:00:00+07:00")
    failed = hall.coordinator("commitmentFailCondition", about, reason="No budget")["position"]
    (found,) = audit(hall)["conditions"]
    assert found["event"] == {"position": failed, "type": "CONDITION_FAILED"}
    assert found["condition"] == {"text": "if the budget permits", "state": "FAILED"}
    assert found["reason"] == "No budget"
    assert (found["lightBefore"], found["wasPastDue"], found["wasCritical"]) == ("GREY", True, True)


def test_what_a_later_meeting_says_once_more_is_a_mention(hall: Hall) -> None:
    again = {"kind": "UNDERTAKING", "area": "LOGISTICS", "title": "Promise D01 again"}
    links = [{"kind": "REAFFIRMS", "commitment": D01}]
    hall.secretary("commitmentRecord", rakor=R1, code="M1", links=links, **again)
    query = """query ($c: ID!, $o: ID!) { commitment(id: $c) { mentions { code } }
        readiness(occasion: $o) { mentions { commitment { code } light }
            commitments { commitment { code } } } }"""
    found = hall.data(query, c=D01, o=THE_OCCASION)
    assert found["commitment"] == {"mentions": [{"code": "M1"}]}
    assert found["readiness"]["mentions"] == [{"commitment": {"code": "M1"}, "light": None}]
    judged = [one["commitment"]["code"] for one in found["readiness"]["commitments"]]
    assert judged == ["D01", "D02"]


def test_an_amendment_shows_what_it_said_before(hall: Hall) -> None:
    about = promise(hall, "P1", critical=True, weight=3)
    hall.at("2025-07-26T08:00:00+07:00")
    less = {"weight": 0.5, "critical": False, "kind": "ONGOING", "area": "LOGISTICS"}
    words = {"title": "A smaller promise", "region": "region:62.05.01", "reason": "It is less"}
    place = hall.coordinator("commitmentAmend", about, **less, **words)["position"]
    (found,) = audit(hall)["amendments"]
    assert {(one["name"], one["oldValue"], one["newValue"]) for one in found["amended"]} == {
        ("title", "Promise P1", "A smaller promise"),
        ("area", "HEALTH", "LOGISTICS"),
        ("kind", "UNDERTAKING", "ONGOING"),
        ("region", None, "62.05.01"),
        ("weight", "3", "0.5"),
        ("critical", "true", "false"),
    }
    assert (found["lightBefore"], found["wasPastDue"], found["wasCritical"]) == ("RED", True, True)
    assert found["grantedBy"] == by(place, COORDINATOR)
    answer = hall.ask(AUDIT, {"o": THE_OCCASION})
    (public,) = answer["data"]["audit"]["amendments"]
    assert "region" not in {one["name"] for one in public["amended"]}
    assert "62.05.01" not in str(answer)
    assert "AmendmentCheck.amended" in answer["extensions"]["withheld"]


def test_an_amended_meeting_shows_what_it_was_called(hall: Hall) -> None:
    by_coordinator = ("COORDINATOR", COORDINATOR)
    why = {"rakor": R1, "reason": "Misread"}
    hall.record("rakorAmend", *by_coordinator, name="Second name", **why)
    hall.record("rakorAmend", *by_coordinator, name="Third name", venue="The hall", **why)
    first, second = audit(hall)["amendments"]
    assert first["amended"] == [
        {"name": "name", "oldValue": "Coordination meeting", "newValue": "Second name"}
    ]
    assert second["amended"] == [
        {"name": "name", "oldValue": "Second name", "newValue": "Third name"},
        {"name": "venue", "oldValue": None, "newValue": "The hall"},
    ]
    assert (first["rakor"], first["commitment"]) == ({"code": "R1"}, None)
    assert (first["lightBefore"], first["wasCritical"]) == (None, False)


def test_a_report_that_came_too_late_for_its_day_is_told(hall: Hall) -> None:
    about = promise(hall, "P1", indicator=A_DUTY)
    hall.at("2025-07-14T08:00:00+07:00")
    report(hall, about, 1, occurredAt="2025-07-13T20:00:00+07:00")
    late = report(hall, about, 1, occurredAt="2025-07-12T20:00:00+07:00")
    assert audit(hall)["latePeriods"] == [
        {
            "commitment": {"code": "P1"},
            "period": 1,
            "lastDay": "2025-07-12",
            "region": None,
            "event": {"position": late},
        }
    ]


def grow(hall: Hall, start: int, end: int) -> None:
    """Commitments of which each of the four lists has something to say, at minutes of their own."""
    for number in range(start, end):
        hall.at(f"2025-07-{13 + number}T08:00:00+07:00")
        gone, waived, old = (promise(hall, f"{kind}{number}") for kind in ("G", "W", "S"))
        hall.coordinator("commitmentProposeWithdrawal", gone, code="Z1", reason="Why")
        withdraw(hall, gone, "Z1")
        hall.coordinator("commitmentProposeWaiver", waived, code="W1", remainder=1, reason="Why")
        promise(hall, f"N{number}", links=[{"kind": "SUPERSEDES", "commitment": old}])
        hall.coordinator("commitmentAmend", waived, weight=2, reason="Why")


def test_statements_do_not_grow_with_what_was_done(hall: Hall) -> None:
    ran = []
    for start, end in ((0, 2), (2, 7)):
        grow(hall, start, end)
        as_of = {"position": hall.size() - 1, "effectiveAt": "2025-07-30T08:00:00+07:00"}
        for point in (None, as_of):
            with hall.statements() as seen:
                found = audit(hall, point)
            assert {name: len(found[name]) for name in FOUR} == dict.fromkeys(FOUR, end)
            ran.append(Counter(map(shape, seen.seen)))
    few, few_then, many, many_then = ran
    assert (many.total(), many_then.total()) == (few.total(), few_then.total())
