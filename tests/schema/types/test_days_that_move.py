"""A day that is moved or opened: what hangs on it moves along, and every moment before stays."""

from typing import Any

from tests.worlds.furniture import OCCASION
from tests.worlds.hall import D01, THE_OCCASION, Hall
from tests.worlds.promises import S1, promise

DAYS = "day firstDay until moves { oldDay newDay until reason event { type position } }"
DUE = "deadline { due offsetDays dueTime } firstDeadline { due }"


def move(hall: Hall, old: str | None, new: str | None, **more: Any) -> int:
    """The day is moved, or opened where `new` is None."""
    days = {"oldDay": old, "newDay": new} | more
    given = {name: value for name, value in days.items() if value is not None}
    moved = hall.secretary(
        "occasionReschedule", occasion=THE_OCCASION, source=S1, reason="The court says so", **given
    )
    return int(moved["position"])


def occasion(hall: Hall, wanted: str = DAYS, as_of: dict[str, Any] | None = None) -> Any:
    """What the occasion answers, at a read point by way of its readiness."""
    query = f"""query ($o: ID!, $asOf: AsOf) {{ readiness(occasion: $o, asOf: $asOf) {{
        daysLeft occasion {{ {wanted} }} }} }}"""
    token = hall.token("AUDITOR", party="BPK")
    return hall.data(query, token, o=THE_OCCASION, asOf=as_of)["readiness"]


def commitment(hall: Hall, about: str, as_of: dict[str, Any] | None = None) -> Any:
    """When a commitment is due, and was due at first."""
    query = f"""query ($c: ID!, $asOf: AsOf) {{ commitment(id: $c, asOf: $asOf) {{
        {DUE} readiness {{ reasons {{ code missing }} }} }} }}"""
    return hall.data(query, c=about, asOf=as_of)["commitment"]


def test_a_moved_day_takes_along_what_hangs_on_it(hall: Hall) -> None:
    about = promise(
        hall, "P1", deadline={"offsetDays": -7, "dueTime": "12:00", "plannedStart": "2025-07-12"}
    )
    before = commitment(hall, about)
    assert before["deadline"] == {"due": "2025-07-30", "offsetDays": -7, "dueTime": "12:00"}
    hall.at("2025-07-20T08:00:00+07:00")
    place = move(hall, "2025-08-06", "2025-08-20")
    now = occasion(hall)
    assert now["daysLeft"] == 31
    assert now["occasion"] == {
        "day": "2025-08-20",
        "firstDay": "2025-08-06",
        "until": "2025-08-20",
        "moves": [
            {
                "oldDay": "2025-08-06",
                "newDay": "2025-08-20",
                "until": "2025-08-20",
                "reason": "The court says so",
                "event": {"type": "OCCASION_RESCHEDULED", "position": place},
            }
        ],
    }
    after = commitment(hall, about)
    assert after["deadline"]["due"] == "2025-08-13"
    assert after["firstDeadline"] == {"due": "2025-07-30"}
    fixed = commitment(hall, D01)
    assert fixed["deadline"] == {"due": "2025-08-04", "offsetDays": None, "dueTime": "23:59"}
    for then in ({"position": place - 1}, {"effectiveAt": "2025-07-20T07:59:00+07:00"}):
        assert occasion(hall, "day moves { newDay }", then)["occasion"] == {
            "day": "2025-08-06",
            "moves": [],
        }
        assert commitment(hall, about, then)["deadline"]["due"] == "2025-07-30"


def test_while_the_day_is_open_nothing_is_due_that_hangs_on_it(hall: Hall) -> None:
    about = promise(hall, "P1", deadline={"offsetDays": -7, "plannedStart": "2025-07-12"})
    hall.at("2025-07-20T08:00:00+07:00")
    move(hall, "2025-08-06", None)
    now = occasion(hall)
    assert now["daysLeft"] is None
    assert (now["occasion"]["day"], now["occasion"]["until"]) == (None, None)
    found = commitment(hall, about)
    assert (found["deadline"], found["firstDeadline"]) == (None, {"due": "2025-07-30"})
    assert found["readiness"]["reasons"] == [{"code": "NOT_ASSESSABLE", "missing": ["DEADLINE"]}]
    hall.at("2025-07-21T08:00:00+07:00")
    later = promise(
        hall,
        "P2",
        deadline={"offsetDays": -3, "plannedStart": "2025-07-12"},
        occurredAt="2025-07-21T08:00:00+07:00",
    )
    assert commitment(hall, later)["firstDeadline"] is None
    hall.at("2025-07-22T08:00:00+07:00")
    move(hall, None, "2025-08-31")
    assert commitment(hall, about)["deadline"]["due"] == "2025-08-24"
    assert commitment(hall, later)["firstDeadline"] == {"due": "2025-08-28"}
    assert occasion(hall)["daysLeft"] == 40


LISTED = """query ($o: ID!, $filter: CommitmentFilter) {
    commitments(occasion: $o, filter: $filter, orderBy: DUE) { edges { node { code } } } }"""


def listed(hall: Hall, **wanted: str) -> list[str]:
    """Codes of the commitments that a filter lets through, by due date."""
    edges = hall.data(LISTED, o=THE_OCCASION, filter=wanted)["commitments"]["edges"]
    return [edge["node"]["code"] for edge in edges]


def test_filters_and_orders_go_by_the_day_in_force(hall: Hall) -> None:
    promise(hall, "P1", deadline={"offsetDays": -7, "plannedStart": "2025-07-12"})
    promise(hall, "P2", deadline={"offsetDays": -14, "plannedStart": "2025-07-12"})
    assert listed(hall) == ["P2", "P1", "D01", "D02"]
    assert listed(hall, dueFrom="2025-07-24", dueTo="2025-08-03") == ["P1"]
    hall.at("2025-07-20T08:00:00+07:00")
    move(hall, "2025-08-06", "2025-08-20")
    assert listed(hall) == ["D01", "D02", "P2", "P1"]
    assert listed(hall, dueFrom="2025-08-05") == ["P2", "P1"]
    move(hall, "2025-08-20", None)
    assert listed(hall) == ["D01", "D02", "P1", "P2"]
    assert listed(hall, dueTo="2026-12-31") == ["D01", "D02"]


def test_several_meetings_are_read_by_meeting_and_due_date(hall: Hall) -> None:
    day = {"verbatim": "today", "resolved": "2025-07-11", "candidates": ["2025-07-11"]}
    held = {"name": "Second meeting", "heldOn": day}
    hall.secretary("rakorRecord", occasion=THE_OCCASION, code="R2", **held)
    second = f"rakor:{OCCASION}/R2"
    promise(hall, "P1", rakor=second)
    promise(hall, "P2", rakor=second, deadline={"offsetDays": -1, "plannedStart": "2025-07-12"})
    query = {"rakors": [second], "dueTo": "2025-08-01"}
    edges = hall.data(LISTED, o=THE_OCCASION, filter=query)["commitments"]["edges"]
    assert [edge["node"]["code"] for edge in edges] == ["P1"]
    both = {"rakors": [second, f"rakor:{OCCASION}/R1"]}
    edges = hall.data(LISTED, o=THE_OCCASION, filter=both)["commitments"]["edges"]
    assert [edge["node"]["code"] for edge in edges] == ["P1", "D01", "D02", "P2"]


def test_an_auditor_sees_every_day_that_was_moved(hall: Hall) -> None:
    first = move(hall, "2025-08-06", None)
    second = move(hall, None, "2025-08-20", until="2025-08-25")
    query = f"query ($o: ID!, $asOf: AsOf) {{ audit(occasion: $o, asOf: $asOf) {{ {CHANGES} }} }}"
    token = hall.token("AUDITOR", party="BPK")
    found = hall.data(query, token, o=THE_OCCASION)["audit"]["occasionChanges"]
    assert [(one["oldDay"], one["newDay"], one["until"]) for one in found] == [
        ("2025-08-06", None, None),
        (None, "2025-08-20", "2025-08-25"),
    ]
    assert [one["event"]["position"] for one in found] == [first, second]
    assert {one["event"]["source"]["code"] for one in found} == {"S1"}
    then = hall.data(query, token, o=THE_OCCASION, asOf={"position": first})
    assert len(then["audit"]["occasionChanges"]) == 1
    answer = hall.ask(query, {"o": THE_OCCASION})
    assert "court" not in str(answer)
    assert "OccasionChange.reason" in answer["extensions"]["withheld"]


CHANGES = """occasionChanges { oldDay newDay until reason
    event { position ... on OccasionRescheduled { source { code } } } }"""
