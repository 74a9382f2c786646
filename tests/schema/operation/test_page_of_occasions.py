"""A page of occasions reads no more than is asked for, however much each occasion holds."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

from services.read.read_point import ReadPoint
from tests.schema.operation.test_statements import without_values
from tests.worlds.furniture import OCCASION
from tests.worlds.hall import D01, THE_OCCASION, Hall

NAMES = "{ occasions(first: 20) { edges { node { name } } } }"
PROMISES = """{ occasions(first: 10) { edges { node { code rakors(first: 2) { edges { node {
    code commitments(first: 10) { edges { node { code title } } } } } } } } } }"""


def declare(hall: Hall, code: str, commitments: int) -> None:
    """One more occasion, with a meeting that made so many commitments."""
    area = {"code": "A", "name": "Area"}
    hall.secretary("occasionDeclare", code=code, name=code, day="2025-09-01", areas=[area])
    about = {"name": "Meeting", "heldOn": {"verbatim": "today"}}
    hall.secretary("rakorRecord", occasion=f"occasion:{code}", code="R1", **about)
    made = {"rakor": f"rakor:{code}/R1", "kind": "UNDERTAKING", "area": "A"}
    for number in range(commitments):
        hall.secretary("commitmentRecord", code=f"C{number}", title=f"Promise {number}", **made)


def asked(hall: Hall, query: str) -> tuple[Any, Counter[str]]:
    """The occasions of an answer, and the SQL statements that it took, without their values."""
    with hall.statements() as ran:
        edges = hall.data(query)["occasions"]["edges"]
    nodes = [edge["node"] for edge in edges]
    return nodes, Counter(without_values(statement) for statement in ran.seen)


def promises(nodes: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Codes of the commitments that an answer shows, by occasion."""
    return {
        node["code"]: [
            commitment["node"]["code"]
            for rakor in node["rakors"]["edges"]
            for commitment in rakor["node"]["commitments"]["edges"]
        ]
        for node in nodes
    }


def test_no_commitment_is_read_for_the_name_of_an_occasion(hall: Hall) -> None:
    declare(hall, "second", 3)
    nodes, ran = asked(hall, NAMES)
    assert [node["name"] for node in nodes] == ["Repeat vote", "second"]
    assert any("commitment IS NULL" in statement for statement in ran)
    assert not any("snapshots.state" in statement for statement in ran)


def test_commitments_come_in_one_batch_for_the_whole_page(hall: Hall) -> None:
    declare(hall, "second", 2)
    few, ran_for_few = asked(hall, PROMISES)
    for number in range(5):
        declare(hall, f"third-{number}", 6)
    many, ran_for_many = asked(hall, PROMISES)
    shown = promises(many)
    assert promises(few).items() <= shown.items()
    assert shown["second"] == ["C0", "C1"]
    assert all(len(shown[f"third-{number}"]) == 6 for number in range(5))
    assert ran_for_many == ran_for_few


ALL = """{ occasions(first: 10) { edges { node { code day daysMoved: moves { newDay }
    readiness { ruleVersion light score planned daysLeft reasons { code commitment { code } } }
} } } }"""


def test_all_occasions_and_how_ready_they_are_come_in_one_request(hall: Hall) -> None:
    declare(hall, "second", 2)
    few, ran_for_few = asked(hall, ALL)
    for number in range(5):
        declare(hall, f"third-{number}", 6)
    many, ran_for_many = asked(hall, ALL)
    assert [node["code"] for node in many] == [
        OCCASION,
        "second",
        *(f"third-{number}" for number in range(5)),
    ]
    assert {node["readiness"]["light"] for node in many[1:]} == {"GREY"}
    assert many[0]["readiness"]["daysLeft"] == 26
    assert [len(node["readiness"]["reasons"]) for node in many[1:]] == [2, *[6] * 5]
    assert many[:2] == few
    assert ran_for_many == ran_for_few


def test_a_page_shows_each_occasion_as_it_was_known_at_its_read_point(tmp_path: Path) -> None:
    """A write may come between the choice of the present and the reading of a page."""
    with Hall.furnished(tmp_path) as hall:
        look_up = hall.server.house.look_up
        before = look_up.now()
        hall.secretary(
            "rakorRecord",
            occasion=THE_OCCASION,
            code="R2",
            name="Later",
            heldOn={"verbatim": "today"},
        )
        declare(hall, "second", 1)
        (then,) = look_up.bare_occasions(look_up.occasion_codes(before), before)
        now = look_up.bare_occasions(look_up.occasion_codes(look_up.now()), look_up.now())
        whole = look_up.occasions([(OCCASION, before), ("second", before), ("none", before)])
        elsewhere = look_up.occasions([("second", ReadPoint(-1, None, before.effective_at))])
    assert "R2" not in then.occasion.rakors
    assert [view.occasion.code for view in now] == [OCCASION, "second"]
    assert "R2" in now[0].occasion.rakors
    assert {key: sorted(view.state.commitments) for key, view in whole.items()} == {
        (OCCASION, before): ["D01", "D02"]
    }
    assert elsewhere == {}


def test_a_page_shows_what_counts_now_though_more_is_known_to_come(hall: Hall) -> None:
    """A clock may be two minutes ahead of the server's: what it says counts in its own minute."""
    soon = (hall.time.wall + dt.timedelta(minutes=2)).isoformat()
    hall.owner("commitmentReportProgress", D01, value=40, occurredAt=soon)
    shown = """{ occasions(first: 2) { edges { node { code name rakors(first: 2) { edges { node {
        commitments(first: 9) { edges { node { code claimedTotal } } } } } } } } } }"""
    for claimed in (None, 40):
        (edge,) = hall.data(shown)["occasions"]["edges"]
        assert (edge["node"]["code"], edge["node"]["name"]) == (OCCASION, "Repeat vote")
        (rakor,) = edge["node"]["rakors"]["edges"]
        found = {
            one["node"]["code"]: one["node"]["claimedTotal"]
            for one in rakor["node"]["commitments"]["edges"]
        }
        assert found == {"D01": claimed, "D02": None}
        hall.time.go(hall.time.wall + dt.timedelta(minutes=2))


def test_a_page_holds_as_many_as_were_asked_for_and_says_whether_more_follow(hall: Hall) -> None:
    declare(hall, "second", 0)
    paged = """query ($after: String) { occasions(first: 1, after: $after) {
        edges { node { code } cursor } pageInfo { hasNextPage hasPreviousPage } } }"""
    after = None
    for code, more in ((OCCASION, True), ("second", False)):
        page = hall.data(paged, after=after)["occasions"]
        assert [edge["node"]["code"] for edge in page["edges"]] == [code]
        assert page["pageInfo"] == {"hasNextPage": more, "hasPreviousPage": after is not None}
        after = page["edges"][0]["cursor"]
