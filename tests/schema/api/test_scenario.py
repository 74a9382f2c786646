"""The bundled rehearsal, asked over HTTP: what was known then, and what is known now about then."""

import datetime as dt
from typing import Any

import pytest

from events.log.log_clock import system_time
from tests.worlds.api import DEMO, Api, expected
from tests.worlds.questions import FIGURES, OPEN_READINESS, WHOLE_READINESS

EXPECTED: dict[str, Any] = expected("scenario_expected.json")
ROWS: list[dict[str, Any]] = EXPECTED["readiness"]
LAST = ROWS[-1]["knownAt"]
TWO_TIMES: list[dict[str, Any]] = EXPECTED["commitmentAtTwoTimes"]
D06 = "commitment:gladi-psu-2025/D06"
CLAIMED = """
query ($id: ID!, $asOf: AsOf) {
  commitment(id: $id, asOf: $asOf) { id plainId claimedTotal indicator { target } }
}
"""
NODE = "query ($id: ID!) { node(id: $id) { id __typename } }"
ONE_MINUTE = "2025-07-29T09:00:00+07:00"


def figures(api: Api, **as_of: object) -> dict[str, Any]:
    """The figures of the whole at a read point."""
    found: dict[str, Any] = api.data(FIGURES, occasion=DEMO, asOf=as_of)["readiness"]
    return found


def position_at(api: Api, moment: str) -> int:
    """The last position known at a moment."""
    position: int = figures(api, knownAt=moment)["asOf"]["position"]
    return position


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["knownAt"]))
def test_the_figures_are_those_expected(rehearsed: Api, row: dict[str, Any]) -> None:
    shown = figures(rehearsed, knownAt=row["knownAt"])
    at = shown.pop("asOf")
    assert shown | {"knownAt": row["knownAt"]} == row
    assert (at["knownAt"], at["effectiveAt"]) == (row["knownAt"], row["knownAt"])
    assert at["logSize"] == at["position"] + 1


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["knownAt"]))
def test_a_position_answers_like_its_moment(rehearsed: Api, row: dict[str, Any]) -> None:
    position = position_at(rehearsed, row["knownAt"])
    shown = figures(rehearsed, position=position, effectiveAt=row["knownAt"])
    at = shown.pop("asOf")
    assert shown | {"knownAt": row["knownAt"]} == row
    assert (at["position"], at["knownAt"]) == (position, None)


@pytest.mark.parametrize("asked", TWO_TIMES, ids=lambda asked: str(asked["knownAt"]))
@pytest.mark.parametrize("by_position", [False, True])
def test_a_correction_is_known_later_about_the_same_moment(
    rehearsed: Api, asked: dict[str, Any], by_position: bool
) -> None:
    known: dict[str, object] = {"knownAt": asked["knownAt"]}
    if by_position:
        known = {"position": position_at(rehearsed, asked["knownAt"])}
    as_of = known | {"effectiveAt": asked["effectiveAt"]}
    found = rehearsed.data(CLAIMED, id=asked["commitment"], asOf=as_of)["commitment"]
    assert found["claimedTotal"] == asked["claimed"]
    assert found["indicator"] == {"target": asked["target"]}


def test_an_auditor_is_answered_every_field_at_once(rehearsed: Api) -> None:
    token = rehearsed.token("AUDITOR", party="BPK")
    for as_of in (None, {"knownAt": ONE_MINUTE}, {"knownAt": LAST}):
        shown = rehearsed.data(WHOLE_READINESS, token, occasion=DEMO, asOf=as_of)["readiness"]
        assert shown["occasion"]["dataset"] == "DEMO"
        assert len(shown["commitments"]) == 9
        assert all(reason["events"] is not None for reason in shown["reasons"])


def test_everyone_is_answered_every_open_field_at_once(rehearsed: Api) -> None:
    token = rehearsed.token("AUDITOR", party="BPK")
    asked: dict[str, Any] = {"occasion": DEMO, "asOf": {"knownAt": LAST}}
    assert rehearsed.data(OPEN_READINESS, **asked) == rehearsed.data(OPEN_READINESS, token, **asked)


def test_every_reason_is_told_in_two_languages(rehearsed: Api) -> None:
    asked: dict[str, Any] = {"occasion": DEMO, "asOf": {"knownAt": LAST}}
    for reason in rehearsed.data(OPEN_READINESS, **asked)["readiness"]["reasons"]:
        assert reason["message"] == reason["inIndonesian"]
        assert reason["inIndonesian"] != reason["inEnglish"]


def test_every_answer_names_its_data_set(rehearsed: Api) -> None:
    assert rehearsed.ask("{ __typename }")["extensions"]["dataset"] == "DEMO"


def test_a_moment_ahead_answers_what_it_would_be(rehearsed: Api) -> None:
    ahead = (system_time() + dt.timedelta(days=400)).isoformat()
    shown = figures(rehearsed, effectiveAt=ahead)
    assert shown["asOf"]["effectiveAt"][:16] > system_time().isoformat()[:16]
    late = figures(rehearsed, position=position_at(rehearsed, ONE_MINUTE), effectiveAt=ahead)
    assert late["verified"] <= shown["verified"]
    assert late["light"] == "RED"


@pytest.mark.parametrize(
    ("as_of", "code"),
    [
        ({"position": 100_000}, "NOT_YET_AVAILABLE"),
        ({"position": 2**53 - 1}, "NOT_YET_AVAILABLE"),
        ({"knownAt": "2199-01-01T00:00:00Z"}, "NOT_YET_AVAILABLE"),
        ({"position": 1, "knownAt": ONE_MINUTE}, "BAD_USER_INPUT"),
        ({"knownAt": "2025-07-01T00:00:00Z"}, "NOT_FOUND"),
    ],
    ids=str,
)
@pytest.mark.parametrize("query", [FIGURES, CLAIMED])
def test_a_read_point_that_cannot_be_is_told(
    rehearsed: Api, query: str, as_of: dict[str, Any], code: str
) -> None:
    given = {"occasion": DEMO} if query is FIGURES else {"id": D06}
    assert rehearsed.codes(query, None, **given, asOf=as_of) == [code]


def test_nothing_ahead_of_the_head_is_waited_for_in_vain(rehearsed: Api) -> None:
    query = "query ($o: ID!, $p: Position!) { readiness(occasion: $o, atLeast: $p) { score } }"
    last = rehearsed.size() - 1
    assert rehearsed.data(query, o=DEMO, p=last)["readiness"]
    assert rehearsed.codes(query, None, o=DEMO, p=last + 1) == ["NOT_YET_AVAILABLE"]


def pinned_ids(api: Api) -> list[str]:
    """Pinned ids of every kind, from one answer."""
    query = """
    query ($occasion: ID!, $asOf: AsOf) { readiness(occasion: $occasion, asOf: $asOf) {
      id occasion { id rakors(first: 9) { edges { node { id commitments(first: 50) { edges { node {
        id obstacles { id raisedBy { id } } escalations { id raisedBy { id } }
        waivers { id proposedBy { id } grantedBy { id } }
        history(first: 3) { edges { node { id } } } } } } } } }
        discrepancies { edges { node { id notedBy { id } } } } } } }
    """
    token = api.token("AUDITOR", party="BPK")
    answer = api.data(query, token, occasion=DEMO, asOf={"knownAt": LAST})
    found: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            found.extend([value["id"]] if "id" in value else [])
            for inner in value.values():
                collect(inner)
        if isinstance(value, list):
            for inner in value:
                collect(inner)

    collect(answer)
    return found


def test_a_pinned_id_leads_back_to_its_moment(rehearsed: Api) -> None:
    ids = pinned_ids(rehearsed)
    assert {i.partition(":")[0] for i in ids} == {
        "readiness",
        "occasion",
        "rakor",
        "commitment",
        "obstacle",
        "escalation",
        "waiver",
        "discrepancy",
        "event",
    }
    pin = "@" + ids[0].partition("@")[2]
    token = rehearsed.token("AUDITOR", party="BPK")
    assert all(one.endswith(pin) for one in ids)
    some = {(one.partition(":")[0], number % 3): one for number, one in enumerate(ids)}
    for one in some.values():
        assert rehearsed.data(NODE, token, id=one)["node"]["id"] == one


def test_what_lies_below_a_pinned_id_stays_at_its_moment(rehearsed: Api) -> None:
    as_of = {"knownAt": "2025-07-31T09:00:00+07:00", "effectiveAt": ONE_MINUTE}
    found = rehearsed.data(CLAIMED, id=D06, asOf=as_of)["commitment"]
    again = rehearsed.data(CLAIMED, id=found["id"])["commitment"]
    assert again == found
    assert (again["plainId"], again["claimedTotal"]) == (D06, 48)
    below = """
    query ($id: ID!) { node(id: $id) { ... on Commitment {
      occasion { id } rakor { id } children { id }
      history { edges { node { id commitment { id } } } }
    } } }
    """
    text = str(rehearsed.data(below, id=found["id"]))
    pin = found["id"].partition("@")[2]
    assert text.count("@") == text.count(f"@{pin}") > 3


def test_as_of_beside_a_pinned_id_is_refused(rehearsed: Api) -> None:
    pinned = pinned_ids(rehearsed)
    one = next(i for i in pinned if i.startswith("commitment:"))
    for as_of in ({"position": 3}, {"knownAt": ONE_MINUTE}, {"effectiveAt": ONE_MINUTE}):
        assert rehearsed.codes(CLAIMED, None, id=one, asOf=as_of) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "pin",
    [
        "@",
        "@1",
        "@1,",
        "@1,20250729T0200",
        "@x,20250729T0200Z",
        "@1,20251332T0200Z",
        "@999999,20250729T0200Z",
    ],
)
def test_a_broken_pin_is_told(rehearsed: Api, pin: str) -> None:
    code = "NOT_YET_AVAILABLE" if pin.startswith("@99") else "BAD_USER_INPUT"
    assert rehearsed.codes(NODE, None, id=D06 + pin) == [code]


EVENTS = "query ($id: ID!) { events(filter: {%s: $id}) { __typename } }"
FILTERED = {
    "commitments": "query ($id: ID!) { commitments(occasion: $id) { edges { cursor } } }",
    "readiness": "query ($id: ID!) { readiness(occasion: $id) { score } }",
    "events of an occasion": EVENTS % "occasion",
    "events of a commitment": EVENTS % "commitment",
}


@pytest.mark.parametrize("name", FILTERED)
def test_filters_and_occasions_refuse_pinned_ids(rehearsed: Api, name: str) -> None:
    kind = "commitment:" if name.endswith("a commitment") else "occasion:"
    one = next(i for i in pinned_ids(rehearsed) if i.startswith(kind))
    assert rehearsed.codes(FILTERED[name], None, id=one) == ["BAD_USER_INPUT"]
    assert rehearsed.codes(FILTERED[name], None, id=one.partition("@")[0]) == []


def test_mutations_refuse_pinned_ids(rehearsed: Api) -> None:
    before = rehearsed.size()
    one = next(i for i in pinned_ids(rehearsed) if i.startswith("commitment:"))
    act = ("commitmentReportProgress", "OWNER", "BAKESBANGPOL")
    answer = rehearsed.mutate(*act, commitment=one, value=1)
    assert [(e["code"], e["field"]) for e in answer["userErrors"]] == [
        ("BAD_USER_INPUT", ["commitment"])
    ]
    assert rehearsed.size() == before
