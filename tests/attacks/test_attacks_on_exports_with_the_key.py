"""Attacks on an export with the signing key, or with one of one's own: it takes what was kept."""

from pathlib import Path
from typing import Any

import pytest

from services.commands.erasure import ProposeRedaction, Redact
from services.heads.signing_keys import KeyFolder
from tests.attacks.attacker import Change, rewrite
from tests.attacks.rewritings import REWRITINGS, drop_one
from tests.attacks.signed_exports import FORMS, IN_ALL_FORMS, P40, Found, exported, known, replaced
from tests.attacks.signed_log import AUDITOR, OPERATOR, ORIGIN, SignedLog
from tests.worlds.exports import event_line, lines_of, packed, sign_anew
from tests.worlds.served import Served


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
    assert found(packed(lines), *untouched.kept(219)).found == {"BAD_SIGNATURE": 219}
    both = ("--key", str(stranger.verifier), *known(untouched))
    assert found(packed(lines), *both, *untouched.kept(219)).found == {"FORK": 219}


@IN_ALL_FORMS
@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('"partyKind":"AGENCY"', '"partyKind":"AGENCI"', "MALFORMED"),
        ('"type":"PartyRegistered"', '"type":"PartyRegisteree"', "NEEDS_UPGRADE"),
        ('"version":1', '"version":2', "NEEDS_UPGRADE"),
        ('"format":1', '"format":3', "NEEDS_UPGRADE"),
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
