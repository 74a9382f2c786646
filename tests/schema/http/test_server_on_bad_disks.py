"""A server whose disk is full for a while, or read-only: it says so, and loses nothing."""

import ctypes
import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from events.heads.checkpoint import SignedNote
from events.log.sqlite.event_log import SqliteEventLog
from tests.worlds.forked import Forked
from tests.worlds.furniture import OCCASION, OWNERS
from tests.worlds.program import (
    PATIENCE,
    Serving,
    environment,
    free_port,
    run_here,
    token,
)
from tests.worlds.sealed_world import findings

REPORT = """
mutation M($input: CommitmentReportProgressInput!) { answer: commitmentReportProgress(input: $input)
  { position replayed userErrors { message } } }
"""
SIZE = "{ log { size } }"


@contextmanager
def full_disk_of(process: int) -> Iterator[None]:
    """No file of a running process may grow, that of its log lines included."""
    soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (soft, hard))


def wait_for_checkpoint(serving: Serving, size: int) -> SignedNote:
    """The checkpoint, once it covers so many events."""
    end = time.monotonic() + PATIENCE
    while (note := serving.checkpoint()) is None or note.head.size < size:
        assert time.monotonic() < end, f"nothing was signed: {note}"
        time.sleep(0.02)
    return note


def test_a_server_refuses_while_its_disk_is_full_and_then_goes_on_by_itself(data: Path) -> None:
    bearer = token(data, "OWNER", OWNERS["D01"])

    def report(key: str) -> Any:
        given = {"idempotencyKey": key, "commitment": f"commitment:{OCCASION}/D01", "value": 4}
        return serving.answer(REPORT, bearer, input=given)

    with Serving(data) as serving:
        kept = [wait_for_checkpoint(serving, 26)]
        assert report("before")["data"]["answer"]["position"] == 26
        with full_disk_of(serving.process.pid):
            for key in ("one", "two", "one"):
                (error,) = report(key)["errors"]
                assert error["extensions"]["code"] in ("OUTCOME_UNKNOWN", "UNAVAILABLE")
                assert error["message"]
            time.sleep(1.2)  # meanwhile the sealer tries to sign what was written before
            assert serving.ask(SIZE)["log"]["size"] == 27
            kept.append(wait_for_checkpoint(serving, 26))
        for number, key in enumerate(("one", "two")):
            answer = report(key)["data"]["answer"]
            assert answer == {"position": 27 + number, "replayed": False, "userErrors": []}
        kept.append(wait_for_checkpoint(serving, 29))
        assert serving.end(signal.SIGTERM)[0] == 0
    with closing(SqliteEventLog(data)) as log:
        assert findings(log, *kept) == []


# ---- read-only


def without_power(arguments: list[str], given: dict[str, str], folder: Path) -> None:
    """What this process is from now on: `rakor`, bound by the modes of files even if it is root."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        version_3, itself = 0x20080522, 0
        header = (ctypes.c_uint32 * 2)(version_3, itself)
        assert libc.capset(header, (ctypes.c_uint32 * 6)()) == 0, os.strerror(ctypes.get_errno())
    run_here(arguments, given, folder)


def rakor_without_power(folder: Path, *arguments: str) -> tuple[int | None, str]:
    """Run `rakor` to its end; its exit code and everything it said."""
    given = environment(folder, RAKOR_PORT=str(free_port()))
    process = Forked(without_power, list(arguments), given, folder)
    told = "".join(process.communicate(PATIENCE))
    return process.returncode, told


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder and all in it that nobody may change."""
    places = [folder, *folder.rglob("*")]
    modes = {place: place.stat().st_mode for place in places}
    for place in places:
        place.chmod(modes[place] & ~0o222)
    try:
        yield
    finally:
        for place, mode in modes.items():
            place.chmod(mode)


def test_a_server_on_a_read_only_disk_says_so_in_one_line(data: Path) -> None:
    with read_only(data):
        code, told = rakor_without_power(data, "serve")
    assert (code, len(told.splitlines())) == (1, 1), told
    assert "Permission denied" in told
    with Serving(data) as serving:
        assert serving.ask(SIZE)["log"]["size"] == 26


@pytest.mark.parametrize("was_killed", [False, True])
def test_a_log_on_a_read_only_disk_can_be_verified(data: Path, was_killed: bool) -> None:
    if was_killed:
        with Serving(data) as serving:
            wait_for_checkpoint(serving, 26)
            serving.process.kill()
        assert list(data.glob("*-wal"))
    with read_only(data):
        code, told = rakor_without_power(data, "verify")
    assert code == 0, told
    assert "26" in told
