"""What a promise can be: shares, decrees, duties, offsets from a day, partners, conditions."""

from typing import Any

from tests.worlds.furniture import OCCASION
from tests.worlds.hall import D02, THE_OCCASION, Hall
from tests.worlds.promises import (
    A_DECREE,
    A_DUTY,
    A_RATE,
    S1,
    commitment_of,
    promise,
    report,
    state,
)

INDICATOR = """indicator { name measure direction baseline target unit every source { plainId: id }
    breakdown { region { code } party { code } target baseline } }"""


def asked(hall: Hall, about: str, wanted: str, *, public: bool = False) -> Any:
    """What a commitment answers to an auditor, or to everyone."""
    token = None if public else hall.token("AUDITOR", party="BPK")
    query = f"query ($c: ID!) {{ commitment(id: $c) {{ {wanted} }} }}"
    return hall.data(query, token, c=about)["commitment"]


def test_a_count_starts_at_nothing_unless_it_says_otherwise(hall: Hall) -> None:
    found = asked(hall, D02, INDICATOR)["indicator"]
    assert (found["measure"], found["direction"], found["every"]) == ("COUNT", "AT_LEAST", None)
    assert (found["baseline"], found["target"], found["unit"]) == (0, 10, "pieces")
    assert found["breakdown"] == [
        {"region": {"code": code}, "party": None, "target": target, "baseline": None}
        for code, target in (("62.05.01", 6), ("62.05.02", 4))
    ]


def test_a_share_falls_from_where_it_stands_to_its_target(hall: Hall) -> None:
    about = promise(hall, "P1", indicator=A_RATE)
    report(hall, about, 25)
    found = asked(hall, about, f"{INDICATOR} claimedTotal readiness {{ claimed }}")
    assert (found["indicator"]["direction"], found["indicator"]["baseline"]) == ("AT_MOST", 40)
    assert found["indicator"]["source"] == {"plainId": S1}
    assert found["claimedTotal"] == 25
    assert found["readiness"] == {"claimed": 0.5}


def test_shares_of_parts_add_up_to_nothing(hall: Hall) -> None:
    parts = [{"party": "party:DINKES"}, {"party": "party:POLRES", "baseline": 20, "target": 10}]
    about = promise(hall, "P1", partners=["party:POLRES"], indicator=A_RATE | {"breakdown": parts})
    report(hall, about, 10, part="party:DINKES")
    report(hall, about, 15, party="POLRES", part="party:POLRES")
    found = asked(
        hall,
        about,
        f"""{INDICATOR} claimedTotal verifiedTotal
        regions {{ region {{ code }} party {{ code }} unit target claimed light reason {{ code }} }}
        readiness {{ claimed }}""",
    )
    assert (found["claimedTotal"], found["verifiedTotal"]) == (None, None)
    assert found["readiness"] == {"claimed": 0.75}
    assert [part["baseline"] for part in found["indicator"]["breakdown"]] == [None, 20]
    assert [(part["party"]["code"], part["claimed"]) for part in found["regions"]] == [
        ("DINKES", 10),
        ("POLRES", 15),
    ]
    assert {(part["region"], part["unit"]) for part in found["regions"]} == {(None, "%")}
    assert found["regions"][0]["reason"] == {"code": "CLAIMED_UNVERIFIED"}


def test_a_decree_is_there_or_not(hall: Hall) -> None:
    about = promise(hall, "P1", indicator=A_DECREE)
    hall.at("2025-07-20T10:00:00+07:00")
    report(hall, about, 1)
    done = asked(hall, about, f"{INDICATOR} readiness {{ completedAt onTime claimed planned }}")
    assert (done["indicator"]["target"], done["indicator"]["unit"]) == (1, None)
    assert done["readiness"] == {
        "completedAt": "2025-07-20T10:00:00+07:00",
        "onTime": True,
        "claimed": 1,
        "planned": 0,
    }


def test_a_duty_counts_its_periods(hall: Hall) -> None:
    about = promise(
        hall, "P1", indicator=A_DUTY, deadline={"offsetDays": -1, "plannedStart": "2025-07-12"}
    )
    wanted = f"{INDICATOR} claimedTotal firstIndicator {{ target }} readiness {{ completedAt }}"
    assert asked(hall, about, wanted)["indicator"]["target"] == 25  # 12 July to 5 August
    for day, minutes in (("12", "08:00"), ("13", "08:00"), ("15", "20:00")):
        hall.at(f"2025-07-{day}T{minutes}:00+07:00")
        report(hall, about, 1)
    hall.at("2025-07-16T08:00:00+07:00")
    found = asked(hall, about, wanted)
    assert found["claimedTotal"] == 3  # of 12, 13, 14 and 15 July
    assert found["indicator"] | {"breakdown": 0} == {
        "name": "The post is open",
        "measure": "PERIODIC",
        "direction": "AT_LEAST",
        "baseline": None,
        "target": 25,
        "unit": None,
        "every": "DAY",
        "source": {"plainId": S1},
        "breakdown": 0,
    }
    assert found["firstIndicator"] == {"target": 25}
    assert found["readiness"] == {"completedAt": None}


NOT_REPORTED = """query ($o: ID!) { readiness(occasion: $o) {
    notReported { commitment { code } region { code } party { code } } } }"""


def test_who_has_not_reported_today_is_told_by_part(hall: Hall) -> None:
    posts = [{"region": f"region:62.05.0{number}"} for number in (1, 2)]
    about = promise(hall, "P1", indicator=A_DUTY | {"breakdown": posts})
    hall.at("2025-07-14T08:00:00+07:00")
    hall.record(
        "commitmentReportProgress",
        "OWNER",
        "DINKES",
        commitment=about,
        value=1,
        region="region:62.05.01",
    )
    token = hall.token("AUDITOR", party="BPK")
    found = hall.data(NOT_REPORTED, token, o=THE_OCCASION)["readiness"]["notReported"]
    assert found == [{"commitment": {"code": "P1"}, "region": {"code": "62.05.02"}, "party": None}]
    hall.at("2025-07-15T08:00:00+07:00")
    assert len(hall.data(NOT_REPORTED, token, o=THE_OCCASION)["readiness"]["notReported"]) == 2


def test_everyone_learns_that_a_report_is_missing_and_not_of_which_parts(hall: Hall) -> None:
    posts = [{"region": f"region:62.05.0{number}"} for number in (1, 2)]
    promise(hall, "P1", indicator=A_DUTY | {"breakdown": posts})
    hall.at("2025-07-14T08:00:00+07:00")
    answer = hall.ask(NOT_REPORTED, {"o": THE_OCCASION})
    assert answer["data"]["readiness"]["notReported"] == [
        {"commitment": {"code": "P1"}, "region": None, "party": None}
    ]
    assert answer["extensions"]["withheld"] == ["Part.party", "Part.region"]


def test_partners_take_part_and_one_party_answers(hall: Hall) -> None:
    about = state(hall, "P1", partners=["party:POLRES", "party:KPU"])
    found = asked(hall, about, "owner { code } partners { code }")
    assert found == {"owner": {"code": "DINKES"}, "partners": [{"code": "POLRES"}, {"code": "KPU"}]}
    hall.coordinator("commitmentNamePartners", about, parties=["party:KPU"])
    assert asked(hall, about, "partners { code }") == {"partners": [{"code": "KPU"}]}


def test_an_owner_may_decline_and_stays_the_first_one(hall: Hall) -> None:
    about = state(hall, "P1")
    hall.owner("commitmentDecline", about, party="DINKES", reason="Not ours")
    found = asked(hall, about, "owner { code } firstOwner { code } status")
    assert found == {"owner": None, "firstOwner": {"code": "DINKES"}, "status": "RECORDED"}


CONDITION = "status auditStatus condition { text state decidedBy { type } } readiness { light }"


def test_a_condition_is_open_until_it_is_met(hall: Hall) -> None:
    about = promise(hall, "P1", condition="if the budget permits")
    found = asked(hall, about, CONDITION, public=True)
    assert found["condition"] == {
        "text": "if the budget permits",
        "state": "OPEN",
        "decidedBy": None,
    }
    assert found["readiness"] == {"light": "GREY"}
    hall.coordinator("commitmentMeetCondition", about, how="The council agreed", source=S1)
    found = asked(hall, about, CONDITION)
    assert found["condition"]["state"] == "MET"
    assert found["condition"]["decidedBy"] == {"type": "CONDITION_MET"}
    assert asked(hall, D02, "condition { text }") == {"condition": None}


def test_what_fails_its_condition_leaves_every_sum_and_stays_listed(hall: Hall) -> None:
    about = promise(hall, "P1", condition="if the budget permits")
    hall.coordinator("commitmentFailCondition", about, reason="There is no money")
    found = asked(hall, about, CONDITION)
    assert found["condition"]["state"] == "FAILED"
    assert found["condition"]["decidedBy"] == {"type": "CONDITION_FAILED"}
    assert (found["status"], found["auditStatus"]) == ("CONDITION_FAILED", "CANNOT_BE_FOLLOWED_UP")
    assert found["readiness"] == {"light": None}
    listed = """query ($o: ID!) {
        commitments(occasion: $o, filter: {statuses: [CONDITION_FAILED]}) {
            edges { node { code } } } }"""
    (edge,) = hall.data(listed, o=THE_OCCASION)["commitments"]["edges"]
    assert edge["node"] == {"code": "P1"}


def test_an_umbrella_adds_up_what_stands_below_it(hall: Hall) -> None:
    roof = state(
        hall, "U1", role="UMBRELLA", owner=None, deadline=None, indicator=None, source=None
    )
    about = promise(hall, "P1", parent=roof, weight=3)
    report(hall, about, 5)
    hall.at("2025-07-18T08:00:00+07:00")
    wanted = """rollUp { light score verified ceiling coverage confidence planned deviation weight
        commitmentCount topReason { code commitment { code } } }"""
    found = asked(hall, roof, wanted)["rollUp"]
    assert (found["weight"], found["commitmentCount"], found["coverage"]) == (3, 1, 100)
    assert found["score"] > 0
    assert found["deviation"] == round(found["score"] - found["planned"], 1)
    assert found["topReason"]["commitment"] == {"code": "P1"}
    assert asked(hall, about, wanted) == {"rollUp": None}


def test_a_meeting_of_another_occasion_is_named_by_its_id(hall: Hall) -> None:
    area = [{"code": "A", "name": "Area"}]
    hall.secretary("occasionDeclare", code="second", name="Second", day="2025-09-01", areas=area)
    held = {"name": "Meeting", "heldOn": {"verbatim": "today"}}
    here = f"rakor:{OCCASION}/R1"
    hall.secretary("rakorRecord", occasion="occasion:second", code="R1", sameAs=here, **held)
    query = '{ rakor(id: "rakor:second/R1") { sameAs } other: rakor(id: "%s") { sameAs } }'
    assert hall.data(query % here) == {"rakor": {"sameAs": here}, "other": {"sameAs": None}}


def test_minutes_replace_their_draft(hall: Hall) -> None:
    final = {"code": "S2", "kind": "MINUTES", "title": "Final minutes", "held": False}
    hall.secretary("sourceRegister", occasion=THE_OCCASION, replaces=S1, **final)
    query = """query ($o: ID!) { occasion(id: $o) {
        sources(first: 9) { edges { node { code replaces { code } } } } } }"""
    edges = hall.data(query, o=THE_OCCASION)["occasion"]["sources"]["edges"]
    assert [edge["node"] for edge in edges] == [
        {"code": "S1", "replaces": None},
        {"code": "S2", "replaces": {"code": "S1"}},
    ]


def test_a_decision_is_listed_and_counts_nowhere(hall: Hall) -> None:
    about = state(hall, "P1", kind="DECISION", owner=None, deadline=None, indicator=None)
    assert asked(hall, about, "kind readiness { light }") == {
        "kind": "DECISION",
        "readiness": None,
    }
    assert commitment_of("P1") == about
