"""Whoever reads a server's lines may stop reading: no request waits for that."""

import http.client
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from threading import enumerate as enumerate_threads

import pytest

from schema.watching import standard_error
from schema.watching.standard_error import StandardError
from tests.worlds.program import PATIENCE, RAKOR, environment, free_port, rakor_here

PIPE = 65_536
"""Bytes that a pipe holds."""


def lines_in(text: str) -> list[int]:
    """The numbers of the lines that were written."""
    said = [json.loads(line) for line in text.splitlines()]
    return [line["number"] for line in said if "number" in line]


def lost_in(text: str) -> int:
    """How many lines it says were lost."""
    said = [json.loads(line) for line in text.splitlines()]
    return sum(line["lines"] for line in said if line.get("event") == "lines_lost")


def read_all(handle: int) -> str:
    """What a pipe gives until its other end is closed."""
    with os.fdopen(handle, "rb") as pipe:
        return pipe.read().decode()


def test_what_waits_is_bounded_and_what_found_no_room_is_counted_and_told() -> None:
    reading, writing = os.pipe()
    told = StandardError(writing, room=100)
    read: list[str] = []
    with told.by_a_thread():
        for number in range(3 * PIPE // 100):
            told.write(json.dumps({"number": number, "said": "x" * 100}) + "\n")
        reader = Thread(target=lambda: read.append(read_all(reading)))
        reader.start()
    os.close(writing)
    reader.join(PATIENCE)
    came = lines_in(read[0])
    assert came == sorted(set(came)) and came[0] == 0
    assert 0 < lost_in(read[0]) == 3 * PIPE // 100 - len(came)


def test_a_disk_that_takes_nothing_stops_no_work_and_is_told_once_it_takes_again() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    reading, writing = os.pipe()
    told = StandardError(full)
    with told.by_a_thread():
        told.write('{"number":1}\n')
    os.dup2(writing, full)
    os.close(writing)
    with told.by_a_thread():
        told.write('{"number":2}\n')
    os.close(full)
    text = read_all(reading)
    assert (lines_in(text), lost_in(text)) == ([2], 1)


def test_who_never_reads_does_not_keep_it_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standard_error, "PATIENCE_SECONDS", 0.1)
    reading, writing = os.pipe()
    told = StandardError(writing)

    def work() -> None:
        with told.by_a_thread():
            told.write("x" * 3 * PIPE + "\n")

    worker = Thread(target=work, daemon=True)
    worker.start()
    worker.join(PATIENCE)
    assert not worker.is_alive()
    Thread(target=read_all, args=(reading,)).start()  # and lets the one that writes end
    while "standard-error" in {thread.name for thread in enumerate_threads()}:
        pass
    os.close(writing)


@pytest.fixture
def unread(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """`rakor serve`, of whose lines nobody reads more than where it listens, and its port."""
    data, port = tmp_path / "data", free_port()
    assert rakor_here(data, "init").returncode == 0
    given = environment(data, RAKOR_PORT=str(port))
    with subprocess.Popen(
        [*RAKOR, "serve"], env=given, cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        assert any(f":{port}/graphql" in line for line in iter(server.stderr.readline, ""))
        yield server, port
        server.kill()


def test_a_server_whose_lines_nobody_reads_answers_on_and_ends(
    unread: tuple["subprocess.Popen[str]", int],
) -> None:
    server, port = unread
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    requests = 2 * PIPE // 150
    for _ in range(requests):
        asked.request("GET", "/healthz")
        answer = asked.getresponse()
        answer.read()
        assert answer.status == 200
    asked.close()
    server.send_signal(signal.SIGTERM)
    _, rest = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
    assert len(rest) > PIPE
    lines = [json.loads(line) for line in rest.splitlines() if line.startswith("{")]
    assert len([line for line in lines if line["event"] == "request"]) == requests
