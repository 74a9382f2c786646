"""A kept checkpoint is held against the log: what it proves, and what nothing follows from."""

from pathlib import Path

import pytest

from events.heads.checkpoint import sign_head
from events.heads.note_keys import ED25519, SignerKey
from events.heads.tree_head import TreeHead
from tests.attacks.signed_log import ORIGIN, SignedLog


def test_the_checkpoint_of_another_log_is_told_by_its_name(log: SignedLog) -> None:
    other = SignerKey("rakor.example/other", ED25519, bytes(32))
    path = log.root / "other"
    path.write_text(str(sign_head(TreeHead(other.name, 9, b"\x07" * 32), [other], 0)), "utf-8")
    verdict = log.verify("--against", str(path))
    assert verdict.found == {"BAD_SIGNATURE": 9}
    verdict = log.verify(
        "--key", log.public_key, "--key", str(other.verifier), "--against", str(path)
    )
    assert verdict.found == {"FORK": 9}
    details = [item["detail"] for item in verdict.report["findings"]]
    assert any("rakor.example/other: this log never bore that name" in text for text in details)


@pytest.mark.parametrize("origin", ["rakor.example/other", ORIGIN])
def test_nothing_grave_follows_from_what_nobody_signed(log: SignedLog, origin: str) -> None:
    path = log.root / "unsigned"
    stranger = SignerKey(origin, ED25519, bytes(32))
    note = str(sign_head(TreeHead(origin, 219, b"\x07" * 32), [stranger], 0))
    path.write_text(note, "utf-8")
    assert log.verify("--against", str(path)).found == {"BAD_SIGNATURE": 219}


def test_a_kept_checkpoint_may_have_passed_through_an_editor(log: SignedLog) -> None:
    """Some write a byte order mark before what they save; it is no part of what was signed."""
    (option, kept) = log.kept(219)
    path = log.root / "marked"
    path.write_bytes(b"\xef\xbb\xbf" + Path(kept).read_bytes())
    verdict = log.verify(option, str(path))
    assert (verdict.found, verdict.report["keptSize"]) == ({}, 219)


def test_how_far_kept_checkpoints_reach_is_told(log: SignedLog) -> None:
    assert log.verify().report["keptSize"] == 0
    assert log.verify(*log.kept(156), *log.kept(219)).report["keptSize"] == 219
