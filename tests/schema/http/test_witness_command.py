"""What the command line of a witness refuses, and in which words."""

import socket
from pathlib import Path

import pytest

from events.heads.note_keys import VerifierKey
from services.heads.key_file import read_key_file
from tests.schema.http.test_witness_process import LOG, LOGS
from tests.worlds.program import rakor, rakor_here
from tests.worlds.witness_program import WitnessProgram


def told(folder: Path, *arguments: str) -> str:
    """The one line that `rakor witness` ends with."""
    ended = rakor_here(folder / "var", "witness", *arguments)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert len(ended.stderr.splitlines()) == 1
    return ended.stderr


def test_a_new_key_is_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "w.key"
    given = ("--key", str(path), "--new-key", "witness.example/w")
    made = rakor(tmp_path / "var", "witness", *given)
    assert (made.returncode, made.stderr) == (0, "")
    assert VerifierKey.parse(made.stdout) == read_key_file(path).verifier
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    assert "already" in told(tmp_path, *given)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a" * 256, "é" * 128])
def test_a_name_that_no_note_can_carry_is_refused(tmp_path: Path, name: str) -> None:
    assert "name" in told(tmp_path, "--key", str(tmp_path / "w.key"), "--new-key", name)
    assert not (tmp_path / "w.key").exists()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o601])
def test_a_key_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    witness = WitnessProgram(tmp_path, "w1", LOGS)
    witness.key_file.chmod(mode)
    assert f"chmod 600 {witness.key_file}" in told(tmp_path, *witness.arguments[1:])


def test_every_wrong_option_is_told_in_one_line(tmp_path: Path) -> None:
    witness = WitnessProgram(tmp_path, "w1", LOGS)
    key = ("--key", str(witness.key_file), "--port", "0", "--data", str(tmp_path / "data"))
    log = ("--log", str(LOG.key.verifier))
    assert "no log" in told(tmp_path, *key)
    assert "--log" in told(tmp_path, *key, "--log", "log.example+1+AAAA")
    policy = tmp_path / "policy"
    assert "No such file" in told(tmp_path, *key, "--policy", str(policy))
    policy.write_text("# first\nquorum nobody\n")
    assert "line 2" in told(tmp_path, *key, "--policy", str(policy))
    policy.write_text("quorum none\n")
    assert "no log" in told(tmp_path, *key, "--policy", str(policy))
    assert "No such file" in told(tmp_path, "--key", str(tmp_path / "none"), *log)
    policy.chmod(0o600)
    assert "not a signing key" in told(tmp_path, "--key", str(policy), *log)
    policy.write_text(str(LOG.key))
    assert "a log's" in told(tmp_path, "--key", str(policy), *log)
    assert "cannot be used" in told(tmp_path, *key[:4], *log, "--data", str(policy / "in"))
    assert "Cannot listen" in told(tmp_path, *key, *log, "--host", "203.0.113.1")
    assert "cannot be written" in told(
        tmp_path, "--key", str(tmp_path / "no" / "folder"), "--new-key", "w"
    )


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    witness = WitnessProgram(tmp_path, "w1", LOGS)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert port in told(tmp_path, *witness.arguments[1:], "--port", port)


def test_the_same_words_are_there_in_indonesian(tmp_path: Path) -> None:
    ended = rakor_here(
        tmp_path / "var", "witness", "--key", str(tmp_path / "none"), RAKOR_LANGUAGE="ID"
    )
    assert (ended.returncode, "tidak dapat dibaca" in ended.stderr) == (1, True)
