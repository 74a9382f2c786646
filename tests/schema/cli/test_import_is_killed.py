"""`kill -9` in the middle of an import leaves an empty log, which the next import fills."""

import datetime as dt
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from events.facts.log import LogOpened
from events.facts.party import PartyRegistered
from events.facts.vocabulary import Dataset, PartyKind
from events.format.canonical_bytes import seal
from events.format.recorded_event import SYSTEM, Draft
from events.log.log_queries import append, is_untouched
from events.log.sqlite.event_log import FILE_NAME, SqliteEventLog
from tests.worlds.copies import everything, sign
from tests.worlds.program import PATIENCE, RAKOR, environment, rakor
from tests.worlds.world import ORIGIN, START

SIZE = 4_000
"""More than an import keeps in memory: some of it is on disk when the whole file was not read."""


WAL, MUCH = f"{FILE_NAME}-wal", 1_000_000
"""Where a transaction lies before it is committed, and far more than an empty log has there."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a log of many parties."""
    folder = tmp_path_factory.mktemp("large") / "var"
    opening = LogOpened(origin=ORIGIN, dataset=Dataset.DEMO, format=1)
    with closing(SqliteEventLog(folder, holder="a test")) as log:
        with log.writing() as connection:
            for position in range(SIZE):
                code = f"P{position:05}"
                party = PartyRegistered(code=code, name="n" * 300, party_kind=PartyKind.AGENCY)
                fact = party if position else opening
                stream = f"party:{code}" if position else "log"
                at = START + dt.timedelta(seconds=position)
                one = seal(
                    Draft(stream, fact, SYSTEM, occurred_at=at),
                    position=position,
                    stream_version=1,
                    recorded_at=at,
                    new_salt=lambda: "5a17" * 8,
                )
                append(connection, [one], [])
        sign(log, SIZE // 2, SIZE)
    return folder


def within_patience(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def opened(pipe: Path) -> int:
    """The writing end of a pipe, once somebody reads it."""
    found = list[int]()

    def try_it() -> bool:
        with suppress(OSError):
            found.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        return bool(found)

    within_patience(try_it)
    os.set_blocking(found[0], True)
    return found[0]


def test_an_import_that_is_killed_leaves_an_empty_log_which_the_next_import_fills(
    large: Path, tmp_path: Path
) -> None:
    file, copy, pipe = tmp_path / "log.rakor", tmp_path / "copy", tmp_path / "pipe"
    assert rakor(large, "export", str(file)).returncode == 0
    data = file.read_bytes()
    os.mkfifo(pipe)
    with (
        subprocess.Popen(
            [*RAKOR, "import", str(pipe)], env=environment(copy), cwd=tmp_path
        ) as importing,
        open(opened(pipe), "wb") as writing,
    ):
        writing.write(data[:-10])
        writing.flush()
        within_patience(lambda: (copy / WAL).exists() and (copy / WAL).stat().st_size > MUCH)
        assert importing.poll() is None, "it waits for the end of the file"
        os.kill(importing.pid, signal.SIGKILL)
        importing.wait()
    with closing(SqliteEventLog(copy, holder="a test")) as log, log.reading() as connection:
        assert is_untouched(connection)
    ended = rakor(copy, "import", str(file))
    assert ended.returncode == 0, ended.stderr
    with closing(SqliteEventLog(copy)) as log, closing(SqliteEventLog(large)) as source:
        before, after = everything(source), everything(log)
    assert len(after["events"]) == SIZE
    for name in before:
        assert after[name] == before[name], name
