"""An `asOf` in which every moment is null is as good as none."""

import pytest

from tests.worlds.api import DEMO, Api

NOTHING = {"position": None, "knownAt": None, "effectiveAt": None}
D06 = "commitment:gladi-psu-2025/D06"


@pytest.mark.parametrize("nothing", [None, {}, NOTHING])
def test_a_readiness_of_no_moment_is_that_of_now(
    rehearsed: Api, nothing: dict[str, None] | None
) -> None:
    query = "query ($o: ID!, $at: AsOf) { readiness(occasion: $o, asOf: $at) { id plainId } }"
    shown = rehearsed.data(query, o=DEMO, at=nothing)["readiness"]
    assert shown["id"] == shown["plainId"]


def test_a_commitment_of_no_moment_is_that_of_now(rehearsed: Api) -> None:
    query = "query ($id: ID!, $at: AsOf) { commitment(id: $id, asOf: $at) { id } }"
    assert rehearsed.data(query, id=D06, at=NOTHING)["commitment"]["id"] == D06


def test_an_occasions_readiness_of_no_moment_is_that_of_the_occasion(rehearsed: Api) -> None:
    query = """query ($o: ID!, $at: AsOf, $no: AsOf) { readiness(occasion: $o, asOf: $at) {
      occasion { own: readiness { id } none: readiness(asOf: $no) { id } } } }"""
    shown = rehearsed.data(query, o=DEMO, at={"position": 60}, no=NOTHING)["readiness"]["occasion"]
    assert shown["own"] == shown["none"]
    assert "@60," in shown["own"]["id"]


def test_an_unknown_area_is_told_as_an_area(rehearsed: Api) -> None:
    query = "query ($o: ID!, $a: [String!]) { commitments(occasion: $o, filter: {areas: $a}) {"
    answer = rehearsed.ask(query + " totalCount } }", {"o": DEMO, "a": ["laut"]})
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "bidang laut" in error["message"]
