"""The rehearsal of the first part: every line is played, and every figure is the published one."""

from pathlib import Path
from typing import Any

import pytest

from services.write.script import read_script
from tests.worlds.api import DEMO, Api, expected, rehearse, scenario
from tests.worlds.questions import FIGURES

EXPECTED: dict[str, Any] = expected("scenario_expected.json")
ROWS: list[dict[str, Any]] = EXPECTED["readiness"]
TWO_TIMES: list[dict[str, Any]] = EXPECTED["commitmentAtTwoTimes"]
STANDING = """
query ($id: ID!, $asOf: AsOf) { commitment(id: $id, asOf: $asOf) {
  status auditStatus claimedTotal verifiedTotal waivedTotal owner { code } firstOwner { code }
  deadline { due } firstDeadline { due } dependencies { code }
  escalations { plainId to { code } question decision raisedBy { recordedAt }
    answeredBy { recordedAt } }
  waivers { plainId remainder reason proposedBy { recordedAt actor { party { code } } }
    grantedBy { recordedAt actor { party { code } } } }
  readiness { light score reasons { code value events { type } } }
} }
"""
HOME = """
query ($o: ID!, $asOf: AsOf) { readiness(occasion: $o, asOf: $asOf) {
  light overdue { commitment { code } } blocked { commitment { code } }
  claimedUnverified { commitment { code } } unassessable { commitment { code } }
  openEscalations { plainId to { code } } commitments { commitment { code } light }
} }
"""


def demo(code: str) -> str:
    """Id of a commitment of the rehearsal."""
    return f"commitment:gladi-psu-2025/{code}"


def wib(day_and_time: str) -> str:
    """A moment of 2025 in western Indonesia."""
    return f"2025-{day_and_time}:00+07:00"


def standing(api: Api, code: str, known_at: str, **about: str) -> dict[str, Any]:
    """How a commitment stands, as an auditor sees it."""
    token = api.token("AUDITOR", party="BPK")
    as_of = {"knownAt": known_at} | about
    found: dict[str, Any] = api.data(STANDING, token, id=demo(code), asOf=as_of)["commitment"]
    return found


def home(api: Api, known_at: str, **about: str) -> dict[str, Any]:
    """The home screen, as an auditor sees it."""
    token = api.token("AUDITOR", party="BPK")
    as_of = {"knownAt": known_at} | about
    found: dict[str, Any] = api.data(HOME, token, o=DEMO, asOf=as_of)["readiness"]
    return found


def codes_of(listed: list[dict[str, Any]]) -> list[str]:
    """Codes of the commitments in a list of a home screen."""
    return [entry["commitment"]["code"] for entry in listed]


def test_every_line_of_the_script_is_played(tmp_path: Path) -> None:
    script = scenario()
    assert len(read_script(script)) == 135
    played = rehearse(tmp_path, script)
    assert len(played) == 135
    assert [line.code for line in played if line.is_surprise or line.refusal] == []
    assert all(line.recorded and not line.recorded.replayed for line in played)


def test_there_are_eight_published_rows() -> None:
    assert len(ROWS) == 8
    assert (EXPECTED["occasion"], EXPECTED["rule"]) == (DEMO, "readiness-1")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["knownAt"]))
@pytest.mark.parametrize("role", [None, "AUDITOR"])
def test_the_figures_are_the_published_ones(
    rehearsed: Api, row: dict[str, Any], role: str | None
) -> None:
    token = rehearsed.token(role, party="BPK") if role else None
    as_of = {"knownAt": row["knownAt"]}
    shown = rehearsed.data(FIGURES, token, occasion=DEMO, asOf=as_of)["readiness"]
    at = shown.pop("asOf")
    assert shown | as_of == row
    by_place = {"position": at["position"], "effectiveAt": row["knownAt"]}
    again = rehearsed.data(FIGURES, token, occasion=DEMO, asOf=by_place)["readiness"]
    again.pop("asOf")
    assert again == shown


@pytest.mark.parametrize("asked", TWO_TIMES, ids=lambda asked: str(asked["knownAt"]))
def test_one_moment_is_known_differently_at_two_times(
    rehearsed: Api, asked: dict[str, Any]
) -> None:
    shown = standing(rehearsed, "D06", asked["knownAt"], effectiveAt=asked["effectiveAt"])
    assert shown["claimedTotal"] == asked["claimed"]


def test_the_question_about_d07_is_never_answered(rehearsed: Api) -> None:
    asked = "escalation:gladi-psu-2025/D07/E1"
    assert home(rehearsed, wib("07-28T09:59"))["openEscalations"] == []
    for known_at in (wib("07-28T10:00"), wib("08-06T06:00")):
        open_ones = home(rehearsed, known_at)["openEscalations"]
        assert open_ones == [{"plainId": asked, "to": {"code": "SEKDA"}}]
    (escalation,) = standing(rehearsed, "D07", wib("08-06T06:00"))["escalations"]
    assert escalation["plainId"] == asked
    assert (escalation["decision"], escalation["answeredBy"]) == (None, None)
    assert codes_of(home(rehearsed, wib("08-06T06:00"))["unassessable"]) == ["D07"]


def test_the_question_about_d10_was_answered_a_day_later(rehearsed: Api) -> None:
    (asked,) = standing(rehearsed, "D10", wib("07-23T08:59"))["escalations"]
    assert (asked["to"], asked["answeredBy"]) == ({"code": "PIMPINAN"}, None)
    (answered,) = standing(rehearsed, "D10", wib("07-23T09:00"))["escalations"]
    assert answered["raisedBy"]["recordedAt"] == wib("07-22T08:00")
    assert answered["answeredBy"]["recordedAt"] == wib("07-23T09:00")
    assert answered["decision"]


def test_d08_waits_for_d10_and_was_never_held_up_by_it(rehearsed: Api) -> None:
    """D10 was RED and hindered until 24 July; D08 waits for it since 29 July."""
    hindered = home(rehearsed, wib("07-23T00:00"))
    assert (codes_of(hindered["blocked"]), codes_of(hindered["overdue"])) == (
        ["D10"],
        ["D05", "D10"],
    )
    assert standing(rehearsed, "D08", wib("07-29T07:59"))["dependencies"] == []
    assert standing(rehearsed, "D08", wib("07-29T08:00"))["dependencies"] == [{"code": "D10"}]
    assert home(rehearsed, wib("07-29T09:00"))["blocked"] == []


def test_d04_was_moved_after_its_first_deadline(rehearsed: Api) -> None:
    before = standing(rehearsed, "D04", wib("07-19T08:09"))
    after = standing(rehearsed, "D04", wib("07-19T08:10"))
    assert before["readiness"]["reasons"][0]["code"] == "OVERDUE"
    assert after["deadline"] == {"due": "2025-07-23"}
    assert before["firstDeadline"] == after["firstDeadline"] == {"due": "2025-07-18"}
    assert after["readiness"]["reasons"][-1]["code"] == "RESCHEDULED"


def test_d11_has_two_owners(rehearsed: Api) -> None:
    shown = standing(rehearsed, "D11", wib("07-24T16:00"))
    assert (shown["firstOwner"], shown["owner"]) == ({"code": "SATPOL-PP"}, {"code": "BPBD"})


def test_the_leader_declared_more_than_was_known(rehearsed: Api) -> None:
    query = """query ($o: ID!, $asOf: AsOf) { audit(occasion: $o, asOf: $asOf) {
      declarationsVersusComputed { statement declaredLight by { role party { code } } at
        computedScore computedLight event { position recordedAt } } } }"""
    token = rehearsed.token("AUDITOR", party="BPK")
    for as_of in (None, {"knownAt": wib("08-01T09:00")}):
        audit = rehearsed.data(query, token, o=DEMO, asOf=as_of)["audit"]
        (declared,) = audit["declarationsVersusComputed"]
        assert (declared["statement"], declared["declaredLight"]) == ("siap 100 persen", "GREEN")
        assert (declared["computedScore"], declared["computedLight"]) == (53.1, "YELLOW")
        assert declared["by"] == {"role": "LEADER", "party": {"code": "PIMPINAN"}}
        assert declared["at"] == declared["event"]["recordedAt"] == wib("08-01T08:00")
    earlier = {"knownAt": wib("08-01T07:59")}
    audit = rehearsed.data(query, token, o=DEMO, asOf=earlier)["audit"]
    assert audit["declarationsVersusComputed"] == []


def test_a_declaration_changes_no_figure(rehearsed: Api) -> None:
    known = {"knownAt": wib("08-01T08:00")}
    position = rehearsed.data(FIGURES, occasion=DEMO, asOf=known)["readiness"]["asOf"]["position"]
    figures = []
    for place in (position - 1, position):
        as_of = {"position": place, "effectiveAt": wib("08-01T08:00")}
        shown = rehearsed.data(FIGURES, occasion=DEMO, asOf=as_of)["readiness"]
        shown.pop("asOf")
        figures.append(shown)
    assert figures[0] == figures[1]


def test_the_remainder_of_d06_was_proposed_then_waived(rehearsed: Api) -> None:
    proposed = standing(rehearsed, "D06", wib("08-04T09:29"))
    (waiver,) = proposed["waivers"]
    assert (waiver["remainder"], waiver["grantedBy"]) == (3, None)
    assert (proposed["status"], proposed["waivedTotal"]) == ("NOT_YET_CONFORMING", 0)
    assert proposed["readiness"]["light"] == "RED"
    waived = standing(rehearsed, "D06", wib("08-04T09:30"))
    (granted,) = waived["waivers"]
    assert granted["proposedBy"]["actor"]["party"] == {"code": "SEKDA"}
    assert granted["proposedBy"]["recordedAt"] == wib("08-04T09:20")
    assert granted["grantedBy"]["actor"]["party"] == {"code": "PIMPINAN"}
    assert (waived["status"], waived["auditStatus"]) == ("VERIFIED", "CONFORMING")
    assert (waived["verifiedTotal"], waived["waivedTotal"]) == (57, 3)
    assert (waived["readiness"]["light"], waived["readiness"]["score"]) == ("GREEN", 1)
    assert waived["readiness"]["reasons"] == [
        {"code": "REMAINDER_WAIVED", "value": 3, "events": [{"type": "REMAINDER_WAIVED"}]}
    ]


def test_d13_is_claimed_and_verified_only_in_part(rehearsed: Api) -> None:
    shown = standing(rehearsed, "D13", wib("08-06T06:00"))
    assert (shown["status"], shown["claimedTotal"], shown["verifiedTotal"]) == ("CLAIMED", 9, 7)
    assert codes_of(home(rehearsed, wib("08-06T06:00"))["claimedUnverified"]) == ["D13"]


@pytest.mark.parametrize(
    ("plain", "moment"),
    [
        ("escalation:gladi-psu-2025/D10/E1", wib("07-22T09:00")),
        ("waiver:gladi-psu-2025/D06/W1", wib("08-04T09:25")),
    ],
)
def test_a_pinned_id_leads_back_to_its_moment(rehearsed: Api, plain: str, moment: str) -> None:
    node = """query ($id: ID!) { node(id: $id) { id ... on Escalation { plainId decision }
      ... on Waiver { plainId grantedBy { position } } } }"""
    listed = """query ($id: ID!, $a: AsOf) { commitment(id: $id, asOf: $a) {
      escalations { id } waivers { id } } }"""
    token, about = rehearsed.token("AUDITOR", party="BPK"), demo(plain.split("/")[1])
    shown = rehearsed.data(listed, token, id=about, a={"knownAt": moment})["commitment"]
    (pinned,) = [one["id"] for one in (*shown["escalations"], *shown["waivers"])]
    then = rehearsed.data(node, token, id=pinned)["node"]
    assert (then.pop("id"), then.pop("plainId"), *then.values()) == (pinned, plain, None)
    now = rehearsed.data(node, token, id=plain)["node"]
    assert now.pop("id") == now.pop("plainId") == plain
    assert None not in now.values()
