"""Somebody who knows the format changes an export: the import says where, and writes nothing."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from events.heads.checkpoint import SignedNote, sign_head
from events.verify.flaw import Flaw
from services.copy.export_log import export_log
from tests.worlds.copies import (
    AUDITOR,
    OPERATOR,
    OWNER,
    PERSON,
    REPORT,
    do,
    fill,
    refused,
    report,
    signing_key,
)
from tests.worlds.exports import Lines, changed, event_line, lines_of, put
from tests.worlds.world import ORIGIN, World

Change = Callable[[Lines], object]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound export with texts."""
    out = io.BytesIO()
    with World(tmp_path_factory.mktemp("source") / "world") as world:
        export_log(fill(world).log, out, disclosures=True)
    return out.getvalue()


# ---- what each part of a line can be changed into


def replace_in(position: int, name: str, old: str, new: str) -> Change:
    def change(lines: Lines) -> None:
        line = event_line(lines, position)
        assert old in line[name]
        line[name] = line[name].replace(old, new, 1)

    return change


def test_sealed_bytes_that_were_changed(good: bytes, tmp_path: Path) -> None:
    change = replace_in(40, "sealed", "KPU-LOG", "KPU-LOK")
    assert refused(tmp_path, changed(good, change)) == (Flaw.SEALED, "40")


def test_a_leaf_that_was_changed_before_a_checkpoint(good: bytes, tmp_path: Path) -> None:
    change = replace_in(40, "leaf", "ProgressReported", "ProgressReportee")
    assert refused(tmp_path, changed(good, change)) == (Flaw.EVENT, "40")
    change = replace_in(40, "leaf", '"value":"1"', '"value":"2"')
    assert refused(tmp_path, changed(good, change)) == (Flaw.CHECKPOINT, "1–255")


def test_a_leaf_that_was_changed_behind_the_last_checkpoint(good: bytes, tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        replace_in(lines[0]["size"] - 1, "leaf", '"value":"2"', '"value":"3"')(lines)

    flaw, place = refused(tmp_path, changed(good, change))
    last = lines_of(good)[0]["size"] - 1
    assert (flaw, place) == (Flaw.ROOT, f"{last - 1}–{last}")


def test_two_events_exchanged(good: bytes, tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        one, other = event_line(lines, 50), event_line(lines, 51)
        for name in ("leaf", "sealed", "disclosures"):
            one[name], other[name] = other[name], one[name]

    assert refused(tmp_path, changed(good, change)) == (Flaw.POSITION, "50")


def test_an_event_taken_out_and_the_rest_moved_up(good: bytes, tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        lines.remove(event_line(lines, 50))
        for line in lines:
            if line.get("position", 0) > 50:
                line["position"] -= 1
        lines[0]["size"] -= 1
        lines[-1]["end"]["size"] -= 1
        lines[:] = [line for line in lines if "checkpoint" not in line]

    assert refused(tmp_path, changed(good, change)) == (Flaw.POSITION, "50")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_text_that_was_changed(good: bytes, tmp_path: Path, part: int) -> None:
    def change(lines: Lines) -> None:
        event_line(lines, 60)["disclosures"][0][part] += "x"

    assert refused(tmp_path, changed(good, change)) == (Flaw.TEXT, "60")


def test_a_text_put_where_none_was(good: bytes, tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        event_line(lines, 2)["disclosures"] = [["/reason", "5a17", "words"]]

    assert refused(tmp_path, changed(good, change)) == (Flaw.TEXT, "2")


def test_a_text_that_is_missing_though_nobody_erased_it(good: bytes, tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        event_line(lines, 60)["disclosures"].pop()

    assert refused(tmp_path, changed(good, change)) == (Flaw.TEXT_MISSING, "60")


# ---- erasures


def erasing(lines: Lines, kind: str) -> dict[str, Any]:
    """The line of the event of a kind."""
    return next(line for line in lines if f'"type":"{kind}"' in line.get("leaf", ""))


@pytest.mark.parametrize("kind", ["TextRedacted", "PersonalDataErased"])
def test_an_erasure_that_names_another_text(good: bytes, tmp_path: Path, kind: str) -> None:
    places = list[int]()

    def change(lines: Lines) -> None:
        line = erasing(lines, kind)
        line["erased"][0] = [60, "/note"]
        places.append(line["position"])

    assert refused(tmp_path, changed(good, change)) == (Flaw.ERASURE, str(places[0]))


def test_an_erasure_by_an_event_that_demands_none(good: bytes, tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        path, *_ = event_line(lines, 60)["disclosures"].pop()
        event_line(lines, 70)["erased"] = [[60, path]]
        lines[0]["erasures"] += 1

    assert refused(tmp_path, changed(good, change)) == (Flaw.ERASURE, "70")


def test_a_name_of_somebody_else_erased_beside_those_of_a_person(
    good: bytes, tmp_path: Path
) -> None:
    places = list[int]()

    def change(lines: Lines) -> None:
        texts = event_line(lines, 60)["disclosures"]
        texts.remove(next(text for text in texts if text[0] == "/actor/name"))
        line = erasing(lines, "PersonalDataErased")
        line["erased"].append([60, "/actor/name"])
        lines[0]["erasures"] += 1
        places.append(line["position"])

    assert refused(tmp_path, changed(good, change)) == (Flaw.ERASURE, str(places[0]))


def test_erasures_that_are_not_noted(good: bytes, tmp_path: Path) -> None:
    places = list[int]()

    def change(lines: Lines, kind: str) -> None:
        line = erasing(lines, kind)
        lines[0]["erasures"] -= len(line.pop("erased"))
        places.append(line["position"])

    for kind in ("TextRedacted", "PersonalDataErased"):
        data = changed(good, partial(change, kind=kind))
        assert refused(tmp_path, data) == (Flaw.ERASURE, str(places[-1]))


def test_an_erased_name_that_an_older_export_still_had_is_not_put_back(tmp_path: Path) -> None:
    with World(tmp_path / "world") as world:
        old, new = io.BytesIO(), io.BytesIO()
        at = do(world, OWNER, REPORT, **report(OWNER, "words")[1]).last.position
        export_log(world.log, old, disclosures=True)
        person = f"person:{PERSON}"
        erased = do(world, OPERATOR, "personErase", person=person, reason="diminta").last.position
        export_log(world.log, new, disclosures=True)

    kept = event_line(lines_of(old.getvalue()), at)["disclosures"]

    def put_back(lines: Lines) -> None:
        event_line(lines, at)["disclosures"] = kept

    def forget_too(lines: Lines) -> None:
        put_back(lines)
        event_line(lines, erased).pop("erased")
        lines[0]["erasures"] = 0

    for change in (put_back, forget_too):
        data = changed(new.getvalue(), change)
        assert refused(tmp_path, data) == (Flaw.ERASURE, str(erased))


def test_a_redacted_text_is_not_put_back_either(tmp_path: Path) -> None:
    law = {"path": "/note", "legal_basis": "UU 27/2022"}
    with World(tmp_path / "world") as world:
        old, new = io.BytesIO(), io.BytesIO()
        at = do(world, OWNER, REPORT, **report(OWNER, "words")[1]).last.position
        proposal = do(world, AUDITOR, "textProposeRedaction", event=at, **law).last.position
        export_log(world.log, old, disclosures=True)
        redacted = do(world, OPERATOR, "textRedact", proposal=proposal).last.position
        export_log(world.log, new, disclosures=True)
    kept = event_line(lines_of(old.getvalue()), at)["disclosures"]
    data = changed(new.getvalue(), lambda lines: event_line(lines, at).update(disclosures=kept))
    assert refused(tmp_path, data) == (Flaw.ERASURE, str(redacted))


# ---- heads


def test_a_checkpoint_of_another_root(good: bytes, tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        line = [line for line in lines if "checkpoint" in line][1]
        text = line["checkpoint"].splitlines(keepends=True)
        text[2] = text[2].replace(text[2][:4], "AAAA")
        line["checkpoint"] = "".join(text)

    assert refused(tmp_path, changed(good, change)) == (Flaw.CHECKPOINT, "1–255")


def test_a_checkpoint_of_another_origin(good: bytes, tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        line = [line for line in lines if "checkpoint" in line][1]
        line["checkpoint"] = line["checkpoint"].replace(ORIGIN, "rakor.example/x")

    assert refused(tmp_path, changed(good, change)) == (Flaw.CHECKPOINT, "1–255")


def test_a_checkpoint_whose_signature_does_not_fit(good: bytes, tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        one, other = [line for line in lines if "checkpoint" in line][:2]
        signature = one["checkpoint"].split("\n\n")[1]
        other["checkpoint"] = other["checkpoint"].split("\n\n")[0] + "\n\n" + signature

    assert refused(tmp_path, changed(good, change)) == (Flaw.SIGNATURE, "255")


def test_a_checkpoint_by_a_key_that_the_log_does_not_know(good: bytes, tmp_path: Path) -> None:
    other = str(signing_key("rakor.example/x").verifier)
    for change in (put(2, key=other), lambda lines: lines.pop(1)):
        assert refused(tmp_path, changed(good, change)) == (Flaw.SIGNATURE, "0")


def test_a_checkpoint_signed_under_another_name_than_its_own(good: bytes, tmp_path: Path) -> None:
    other = signing_key("rakor.example/x")

    def change(lines: Lines) -> None:
        lines.insert(2, {"key": str(other.verifier)})
        line = next(line for line in lines if "checkpoint" in line)
        head = SignedNote.parse(line["checkpoint"]).head
        line["checkpoint"] = str(sign_head(head, [other], 0))

    assert refused(tmp_path, changed(good, change)) == (Flaw.SIGNATURE, "0")


def test_another_origin_or_data_set_than_the_events_say(good: bytes, tmp_path: Path) -> None:
    for change in (put(1, origin="rakor.example/x"), put(1, dataset="LIVE")):
        assert refused(tmp_path, changed(good, change)) == (Flaw.OPENING, "0")


def test_another_root_than_the_events_lead_to(good: bytes, tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        lines[0]["root"] = lines[-1]["end"]["root"] = "ab" * 32

    flaw, place = refused(tmp_path, changed(good, change))
    assert (flaw, "–" in place) == (Flaw.ROOT, True)
