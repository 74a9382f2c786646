"""Two times: what was known then stays as it was, byte for byte, whatever is recorded later."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.schema.types.test_audit import AUDIT
from tests.worlds.api import DEMO, Api
from tests.worlds.furniture import BREAKDOWN, COORDINATOR, OCCASION, OWNERS, RECORDER, VERIFIER
from tests.worlds.hall import D01, D02, THE_OCCASION, Hall
from tests.worlds.questions import WHOLE_READINESS

COMMITMENTS = """
query ($o: ID!, $asOf: AsOf) { commitments(occasion: $o, asOf: $asOf, first: 100) { edges { node {
  id code title status auditStatus version claimedTotal verifiedTotal waivedTotal
  owner { code } firstOwner { code } deadline { due setBy { id position } } firstDeadline { due }
  indicator { target breakdown { target } } dependencies { id } children { id }
  escalations { id decision } waivers { id grantedBy { id } } obstacles { id resolvedBy { id } }
  evidence { edges { node { id attachedBy { id } } } }
  history(first: 100) { edges { cursor node { id type reason recordedAt occurredAt bytes
    actor { party { code } } correctedBy { id } } } pageInfo { hasNextPage } }
  occasion { id discrepancies { edges { node { id chosen } } } rakors { edges { node { id } } } }
} } } }
"""
QUESTIONS = {
    "readiness": WHOLE_READINESS.replace("$occasion", "$o"),
    "commitments": COMMITMENTS,
    "audit": AUDIT,
}
THEN = "2025-08-01T09:00:00+07:00"
LATER = "2025-08-06T09:00:00+07:00"
Draw = random.Random


def wib(day_and_time: str) -> str:
    """A moment of 2025 in western Indonesia."""
    return f"2025-{day_and_time}:00+07:00"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A room in which everything is asked at once, which no client may."""
    with Hall.furnished(tmp_path, signed_in_cost=10**9) as furnished:
        yield furnished


def answers(hall: Hall, as_of: dict[str, Any]) -> dict[str, str]:
    """What an auditor is answered about a read point, byte for byte."""
    token = hall.token("AUDITOR", party="BPK")
    found = {}
    for name, query in QUESTIONS.items():
        body = {"query": query, "variables": {"o": THE_OCCASION, "asOf": as_of}}
        headers = {"authorization": f"Bearer {token}"}
        answer = hall.client.post("/graphql", json=body, headers=headers)
        assert '"errors"' not in answer.text, answer.text[-500:]
        found[name] = answer.text
    return found


def _about(draw: Draw) -> dict[str, Any]:
    commitment = draw.choice([D01, D02])
    regional = {"region": f"region:{draw.choice(list(BREAKDOWN))}"} if commitment == D02 else {}
    return {"commitment": commitment, **regional}


def _by_owner(about: dict[str, Any]) -> tuple[str, str]:
    return "OWNER", OWNERS[about["commitment"].partition("/")[2]]


def _ago(draw: Draw) -> dict[str, str]:
    """A time in the world, often before the read point."""
    return {"occurredAt": f"2025-07-{draw.randrange(15, 32)}T{draw.randrange(24):02}:30:00+07:00"}


def report(hall: Hall, draw: Draw) -> dict[str, Any]:
    about = _about(draw)
    given = {**about, "value": draw.randrange(12), **_ago(draw), "note": f"n{draw.random()}"}
    return hall.mutate("commitmentReportProgress", *_by_owner(about), **given)


def judge(hall: Hall, draw: Draw) -> dict[str, Any]:
    given = _about(draw) | _ago(draw)
    verdict = draw.choice(
        [
            ("commitmentVerifyProgress", {"value": draw.randrange(5), "method": "SITE"}),
            ("commitmentRejectClaim", {"acceptedValue": draw.randrange(5), "reason": "No"}),
        ]
    )
    return hall.mutate(verdict[0], "VERIFIER", VERIFIER, **given, **verdict[1])


def correct(hall: Hall, draw: Draw) -> dict[str, Any]:
    query = """query ($o: ID!) { events(filter: {occasion: $o, types: [PROGRESS_REPORTED]},
      first: 100) { edges { node { position commitment { owner { code } } } } } }"""
    edges = hall.data(query, o=THE_OCCASION)["events"]["edges"]
    node = draw.choice(edges)["node"]
    given = {"report": node["position"], "reason": "Typing"}
    owner = node["commitment"]["owner"]["code"]
    if draw.random() < 0.5:
        return hall.mutate("reportRetract", "OWNER", owner, **given)
    return hall.mutate("reportCorrect", "OWNER", owner, **given, value=draw.randrange(12))


def hinder(hall: Hall, draw: Draw) -> dict[str, Any]:
    about = _about(draw)
    given = {"code": f"O{draw.randrange(10**6)}", "severity": "HIGH", "text": "Road cut"}
    mutation = "commitmentRaiseObstacle"
    return hall.mutate(mutation, *_by_owner(about), **about, **given, **_ago(draw))


def promise(hall: Hall, draw: Draw) -> dict[str, Any]:
    code = f"N{draw.randrange(10**6)}"
    given = {"rakor": f"rakor:{OCCASION}/R1", "code": code, "title": code, "area": "HEALTH"}
    act = ("commitmentRecord", "RECORDER", RECORDER)
    return hall.mutate(*act, **given, kind="UNDERTAKING", parent=D01, **_ago(draw))


def steer(hall: Hall, draw: Draw) -> dict[str, Any]:
    code, about = f"S{draw.randrange(10**6)}", {"commitment": D01}
    moved = {"oldDue": "2025-08-04", "newDue": "2025-08-05"}
    asked = {"code": code, "to": f"party:{VERIFIER}", "question": "Who?"}
    mutation, role, party, given = draw.choice(
        [
            ("commitmentEscalate", "RECORDER", RECORDER, about | asked),
            ("commitmentProposeWaiver", "COORDINATOR", COORDINATOR, about | {"code": code}),
            ("commitmentReschedule", "COORDINATOR", COORDINATOR, about | moved),
            ("commitmentLinkDependency", "OWNER", "KPU-LOG", about | {"on": D02, **_ago(draw)}),
            ("escalationAnswer", "LEADER", VERIFIER, {"escalation": E1, "decision": "Yes"}),
            ("commitmentWaiveRemainder", "LEADER", VERIFIER, {"waiver": W1}),
            ("readinessDeclare", "LEADER", VERIFIER, {"occasion": THE_OCCASION, "statement": "s"}),
        ]
    )
    more = {"remainder": 1} if mutation == "commitmentProposeWaiver" else {}
    return hall.mutate(mutation, role, party, **given, **more, reason="Rain")


E1, W1 = f"escalation:{OCCASION}/D01/E1", f"waiver:{OCCASION}/D01/W1"
Act = Callable[[Hall, Draw], dict[str, Any]]
ACTS: list[Act] = [*[report] * 2, judge, correct, hinder, promise, steer]


def lived(hall: Hall, draw: Draw) -> None:
    """Something of every sort has happened by the read point."""
    hall.at(wib("07-28T08:00"))
    hall.owner("commitmentReportProgress", D01, value=40, **_ago(Draw(1)) | {"note": "n"})
    hall.secretary(
        "commitmentEscalate", commitment=D01, code="E1", to="party:BAWASLU", question="?"
    )
    hall.coordinator("commitmentProposeWaiver", D01, code="W1", remainder=5, reason="Rain")
    hall.record("readinessDeclare", "LEADER", VERIFIER, occasion=THE_OCCASION, statement="Ready")
    live(hall, draw, 12)


def live(hall: Hall, draw: Draw, count: int) -> int:
    """So many random acts; how many of them were recorded."""
    return sum(not draw.choice(ACTS)(hall, draw)["userErrors"] for _ in range(count))


@pytest.mark.parametrize("seed", range(3))
def test_what_was_known_then_stays_byte_for_byte(hall: Hall, seed: int) -> None:
    draw = Draw(seed)  # no secret
    lived(hall, draw)
    hall.at(THEN)
    points: list[dict[str, Any]] = [
        {"knownAt": THEN},
        {"knownAt": THEN, "effectiveAt": wib("07-22T12:00")},
        {"knownAt": THEN, "effectiveAt": wib("08-07T12:00")},
        {"position": hall.size() - 1, "effectiveAt": THEN},
        {"position": hall.size() // 2, "effectiveAt": wib("07-30T12:00")},
    ]
    before = [answers(hall, point) for point in points]
    assert live(hall, draw, 30) > 10
    hall.at(LATER)
    known_later = {"knownAt": LATER, "effectiveAt": THEN}
    live(hall, draw, 5)
    then = answers(hall, known_later)
    assert live(hall, draw, 10) > 2
    assert [answers(hall, point) for point in points] == before
    assert answers(hall, known_later) == then
    assert then["readiness"] != before[0]["readiness"]


JUDGED = """
query ($o: ID!, $asOf: AsOf) { readiness(occasion: $o, asOf: $asOf) {
  light score verified ceiling coverage confidence daysLeft
  reasons { code message value missing commitment { code } }
  areas { area { code } light score verified ceiling coverage confidence topReason { code } }
  regions { region { code } light topReason { code } figures { target claimed verified light } }
  commitments { light score claimed verified freshness planned
    commitment { code status auditStatus claimedTotal verifiedTotal waivedTotal }
    reasons { code message value missing } }
  blocked { commitment { code } } overdue { commitment { code } }
  claimedUnverified { commitment { code } }
} }
"""


@pytest.mark.parametrize("seed", range(3))
def test_retracting_everything_equals_never_having_reported(tmp_path: Path, seed: int) -> None:
    draw, never, retracted = Draw(seed), Hall(tmp_path / "a"), Hall(tmp_path / "b")
    with never, retracted:
        for hall in (never, retracted):
            hall.furnish().at(wib("07-29T08:00"))
        reports = []
        for _ in range(8):
            payload = report(retracted, draw)
            reports += [event["position"] for event in payload["events"]]
        for position in reports:
            given = {"report": position, "reason": "Wrong"}
            recorded = [
                retracted.mutate("reportRetract", "OWNER", owner, **given)["position"]
                for owner in OWNERS.values()
            ]
            assert len([one for one in recorded if one]) == 1
        for moment in (wib("07-12T12:00"), wib("07-20T12:00"), wib("07-29T09:00"), LATER):
            asked = {"effectiveAt": moment}
            shown = [
                hall.data(JUDGED, hall.token("AUDITOR"), o=THE_OCCASION, asOf=asked)
                for hall in (never, retracted)
            ]
            assert shown[0] == shown[1]


LATE = """query ($o: ID!, $hours: Float, $first: Int, $after: String) { audit(occasion: $o) {
  recordedLate(minHours: $hours, first: $first, after: $after) {
    edges { node { position lateBySeconds } } pageInfo { hasNextPage endCursor } } } }"""


def late(hall: Hall, hours: float | None, **paging: Any) -> Any:
    """What was recorded so late."""
    asked = {"o": THE_OCCASION, "hours": hours} | paging
    return hall.data(LATE, **asked)["audit"]["recordedLate"]


def test_late_is_at_least_so_many_hours(hall: Hall) -> None:
    hall.at(wib("07-20T08:00"))
    moments = ("07:59:59.999000", "08:00:00", "08:00:00.001000")
    places = {
        at: hall.owner(
            "commitmentReportProgress", D01, value=1, occurredAt=f"2025-07-19T{at}+07:00"
        )["position"]
        for at in moments
    }
    found = late(hall, 24)["edges"]
    assert [edge["node"]["position"] for edge in found] == [places[at] for at in moments[:2]]
    assert late(hall, None)["edges"] == found
    exactly = min(edge["node"]["lateBySeconds"] for edge in found) / 3600
    for hours, count in ((23.9, 3), (exactly, 2), (exactly + 1e-7, 1), (24.1, 0), (878_400, 0)):
        assert len(late(hall, hours)["edges"]) == count
    assert len(late(hall, 0, first=100)["edges"]) == len(hall_events(hall))


def hall_events(hall: Hall) -> list[int]:
    """Positions of all events of the hall's occasion."""
    query = """query ($o: ID!) { events(filter: {occasion: $o}, first: 100) {
      edges { node { position } } } }"""
    edges = hall.data(query, o=THE_OCCASION)["events"]["edges"]
    return [edge["node"]["position"] for edge in edges]


def test_what_is_late_comes_in_pages(hall: Hall) -> None:
    hall.at(wib("07-20T08:00"))
    for _ in range(5):
        hall.owner("commitmentReportProgress", D01, value=1, occurredAt=wib("07-15T08:00"))
    whole = [edge["node"]["position"] for edge in late(hall, 24)["edges"]]
    after, found, pages = None, list[int](), 0
    while pages < 9:
        page = late(hall, 24, first=2, after=after)
        found += [edge["node"]["position"] for edge in page["edges"]]
        after, pages = page["pageInfo"]["endCursor"], pages + 1
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert (found, pages) == (whole, 3)


@pytest.mark.parametrize("hours", [-1, -1e-9, 878_401, 1e308])
def test_hours_that_cannot_be_are_told(rehearsed: Api, hours: float) -> None:
    assert rehearsed.codes(LATE, None, o=DEMO, hours=hours) == ["BAD_USER_INPUT"]
