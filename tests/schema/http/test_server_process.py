"""The real program: it serves, ends cleanly, and says in one line why it cannot begin."""

import signal
import socket
from pathlib import Path

import pytest

from tests.worlds.api import LIVE
from tests.worlds.program import Serving, free_port, rakor, rakor_here, run_anew, token

HOME = """
query ($o: ID!) { readiness(occasion: $o) {
  light score ceiling coverage daysLeft unassessable { commitment { title } reasons { message } }
} }
"""


def assert_one_line(told: str) -> None:
    """One line that is no traceback."""
    assert "Traceback" not in told
    assert len(told.strip().splitlines()) == 1, told


def test_it_serves_the_article_and_ends_by_sigterm(tmp_path: Path) -> None:
    data = tmp_path / "var"
    seeded = rakor(data, "seed")
    assert seeded.returncode == 0, seeded.stderr
    assert "already" in rakor_here(data, "seed").stderr
    with Serving(data, run=run_anew) as serving:
        assert serving.get("/healthz") == (200, {"status": "alive"})
        assert serving.get("/readyz")[1]["status"] == "ready"
        shown = serving.ask(HOME, o=LIVE)["readiness"]
        assert (shown["light"], shown["score"], shown["ceiling"]) == ("GREY", 0, 100)
        auditor = token(data, "AUDITOR", "BPK")
        assert serving.ask("{ viewer { roles } }", auditor)["viewer"]["roles"] == ["AUDITOR"]
        code, told = serving.end(signal.SIGTERM)
    assert code == 0
    assert "WARNING" in told
    assert "Traceback" not in told


def test_it_ends_by_sigint_too(tmp_path: Path) -> None:
    with Serving(tmp_path / "var", run=run_anew) as serving:
        code, told = serving.end(signal.SIGINT)
    assert (code, "Traceback" in told) == (0, False)


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    assert rakor_here(tmp_path / "var", "init").returncode == 0
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = rakor_here(tmp_path / "var", "serve", RAKOR_PORT=port)
    assert ended.returncode == 1
    assert_one_line(ended.stderr)
    assert port in ended.stderr


@pytest.mark.parametrize("command", [("serve",), ("seed",), ("token", "--role", "AUDITOR")])
def test_a_file_in_the_place_of_the_folder_is_told(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "var").write_text("a file")
    run = rakor if command == ("serve",) else rakor_here
    ended = run(tmp_path / "var", *command, RAKOR_PORT=str(free_port()))
    assert ended.returncode == 1
    assert_one_line(ended.stderr)


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    data = tmp_path / "var"
    with Serving(data, run=run_anew) as serving:
        for command in (("serve",), ("seed",), ("rehearse", "gladi-psu-2025")):
            run = rakor if command == ("serve",) else rakor_here
            ended = run(data, *command, RAKOR_PORT=str(free_port()))
            assert ended.returncode == 1
            assert_one_line(ended.stderr)
            assert f"pid {serving.process.pid}" in ended.stderr


def test_a_token_stands_alone_on_standard_output(tmp_path: Path) -> None:
    ended = rakor(tmp_path / "var", "token", "--role", "AUDITOR", "--party", "party:BPK")
    assert ended.returncode == 0
    assert ended.stdout.count(".") == 2
    assert len(ended.stdout.split()) == 1
    for wrong in (("--role", "KING"), ("--role", "AUDITOR", "--party", "BPK")):
        refused = rakor_here(tmp_path / "var", "token", *wrong)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert_one_line(refused.stderr)


def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    token(tmp_path / "var", "AUDITOR", "BPK")
    assert (tmp_path / "var" / "development.key").stat().st_mode & 0o077 == 0
