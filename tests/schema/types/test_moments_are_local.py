"""A moment is told in the time zone of its occasion, wherever it stands."""

from tests.worlds.hall import D01, SHA, Hall

BOTH = """{ commitment(id: "commitment:psu/D01") {
  evidence { edges { node { takenAt } } }
  history(types: [EVIDENCE_ATTACHED]) { edges { node { ... on EvidenceAttached { takenAt } } } }
} }"""


def test_an_event_and_what_it_left_behind_tell_the_same_moment(hall: Hall) -> None:
    shown = {"sha256": SHA, "mediaType": "image/jpeg", "size": 5}
    taken = "2025-07-15T01:00:00+00:00"
    hall.owner("commitmentAttachEvidence", D01, **shown, takenAt=taken)
    found = hall.data(BOTH, hall.token("AUDITOR", party="BPK"))["commitment"]
    (event,) = [edge["node"]["takenAt"] for edge in found["history"]["edges"]]
    (item,) = [edge["node"]["takenAt"] for edge in found["evidence"]["edges"]]
    assert event == item
    assert event.endswith("+07:00")
