"""Real witnesses: they cosign one history, remember it through kills, and say by status why not."""

import hashlib
import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from events.heads.checkpoint import SignedNote, sign_head
from events.heads.note_keys import ML_DSA_44, VerifierKey
from events.heads.tree_head import TreeHead
from events.heads.witness_policy import WitnessPolicy
from events.heads.witnessing import MAX_REQUEST, read_cosignatures
from events.log.log_clock import system_time
from tests.services.heads.answering_witness import ask_witnesses
from tests.worlds.memory_log import MemoryLog, key_named
from tests.worlds.program import rakor_here
from tests.worlds.witness_program import Answered, WitnessProgram

LOG = MemoryLog()
OTHER = MemoryLog(key_named("log.example/other"))
LOGS = [LOG.key.verifier, OTHER.key.verifier]
HASHED = hashlib.sha256(LOG.key.name.encode()).hexdigest()
PLAIN = "text/plain; charset=utf-8"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("witness")


@pytest.fixture(scope="module")
def running(house: Path) -> Iterator[WitnessProgram]:
    """A witness that is asked by several tests, each about a log of its own."""
    logs = [*LOGS, *(log.key.verifier for log in (*OWN.values(), *RACES))]
    with WitnessProgram(house, "shared", logs) as program:
        yield program


OWN = {
    name: MemoryLog(key_named(f"log.example/{name}"))
    for name in ("grows", "rubbish", "statuses", "monitor")
}


def cosigned(answered: Answered, key: VerifierKey, head: TreeHead) -> int:
    """The time of the one verified cosignature in an answer."""
    assert (answered.status, answered.type) == (200, PLAIN)
    note = SignedNote(head.text, tuple(read_cosignatures(answered.body)))
    (found,) = note.verify([key])
    assert found.seconds is not None
    return found.seconds


RACES = [MemoryLog(key_named(f"log.example/race{number}")) for number in range(10)]


# --- one witness ---


def test_a_log_grows_under_a_witnesss_eyes(running: WitnessProgram) -> None:
    log, before = OWN["grows"], int(system_time().timestamp())
    for old, new in ((0, 0), (0, 5), (5, 5), (5, 9), (9, 300)):
        seconds = cosigned(running.add(log.request(old, new)), running.key, log.head(new))
        assert before <= seconds <= system_time().timestamp()


def test_each_status_is_the_specifications(running: WitnessProgram) -> None:
    log = OWN["statuses"]
    unknown = MemoryLog(key_named("log.example/unknown"))
    assert running.add(unknown.request(0, 5)).status == 404
    stranger = MemoryLog(key_named(log.key.name, seed=1))
    assert running.add(stranger.request(0, 5)).status == 403
    assert running.add(log.request(0, 5)).status == 200
    assert running.send("POST", "/add-checkpoint", b"old 5\n\nrubbish").status == 400
    conflict = running.add(log.request(0, 9))
    assert conflict == Answered(409, "text/x.tlog.size", b"5\n")
    assert running.add(OWN["rubbish"].request(4, 9)) == Answered(409, "text/x.tlog.size", b"0\n")
    assert running.add(log.fork(3).request(5, 9)).status == 422
    assert running.add(log.fork(3).request(5, 5)).status == 422
    assert running.add(log.request(5, 9)).status == 200


def test_rubbish_is_refused_and_the_witness_goes_on(running: WitnessProgram) -> None:
    good = bytes(OWN["rubbish"].request(0, 5))
    for body in (b"", b"\x00", b"\xff\xfe", os.urandom(500), good[:-1], good + b"\n", good * 2):
        assert running.send("POST", "/add-checkpoint", body).status == 400
    assert running.send("POST", "/add-checkpoint", b"a" * (MAX_REQUEST + 1)).status == 413
    for method in ("GET", "PUT", "DELETE"):
        assert running.send(method, "/add-checkpoint", good).status == 405
    assert running.send("POST", "/sign-subtree", good).status == 404
    with socket.create_connection(("127.0.0.1", int(running.url.rpartition(":")[2]))) as client:
        client.sendall(
            b"POST /add-checkpoint HTTP/1.1\r\nhost: a\r\ncontent-length: 999\r\n\r\nold"
        )
    alive = running.send("GET", "/healthz")
    assert (alive.status, json.loads(alive.body)) == (200, {"status": "alive"})
    assert running.send("POST", "/add-checkpoint", good).status == 200


def test_a_monitor_sees_the_latest_checkpoint_with_both_signatures(
    running: WitnessProgram,
) -> None:
    log = OWN["monitor"]
    path = f"/{hashlib.sha256(log.key.name.encode()).hexdigest()}/checkpoint"
    assert running.send("GET", path).status == 404
    for old, new in ((0, 5), (5, 9)):
        line = running.add(log.request(old, new)).body.decode()
        shown = running.send("GET", path)
        assert (shown.status, shown.type) == (200, PLAIN)
        assert shown.body.decode() == f"{log.checkpoint(new)}{line}"
    running.add(log.fork(2).request(9, 12))
    assert running.send("GET", path) == shown
    for odd in ("/nothing/checkpoint", f"/{'0' * 64}/checkpoint", "/..%2Flock/checkpoint"):
        assert running.send("GET", odd).status == 404


def test_of_two_forks_sent_at_once_one_is_cosigned(running: WitnessProgram) -> None:
    for log in RACES:
        assert running.add(log.request(0, 5)).status == 200
        requests = [side.request(5, 9) for side in (log, log.fork(5))]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(running.add, requests))
        assert sorted(item.status for item in answers) == [200, 409]
        assert Answered(409, "text/x.tlog.size", b"9\n") in answers


# --- its end, and its memory ---


def test_it_ends_cleanly_by_sigterm_and_a_second_one_waits_for_that(tmp_path: Path) -> None:
    witness = WitnessProgram(tmp_path, "w1", LOGS)
    with witness:
        second = rakor_here(tmp_path / "var", *witness.arguments)
        assert (second.returncode, second.stdout) == (1, "")
        assert f"pid {witness.process.pid}" in second.stderr
        code, told = witness.end(signal.SIGTERM)
    assert code == 0
    assert str(witness.key) in told
    assert "Traceback" not in told
    with witness:
        assert witness.add(LOG.request(0, 5)).status == 200


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_it_is_still_starting_is_not_lost(
    tmp_path: Path, how: signal.Signals
) -> None:
    witness = WitnessProgram(tmp_path, "w1", LOGS)
    for milliseconds in range(4):
        with witness:
            threading.Event().wait(milliseconds / 1000)
            code, told = witness.end(how)
        assert (code, "Traceback" in told) == (0, False)


def test_killed_right_after_the_answer_it_remembers_and_signs_no_fork(tmp_path: Path) -> None:
    witness, held = WitnessProgram(tmp_path, "w1", LOGS), 0
    for _ in range(3):
        with witness:
            answered = witness.add(LOG.request(held, held + 7))
            os.kill(witness.process.pid, signal.SIGKILL)
        held += 7
        cosigned(answered, witness.key, LOG.head(held))
        with witness:
            fork = LOG.fork(held - 1)
            shown = witness.send("GET", f"/{HASHED}/checkpoint").body.decode()
            assert shown == f"{LOG.checkpoint(held)}{answered.body.decode()}"
            assert witness.add(fork.request(0, held)).body == b"%d\n" % held
            assert witness.add(fork.request(held, held)).status == 422
            assert witness.add(fork.request(held, held + 1)).status == 422
            assert witness.add(LOG.request(held - 7, held - 1)).status == 409
            code, told = witness.end(signal.SIGTERM)
    assert code == 0
    # What the log signed twice stands in the witness's own log lines, as evidence.
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    notes = [SignedNote.parse(line["note"]) for line in lines]
    assert [note.head for note in notes] == [fork.head(held), fork.head(held + 1)]
    assert all(note.verify([LOG.key.verifier]) for note in notes)


def test_what_it_cannot_read_back_keeps_it_from_starting(tmp_path: Path) -> None:
    witness = WitnessProgram(tmp_path, "w1", LOGS)
    with witness:
        assert witness.add(LOG.request(0, 7)).status == 200
    path = witness.folder / HASHED
    path.write_text(path.read_text().replace("\n7\n", "\n1\n"))
    ended = rakor_here(tmp_path / "var", *witness.arguments)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert HASHED in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_witness_may_sign_against_the_day_of_quantum_computers(tmp_path: Path) -> None:
    witness = WitnessProgram(tmp_path, "w1", LOGS)
    witness.key_file.unlink()
    given = ["--key", str(witness.key_file), "--new-key", "witness.example/pq", "--post-quantum"]
    witness.key = VerifierKey.parse(rakor_here(tmp_path / "var", "witness", *given).stdout)
    assert witness.key.kind == ML_DSA_44
    with witness:
        cosigned(witness.add(LOG.request(0, 7)), witness.key, LOG.head(7))


# --- several witnesses ---


def test_two_of_three_witness_a_head_while_one_is_down_and_none_signs_a_fork(
    tmp_path: Path,
) -> None:
    first, second, third = (WitnessProgram(tmp_path, f"w{n}", LOGS) for n in (1, 2, 3))
    known: dict[VerifierKey, int] = {}
    with first, second:
        with third:
            pass
        policy = WitnessPolicy.parse(
            f"log {LOG.key.verifier}\n"
            f"witness kampus {first.key} {first.url}\n"
            f"witness pers {second.key} {second.url}/\n"
            f"witness lsm {third.key} {third.url}\n"
            "group saksi 2 kampus pers lsm\nquorum saksi\n".encode()
        )
        for size in (5, 5, 9):
            note = LOG.checkpoint(size)
            found = ask_witnesses(policy, note, LOG.prove, known)
            assert [item.key for item in found.cosignatures] == [first.key, second.key]
            assert [item.witness for item in found.failures] == ["lsm"]
            note = note.with_signatures(item.signature for item in found.cosignatures)
            assert policy.is_witnessed(policy.cosigners(SignedNote.parse(str(note))))
        fork = LOG.fork(4)
        found = ask_witnesses(policy, fork.checkpoint(12), fork.prove, known)
        assert found.cosignatures == ()
        assert [item.reason for item in found.failures][:2] == ["answered 422"] * 2
        found = ask_witnesses(policy, LOG.checkpoint(7), LOG.prove, {})
        assert [item.larger for item in found.failures] == [9, 9, None]
        second.end(signal.SIGTERM)
        note = LOG.checkpoint(20)
        found = ask_witnesses(policy, note, LOG.prove, known)
        alone = note.with_signatures(item.signature for item in found.cosignatures)
        assert policy.cosigners(alone) == {first.key}
        assert not policy.is_witnessed(policy.cosigners(alone))


def test_the_logs_may_come_from_a_policy(tmp_path: Path) -> None:
    witness = WitnessProgram(tmp_path, "w1", [])
    path = tmp_path / "policy"
    path.write_text(f"log {LOG.key.verifier}\nquorum none\n")
    witness.log_options = ["--policy", str(path)]
    with witness:
        assert witness.add(LOG.request(0, 7)).status == 200
        assert witness.add(OTHER.request(0, 7)).status == 404


# --- what the command line refuses ---


def test_a_checkpoint_is_signed_in_the_logs_name_only(running: WitnessProgram) -> None:
    """The key of one trusted log cannot make the witness cosign for another one."""
    forged = sign_head(OTHER.head(5), [LOG.key], 0)
    body = f"old 0\n\n{forged}".encode()
    assert running.send("POST", "/add-checkpoint", body).status == 403
