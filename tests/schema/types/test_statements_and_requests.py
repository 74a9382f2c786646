"""What was said in the room, and what is asked for: open until somebody who may answers it."""

from typing import Any

from tests.worlds.furniture import COORDINATOR, OCCASION
from tests.worlds.hall import D01, D02, THE_OCCASION, Hall
from tests.worlds.promises import S1, promise, report

SAID = """code statedBy { code } value region { code } party { code } note source { code }
    recordedBy { type } confirmedBy { type } deniedBy { type } commitment { code }"""
ASKED = """code change deadline { due offsetDays dueTime plannedStart } owner { code }
    indicator { target baseline unit } breakdown { region { code } target } reason
    askedBy { type } grantedBy { type position } commitment { code }"""


def say(hall: Hall, about: str, code: str, **more: Any) -> str:
    """Somebody says in the room how much is done; the id of the statement."""
    said = {"code": code, "statedBy": "party:DINKES", "source": S1} | more
    hall.secretary("commitmentStateProgress", commitment=about, **said)
    return f"statement:{about.partition(':')[2]}/{code}"


def asked(hall: Hall, about: str, wanted: str, token: str | None = None) -> Any:
    """What a commitment answers."""
    query = f"query ($c: ID!) {{ commitment(id: $c) {{ {wanted} }} }}"
    return hall.data(query, token, c=about)["commitment"]


def test_a_statement_is_open_until_it_is_confirmed_or_denied(hall: Hall) -> None:
    about, auditor = promise(hall, "P1"), hall.token("AUDITOR", party="BPK")
    first = say(hall, about, "T1", value=4, note="Four boxes stand there")
    second = say(hall, about, "T2", value=6)
    third = say(hall, about, "T3", value=9)
    open_ = asked(hall, about, f"claimedTotal statements(open: true) {{ {SAID} }}", auditor)
    assert open_["claimedTotal"] is None
    assert [one["code"] for one in open_["statements"]] == ["T1", "T2", "T3"]
    assert open_["statements"][0] == {
        "code": "T1",
        "statedBy": {"code": "DINKES"},
        "value": 4,
        "region": None,
        "party": None,
        "note": "Four boxes stand there",
        "source": {"code": "S1"},
        "recordedBy": {"type": "PROGRESS_STATED"},
        "confirmedBy": None,
        "deniedBy": None,
        "commitment": {"code": "P1"},
    }
    wanted = "statement { code confirmedBy { type } deniedBy { type } } commitment { claimedTotal }"
    yes = hall.record("statementConfirm", "OWNER", "DINKES", wanted, statement=first)
    assert yes["statement"] == {
        "code": "T1",
        "confirmedBy": {"type": "STATEMENT_CONFIRMED"},
        "deniedBy": None,
    }
    assert yes["commitment"] == {"claimedTotal": 4}
    no = hall.record("statementDeny", "OWNER", "DINKES", wanted, statement=second, reason="No")
    assert no["statement"]["deniedBy"] == {"type": "STATEMENT_DENIED"}
    found = asked(
        hall,
        about,
        "open: statements(open: true) { code } settled: statements(open: false) { code }",
    )
    assert found == {"open": [{"code": "T3"}], "settled": [{"code": "T1"}, {"code": "T2"}]}
    audit = """query ($o: ID!) { audit(occasion: $o) { yes: statements(confirmed: true) { code }
        no: statements(confirmed: false) { code } all: statements { code } } }"""
    assert hall.data(audit, o=THE_OCCASION)["audit"] == {
        "yes": [{"code": "T1"}],
        "no": [{"code": "T2"}, {"code": "T3"}],
        "all": [{"code": "T1"}, {"code": "T2"}, {"code": "T3"}],
    }
    node = "query ($id: ID!) { node(id: $id) { ... on Statement { code plainId } } }"
    shouted = third.replace("P1", "p1")
    assert hall.data(node, id=shouted)["node"] == {"code": "T3", "plainId": third}


def test_the_value_of_a_part_and_the_words_are_not_public(hall: Hall) -> None:
    say(hall, D02, "T1", value=3, region="region:62.05.01", note="Three of them")
    say(hall, D01, "T1", value=7, note="Seven of them")
    query = f"query ($c: ID!) {{ commitment(id: $c) {{ statements {{ {SAID} }} }} }}"
    part, whole = (hall.ask(query, {"c": about}) for about in (D02, D01))
    (of_part,), (of_whole,) = (one["data"]["commitment"]["statements"] for one in (part, whole))
    assert (of_part["value"], of_part["region"], of_part["note"]) == (None, None, None)
    assert (of_whole["value"], of_whole["note"]) == (7, None)
    closed = ["Statement.note", "Statement.party", "Statement.region"]
    assert part["extensions"]["withheld"] == [*closed, "Statement.value"]
    assert whole["extensions"]["withheld"] == closed


def test_a_confirmed_statement_may_be_corrected_and_says_so(hall: Hall) -> None:
    about = promise(hall, "P1")
    statement = say(hall, about, "T1", value=4)
    at = hall.size() - 1
    hall.record("statementConfirm", "OWNER", "DINKES", statement=statement)
    hall.record("reportCorrect", "OWNER", "DINKES", report=at, value=3, reason="Counted anew")
    found = asked(hall, about, f"claimedTotal statements {{ {SAID} }}")
    assert found["claimedTotal"] == 3
    assert found["statements"][0]["value"] == 4


def test_a_request_is_open_until_what_it_asks_for_is_granted(hall: Hall) -> None:
    token = hall.token("AUDITOR", party="BPK")
    hall.owner(
        "commitmentRequestChange",
        D01,
        code="Q1",
        deadline={"due": "2025-08-05"},
        reason="The road is cut",
    )
    hall.owner("commitmentRequestChange", D01, code="Q2", indicator={"target": 90}, reason="Less")
    (first, second) = asked(hall, D01, f"requests(open: true) {{ {ASKED} }}", token)["requests"]
    assert (first["change"], first["deadline"]["due"]) == ("DEADLINE", "2025-08-05")
    assert (first["reason"], first["grantedBy"]) == ("The road is cut", None)
    assert first["askedBy"] == {"type": "CHANGE_REQUESTED"}
    assert (second["change"], second["indicator"]["target"]) == ("INDICATOR", 90)
    moved = hall.coordinator(
        "commitmentReschedule",
        D01,
        oldDue="2025-08-04",
        request=f"request:{OCCASION}/D01/Q1",
        reason="As asked",
    )
    (granted,) = asked(hall, D01, f"requests(open: false) {{ {ASKED} }}", token)["requests"]
    assert granted["grantedBy"] == {"type": "DEADLINE_RESCHEDULED", "position": moved["position"]}
    audit = f"""query ($o: ID!) {{ audit(occasion: $o) {{ requests {{ {ASKED} }}
        open: requests(open: true) {{ code }}
        deadlineChanges {{ oldDue newDue requestedBy {{ code }} approvedBy {{ code }} }} }} }}"""
    found = hall.data(audit, token, o=THE_OCCASION)["audit"]
    assert [one["code"] for one in found["requests"]] == ["Q1", "Q2"]
    assert found["open"] == [{"code": "Q2"}]
    assert found["deadlineChanges"] == [
        {
            "oldDue": "2025-08-04",
            "newDue": "2025-08-05",
            "requestedBy": {"code": "KPU-LOG"},
            "approvedBy": {"code": COORDINATOR},
        }
    ]


def test_what_nobody_asked_for_is_the_coordinator_s_own_motion(hall: Hall) -> None:
    hall.coordinator(
        "commitmentReschedule", D01, oldDue="2025-08-04", newDue="2025-08-05", reason="Better"
    )
    hall.coordinator("commitmentReviseIndicator", D01, oldTarget=100, newTarget=90, reason="Less")
    hall.coordinator(
        "commitmentReassign",
        D01,
        oldOwner="party:KPU-LOG",
        newOwner="party:POLRES",
        reason="Better",
    )
    changes = ("deadlineChanges", "indicatorChanges", "ownerChanges")
    wanted = " ".join(f"{name} {{ requestedBy {{ code }} }}" for name in changes)
    query = f"query ($o: ID!) {{ audit(occasion: $o) {{ {wanted} }} }}"
    found = hall.data(query, o=THE_OCCASION)["audit"]
    assert found == {name: [{"requestedBy": None}] for name in changes}


def test_a_request_for_parts_is_not_public(hall: Hall) -> None:
    parts = [{"region": f"region:62.05.0{n}", "target": target} for n, target in ((1, 7), (2, 3))]
    asked_for = {"target": 10, "breakdown": parts}
    hall.owner("commitmentRequestChange", D02, code="Q1", indicator=asked_for, reason="Moved")
    query = f"query ($c: ID!) {{ commitment(id: $c) {{ requests {{ {ASKED} }} }} }}"
    answer = hall.ask(query, {"c": D02})
    (one,) = answer["data"]["commitment"]["requests"]
    assert (one["breakdown"], one["reason"]) == (None, None)
    assert {"ChangeRequest.breakdown", "ChangeRequest.reason"} <= set(
        answer["extensions"]["withheld"]
    )
    seen = hall.data(query, hall.token("AUDITOR", party="BPK"), c=D02)
    assert [part["target"] for part in seen["commitment"]["requests"][0]["breakdown"]] == [7, 3]


def test_what_is_about_a_party_shows_it(hall: Hall) -> None:
    parts = [{"party": "party:DINKES", "target": 6}, {"party": "party:POLRES", "target": 4}]
    counted = {"name": "Boxes", "target": 10, "unit": "boxes", "breakdown": parts}
    about = promise(hall, "P1", partners=["party:POLRES"], indicator=counted)
    report(hall, about, 2, party="POLRES", part="party:POLRES")
    hall.record(
        "commitmentRaiseObstacle",
        "OWNER",
        "POLRES",
        commitment=about,
        code="O1",
        severity="LOW",
        text="No car",
        party="party:POLRES",
    )
    wanted = """obstacles { party { code } region { code } }
        regions { party { code } claimed light reason { code } }
        history(first: 9, types: [PROGRESS_REPORTED]) { edges { node {
            ... on ProgressReported { value party { code } } } } }"""
    found = asked(hall, about, wanted, hall.token("AUDITOR", party="BPK"))
    assert found["obstacles"] == [{"party": {"code": "POLRES"}, "region": None}]
    assert [part["claimed"] for part in found["regions"]] == [None, 2]
    (edge,) = found["history"]["edges"]
    assert edge["node"] == {"value": 2, "party": {"code": "POLRES"}}
    public = asked(hall, about, wanted)
    assert (public["regions"], public["obstacles"][0]["party"]) == (None, None)
    (edge,) = public["history"]["edges"]
    assert edge["node"] == {"value": None, "party": None}
