"""The real program: it serves, ends cleanly, and says in one line why it cannot begin."""

import os
import signal
import socket
import threading
from http.client import HTTPException
from pathlib import Path

import pytest

from events.vocabulary import Dataset
from tests.replay import assert_sound
from tests.schema.api import LIVE
from tests.schema.program import Serving, free_port, rakor, rakor_here, token
from tests.world import World

REPORT = """
mutation M($input: CommitmentReportProgressInput!) { commitmentReportProgress(input: $input) {
  position leafHash userErrors { message }
} }
"""
HOME = """
query ($o: ID!) { readiness(occasion: $o) {
  light score ceiling coverage daysLeft unassessable { commitment { title } reasons { message } }
} }
"""
D01 = "commitment:psu/D01"


def assert_one_line(told: str) -> None:
    """One line that is no traceback."""
    assert "Traceback" not in told
    assert len(told.strip().splitlines()) == 1, told


def test_it_serves_the_article_and_ends_by_sigterm(tmp_path: Path) -> None:
    data = tmp_path / "var"
    seeded = rakor(data, "seed")
    assert seeded.returncode == 0, seeded.stderr
    assert "already" in rakor_here(data, "seed").stderr
    with Serving(data) as serving:
        assert serving.get("/healthz") == (200, {"status": "alive"})
        assert serving.get("/readyz") == (200, {"status": "ready"})
        shown = serving.ask(HOME, o=LIVE)["readiness"]
        assert (shown["light"], shown["score"], shown["ceiling"]) == ("GREY", 0, 100)
        auditor = token(data, "AUDITOR", "BPK")
        assert serving.ask("{ viewer { roles } }", auditor)["viewer"]["roles"] == ["AUDITOR"]
        code, told = serving.end(signal.SIGTERM)
    assert code == 0
    assert "WARNING" in told
    assert "Traceback" not in told


def test_it_ends_by_sigint_too(tmp_path: Path) -> None:
    with Serving(tmp_path / "var") as serving:
        code, told = serving.end(signal.SIGINT)
    assert (code, "Traceback" in told) == (0, False)


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
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
    with Serving(data) as serving:
        for command in (("serve",), ("seed",), ("rehearse", "gladi-psu-2025")):
            run = rakor if command == ("serve",) else rakor_here
            ended = run(data, *command, RAKOR_PORT=str(free_port()))
            assert ended.returncode == 1
            assert_one_line(ended.stderr)
            assert f"pid {serving.process.pid}" in ended.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("RAKOR_PORT", "x"), ("RAKOR_PORT", "70000"), ("RAKOR_LANGUAGE", "FR")]
)
def test_a_wrong_setting_is_told_by_name(tmp_path: Path, name: str, value: str) -> None:
    ended = rakor_here(tmp_path / "var", "serve", **{name: value})
    assert ended.returncode == 1
    assert_one_line(ended.stderr)
    assert name in ended.stderr


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


class Reporters:
    """Threads that report until the server is gone, and remember what was acknowledged."""

    def __init__(self, serving: Serving, bearer: str, cycle: int) -> None:
        self.acknowledged: dict[int, str] = {}
        self.enough = threading.Event()
        self._serving, self._bearer, self._cycle = serving, bearer, cycle
        self._threads = [threading.Thread(target=self._work, args=(each,)) for each in range(4)]

    def __enter__(self) -> "Reporters":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.join()

    def _work(self, each: int) -> None:
        for number in range(100_000):
            key = f"c{self._cycle}-{each}-{number}"
            given = {"idempotencyKey": key, "commitment": D01, "value": number % 100}
            try:
                answer = self._serving.ask(REPORT, self._bearer, input=given)
            except (OSError, HTTPException):
                return
            wrote = answer["commitmentReportProgress"]
            self.acknowledged[wrote["position"]] = wrote["leafHash"]
            if len(self.acknowledged) >= 40:
                self.enough.set()


def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    data = tmp_path / "var"
    World(data, dataset=Dataset.LIVE).close()
    bearer = token(data, "OWNER", "KPU-LOG")
    acknowledged: dict[int, str] = {}
    for cycle in range(3):
        with Serving(data) as serving, Reporters(serving, bearer, cycle) as reporters:
            assert reporters.enough.wait(60)
            os.kill(serving.process.pid, signal.SIGKILL)
        acknowledged |= reporters.acknowledged
        with World(data, dataset=Dataset.LIVE) as world:
            assert_sound(world)
            leaves = {event.position: event.leaf_hash.hex() for event in world.events()}
        assert {at: leaves.get(at) for at in acknowledged} == acknowledged
    assert len(acknowledged) >= 120
