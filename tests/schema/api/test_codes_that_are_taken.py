"""A code is taken by any that differs by case alone; logs of before may hold both."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.state.codes import Spellings
from tests.worlds.furniture import COORDINATOR, OCCASION, RECORDER
from tests.worlds.hall import D01, D02, LEADER, SHA, THE_OCCASION, Hall

NODE = "query ($id: ID!) { node(id: $id) { id } }"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A furnished log in which everything happened once."""
    with Hall.furnished(tmp_path_factory.mktemp("hall")) as furnished:
        furnished.everything_once()
        yield furnished


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Hall]:
    """A furnished log of its own."""
    with Hall.furnished(tmp_path / "hall") as furnished:
        yield furnished


HELD = {"verbatim": "Kamis"}
ABOUT = {"occasion": THE_OCCASION}
PROMISE = {"rakor": f"rakor:{OCCASION}/R1", "title": "T", "kind": "UNDERTAKING", "area": "HEALTH"}
QUESTION = {"to": f"party:{LEADER}", "level": 1, "question": "Who?"}
OWNER, BY = ("OWNER", "DINKES"), ("RECORDER", RECORDER)
TAKEN: dict[str, tuple[str, tuple[str, str], dict[str, Any], str]] = {
    "party": ("partyRegister", BY, {"code": "Kpu-Log", "name": "N", "kind": "AGENCY"}, "KPU-LOG"),
    "occasion": (
        "occasionDeclare",
        BY,
        {"code": "PSU", "name": "N", "day": "2025-09-01", "areas": [{"code": "A", "name": "A"}]},
        "psu",
    ),
    "rakor": ("rakorRecord", BY, {**ABOUT, "code": "r1", "name": "N", "heldOn": HELD}, "R1"),
    "source": (
        "sourceRegister",
        BY,
        {**ABOUT, "code": "s1", "kind": "LETTER", "title": "T", "held": False},
        "S1",
    ),
    "discrepancy": (
        "discrepancyNote",
        BY,
        {**ABOUT, "code": "x1", "subject": THE_OCCASION, "field": "day", "readings": ["1", "2"]},
        "X1",
    ),
    "commitment": ("commitmentRecord", BY, {**PROMISE, "code": "d01"}, "D01"),
    "obstacle": (
        "commitmentRaiseObstacle",
        OWNER,
        {"commitment": D02, "code": "o1", "severity": "LOW", "text": "T"},
        "O1",
    ),
    "escalation": ("commitmentEscalate", BY, {"commitment": D02, "code": "e1", **QUESTION}, "E1"),
    "waiver": (
        "commitmentProposeWaiver",
        ("COORDINATOR", COORDINATOR),
        {"commitment": D01, "code": "w1", "remainder": 1, "reason": "R"},
        "W1",
    ),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_a_code_that_differs_by_case_alone_is_refused_and_told_which_is_there(
    hall: Hall, kind: str
) -> None:
    mutation, (role, party), fields, there = TAKEN[kind]
    before = hall.size()
    (error,) = hall.mutate(mutation, role, party, **fields)["userErrors"]
    assert (error["code"], error["field"][-1]) == ("ALREADY_EXISTS", "code")
    assert f" {there} " in error["message"]
    assert hall.size() == before


def test_two_codes_of_one_command_may_not_differ_by_case_alone(hall: Hall) -> None:
    areas = [{"code": code, "name": code} for code in ("LOG", "Log")]
    declared = {"code": "two", "name": "N", "day": "2025-09-01", "areas": areas}
    assert hall.refusals("occasionDeclare", *BY, **declared) == ["BAD_USER_INPUT"]
    regions = [{"code": code, "name": "R", "level": "PROVINCE"} for code in ("Zz", "zZ")]
    payload = hall.mutate("regionRegister", *BY, regions=regions)
    assert [error["code"] for error in payload["userErrors"]] == ["ALREADY_EXISTS"]
    assert " Zz " in payload["userErrors"][0]["message"]


def test_what_the_system_notes_takes_a_code_that_is_free_in_any_case(fresh: Hall) -> None:
    noted = {"subject": THE_OCCASION, "field": "day", "readings": ["1", "2"]}
    fresh.secretary("discrepancyNote", **ABOUT, code="evidence-1", **noted)
    document = {"sha256": SHA, "mediaType": "image/png", "size": 1}
    fresh.owner("commitmentAttachEvidence", D01, **document)
    fresh.owner("commitmentAttachEvidence", D02, **document)
    query = "{ audit(occasion: %s) { discrepancies { edges { node { code } } } } }"
    found = fresh.data(query % f'"{THE_OCCASION}"')["audit"]["discrepancies"]["edges"]
    assert [edge["node"]["code"] for edge in found] == ["evidence-1", "EVIDENCE-2"]


# ---- logs of before


def _exactly(_: Spellings, __: str, code: str, known: Any) -> str | None:
    """How earlier programs looked whether a code is taken."""
    return code if code in known else None


@pytest.fixture
def of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log in which an earlier program recorded codes that differ by case alone."""
    folder = tmp_path / "before"
    with monkeypatch.context() as patched, Hall(folder) as hall:
        patched.setattr(Spellings, "taken", _exactly)
        for kind in ("obstacle", "escalation"):
            patched.setattr(f"services.decisions.{kind}.taken_in", lambda *_: None)
        hall.furnish().everything_once()
        for kind in ("party", "occasion", "rakor", "source", "commitment", "obstacle"):
            mutation, (role, party), fields, _ = TAKEN[kind]
            hall.record(mutation, role, party, **fields)
    return folder


def test_both_codes_are_found_as_they_are_spelt_and_by_no_other_spelling(of_before: Path) -> None:
    with Hall(of_before) as hall:
        for one, other in (
            ("party:KPU-LOG", "party:Kpu-Log"),
            ("occasion:psu", "occasion:PSU"),
            ("rakor:psu/R1", "rakor:psu/r1"),
            ("source:psu/S1", "source:psu/s1"),
            (D01, "commitment:psu/d01"),
            ("obstacle:psu/D02/O1", "obstacle:psu/D02/o1"),
        ):
            for each in (one, other):
                assert hall.data(NODE, None, id=each)["node"]["id"] == each
        for neither in ("party:kpu-log", "occasion:Psu", "commitment:Psu/D01"):
            assert hall.codes(NODE, None, id=neither) == ["NOT_FOUND"]
        assert hall.data(NODE, None, id="commitment:psu/d02")["node"]["id"] == D02


def test_what_is_done_to_one_of_them_leaves_the_other_alone(of_before: Path) -> None:
    with Hall(of_before) as hall:
        hall.record("commitmentResolveObstacle", *OWNER, obstacle="obstacle:psu/D02/o1")
        query = "query ($id: ID!) { node(id: $id) { ... on Obstacle { open: resolvedBy { id } } } }"
        token = hall.token("AUDITOR", party="BPK")
        resolved = {
            code: hall.data(query, token, id=f"obstacle:psu/D02/{code}")["node"]["open"] is not None
            for code in ("O1", "o1")
        }
        assert resolved == {"O1": False, "o1": True}
        hall.owner("commitmentReportProgress", D01, value=50)
        shown = "query ($c: ID!) { commitment(id: $c) { claimedTotal owner { code } } }"
        assert hall.data(shown, c="commitment:psu/d01")["commitment"]["claimedTotal"] is None
        for code in ("D01", "d01", "kPU-lOG"):
            fields = {**PROMISE, "code": code, "idempotencyKey": f"again-{code}"}
            refused = hall.refusals("commitmentRecord", *BY, **fields)
            assert refused == ([] if code == "kPU-lOG" else ["ALREADY_EXISTS"])
