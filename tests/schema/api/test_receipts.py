"""What a write answers: receipts, replays, conflicts, and what it notes beside what was asked."""

import datetime as dt
from pathlib import Path

import pytest

from services.heads.seal_history import COVERED_WITHIN
from services.heads.signing_keys import KeyFolder
from tests.worlds.furniture import OCCASION, OWNERS, RECORDER
from tests.worlds.hall import D01, D02, PERSON, SHA, THE_OCCASION, Hall


def test_a_key_sent_again_is_answered_again(hall: Hall) -> None:
    given = {"commitment": D01, "value": 40, "idempotencyKey": "once"}
    act = ("commitmentReportProgress", "OWNER", OWNERS["D01"])
    first = hall.mutate(*act, "commitment { claimedTotal }", **given)
    hall.owner("commitmentReportProgress", D01, value=50)
    size = hall.size()
    again = hall.mutate(*act, "commitment { claimedTotal }", **given)
    assert (first["replayed"], again["replayed"]) == (False, True)
    for name in ("position", "leafHash", "events"):
        assert again[name] == first[name]
    assert again["commitment"] == {"claimedTotal": 50}
    assert hall.refusals(*act, **(given | {"value": 41})) == ["IDEMPOTENCY_MISMATCH"]
    assert hall.size() == size


def test_a_receipt_says_by_when_a_head_covers_it(tmp_path: Path) -> None:
    act = ("commitmentReportProgress", "OWNER", OWNERS["D01"], "events { recordedAt }")
    KeyFolder(tmp_path / "keys").make("ledger.example")
    with Hall(tmp_path).furnish() as hall:
        given = {"commitment": D01, "value": 40, "idempotencyKey": "once"}
        first = hall.mutate(*act, **given)
        recorded = dt.datetime.fromisoformat(first["events"][0]["recordedAt"])
        assert dt.datetime.fromisoformat(first["headDueAt"]) == recorded + COVERED_WITHIN
        hall.at("2025-07-20T10:00:00+07:00")
        assert hall.mutate(*act, **given)["headDueAt"] == first["headDueAt"]
        refused = hall.mutate(*act, commitment=D01, value=-1)
        assert (refused["position"], refused["headDueAt"]) == (None, None)


def test_where_no_key_signs_no_head_is_promised(hall: Hall) -> None:
    payload = hall.owner("commitmentReportProgress", D01, value=40)
    assert payload["headDueAt"] is None


def test_a_key_that_was_refused_is_free_again(hall: Hall) -> None:
    act = ("commitmentReportProgress", "OWNER", OWNERS["D01"])
    given = {"commitment": D01, "idempotencyKey": "refused-first"}
    assert hall.refusals(*act, **given, value=-1) == ["INVALID_QUANTITY"]
    assert hall.mutate(*act, **given, value=1)["replayed"] is False


def test_two_parties_may_use_the_same_key(hall: Hall) -> None:
    given = {"idempotencyKey": "same"}
    hall.record("commitmentReportProgress", "OWNER", "KPU-LOG", commitment=D01, value=1, **given)
    hall.record(
        "commitmentReportProgress",
        "OWNER",
        "DINKES",
        commitment=D02,
        value=1,
        region="region:62.05.01",
        **given,
    )


def test_an_old_version_is_told_the_present_state(hall: Hall) -> None:
    version = hall.data("query ($id: ID!) { commitment(id: $id) { version } }", id=D01)
    seen = version["commitment"]["version"]
    report = ("commitmentReportProgress", "OWNER", OWNERS["D01"])
    wanted = "commitment { version claimedTotal }"
    one = hall.mutate(*report, wanted, commitment=D01, value=10, expectedVersion=seen)
    assert one["commitment"] == {"version": seen + 1, "claimedTotal": 10}
    size = hall.size()
    other = hall.mutate(*report, wanted, commitment=D01, value=20, expectedVersion=seen)
    assert [error["code"] for error in other["userErrors"]] == ["VERSION_CONFLICT"]
    assert other["commitment"] == {"version": seen + 1, "claimedTotal": 10}
    assert (other["position"], other["events"], hall.size()) == (None, [], size)


def test_one_document_for_two_promises_is_noted(hall: Hall) -> None:
    document = {"sha256": SHA, "mediaType": "application/pdf", "size": 5}
    hall.owner("commitmentAttachEvidence", D01, **document)
    payload = hall.owner("commitmentAttachEvidence", D02, **document)
    assert [event["type"] for event in payload["events"]] == [
        "EVIDENCE_ATTACHED",
        "DISCREPANCY_NOTED",
    ]
    query = """
    query ($o: ID!) { occasion(id: $o) { discrepancies(open: true) { edges { node {
      subject readings notedBy { position causation actor { role party { code } } }
    } } } } }
    """
    token = hall.token("AUDITOR", party="BPK")
    (edge,) = hall.data(query, token, o=THE_OCCASION)["occasion"]["discrepancies"]["edges"]
    noted = edge["node"]["notedBy"]
    assert noted["actor"] == {"role": "SYSTEM", "party": None}
    assert noted["causation"] == payload["events"][0]["position"]
    public = "query ($o: ID!) { occasion(id: $o) { discrepancies { edges { node { %s } } } } }"
    assert SHA not in str(hall.data(public % "id code subject field", o=THE_OCCASION))
    assert hall.refusals(
        "commitmentAttachEvidence", "OWNER", "DINKES", commitment=D02, **document
    ) == ["ALREADY_EXISTS"]


@pytest.mark.parametrize(
    "subject",
    [
        f"person:{PERSON}",
        f"escalation:{OCCASION}/D01/E1",
        f"evidence:{OCCASION}/D01/{SHA}",
    ],
)
def test_a_discrepancy_is_about_nothing_that_is_sealed(hall: Hall, subject: str) -> None:
    before = hall.size()
    noted = {"code": "X1", "field": "name", "readings": ["one", "two"], "subject": subject}
    act = ("discrepancyNote", "RECORDER", RECORDER)
    (error,) = hall.mutate(*act, occasion=THE_OCCASION, **noted)["userErrors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", ["subject"])
    assert hall.size() == before


CORRECTED = """
query ($p: Position!, $id: ID!, $asOf: AsOf) {
  event(position: $p) { correctedBy {
    position type reason ... on ReportCorrected { corrects value }
  } }
  commitment(id: $id, asOf: $asOf) { claimedTotal history(types: [PROGRESS_REPORTED], last: 1) {
    edges { node { position correctedBy { position } } } } }
}
"""


def test_a_correction_stands_beside_its_report(hall: Hall) -> None:
    hall.at("2025-07-20T10:00:00+07:00")
    report = hall.owner("commitmentReportProgress", D01, value=40, idempotencyKey="wrong")
    hall.at("2025-07-21T10:00:00+07:00")
    own = ("OWNER", OWNERS["D01"])
    fixed = hall.record("reportCorrect", *own, report=report["position"], value=35, reason="Typing")
    token = hall.token("AUDITOR", party="BPK")
    then = {"position": report["position"]}
    asked = {"p": report["position"], "id": D01}
    seen = hall.data(CORRECTED, token, **asked)
    assert seen["commitment"]["claimedTotal"] == 35
    assert seen["event"]["correctedBy"] == {
        "position": fixed["position"],
        "type": "REPORT_CORRECTED",
        "reason": "Typing",
        "corrects": report["position"],
        "value": 35,
    }
    before = hall.data(CORRECTED, token, **asked, asOf=then)["commitment"]
    assert before["claimedTotal"] == 40
    assert before["history"]["edges"][0]["node"] == {
        "position": report["position"],
        "correctedBy": None,
    }
    again = hall.record("reportCorrect", *own, reportKey="wrong", value=36, reason="Typing again")
    gone = hall.record("reportRetract", *own, reportKey="wrong", reason="Another promise")
    after = hall.data(CORRECTED, token, **asked)
    assert again["position"] < after["event"]["correctedBy"]["position"] == gone["position"]
    assert after["commitment"]["claimedTotal"] is None
    assert hall.refusals("reportCorrect", *own, reportKey="wrong", value=1, reason="More") == [
        "WRONG_STATUS"
    ]
    assert hall.refusals(
        "reportRetract", "OWNER", "DINKES", report=report["position"], reason="x"
    ) == ["NOT_AUTHORISED"]


def test_an_occasion_and_its_directory_are_recorded_and_read_back(hall: Hall) -> None:
    query = """
    query ($o: ID!) { occasion(id: $o) { code areas { code } region { code parent { code } }
      rakors { edges { node { code organiser { code } participants { party { code } } } } }
      sources { edges { node { code kind held sha256 } } } }
      parties(first: 100) { edges { node { code parent { code } } } }
      regions(under: "region:62.05") { edges { node { code level } } } }
    """
    found = hall.data(query, o=THE_OCCASION)
    assert found["occasion"]["region"] == {"code": "62.05", "parent": {"code": "62"}}
    assert [edge["node"]["code"] for edge in found["regions"]["edges"]] == ["62.05.01", "62.05.02"]
    parties = {edge["node"]["code"]: edge["node"]["parent"] for edge in found["parties"]["edges"]}
    assert parties["KPU-LOG"] == {"code": "KPU"}
    twice = {"code": "KPU", "name": "Again", "kind": "AGENCY"}
    assert hall.refusals("partyRegister", "RECORDER", RECORDER, **twice) == ["ALREADY_EXISTS"]
