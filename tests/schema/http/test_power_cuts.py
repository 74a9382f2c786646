"""The power is cut while a log is written: its files as they stood, the newest bytes lost.

A process that writes is stopped at some moment and its files are copied; of the copied write-ahead
log the end is cut off, or is zeros. What must hold of every such copy: it opens without repair, it
is sound, and it is a beginning of the log that was. If all bytes are there, so is everything that
was acknowledged. If the disk lied, and lost what it had said was safe, then a log that no longer
holds the head that was signed last says ROLLBACK, writes nothing and signs nothing.

Nothing is cut off that SQLite had begun to move into the database: before that it waits until the
disk has all of it, which is the one promise of disks that no log can do without.
"""

import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from events.facts.vocabulary import Role
from events.heads.checkpoint import SignedNote
from events.log.event_log import LogReadOnly
from events.log.event_queries import EventQuery, read_events
from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from schema.open_server import Server, open_server
from schema.settings import Settings
from services.commands.report import ReportProgress
from services.heads.signing_keys import KeyFolder
from services.permissions import Viewer
from services.write.record_batch import Recorded
from tests.worlds.furniture import OWNERS
from tests.worlds.program import PATIENCE, ROOT
from tests.worlds.sealed_world import SealedWorld, findings
from tests.worlds.world import ORIGIN, commitment_id

SEED = int(os.environ.get("RAKOR_CRASH_SEED", "20250806"))
MOMENTS, CUTS = 5, 2
AHEAD = f"{FILE_NAME}-wal"
HEADER, FRAME_HEADER = 32, 24
"""Bytes of the write-ahead log before its first frame, and before each page."""
FRAMES, MOVED_FRAMES = 16, 128
"""Where SQLite's shared memory says how many frames are written (mxFrame), and how many of them may
be in the database already (nBackfillAttempted)."""


@dataclass
class Moment:
    """A log's folder as it stood at a moment, and what its writer had told by then."""

    folder: Path
    acknowledged: dict[int, str]
    """Keys by position."""
    sealed: int
    """Size of the last checkpoint that could be shown."""
    written: int
    """So many bytes of the write-ahead log were written and not yet begun anew."""
    moved: int
    """So many of them may be in the database already."""


@contextmanager
def writing(folder: Path, told: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that writes and seals a log, and tells of it in a file."""
    command = [sys.executable, "-m", "tests.worlds.appending_child", str(folder)]
    with told.open("wb") as out, subprocess.Popen(command, cwd=ROOT, stdout=out) as child:
        try:
            yield child
        finally:
            child.kill()


@contextmanager
def stopped(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """A process stands still, in the middle of whatever it does."""
    os.kill(process.pid, signal.SIGSTOP)
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
    yield
    os.kill(process.pid, signal.SIGCONT)


def wait_for_lines(told: Path, count: int) -> None:
    """Wait until so many lines were told."""
    end = time.monotonic() + PATIENCE
    while told.read_bytes().count(b"\n") < count:
        assert time.monotonic() < end
        time.sleep(0.005)


def moment_of(folder: Path, told: Path, copy: Path) -> Moment:
    """What a stopped process leaves: its files, and what it had told."""
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*-shm", "*.lock"))
    lines = [line.split() for line in told.read_text().splitlines(keepends=True) if "\n" in line]
    sealed = [int(value) for word, value in lines if word == "sealed"]
    with (folder / f"{FILE_NAME}-shm").open("rb") as shared, (copy / AHEAD).open("rb") as ahead:
        page_size = struct.unpack(">8xI", ahead.read(12).ljust(12, b"\0"))[0]
        index = shared.read()
    written, moved = (
        HEADER + frames * (FRAME_HEADER + page_size) if frames else 0
        for place in (FRAMES, MOVED_FRAMES)
        for frames in struct.unpack_from("=I", index, place)
    )
    acknowledged = {int(word): value for word, value in lines if word != "sealed"}
    return Moment(copy, acknowledged, max(sealed, default=0), written, moved)


def cut(moment: Moment, length: int, *, zeros: bool, copy: Path) -> None:
    """A copy of a moment whose write-ahead log ends at a length, or is zeros from there on."""
    shutil.copytree(moment.folder, copy)
    ahead = copy / AHEAD
    size = ahead.stat().st_size
    os.truncate(ahead, length)
    if zeros:
        os.truncate(ahead, size)


def leaves(folder: Path) -> list[tuple[str | None, bytes]]:
    """Key and leaf hash of every event, of a log that is only read."""
    with closing(SqliteEventLog(folder)) as log, log.reading() as connection:
        return [(item.key, item.leaf_hash) for item in read_events(connection, EventQuery())]


def kept_in(folder: Path) -> SignedNote | None:
    """The checkpoint that is kept beside the key."""
    return KeyFolder(folder / "keys").last_signed(ORIGIN)


def report(server: Server) -> Recorded:
    """Write one more event."""
    given = {"commitment": commitment_id("D01"), "value": 5, "idempotency_key": "after"}
    viewer = Viewer((Role.OWNER,), OWNERS["D01"])
    return server.house.recorder.record(ReportProgress.model_validate(given), viewer)


def start_again(moment: Moment, copy: Path) -> bool:
    """Start a server over what the cut has left; whether the log goes on."""
    found = leaves(copy)
    server = open_server(Settings(data=copy), "a test")
    with closing(SqliteEventLog(copy)) as log:
        kept = kept_in(copy)
        assert kept and kept.head.size >= moment.sealed
        before = server.house.proofs.checkpoint()
        goes_on = len(found) >= kept.head.size
        if goes_on:
            assert server.house.recorder.read_only is None
            assert report(server).last.position == len(found)
            server.close()
            assert findings(log, kept) == []
            after = kept_in(copy)
            assert after and after.head.size == len(found) + 1
        else:
            assert "ROLLBACK" in str(server.house.recorder.read_only)
            with pytest.raises(LogReadOnly, match="ROLLBACK"):
                report(server)
            assert server.house.proofs.checkpoint() == before
            server.close()
            assert leaves(copy) == found
            assert kept_in(copy) == kept
            keys = [key.verifier for key in KeyFolder(copy / "keys").signers(ORIGIN)]
            assert [item.split()[0] for item in findings(log, kept, keys=keys)] == ["ROLLBACK"]
    return goes_on


def test_what_a_power_cut_leaves_is_a_sound_beginning_and_never_signed_if_it_is_too_short(
    tmp_path: Path,
) -> None:
    draw = random.Random(SEED)  # cuts that can be had again, no secret
    folder, told = tmp_path / "log", tmp_path / "told"
    SealedWorld(folder).close()
    moments = []
    with writing(folder, told) as process:
        for number in range(MOMENTS):
            wait_for_lines(told, 20 + 45 * number)
            time.sleep(draw.uniform(0, 0.1))
            with stopped(process):
                moments.append(moment_of(folder, told, tmp_path / f"moment-{number}"))
    whole = leaves(folder)
    goes_on = set()
    for moment in moments:
        size = (moment.folder / AHEAD).stat().st_size
        lengths = {draw.randint(moment.moved, moment.written) for _ in range(CUTS)}
        last = max(moment.moved, moment.written - 1)
        for length in sorted(lengths | {moment.moved, last, size}):
            copy = moment.folder.with_name(f"{moment.folder.name}-{length}")
            cut(moment, length, zeros=length % 2 == 1, copy=copy)
            found = leaves(copy)
            assert found == whole[: len(found)]
            if length >= moment.written:
                assert {at: found[at][0] for at in moment.acknowledged} == moment.acknowledged
            goes_on.add(start_again(moment, copy))
    assert goes_on == {True, False}
