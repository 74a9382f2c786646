"""What a secretary reads: refusals that say who may, of what, and with which figures."""

from typing import Any

import pytest

from tests.worlds.furniture import COORDINATOR, RECORDER
from tests.worlds.hall import D01, THE_OCCASION, Hall
from tests.worlds.promises import DAYS, R1, S1, commitment_of, promise, state

ENTRY = {
    "rakor": R1,
    "code": "P9",
    "title": "Boxes",
    "kind": "UNDERTAKING",
    "area": "HEALTH",
    "source": S1,
}
PARTS = [{"region": "region:62.05.01", "target": 2500}, {"region": "region:62.05.02", "target": 50}]
DIVIDED = {"name": "Boxes", "target": 5000, "unit": "boxes", "breakdown": PARTS}


def refused(hall: Hall, mutation: str, role: str, party: str, **fields: Any) -> tuple[Any, str]:
    """The field and the words of the one refusal."""
    (error,) = hall.mutate(mutation, role, party, **fields)["userErrors"]
    return error["field"], error["message"]


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"area": "X"}, ["area"], "HEALTH"),
        ({"source": None, "deadline": DAYS}, ["source"], "Sebutkan sumbernya"),
        ({"indicator": DIVIDED}, ["indicator", "breakdown"], "2.550, sedangkan"),
        ({"indicator": DIVIDED}, ["indicator", "breakdown"], "target keseluruhan 5.000"),
    ],
)
def test_a_secretary_reads_what_to_put_right(
    hall: Hall, more: dict[str, Any], field: list[str], words: str
) -> None:
    found = refused(hall, "commitmentRecord", "RECORDER", RECORDER, **(ENTRY | more))
    assert found[0] == field
    assert words in found[1]


@pytest.mark.parametrize(
    ("mutation", "party", "fields", "words"),
    [
        ("commitmentAmend", "DINKES", {"title": "T"}, "yang berwenang: Koordinator. "),
        (
            "commitmentReportProgress",
            "BAWASLU",
            {"value": 1},
            "yang berwenang: Penanggung jawab, atau mitra",
        ),
    ],
)
def test_who_may_not_reads_who_may(
    hall: Hall, mutation: str, party: str, fields: dict[str, Any], words: str
) -> None:
    assert words in refused(hall, mutation, "OWNER", party, commitment=D01, **fields)[1]


def test_as_it_is_filled_in_names_the_role_that_may(hall: Hall) -> None:
    owner = {"commitment": state(hall, "P1", owner=None), "owner": "party:DINKES"}
    _, words = refused(hall, "commitmentAssignOwner", "RECORDER", RECORDER, **owner)
    assert "hanya: Koordinator. Bila Anda notulis, sebutkan sumber" in words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2025-07-20T08:00:00+07:00", "Menggantikan P1"),
        (
            "2025-07-27T12:00:00+07:00",
            "Menggantikan P1, yang saat itu sudah lewat tenggat 1,5 hari",
        ),
    ],
)
def test_what_stands_in_the_place_of_another_says_of_which(hall: Hall, at: str, words: str) -> None:
    links = [{"kind": "SUPERSEDES", "commitment": promise(hall, "P1")}]
    new = state(hall, "P2", links=links, deadline=DAYS | {"due": "2025-07-30"})
    hall.at(at)
    hall.owner("commitmentAccept", new, party="DINKES")
    query = """query ($o: ID!) { readiness(occasion: $o) {
        commitments { commitment { plainId } reasons { code message } } } }"""
    token = hall.token("COORDINATOR", party=COORDINATOR)
    (found,) = [
        reason["message"]
        for leaf in hall.data(query, token, o=THE_OCCASION)["readiness"]["commitments"]
        for reason in leaf["reasons"]
        if leaf["commitment"]["plainId"] == commitment_of("P2") and reason["code"] == "SUPERSEDED"
    ]
    assert found == words
