"""Attacks on an export by who made it or passed it on.

An export has no columns and no tiles that would tell a change at its position: leaves are held by
the signed heads, sealed bytes and texts by the leaves. Whoever takes those heads out is found out
by a checkpoint that was kept, and by nothing else.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from events.heads.checkpoint import SignedNote
from tests.attacks.attacker import Change, rewrite
from tests.attacks.rewritings import REWRITINGS
from tests.attacks.signed_exports import IN_ALL_FORMS, P40, P105, Found, exported, known, replaced
from tests.attacks.signed_log import SignedLog
from tests.worlds.exports import (
    Lines,
    changed,
    event_line,
    fit_header,
    lines_of,
    number_anew,
    packed,
    put,
)

# ---- nothing was changed


@IN_ALL_FORMS
def test_untouched_it_is_sound_and_what_could_not_be_checked_is_said(
    untouched: SignedLog, exports: dict[str, bytes], found: Found, form: str
) -> None:
    missing = {"public": {"NO_SEALED"}, "plain": {"NO_TEXTS"}, "whole": set[str]()}[form]
    verdict = found(exports[form])
    assert (verdict.code, verdict.found) == (0, {})
    assert verdict.remarks == {"KEYS_FROM_LOG", "UNWITNESSED", "NOTHING_SHOWN"} | missing
    assert (verdict.report["size"], verdict.report["checkpoints"]) == (269, 4)
    kept = [option for size in untouched.kept_sizes for option in untouched.kept(size)]
    verdict = found(exports[form], *known(untouched), *kept)
    assert (verdict.code, verdict.found) == (0, {})
    assert verdict.remarks == {"UNWITNESSED", "NOTHING_SHOWN"} | missing
    with_database = untouched.verify()
    assert verdict.report["rootHash"] == with_database.report["rootHash"]


def test_it_is_verified_where_there_is_no_log_and_nothing_is_written(
    exports: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "given.rakor").write_bytes(exports["whole"])
    elsewhere = SignedLog(tmp_path)
    assert elsewhere.verify(target=str(tmp_path / "given.rakor")).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["given.rakor"]


def test_what_a_person_is_told_ends_with_a_verdict_in_either_language(
    untouched: SignedLog, exports: dict[str, bytes], tmp_path: Path
) -> None:
    file = tmp_path / "log.rakor"
    for data, sound, unsound in (
        (exports["public"], "SOUND: 269 events", "UTUH: 269 peristiwa"),
        (
            changed(exports["public"], put(1, origin="other.example/demo")),
            "NOT SOUND",
            "TIDAK UTUH",
        ),
        (exports["public"][:-1], "cannot be verified: line ", "tidak dapat diperiksa: line "),
    ):
        file.write_bytes(data)
        for language, words in (("EN", sound), ("ID", unsound)):
            ended = untouched.rakor("verify", str(file), RAKOR_LANGUAGE=language)
            last = (ended.stdout + ended.stderr if ended.returncode == 1 else ended.stdout).strip()
            assert words in last.splitlines()[-1]


def test_what_is_no_export_is_told_to_machines_too(
    untouched: SignedLog, exports: dict[str, bytes], tmp_path: Path
) -> None:
    file = tmp_path / "log.rakor"
    file.write_bytes(exports["whole"][:-1])
    ended = untouched.rakor("verify", "--json", str(file))
    said = json.loads(ended.stdout)
    assert (ended.returncode, said["ok"], said["exitCode"]) == (1, False, 1)
    assert "the file is cut off" in said["error"]


# ---- by who has the file


@IN_ALL_FORMS
@pytest.mark.parametrize(("position", "head"), [(P40, 219), (P105, 269)])
def test_one_byte_of_a_leaf_is_found_by_the_next_signed_head(
    exports: dict[str, bytes], found: Found, form: str, position: int, head: int
) -> None:
    change = replaced(position, "leaf", "Lembaga", "Lembagb")
    assert found(changed(exports[form], change)).found == {"FORK": head, "DAMAGED": None}
    lines = lines_of(exports[form])
    change(lines)
    fit_header(lines)
    assert found(packed(lines)).found == {"FORK": head}


@pytest.mark.parametrize("form", ["plain", "whole"])
def test_one_byte_of_sealed_bytes_is_found_at_its_position(
    exports: dict[str, bytes], found: Found, form: str
) -> None:
    change = replaced(P40, "sealed", "SETDA", "SETDB")
    data = changed(exports[form], change)
    assert found(data).found == {"DAMAGED": P40, "COLUMN_MISMATCH": P40}


@pytest.mark.parametrize("part", [0, 1, 2])
def test_one_byte_of_a_text_is_found_at_its_position(
    exports: dict[str, bytes], found: Found, part: int
) -> None:
    def change(lines: Lines) -> None:
        event_line(lines, P40)["disclosures"][-1][part] += "x"

    missing = {} if part else {"DISCLOSURE_MISSING": P40}  # under the other path there is none
    assert found(changed(exports["whole"], change)).found == {"DAMAGED": P40} | missing


def test_a_text_that_no_event_erased_is_missed(exports: dict[str, bytes], found: Found) -> None:
    def change(lines: Lines) -> None:
        del event_line(lines, P40)["disclosures"]

    assert found(changed(exports["whole"], change)).found == {"DISCLOSURE_MISSING": P40}


def cut(lines: Lines, size: int) -> None:
    """Take away what stands behind so many events, but the last line."""
    index = lines.index(event_line(lines, size))
    del lines[index:-1]


@IN_ALL_FORMS
def test_the_last_events_are_dropped_with_the_heads_over_them(
    untouched: SignedLog, exports: dict[str, bytes], found: Found, form: str
) -> None:
    """What is left is an export of an earlier day: it takes a checkpoint of a later one."""
    lines = lines_of(exports[form])
    cut(lines, 260)
    fit_header(lines)
    data = packed(lines)
    assert found(data, *known(untouched), *untouched.kept(219)).found == {}
    assert found(data, *untouched.kept(269)).found == {"ROLLBACK": 260}


def drop(lines: Lines) -> None:
    lines.remove(event_line(lines, 200))


def swap(lines: Lines) -> None:
    one, other = (lines.index(event_line(lines, position)) for position in (200, 201))
    lines[one], lines[other] = lines[other], lines[one]


@IN_ALL_FORMS
@pytest.mark.parametrize("change", [drop, swap])
def test_dropped_in_the_middle_or_swapped_the_leaf_says_which_one_it_is(
    exports: dict[str, bytes], found: Found, form: str, change: Callable[[Lines], None]
) -> None:
    lines = lines_of(exports[form])
    change(lines)
    if change is drop:
        cut(lines, 218)
    number_anew(lines)
    fit_header(lines)
    more = {} if change is drop else {"FORK": 219, "CLOCK": 201}
    assert found(packed(lines)).found == {"DAMAGED": 200} | more


@REWRITINGS
def test_what_is_rewritten_under_the_old_heads_is_found_with_nothing_in_hand(
    log: SignedLog, exports: dict[str, bytes], found: Found, tmp_path: Path, change: Change
) -> None:
    """Every byte fits, but for the signatures, which nobody can make without the key."""
    rewrite(log, change, has_key=True)
    lines = lines_of(exported(log, tmp_path / "other", "--disclosures"))
    old = {
        SignedNote.parse(line["checkpoint"]).head.size: line["checkpoint"]
        for line in lines_of(exports["whole"])
        if "checkpoint" in line
    }
    for line in [line for line in lines if "checkpoint" in line]:
        size = SignedNote.parse(line["checkpoint"]).head.size
        if size in old:
            line["checkpoint"] = old[size]
        else:
            lines.remove(line)
    assert found(packed(lines)).found == {"FORK": 219}
