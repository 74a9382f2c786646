"""Attacks on an export by who made it, passed it on, or holds the signing key as well.

An export has no columns and no tiles that would tell a change at its position: leaves are held by
the signed heads, sealed bytes and texts by the leaves. Whoever takes those heads out, or signs
anew, is found out by a checkpoint that was kept, and by nothing else.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from events.checkpoint import SignedNote
from services.commands.erase import ProposeRedaction, Redact
from services.signing_keys import KeyFolder
from tests.attacker import Change, rewrite
from tests.exports import (
    Lines,
    changed,
    event_line,
    fit_header,
    lines_of,
    number_anew,
    packed,
    sign_anew,
)
from tests.rewritings import REWRITINGS, drop_one
from tests.schema.served import Served
from tests.signed_log import AUDITOR, BEFORE, OPERATOR, ORIGIN, SignedLog, Verdict

FORMS: dict[str, tuple[str, ...]] = {
    "public": ("--public",),
    "plain": (),
    "whole": ("--disclosures",),
}
IN_ALL_FORMS = pytest.mark.parametrize("form", FORMS)
P40 = BEFORE + 40
"""Where a party is registered, before the heads over 219 and 269 events."""
P105 = BEFORE + 105
"""Where another one is, before the last head only."""


@pytest.fixture(scope="module")
def exports(untouched: SignedLog, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A sound export in each of its forms."""
    folder = tmp_path_factory.mktemp("exports")
    return {form: exported(untouched, folder / form, *FORMS[form]) for form in FORMS}


def exported(log: SignedLog, file: Path, *options: str) -> bytes:
    """The export of a log, made by the program."""
    ended = log.rakor("export", "--force", *options, str(file))
    assert ended.returncode == 0, ended.stderr
    return file.read_bytes()


@pytest.fixture
def found(untouched: SignedLog, tmp_path: Path) -> Callable[..., Verdict]:
    """What is found in an export, with these options in hand."""

    def verify(data: bytes, *options: str) -> Verdict:
        file = tmp_path / "given.rakor"
        file.write_bytes(data)
        return untouched.verify(*options, target=str(file))

    return verify


Found = Callable[..., Verdict]


def known(log: SignedLog) -> tuple[str, str]:
    """The option that names the verifier key."""
    return "--key", log.public_key


def replaced(position: int, name: str, old: str, new: str) -> Callable[[Lines], None]:
    """A change of words in the bytes of an event."""

    def change(lines: Lines) -> None:
        line = event_line(lines, position)
        assert old in line[name]
        line[name] = line[name].replace(old, new)

    return change


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


# ---- with the key


@REWRITINGS
def test_rewritten_and_signed_anew_it_takes_a_kept_checkpoint(
    log: SignedLog, found: Found, tmp_path: Path, change: Change
) -> None:
    rewrite(log, change, has_key=True, has_folder=True)
    for options in FORMS.values():
        data = exported(log, tmp_path / "other", *options)
        assert found(data, *known(log)).found == {}
        assert found(data, *known(log), *log.kept(169)).found == {}
        assert found(data, *known(log), *log.kept(219)).found == {"FORK": 219}
        lost = {"ROLLBACK": 268} if change is drop_one else {"FORK": 269}
        assert found(data, *known(log), *log.kept(269)).found == lost


@IN_ALL_FORMS
def test_an_export_signed_anew_by_itself_takes_a_kept_checkpoint(
    log: SignedLog, exports: dict[str, bytes], found: Found, form: str
) -> None:
    lines = lines_of(exports[form])
    replaced(P40, "leaf", "Lembaga", "Lembagb")(lines)
    sign_anew(lines, KeyFolder(log.keys).signers(ORIGIN))
    assert found(packed(lines), *known(log)).found == {}
    assert found(packed(lines), *known(log), *log.kept(269)).found == {"FORK": 269}


@IN_ALL_FORMS
def test_an_export_signed_with_a_key_of_ones_own_takes_the_verifier_key(
    untouched: SignedLog, exports: dict[str, bytes], found: Found, tmp_path: Path, form: str
) -> None:
    stranger = KeyFolder(tmp_path / "own").make(ORIGIN)
    lines = lines_of(exports[form])
    replaced(P40, "leaf", "Lembaga", "Lembagb")(lines)
    sign_anew(lines, [stranger])
    lines[1] = {"key": str(stranger.verifier)}
    verdict = found(packed(lines))
    assert (verdict.found, "KEYS_FROM_LOG" in verdict.remarks) == ({}, True)
    assert found(packed(lines), *known(untouched)).found == {"BAD_SIGNATURE": 156}
    assert found(packed(lines), *untouched.kept(219)).found["FORK"] == 219


@IN_ALL_FORMS
@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('"partyKind":"AGENCY"', '"partyKind":"AGENCI"', "MALFORMED"),
        ('"type":"PartyRegistered"', '"type":"PartyRegisteree"', "NEEDS_UPGRADE"),
        ('"version":1', '"version":2', "NEEDS_UPGRADE"),
        ('"format":1', '"format":2', "NEEDS_UPGRADE"),
        ('"format":1', '"format": 1', "MALFORMED"),
        ('"name":', '"nama":"x","name":', "MALFORMED"),
    ],
)
def test_a_leaf_that_is_no_event_of_the_format_is_found_even_where_it_was_signed(
    untouched: SignedLog,
    exports: dict[str, bytes],
    found: Found,
    form: str,
    old: str,
    new: str,
    kind: str,
) -> None:
    lines = lines_of(exports[form])
    replaced(P40, "leaf", old, new)(lines)
    sign_anew(lines, KeyFolder(untouched.keys).signers(ORIGIN))
    assert found(packed(lines), *known(untouched)).found == {kind: P40}


def test_an_erased_text_that_is_back_is_found(log: SignedLog, found: Found, tmp_path: Path) -> None:
    """Who kept an older export has its salt, and puts it in where the event still erases it."""
    before = lines_of(exported(log, tmp_path / "before", "--disclosures"))
    with Served(log) as served:
        recorder = served.server.house.recorder
        asked: dict[str, Any] = {"event": P40, "path": "/reason", "legal_basis": "UU 27/2022"}
        proposal = recorder.record(ProposeRedaction(idempotency_key="p", **asked), AUDITOR)
        redact = Redact(idempotency_key="r", proposal=proposal.last.position)
        recorder.record(redact, OPERATOR)
    lines = lines_of(exported(log, tmp_path / "after", "--disclosures"))
    assert found(packed(lines)).found == {}
    event_line(lines, P40)["disclosures"] = event_line(before, P40)["disclosures"]
    assert found(packed(lines)).found == {"COLUMN_MISMATCH": P40}
