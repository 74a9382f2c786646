"""A log that was exported and imported is the same log, and with its keys it goes on signing."""

import shutil
from pathlib import Path

import pytest

from events.facts.vocabulary import PartyKind
from events.heads.checkpoint import SignedNote
from services.commands.party import RegisterParty
from services.heads.signing_keys import KeyFolder
from tests.attacks.signed_log import ORIGIN, SECRETARY, SignedLog
from tests.worlds.served import Served, refuses


def restored(log: SignedLog, folder: Path) -> SignedLog:
    """The log of an export of another; its keys are not in the export."""
    file = folder / "log.rakor"
    assert log.rakor("export", "--disclosures", str(file)).returncode == 0
    copy = SignedLog(folder / "restored")
    assert copy.rakor("import", str(file)).returncode == 0
    return copy


@pytest.fixture
def copy(untouched: SignedLog, tmp_path: Path) -> SignedLog:
    """The restored log, and the checkpoints that the auditor had kept of the other."""
    made = restored(untouched, tmp_path)
    for size in untouched.kept_sizes:
        shutil.copy(untouched.root / f"{size}.checkpoint", made.root)
    return made


def grow(log: SignedLog) -> SignedNote:
    """Serve the log, record an event and sign the head, if there is a key; what is then shown."""
    with Served(log) as served:
        command = RegisterParty(
            idempotency_key="new", code="NEW", name="Lembaga baru", kind=PartyKind.AGENCY
        )
        served.server.house.recorder.record(command, SECRETARY)
        served.seal()
        newest = served.server.house.proofs.checkpoint()
    assert newest
    return newest.note


def test_it_is_sound_with_the_same_root_and_all_that_was_kept(
    untouched: SignedLog, copy: SignedLog
) -> None:
    kept = [option for size in untouched.kept_sizes for option in copy.kept(size)]
    verdict = copy.verify("--key", untouched.public_key, *kept)
    assert (verdict.code, verdict.found) == (0, {})
    root = untouched.verify().report["rootHash"]
    assert (verdict.report["size"], verdict.report["rootHash"]) == (269, root)
    assert "NOTHING_SHOWN" in verdict.remarks  # no server has opened it yet


def test_with_the_folder_of_its_keys_it_goes_on_signing(
    untouched: SignedLog, copy: SignedLog
) -> None:
    shutil.copytree(untouched.keys, copy.keys)
    assert grow(copy).head.size == 270
    verdict = copy.verify("--key", untouched.public_key, *copy.kept(269))
    assert (verdict.code, verdict.found) == (0, {})


def test_without_a_key_it_shows_the_last_head_and_signs_no_more(
    untouched: SignedLog, copy: SignedLog
) -> None:
    assert grow(copy).head.size == 269
    assert copy.verify("--key", untouched.public_key, *copy.kept(269)).found == {}


def test_with_a_new_key_of_its_name_it_goes_on_and_auditors_need_both(
    untouched: SignedLog, copy: SignedLog
) -> None:
    made = copy.rakor("key", "new")
    assert made.returncode == 0, made.stderr
    new = made.stdout.strip()
    assert KeyFolder(copy.keys).names() == {ORIGIN}
    assert grow(copy).head.size == 270
    both = ("--key", untouched.public_key, "--key", new)
    assert copy.verify(*both, *copy.kept(269)).found == {}
    assert copy.verify("--key", untouched.public_key).found == {"BAD_SIGNATURE": 270}


def test_an_older_export_under_the_keys_of_a_log_that_went_on_signs_nothing(
    log: SignedLog, copy: SignedLog
) -> None:
    grow(log)
    shutil.copytree(log.keys, copy.keys)
    assert refuses(copy) == "ROLLBACK"
