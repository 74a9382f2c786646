"""The article that started it all, in a LIVE log: unknowns and a contradiction, held exactly."""

from typing import Any

from tests.worlds.api import LIVE, Api
from tests.worlds.questions import OPEN_READINESS, WHOLE_READINESS

EVERYTHING_MISSING = ["OWNER", "DEADLINE", "INDICATOR"]
UMBRELLA, ASSURANCE = "D03", "D02"
DISCREPANCIES = """
query ($o: ID!) { occasion(id: $o) { discrepancies(open: true) { edges { node {
  id code subject field chosen resolvedBy { position } notedBy { position type } readings
} } } } }
"""


def readiness(api: Api) -> Any:
    """The open readiness of the article's occasion."""
    return api.data(OPEN_READINESS, occasion=LIVE)["readiness"]


def test_the_log_is_live(article: Api) -> None:
    assert readiness(article)["occasion"]["dataset"] == "LIVE"
    assert article.ask("{ __typename }")["extensions"]["dataset"] == "LIVE"


def test_readiness_cannot_be_assessed(article: Api) -> None:
    shown = readiness(article)
    assert shown["light"] == "GREY"
    assert (shown["score"], shown["ceiling"], shown["coverage"]) == (0, 100, 0)
    assert (shown["verified"], shown["confidence"]) == (0, 0)


def test_every_area_cannot_be_assessed(article: Api) -> None:
    areas = [area for area in readiness(article)["areas"] if area["commitmentCount"]]
    assert {area["light"] for area in areas} == {"GREY"}
    assert {(area["score"], area["ceiling"], area["coverage"]) for area in areas} == {(0, 100, 0)}
    assert {area["topReason"]["code"] for area in areas} == {"NOT_ASSESSABLE"}


def test_every_leaf_misses_owner_deadline_and_indicator(article: Api) -> None:
    shown = readiness(article)
    leaves = shown["commitments"]
    assert len(leaves) == 12
    assert {UMBRELLA, ASSURANCE}.isdisjoint(leaf["commitment"]["code"] for leaf in leaves)
    for leaf in leaves:
        (reason,) = leaf["reasons"]
        assert (reason["code"], reason["missing"]) == ("NOT_ASSESSABLE", EVERYTHING_MISSING)
        assert leaf["light"] == "GREY"
        numbers = ("score", "claimed", "verified", "freshness", "planned")
        assert [leaf[number] for number in numbers] == [None] * 5
    assert shown["unassessable"] == leaves


def test_nothing_unknown_is_taken_for_late(article: Api) -> None:
    shown = readiness(article)
    for name in ("overdue", "blocked", "claimedUnverified", "dueSoon", "dueInTen"):
        assert shown[name] == [], name


def test_nothing_is_missing_for_a_token_holder(article: Api) -> None:
    token = article.token("AUDITOR", party="BPK")
    shown = article.data(WHOLE_READINESS, token, occasion=LIVE)["readiness"]
    assert shown["regions"] == []
    assert shown["light"] == "GREY"


def test_fourteen_commitments_are_on_record(article: Api) -> None:
    query = """
    query ($o: ID!) { commitments(occasion: $o, first: 100) { edges { node {
      code status auditStatus owner { code } firstOwner { code } deadline { due }
      indicator { target } claimedTotal verifiedTotal waivedTotal children { code }
      sources { code kind } readiness { light }
    } } pageInfo { hasNextPage } } }
    """
    page = article.data(query, o=LIVE)["commitments"]
    nodes = {edge["node"]["code"]: edge["node"] for edge in page["edges"]}
    assert list(nodes) == [f"D{number:02}" for number in range(1, 15)]
    assert page["pageInfo"]["hasNextPage"] is False
    assert len(nodes[UMBRELLA]["children"]) == 10
    assert [code for code, node in nodes.items() if node["readiness"] is None] == [
        ASSURANCE,
        UMBRELLA,
    ]
    for node in nodes.values():
        assert (node["status"], node["auditStatus"]) == ("RECORDED", "NOT_FOLLOWED_UP")
        assert [node[part] for part in ("owner", "firstOwner", "deadline", "indicator")] == [
            None
        ] * 4
        assert (node["claimedTotal"], node["verifiedTotal"], node["waivedTotal"]) == (None, None, 0)
        assert [source["kind"] for source in node["sources"]] == ["PRESS"]


def test_both_readings_stay_open_for_a_token_holder(article: Api) -> None:
    token = article.token("VERIFIER", party="KPU")
    (edge,) = article.data(DISCREPANCIES, token, o=LIVE)["occasion"]["discrepancies"]["edges"]
    node = edge["node"]
    assert (node["subject"], node["field"]) == ("rakor:psu-barut-2025/R1", "heldOn")
    assert len(node["readings"]) == 2
    assert any("Kamis" in reading for reading in node["readings"])
    assert any("Rabu" in reading for reading in node["readings"])
    assert (node["chosen"], node["resolvedBy"]) == (None, None)
    assert node["notedBy"]["type"] == "DISCREPANCY_NOTED"


def test_the_readings_are_not_public(article: Api) -> None:
    answer = article.ask(DISCREPANCIES, {"o": LIVE})
    (edge,) = answer["data"]["occasion"]["discrepancies"]["edges"]
    assert edge["node"]["code"] == "X1"
    assert edge["node"]["readings"] is None
    assert "errors" not in answer
    assert answer["extensions"]["withheld"] == ["Discrepancy.chosen", "Discrepancy.readings"]


def test_the_date_stays_as_the_source_states_it(article: Api) -> None:
    query = """
    query ($o: ID!) { occasion(id: $o) { rakors { edges { node { code
      heldOn { verbatim resolved candidates } occasion { id } organiser { code }
    } } } } }
    """
    (edge,) = article.data(query, o=LIVE)["occasion"]["rakors"]["edges"]
    held_on = edge["node"]["heldOn"]
    assert "10/7/2025" in held_on["verbatim"]
    assert "Rabu" in held_on["verbatim"]
    assert sorted(held_on["candidates"]) == ["2025-07-09", "2025-07-10"]
    assert held_on["resolved"] is None
