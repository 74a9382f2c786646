"""docs/recompute_readiness.py, run as a stranger runs it, against honest servers."""

import ast
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from events.facts.vocabulary import Dataset
from tests.docs.published import Published
from tests.docs.recomputing import AGREED, DIFFERENT, DOCS, NOT_RECOMPUTED, changed, found, run
from tests.worlds.api import Api, expected
from tests.worlds.furniture import OCCASION
from tests.worlds.hall import D01, D02, Hall
from tests.worlds.world import World

ROWS: list[dict[str, Any]] = expected("scenario_expected.json")["readiness"]
NORTH = "region:62.05.01"
AFTERWARDS = "2025-07-30T09:00:00+07:00"


@pytest.fixture(scope="module")
def rehearsal(rehearsed: Api) -> Iterator[Published]:
    """The bundled rehearsal, served honestly."""
    with Published(rehearsed) as published:
        yield published


@pytest.fixture
def divided(hall: Hall) -> Hall:
    """D01 is half done; of D02, which is divided by region, one region reported."""
    hall.at("2025-07-20T09:00:00+07:00")
    hall.owner("commitmentReportProgress", D01, value=50)
    hall.owner("commitmentReportProgress", D02, value=3, region=NORTH)
    return hall


# ---- what it is made of


@pytest.mark.parametrize("program", sorted(DOCS.glob("*.py")), ids=lambda path: str(path.name))
def test_it_needs_the_standard_library_alone(program: Path) -> None:
    own = {path.stem for path in DOCS.glob("*.py")}
    for node in ast.walk(ast.parse(program.read_text("utf-8"))):
        names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
        assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names | own


# ---- honest servers


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["knownAt"]))
def test_the_rehearsal_comes_to_the_published_figures(
    rehearsal: Published, row: dict[str, Any]
) -> None:
    said = found(rehearsal.url, "--known-at", row["knownAt"])
    assert (said["exitCode"], said["differences"], said["sealed"]) == (AGREED, [], {})
    assert said["recomputed"] | {"knownAt": row["knownAt"]} == row
    assert said["recomputed"] == said["shown"]


def test_what_became_known_later_about_a_moment_counts(rehearsal: Published) -> None:
    moment = "2025-07-29T09:00:00+07:00"
    then = found(rehearsal.url, "--known-at", moment)
    now = found(rehearsal.url, "--occasion", "occasion:GLADI-psu-2025", "--at", moment)
    assert then["exitCode"] == now["exitCode"] == AGREED
    assert then["at"] == now["at"]
    assert then["recomputed"] != now["recomputed"]


def test_the_present_is_judged_where_no_moment_is_given(rehearsal: Published) -> None:
    said = found(rehearsal.url)
    assert (said["exitCode"], said["position"]) == (AGREED, rehearsal.api.size() - 1)
    assert abs(dt.datetime.fromisoformat(said["at"]) - dt.datetime.now(dt.UTC)).days < 1


def test_the_articles_log_comes_to_grey(article: Api) -> None:
    with Published(article) as published:
        said = found(published.url)
    assert (said["exitCode"], said["dataset"]) == (AGREED, "LIVE")
    assert said["recomputed"] == said["shown"]
    assert said["recomputed"]["light"] == "GREY"
    assert (said["recomputed"]["score"], said["recomputed"]["ceiling"]) == (0, 100)


def test_a_person_is_told_in_words(rehearsal: Published) -> None:
    ended = run(rehearsal.url, "--known-at", "2025-08-03T12:30:00+07:00")
    assert ended.returncode == AGREED
    assert "score      recomputed 60.4, shown 60.4" in ended.stdout
    assert "Signature  not checked: Python's standard library has no Ed25519." in ended.stdout
    assert ended.stdout.splitlines()[-1].startswith("SAMA · AGREED")


def test_packed_bundles_are_read(rehearsed: Api) -> None:
    with Published(rehearsed) as published:
        published.packs = True
        assert found(published.url)["exitCode"] == AGREED


@pytest.mark.parametrize("size", [255, 256, 300, 512, 517])
@pytest.mark.parametrize("keeps_partial_bundles", [True, False])
def test_the_full_bundle_serves_where_the_partial_one_is_gone(
    long_log: Published, size: int, keeps_partial_bundles: bool
) -> None:
    long_log.keeps_partial_bundles = keeps_partial_bundles
    long_log.sign(size)
    said = found(long_log.url)
    if size == 517 and not keeps_partial_bundles:  # neither bundle is there
        assert (said["exitCode"], "404" in said["problem"]) == (NOT_RECOMPUTED, True)
    else:
        assert (said["exitCode"], said["size"]) == (AGREED, size)


@pytest.fixture(scope="module")
def long_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The furnished world with many parties more: two full bundles, and a part of a third."""
    folder = tmp_path_factory.mktemp("long") / "world"
    with World(folder, dataset=Dataset.LIVE) as world:
        kind: dict[str, Any] = {"name": "x", "kind": "AGENCY"}
        asked = [
            world.submit("partyRegister", "RECORDER", "SETDA", code=f"P{number}", **kind)
            for number in range(520 - world.head().size)
        ]
        for answer in asked:
            answer.result()
    with Api(folder) as api, Published(api) as published:
        yield published


# ---- divided by region


def test_a_commitment_divided_by_region_is_named_and_the_rest_compared(divided: Hall) -> None:
    with Published(divided) as published:
        said = found(published.url, "--at", AFTERWARDS)
        ended = run(published.url, "--at", AFTERWARDS)
    assert said["exitCode"] == ended.returncode == NOT_RECOMPUTED
    assert said["sealed"] == {"D02": [divided.size() - 1]}
    assert (said["recomputed"], said["commitments"], said["differences"]) == (None, 1, [])
    assert f"hidden in leaves [{divided.size() - 1}]" in ended.stdout
    assert "CANNOT BE RECOMPUTED" in ended.stdout.splitlines()[-1]


def test_it_can_be_recomputed_for_a_moment_before_the_first_regional_value(divided: Hall) -> None:
    with Published(divided) as published:
        said = found(published.url, "--at", "2025-07-20T08:59:00+07:00")
    assert (said["exitCode"], said["sealed"]) == (AGREED, {})


def test_a_lie_about_an_undivided_commitment_is_found_all_the_same(divided: Hall) -> None:
    with Published(divided) as published:
        published.retell = changed(("commitments", 0, "verified"), 0.9)
        said = found(published.url, "--at", AFTERWARDS)
    assert said["exitCode"] == DIFFERENT
    assert said["differences"] == ["D01: verified recomputed 0.0000, shown 0.9"]


def test_an_umbrella_over_a_sealed_waiver_is_not_guessed_at(divided: Hall) -> None:
    umbrella = {"rakor": f"rakor:{OCCASION}/R1", "code": "D00", "title": "Roof", "area": "HEALTH"}
    divided.secretary("commitmentRecord", kind="UNDERTAKING", **umbrella)
    roof = {"parent": f"commitment:{OCCASION}/D00", "code": "D03", "title": "Under it"}
    divided.secretary("commitmentRecord", kind="UNDERTAKING", **umbrella | roof)
    divided.coordinator("commitmentAssignOwner", about("D03"), owner="party:DINKES")
    parts = [{"region": NORTH, "target": 4}, {"region": "region:62.05.02", "target": 2}]
    counted: dict[str, Any] = {"name": "Done", "target": 6, "unit": "pieces", "breakdown": parts}
    divided.coordinator("commitmentDefineIndicator", about("D03"), **counted)
    for number, part in enumerate(parts):
        waived = {"code": f"W{number}", "remainder": part["target"], "region": part["region"]}
        divided.coordinator("commitmentProposeWaiver", about("D03"), reason="Late", **waived)
        divided.leader("commitmentWaiveRemainder", waiver=f"waiver:{OCCASION}/D03/W{number}")
    with Published(divided) as published:
        said = found(published.url, "--at", AFTERWARDS)
    assert (said["exitCode"], said["differences"]) == (NOT_RECOMPUTED, [])
    assert set(said["sealed"]) == {"D00", "D02", "D03"}


def about(code: str) -> str:
    """Id of a commitment of the furnished occasion."""
    return f"commitment:{OCCASION}/{code}"


# ---- what is asked


def test_of_several_occasions_one_must_be_chosen(hall: Hall) -> None:
    other = {"code": "other", "name": "Other", "day": "2025-09-01"}
    hall.secretary("occasionDeclare", **other, areas=[{"code": "A", "name": "A"}])
    with Published(hall) as published:
        assert f"one of: {OCCASION}, other" in found(published.url)["problem"]
        assert "other" in found(published.url, "--occasion", "none")["problem"]
        for occasion in (OCCASION, "other", "occasion:other"):
            said = found(published.url, "--occasion", occasion)
            assert said["exitCode"] == AGREED


@pytest.mark.parametrize("text", ["2025-08-03", "2025-08-03T12:30:00", "noon"])
def test_a_moment_needs_an_offset(rehearsal: Published, text: str) -> None:
    ended = run(rehearsal.url, "--at", text)
    assert (ended.returncode, ended.stdout) == (NOT_RECOMPUTED, "")
    assert "--at" in ended.stderr
