"""Files of evidence and a server in a process of its own: cut off, killed, without room."""

import json
import resource
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from events.facts.vocabulary import Dataset
from tests.worlds.bucket import bucket_server
from tests.worlds.furniture import OCCASION, OWNERS
from tests.worlds.pictures import PDF, picture
from tests.worlds.program import PATIENCE, Serving, free_port, rakor, run_here, token
from tests.worlds.world import World

ATTACH = """mutation M($input: CommitmentAttachEvidenceInput!) { answer:
  commitmentAttachEvidence(input: $input) { position userErrors { code field } } }"""
MEBIBYTE = 1 << 20


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    World(folder, dataset=Dataset.LIVE).close()
    return folder


def long_file(size: int) -> bytes:
    """A PDF of so many bytes."""
    return PDF[:9] + b"%" + b" " * (size - len(PDF) - 2) + b"\n" + PDF[9:]


def send(serving: Serving, bearer: str, file: bytes) -> tuple[int, dict[str, Any]]:
    """Status and JSON of the answer to a file."""
    headers = {"authorization": f"Bearer {bearer}", "content-type": "application/octet-stream"}
    request = urllib.request.Request(f"{serving.address}/evidence", file, headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())


def begin(serving: Serving, bearer: str, file: bytes, promised: int) -> socket.socket:
    """A connection on which a part of a file was sent."""
    connection = socket.create_connection(("127.0.0.1", serving.port), PATIENCE)
    head = (
        f"POST /evidence HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bearer}\r\n"
        f"Content-Type: image/jpeg\r\nContent-Length: {promised}\r\n\r\n"
    )
    connection.sendall(head.encode() + file)
    return connection


def wait(until: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def on_its_way(data: Path) -> list[Path]:
    return [path for path in (data / "evidence" / ".incoming").glob("*/*") if path.stat().st_size]


def lying(data: Path) -> list[Path]:
    return list((data / "evidence").glob("??/*"))


def test_a_file_that_breaks_off_leaves_nothing(data: Path) -> None:
    bearer = token(data, "OWNER", OWNERS["D01"])
    with Serving(data) as serving:
        with begin(serving, bearer, picture()[:500] * 200, 1_000_000):
            wait(lambda: bool(on_its_way(data)), "nothing arrived")
        wait(lambda: not list((data / "evidence" / ".incoming").glob("*")), "it was left")
        assert not lying(data)
        assert send(serving, bearer, picture())[0] == 201


def test_a_server_that_is_killed_in_the_middle_of_a_file_begins_without_it(data: Path) -> None:
    bearer = token(data, "OWNER", OWNERS["D01"])
    with (
        Serving(data) as serving,
        begin(serving, bearer, picture()[:500] * 200, 1_000_000),
    ):
        wait(lambda: bool(on_its_way(data)), "nothing arrived")
        serving.end(signal.SIGKILL)
    assert on_its_way(data)
    with Serving(data):
        assert not on_its_way(data)
        assert not lying(data)


def test_a_disk_without_room_for_the_file_is_told_and_leaves_nothing(data: Path) -> None:
    bearer = token(data, "OWNER", OWNERS["D01"])
    file = long_file(MEBIBYTE)
    with Serving(data) as serving:
        assert serving.process.pid
        soft, hard = resource.prlimit(serving.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(serving.process.pid, resource.RLIMIT_FSIZE, (100_000, hard))
        status, said = send(serving, bearer, file)
        assert (status, said["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")
        assert not lying(data)
        assert not on_its_way(data)
        resource.prlimit(serving.process.pid, resource.RLIMIT_FSIZE, (soft, hard))
        assert send(serving, bearer, file)[0] == 201


def test_no_file_is_ever_held_whole(data: Path) -> None:
    """The memory of the server grows by less than the file, however it is sent and opened."""
    bearer = token(data, "OWNER", OWNERS["D01"])
    file = long_file(24 * MEBIBYTE)
    with Serving(data) as serving:
        status, said = send(serving, bearer, PDF)
        assert status == 201
        pid = serving.process.pid
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # what it took at most counts anew
        before = peak(pid)
        status, said = send(serving, bearer, file)
        assert (status, said["size"]) == (201, len(file))
        request = urllib.request.Request(
            serving.address + said["url"], headers={"authorization": f"Bearer {bearer}"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            assert answer.read() == file
        assert peak(pid) - before < len(file) // 2


def peak(pid: int | None) -> int:
    """What a process took of memory at most, in bytes."""
    said = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in said.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def test_a_file_beyond_the_limit_is_told_so_by_a_real_server(data: Path) -> None:
    bearer = token(data, "OWNER", OWNERS["D01"])
    with Serving(data) as serving:
        with begin(serving, bearer, b"", 25 * MEBIBYTE + 1) as connection:
            assert connection.recv(65_536).startswith(b"HTTP/1.1 413 ")
        assert not on_its_way(data)


def test_what_serves_takes_only_files_that_it_keeps(data: Path) -> None:
    bearer = token(data, "OWNER", OWNERS["D01"])
    with Serving(data) as serving:
        given = {
            "idempotencyKey": "one",
            "commitment": f"commitment:{OCCASION}/D01",
            "sha256": "a" * 64,
            "mediaType": "image/jpeg",
            "size": 10,
        }
        answer = serving.ask(ATTACH, bearer, input=given)["answer"]
        assert [error["code"] for error in answer["userErrors"]] == ["NOT_FOUND"]
        said = send(serving, bearer, picture())[1]
        named = {name: said[name] for name in ("sha256", "mediaType", "size")}
        answer = serving.ask(ATTACH, bearer, input={**given, "idempotencyKey": "two", **named})
        assert answer["answer"]["userErrors"] == []


def test_a_file_that_is_erased_while_somebody_takes_it_breaks_off(data: Path) -> None:
    bearer = token(data, "OWNER", OWNERS["D01"])
    file = long_file(24 * MEBIBYTE)
    with Serving(data) as serving:
        said = send(serving, bearer, file)[1]
        head = f"GET {said['url']} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bearer}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", serving.port), PATIENCE) as connection:
            connection.sendall(head.encode())
            came = len(connection.recv(4_096))
            (data / "evidence" / said["sha256"][:2] / said["sha256"]).unlink()
            while part := connection.recv(MEBIBYTE):
                came += len(part)
        assert came < len(file)
        told = serving.end(signal.SIGTERM)[1]
    (line,) = (json.loads(each) for each in told.splitlines() if "file_broke_off" in each)
    assert line["sha256"] == said["sha256"]
    assert "Traceback" not in told


def test_a_storage_that_hangs_keeps_nobody_waiting_who_reads_the_record(data: Path) -> None:
    bearer = token(data, "OWNER", OWNERS["D01"])
    with bucket_server() as storage, ExitStack() as waiting:
        given = {**storage.variables, "RAKOR_EVIDENCE_STORE": storage.bucket()}
        with Serving(data, run=run_here, begin=True, **given) as serving:
            url = send(serving, bearer, picture())[1]["url"]
            head = f"GET {url} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bearer}\r\n\r\n"
            storage.hang()
            for _ in range(40):  # more than there are threads of any kind
                connection = socket.create_connection(("127.0.0.1", serving.port), PATIENCE)
                waiting.enter_context(connection).sendall(head.encode())
            for colour in range(3):
                query = f"{{ c{colour}: occasions {{ edges {{ node {{ id name }} }} }} }}"
                assert serving.ask(query, bearer)[f"c{colour}"]["edges"]
            serving.process.kill()


def test_a_storage_that_is_not_there_is_named_at_the_start(data: Path) -> None:
    with bucket_server() as storage:
        given = {**storage.variables, "RAKOR_EVIDENCE_STORE": storage.bucket()}
    told = rakor(data, "serve", RAKOR_PORT=str(free_port()), **given)
    assert told.returncode == 1
    assert told.stderr.startswith("The storage of evidence s3://bukti-")
