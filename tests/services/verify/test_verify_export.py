"""What an export says beside its events, held against them; an import refuses what is unsound.

The attacks on the events themselves are in `tests/attacks/test_attacks_on_exports.py`.
"""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from events.format.canonical_json import parse_time
from events.heads.checkpoint import Signature, SignedNote, sign_head
from services.copy.export_log import export_log
from services.verify.verification import Remark, Trust
from tests.worlds.copies import WITNESS, fill, signing_key
from tests.worlds.exports import (
    Lines,
    changed,
    checkpoints,
    event_line,
    fit_header,
    is_imported,
    kinds,
    lines_of,
    put,
    verified,
    without_texts,
)
from tests.worlds.memory_log import any_of
from tests.worlds.world import World

Change = Callable[[Lines], object]
TRUST = Trust(keys=(signing_key().verifier,))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound export with texts."""
    out = io.BytesIO()
    with World(tmp_path_factory.mktemp("source") / "world") as world:
        export_log(fill(world).log, out, disclosures=True)
    return out.getvalue()


def test_a_sound_export_is_sound(good: bytes, tmp_path: Path) -> None:
    report = verified(tmp_path, good, TRUST)
    # five checkpoints over four heads: one was signed again by a new key
    assert (kinds(report), report.log.size, report.log.heads) == ({}, 332, 4)
    assert set(report.remarks) == {Remark.NOTHING_SHOWN, Remark.UNCOVERED, Remark.UNWITNESSED}
    plain = verified(tmp_path, changed(good, without_texts), TRUST)
    assert (kinds(plain), plain.log.size, plain.log.heads) == ({}, 332, 4)
    assert set(plain.remarks) == {*report.remarks, Remark.NO_TEXTS}


def test_the_lines_of_witnesses_are_held_against_the_recorded_times(
    good: bytes, tmp_path: Path
) -> None:
    """The witness of this log says that it saw it in 1970."""
    report = verified(tmp_path, good, Trust(TRUST.keys, any_of(WITNESS)))
    assert (kinds(report), report.log.witnessed) == ({"CLOCK": 0}, 330)
    assert Remark.UNWITNESSED in report.remarks  # two events came after the head that it has seen


# ---- changes that leave every byte of every event as it was


def line_of(lines: Lines, kind: str) -> dict[str, Any]:
    """The line of the event of a kind."""
    return next(line for line in lines if f'"type":"{kind}"' in line.get("leaf", ""))


def erase(kind: str, *places: list[object]) -> Change:
    """Let the event of a kind erase these texts instead of its own."""

    def change(lines: Lines) -> None:
        line_of(lines, kind)["erased"] = list(places)
        fit_header(lines)

    return change


def erase_another_name(lines: Lines) -> None:
    line_of(lines, "PersonalDataErased")["erased"].append([60, "/actor/name"])
    fit_header(lines)


def erase_without_reason(lines: Lines) -> None:
    event_line(lines, 70)["erased"] = [[60, "/note"]]
    fit_header(lines)


def erase_twice(lines: Lines) -> None:
    event_line(lines, 330)["erased"] = line_of(lines, "TextRedacted")["erased"]
    fit_header(lines)


def command(part: int, value: object) -> Change:
    """Change what is said of the command that wrote event 60."""

    def change(lines: Lines) -> None:
        event_line(lines, 60)["commands"][0][part] = value

    return change


def command_twice(lines: Lines) -> None:
    event_line(lines, 60)["commands"] *= 2


def keep_root(root: str) -> Change:
    """Let header and last line state a root."""

    def change(lines: Lines) -> None:
        lines[0]["root"] = lines[-1]["end"]["root"] = root

    return change


def add_key(lines: Lines) -> None:
    lines.insert(2, {"key": str(signing_key("rakor.example/x").verifier)})


def take_all_checkpoints(lines: Lines) -> None:
    lines[:] = [line for line in lines if "checkpoint" not in line]


def take_keys_too(lines: Lines) -> None:
    take_all_checkpoints(lines)
    lines.pop(1)


def double_a_checkpoint(lines: Lines) -> None:
    line = checkpoints(lines)[1]
    lines.insert(lines.index(line), line)


def take_one_checkpoint(lines: Lines) -> None:
    lines.remove(checkpoints(lines)[1])


def sign_badly(lines: Lines) -> None:
    one, other = checkpoints(lines)[:2]
    text, _ = other["checkpoint"].split("\n\n")
    other["checkpoint"] = "\n\n".join([text, one["checkpoint"].split("\n\n")[1]])


def sign_another_root(lines: Lines) -> None:
    line = checkpoints(lines)[1]
    head = SignedNote.parse(line["checkpoint"]).head
    other = type(head)(head.origin, head.size, b"\x07" * 32)
    line["checkpoint"] = str(sign_head(other, [signing_key()], 0))


def cosign_badly_as_the_log(lines: Lines) -> None:
    key = signing_key().verifier
    line = Signature(key.name, key.id, b"\x07" * 64).line
    checkpoints(lines)[1]["cosignatures"].append(line.removesuffix("\n"))


CHANGES: dict[str, tuple[Change, dict[str, int | None]]] = {
    "another root": (keep_root("ab" * 32), {"DAMAGED": None}),
    "another origin": (put(1, origin="rakor.example/x"), {"COLUMN_MISMATCH": None}),
    "another data set": (put(1, dataset="LIVE"), {"COLUMN_MISMATCH": None}),
    "a key that signed nothing": (add_key, {"BAD_SIGNATURE": None}),
    "no checkpoint": (take_all_checkpoints, {"BAD_SIGNATURE": None}),
    "neither checkpoint nor key": (take_keys_too, {}),
    "a checkpoint fewer": (take_one_checkpoint, {}),
    "a checkpoint twice": (double_a_checkpoint, {}),
    "a checkpoint signed badly": (sign_badly, {"BAD_SIGNATURE": 256}),
    "a checkpoint of another history": (sign_another_root, {"FORK": 256}),
    "a cosignature as if the log's": (cosign_badly_as_the_log, {"BAD_SIGNATURE": 256}),
    "another text redacted": (erase("TextRedacted", [60, "/note"]), {"COLUMN_MISMATCH": 329}),
    "no text redacted": (erase("TextRedacted"), {"COLUMN_MISMATCH": 329}),
    "no name erased": (erase("PersonalDataErased"), {"COLUMN_MISMATCH": 330}),
    "a name erased that is another's": (erase_another_name, {"COLUMN_MISMATCH": 330}),
    "a text erased without a reason": (erase_without_reason, {"COLUMN_MISMATCH": 70}),
    "a text erased twice": (erase_twice, {"COLUMN_MISMATCH": 330}),
    "a command of another party": (command(0, "SETDA"), {"COLUMN_MISMATCH": 60}),
    "a command of another key": (command(1, "other"), {"COLUMN_MISMATCH": 60}),
    "a command that began before": (command(4, 59), {"COLUMN_MISMATCH": 60}),
    "a command that ended later": (command(5, 61), {"COLUMN_MISMATCH": 60}),
    "a command twice": (command_twice, {"COLUMN_MISMATCH": 60}),
    "a command of another digest": (command(3, "d16e57"), {}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_does_not_follow_from_the_events_is_found_and_not_imported(
    good: bytes, tmp_path: Path, what: str
) -> None:
    change, expected = CHANGES[what]
    data = changed(good, change)
    assert kinds(verified(tmp_path, data, TRUST)) == expected
    assert is_imported(tmp_path, data) == (not expected)


@pytest.mark.parametrize("what", [what for what in CHANGES if "checkpoint" not in what])
def test_it_is_found_without_texts_as_well(good: bytes, tmp_path: Path, what: str) -> None:
    change, expected = CHANGES[what]
    data = changed(changed(good, without_texts), change)
    assert kinds(verified(tmp_path, data, TRUST)) == expected
    assert is_imported(tmp_path, data) == (not expected)


def test_without_checkpoints_it_is_said_that_nothing_is_signed(good: bytes, tmp_path: Path) -> None:
    report = verified(tmp_path, changed(good, take_keys_too), TRUST)
    assert {Remark.UNSIGNED, Remark.UNWITNESSED} <= set(report.remarks)
    assert Remark.UNSIGNED not in verified(tmp_path, good, TRUST).remarks


def test_events_under_no_signed_head_are_told(good: bytes, tmp_path: Path) -> None:
    """How many they are, and since when."""
    report = verified(tmp_path, good, TRUST)
    assert (report.log.size, report.log.covered) == (332, 330)
    assert Remark.UNCOVERED in report.remarks
    leaf = json.loads(event_line(lines_of(good), 330)["leaf"])
    assert report.log.uncovered_since == parse_time(leaf["recordedAt"])
    nothing_signed = verified(tmp_path, changed(good, take_keys_too), TRUST)
    assert Remark.UNCOVERED not in nothing_signed.remarks
