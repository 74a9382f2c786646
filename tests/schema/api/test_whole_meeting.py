"""A whole meeting is one request: all of it is recorded, or nothing; a refusal names the row."""

from typing import Any

from tests.worlds.furniture import OCCASION, RECORDER
from tests.worlds.hall import THE_OCCASION, Hall
from tests.worlds.promises import A_COUNT, A_DUTY, A_RATE, IN_THE_ROOM, S1

MOST = 200
DAY = {"verbatim": "Jumat, 11 Juli 2025", "candidates": ["2025-07-11"], "resolved": "2025-07-11"}
PARTS = [{"region": f"region:62.05.0{number}", "target": 5} for number in (1, 2)]
MEASURES = (A_COUNT | {"breakdown": PARTS}, A_DUTY, A_RATE)


def row(number: int) -> dict[str, Any]:
    """One promise of a meeting, with everything that its minutes state."""
    return {
        "code": f"P{number:03}",
        "title": f"Promise number {number}, in the words of the minutes",
        "kind": "UNDERTAKING",
        "area": "HEALTH",
        "verbatim": "Word for word as it stands in the minutes. " * 4,
        "source": S1,
        "owner": "party:DINKES",
        "partners": ["party:POLRES"],
        "deadline": {"offsetDays": -7, "plannedStart": "2025-07-12"},
        "indicator": MEASURES[number % len(MEASURES)],
    }


def meeting(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A meeting with what was promised in it."""
    about = {"occasion": THE_OCCASION, "code": "R2", "name": "Second meeting", "heldOn": DAY}
    return {**about, "occurredAt": IN_THE_ROOM, "commitments": rows}


SHOWN = """rakor { code commitments(first: 2) { totalCount edges { node {
    code owner { code } partners { code } deadline { due } indicator { measure } } } } }"""


def test_a_meeting_with_as_many_promises_as_may_be_is_one_request(hall: Hall) -> None:
    before = hall.size()
    payload = hall.record(
        "rakorRecord", "RECORDER", RECORDER, SHOWN, **meeting([row(n) for n in range(MOST)])
    )
    assert payload["rakor"]["code"] == "R2"
    shown = payload["rakor"]["commitments"]
    assert shown["totalCount"] == MOST
    assert [edge["node"] for edge in shown["edges"]] == [
        {
            "code": f"P00{number}",
            "owner": {"code": "DINKES"},
            "partners": [{"code": "POLRES"}],
            "deadline": {"due": "2025-07-30"},
            "indicator": {"measure": measure},
        }
        for number, measure in ((0, "COUNT"), (1, "PERIODIC"))
    ]
    assert len(payload["events"]) == hall.size() - before == 1 + 5 * MOST


def test_a_refusal_names_the_row_and_the_field_and_nothing_is_recorded(hall: Hall) -> None:
    rows = [row(number) for number in range(5)]
    rows[3]["deadline"] = {"due": "2025-07-01", "plannedStart": "2025-07-12"}
    before = hall.size()
    payload = hall.mutate("rakorRecord", "RECORDER", RECORDER, **meeting(rows))
    (error,) = payload["userErrors"]
    assert error["code"] == "INVALID_DATES"
    assert error["field"] == ["commitments", "3", "deadline", "due"]
    rows[3] = row(3) | {"indicator": {"name": "Boxes", "target": -1, "unit": "boxes"}}
    (error,) = hall.mutate("rakorRecord", "RECORDER", RECORDER, **meeting(rows))["userErrors"]
    assert error["field"] == ["commitments", "3", "indicator", "target"]
    parts = [PARTS[0], PARTS[1] | {"region": "region:62.05.09"}]
    rows[3] = row(3) | {"indicator": A_COUNT | {"breakdown": parts}}
    (error,) = hall.mutate("rakorRecord", "RECORDER", RECORDER, **meeting(rows))["userErrors"]
    assert error["code"] == "UNKNOWN_REGION"
    assert error["field"][:4] == ["commitments", "3", "indicator", "breakdown"]
    assert hall.size() == before
    assert hall.codes(f'{{ rakor(id: "rakor:{OCCASION}/R2") {{ code }} }}') == ["NOT_FOUND"]


def test_more_promises_than_may_be_are_refused(hall: Hall) -> None:
    rows = [row(number) for number in range(MOST + 1)]
    payload = hall.mutate("rakorRecord", "RECORDER", RECORDER, **meeting(rows))
    assert [error["code"] for error in payload["userErrors"]] == ["TOO_LARGE"]
