"""Attacks by who has the database and the signing key: whatever is rewritten can be signed anew.

Then the history agrees with itself, and nothing in it tells of another one. It takes a checkpoint
that somebody else kept; the server has one too, beside the key, unless that was changed as well.
"""

import datetime as dt
from pathlib import Path

import pytest

from events.format.canonical_json import canonical_time
from events.heads.checkpoint import SignedNote, sign_head
from events.heads.note_keys import SignerKey
from events.heads.tree_head import TreeHead
from services.heads.signing_keys import KeyFolder
from tests.attacks.attacker import Attacker, Change, Telling, rewrite
from tests.attacks.rewritings import REWRITINGS, change_one, drop_one
from tests.attacks.signed_log import ORIGIN, SignedLog
from tests.worlds.served import Served, refuses


def drop_the_last(told: list[Telling]) -> None:
    del told[260:]


@REWRITINGS
def test_what_is_rewritten_and_signed_anew_is_found_by_who_kept_a_checkpoint(
    log: SignedLog, change: Change
) -> None:
    rewrite(log, change, has_key=True, has_folder=True)
    known = ("--key", log.public_key)
    assert log.verify(*known).found == {}  # nothing in hand but the key: it is SOUND
    with Served(log) as served:
        assert served.server.house.recorder.read_only is None
        assert log.verify(*known, target=served.url).found == {}
        assert log.verify(*known, *log.kept(219), target=served.url).found == {"FORK": 219}
    assert log.verify(*known, *log.kept(219)).found == {"FORK": 219}
    everything = log.verify(*known, *log.kept(156), *log.kept(219), *log.kept(269))
    rollback = {"ROLLBACK": 268} if change is drop_one else {}
    assert everything.found == {"FORK": 219} | rollback
    assert everything.report["counts"]["FORK"] == (1 if change is drop_one else 2)


def test_what_is_cut_off_and_signed_anew_is_found_by_who_kept_a_checkpoint(
    log: SignedLog,
) -> None:
    rewrite(log, drop_the_last, has_key=True, has_folder=True)
    assert log.verify("--key", log.public_key).found == {}
    assert log.verify("--key", log.public_key, *log.kept(269)).found == {"ROLLBACK": 260}


@REWRITINGS
def test_the_server_refuses_it_while_its_key_folder_is_its_own(
    log: SignedLog, change: Change
) -> None:
    """A stolen copy of the key does not reach the last signed head that is kept beside the key."""
    rewrite(log, change, has_key=True)
    assert refuses(log) == ("ROLLBACK" if change is drop_one else "FORK")


def test_back_dating_against_the_times_of_its_neighbours_is_found_with_nothing_in_hand(
    log: SignedLog,
) -> None:
    def change(told: list[Telling]) -> None:
        told.insert(200, told[200].again("P9999"))
        moment = dt.datetime.fromisoformat(told[199].leaf["recordedAt"])
        told[200].leaf["recordedAt"] = canonical_time(moment - dt.timedelta(seconds=1))

    rewrite(log, change, has_key=True, has_folder=True)
    assert log.verify().found == {"CLOCK": 200}


def test_the_log_is_signed_with_another_key(log: SignedLog) -> None:
    """Who shows a key of his own is believed by who brings none."""
    (log.keys / "own").mkdir()
    for path in log.keys.glob("*.key"):
        path.rename(log.keys / "own" / path.name)
    stranger = KeyFolder(log.keys).make(ORIGIN)
    rewrite(log, change_one, has_key=True, has_folder=True)
    verdict = log.verify()
    assert (verdict.found, "KEYS_FROM_LOG" in verdict.remarks) == ({}, True)
    true_key = KeyFolder(log.keys / "own").signers(ORIGIN)[0].verifier
    assert log.verify("--key", str(true_key)).found == {"BAD_SIGNATURE": 156}
    of_strangers = log.verify("--key", str(stranger.verifier), *log.kept(269))
    assert of_strangers.found == {"BAD_SIGNATURE": 269}  # nobody is known to have signed it
    both = ("--key", str(stranger.verifier), "--key", str(true_key))
    assert log.verify(*both, *log.kept(269)).found == {"FORK": 269}


def served_checkpoint(log: SignedLog, served: Served, name: str) -> tuple[str, str]:
    """The option that names the newest checkpoint of a server, as its client kept it."""
    newest = served.server.house.proofs.checkpoint()
    assert newest
    path = Path(log.root / name)
    path.write_text(str(newest.note), "utf-8")
    return "--against", str(path)


@pytest.mark.parametrize("is_longer", [False, True])
def test_two_clients_are_shown_different_heads(
    untouched: SignedLog, tmp_path: Path, is_longer: bool
) -> None:
    """Each of the two histories is whole; either is told by the head that the other showed."""
    one, other = (untouched.copy(tmp_path / name) for name in ("one", "other"))

    def change(told: list[Telling]) -> None:
        change_one(told)
        if is_longer:
            told.append(told[-1].again("P9999"))

    rewrite(other, change, has_key=True, has_folder=True)
    known = ("--key", untouched.public_key)
    with Served(one) as first, Served(other) as second:
        assert one.verify(*known, target=first.url).found == {}
        assert other.verify(*known, target=second.url).found == {}
        shown_first = served_checkpoint(one, first, "first")
        shown_second = served_checkpoint(other, second, "second")
        assert other.verify(*known, *shown_first, target=second.url).found == {"FORK": 269}
        wanted = {"ROLLBACK": 269} if is_longer else {"FORK": 269}
        assert one.verify(*known, *shown_second, target=first.url).found == wanted
    assert one.verify(*known, *shown_first).found == {}


def test_a_head_of_the_same_size_is_signed_twice(log: SignedLog) -> None:
    """Both lie in the database: one of the two must be of another history."""
    (key,) = KeyFolder(log.keys).signers(ORIGIN)
    note = sign_head(TreeHead(ORIGIN, 269, b"\x07" * 32), [key], 0)
    with Attacker(log) as attacker:
        attacker.run("INSERT INTO checkpoints VALUES (4, 269, ?, 0)", str(note))
    assert log.verify().found == {"FORK": 269}
    assert refuses(log) == "FORK"


def test_a_head_beyond_the_end_is_signed(log: SignedLog) -> None:
    (key,) = KeyFolder(log.keys).signers(ORIGIN)
    note = sign_head(TreeHead(ORIGIN, 10**15, b"\x07" * 32), [key], 0)
    with Attacker(log) as attacker:
        attacker.run("INSERT INTO checkpoints VALUES (4, 1000000000000000, ?, 0)", str(note))
    assert log.verify().found == {"ROLLBACK": 269}
    with Served(log) as served:
        assert "ROLLBACK" in str(served.server.house.recorder.read_only)
        assert log.verify(target=served.url).found == {"ROLLBACK": 256}


def test_a_head_is_signed_under_another_name(log: SignedLog) -> None:
    """The key of the log signs for the origin that the log itself says it has."""
    with Attacker(log) as attacker:
        note = SignedNote.parse(attacker.get("checkpoints", "note", number=3))
        (key,) = KeyFolder(log.keys).signers(ORIGIN)
        other = SignerKey("other.example/demo", key.kind, key.seed)
        named = sign_head(TreeHead(other.name, 269, note.head.root), [other], 0)
        attacker.run("INSERT INTO checkpoints VALUES (4, 269, ?, 0)", str(named))
        attacker.run("INSERT INTO log_keys VALUES (?)", str(other.verifier))
    assert log.verify().found == {"FORK": 269}
    assert log.verify("--key", log.public_key).found == {"BAD_SIGNATURE": 269}
