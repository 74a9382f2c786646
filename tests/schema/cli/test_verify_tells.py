"""What `rakor verify` tells a person, in either language, and a machine that gave it nonsense."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from events.heads.note_keys import ED25519, SEED_BYTES, SignerKey
from tests.attacks.attacker import Attacker
from tests.attacks.signed_exports import exported
from tests.attacks.signed_log import ORIGIN, SignedLog
from tests.worlds.exports import changed

LINE = re.compile(r"([A-Z_]+) (-|\d+): (.+\.) \[(.+)\]")


def told(log: SignedLog, language: str, *arguments: str) -> list[str]:
    """The lines on standard output."""
    ended = log.rakor("verify", *arguments, RAKOR_LANGUAGE=language)
    assert ended.returncode > 1, ended.stderr
    lines: list[str] = ended.stdout.splitlines()
    return lines


def test_each_finding_is_told_in_the_language_of_the_terminal(short_log: SignedLog) -> None:
    with Attacker(short_log) as attacker:
        attacker.set("events", "stream", "elsewhere", position=40)
    for language, words in (
        ("ID", "Yang tercatat di samping byte pada posisi 40 berbeda dari byte-nya."),
        ("EN", "What stands beside the bytes at position 40 differs from them."),
    ):
        first = LINE.fullmatch(told(short_log, language)[0])
        assert first
        assert first.groups()[:3] == ("COLUMN_MISMATCH", "40", words)
        assert "stream" in first[4]


def test_the_gravest_findings_are_told_first_and_no_more_than_a_person_reads(
    log: SignedLog,
) -> None:
    with Attacker(log) as attacker:
        for position in range(20, 60):
            attacker.set("events", "stream", f"elsewhere-{position}", position=position)
        attacker.drop_from(230)
    *findings, verdict = told(log, "ID")
    kinds = [line.split(" ")[0] for line in findings]
    # a head that the log shows, and the same that the server keeps beside its key
    assert kinds == [*["ROLLBACK"] * 2, *["COLUMN_MISMATCH"] * 18]
    assert verdict.startswith("TIDAK UTUH (ROLLBACK): ")
    assert "dipotong sejak posisi 230 atau sebelumnya." in verdict


def test_a_fork_is_told_to_lie_among_the_events_that_were_signed(log: SignedLog) -> None:
    with Attacker(log) as attacker:
        attacker.replace("events", "leaf", "Lembaga 40", "Lembagb 40", position=199)
        attacker.fix_hash(199)
        attacker.fix_tiles()
    assert "di antara 219 peristiwa pertama." in told(log, "ID")[0]
    assert "among the first 219 events was rewritten." in told(log, "EN")[0]


def test_a_key_that_signed_nothing_is_told_in_words_of_its_own(
    untouched: SignedLog, tmp_path: Path
) -> None:
    file = tmp_path / "log.rakor"
    idle = {"key": str(SignerKey(ORIGIN, ED25519, b"\x05" * SEED_BYTES).verifier)}
    data = exported(untouched, file)
    file.write_bytes(changed(data, lambda lines: lines.insert(2, idle)))
    first = LINE.fullmatch(told(untouched, "EN", str(file))[0])
    assert first
    assert first.groups()[:2] == ("BAD_SIGNATURE", "-")
    assert first[3].startswith("A key that is listed has signed no checkpoint, or ")


@pytest.mark.parametrize("option", ["--key", "--against", "--witnesses"])
@pytest.mark.parametrize("content", ["nonsense", "\x1b[2J\nSOUND", None])
def test_nonsense_that_is_brought_along_is_told_to_machines_too(
    untouched: SignedLog, tmp_path: Path, option: str, content: str | None
) -> None:
    given = tmp_path / "given"
    if content is not None:
        given.write_text(content)
    value = content or "" if option == "--key" else str(given)
    ended = untouched.rakor("verify", "--json", option, value, str(untouched.folder))
    said = json.loads(ended.stdout)
    assert (ended.returncode, said["ok"], said["exitCode"]) == (1, False, 1)
    assert said["error"] == ended.stderr.rstrip("\n")
    assert "\x1b" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_what_a_log_left_behind_is_told_with_its_place(log: SignedLog) -> None:
    log.restore_backup()
    changed_name = log.rakor("origin", "change", "rakor.example/next", "--reason", "So")
    assert changed_name.returncode == 0, changed_name.stderr
    assert "--log" in changed_name.stderr
    assert "--key" in changed_name.stderr
    for language in ("ID", "EN"):
        ended = log.rakor("verify", RAKOR_LANGUAGE=language)
        (line,) = (line for line in ended.stderr.splitlines() if "OriginChanged" in line)
        assert " 219 " in line
        assert "269 events, root " in line


def test_without_a_policy_it_is_said_that_nobody_was_asked_for(
    log: SignedLog, tmp_path: Path
) -> None:
    policy = tmp_path / "policy"
    policy.write_text("quorum none\n")
    for options, words in (
        ((), "UNWITNESSED: no policy of witnesses was given"),
        (("--witnesses", str(policy)), "UNWITNESSED from position 0 on"),
    ):
        ended = log.rakor("verify", *options, RAKOR_LANGUAGE="EN")
        assert [line for line in ended.stderr.splitlines() if words in line]


HASH = "0a" * 32


def test_a_receipt_that_does_not_hold_is_told_with_its_place_and_both_hashes(
    untouched: SignedLog,
) -> None:
    held = re.compile(r"[0-9a-f]{64}")
    for language, words in (
        ("ID", "Riwayat ini ditulis ulang: menurut tanda terima, peristiwa pada posisi 40 "),
        ("EN", "This history was rewritten: the receipt says that the event at position 40 "),
    ):
        line, verdict = told(untouched, language, "--receipt", "40", HASH)
        first = LINE.fullmatch(line)
        assert first
        assert first.groups()[:2] == ("FORK", "40")
        assert first[3].startswith(words)
        said, found = held.findall(first[3])
        assert (said, found != HASH) == (HASH, True)
        assert words in verdict


def test_receipts_that_hold_are_told_apart_from_those_that_nothing_covers_yet(
    untouched: SignedLog,
) -> None:
    with Attacker(untouched) as attacker:
        leaf = attacker.get("events", "leaf", position=40)
    good = ("--receipt", "40", hashlib.sha256(b"\x00" + leaf).hexdigest())
    ended = untouched.rakor("verify", *good, "--receipt", "300", HASH, RAKOR_LANGUAGE="EN")
    assert ended.returncode == 0
    assert "Your receipts hold, under a signed checkpoint: positions 40." in ended.stderr
    assert "covers the receipts for positions 300 yet." in ended.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("x", HASH),
        ("-1", HASH),
        ("007", HASH),
        ("40", HASH.upper()),
        ("40", HASH[1:]),
        ("40", "\x1b[2J"),
        ("40",),
        (),
        (f"40:{HASH}",),
    ],
)
def test_a_malformed_receipt_is_refused_in_one_line(
    untouched: SignedLog, words: tuple[str, ...]
) -> None:
    ended = untouched.rakor("verify", "--json", "--receipt", *words, RAKOR_LANGUAGE="EN")
    assert ended.returncode == 1
    assert "A receipt is a position and a leafHash" in json.loads(ended.stdout)["error"]
    assert "\x1b" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
