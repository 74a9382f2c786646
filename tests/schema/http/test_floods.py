"""The real program under a flood: it answers who behaves well, and goes on signing."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

from tests.schema.http.test_server_on_bad_disks import REPORT, wait_for_checkpoint
from tests.worlds.door import (
    HEAD,
    NEIGHBOUR,
    STRANGER,
    ask,
    connect,
    connected,
    fresh,
    heard,
    wait_until,
)
from tests.worlds.furniture import OCCASION, OWNERS
from tests.worlds.program import (
    FEW_FILES,
    Serving,
    run_with_few_files,
    token,
)

HOME = f'{{ readiness(occasion: "occasion:{OCCASION}") {{ light score }} }}'
CROWD = [f"127.0.1.{number}" for number in range(1, 21)]
BEGINNINGS = [
    b"",
    b"GE",
    HEAD,
    HEAD + b"Content-Length: 9\r\nContent-Type: application/json\r\n\r\n{",
]


@contextmanager
def knocking(port: int) -> Iterator[None]:
    """Connections that are opened, begin a request and never end it, as long as it lasts."""
    stop = Event()

    def knock() -> None:
        while not stop.is_set():
            with connected(port, 200, *CROWD) as connections:
                for number, each in enumerate(connections):
                    try:
                        each.sendall(BEGINNINGS[number % len(BEGINNINGS)])
                    except OSError:
                        continue  # it had to make room already

    thread = Thread(target=knock)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def report(serving: Serving, bearer: str, key: str) -> Any:
    """The answer to a report."""
    given = {"idempotencyKey": key, "commitment": f"commitment:{OCCASION}/D01", "value": 4}
    return serving.answer(REPORT, bearer, input=given)["data"]["answer"]


def test_a_thousand_idle_connections_are_in_nobody_s_way(data: Path) -> None:
    with (
        Serving(data, RAKOR_CONNECTIONS="500") as serving,
        connected(serving.port, 1_000, *CROWD),
    ):
        for _ in range(3):
            assert ask(serving.port, "/healthz", NEIGHBOUR).status == 200
            assert ask(serving.port, source=NEIGHBOUR, query=HOME).status == 200


def test_with_few_file_descriptors_reports_are_taken_and_signed_in_a_flood(data: Path) -> None:
    bearer = token(data, "OWNER", OWNERS["D01"])
    serving = Serving(data, run=run_with_few_files)
    with serving, knocking(serving.port), connected(serving.port, FEW_FILES * 2, *CROWD):
        size = wait_for_checkpoint(serving, 26).head.size
        for number in range(3):
            assert report(serving, bearer, f"k{number}")["position"] == size
            size = wait_for_checkpoint(serving, size + 1).head.size
            assert ask(serving.port, "/healthz", STRANGER).status == 200
            assert ask(serving.port, source=STRANGER, query=HOME).status == 200


def test_a_descriptor_table_that_is_full_all_the_same_is_survived(data: Path) -> None:
    serving = Serving(data, run=run_with_few_files, RAKOR_RESERVED_FILES="0")
    with serving:
        table = Path(f"/proc/{serving.process.pid}/fd")
        with connected(serving.port, FEW_FILES * 2, *CROWD):
            wait_until(lambda: len(list(table.iterdir())) >= FEW_FILES)
        assert ask(serving.port, "/healthz").status == 200
        code, told = serving.end(signal.SIGTERM)
    assert (code, "Traceback" in told) == (0, False)
    assert told.count("no_connection_taken") >= 1


def test_a_client_that_cannot_be_served_is_told_to_come_again(data: Path) -> None:
    told: list[int] = []
    stop = Event()
    with Serving(data, RAKOR_READS_AT_ONCE="2", RAKOR_QUEUE="2") as serving:

        def flood() -> None:
            while not stop.is_set():
                answer = ask(serving.port, source=NEIGHBOUR, query=fresh(HOME))
                told.append(answer.status)
                assert answer.status == 200 or answer.headers["retry-after"] == "1"

        threads = [Thread(target=flood) for _ in range(20)]  # ten times as many as are let in
        for thread in threads:
            thread.start()
        try:
            served = [
                ask(serving.port, source=STRANGER, query=fresh(HOME)).status for _ in range(30)
            ]
            alive = [ask(serving.port, "/healthz", source=STRANGER).status for _ in range(10)]
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    assert set(served + alive) == {200}
    assert set(told) == {200, 503}


def test_it_ends_cleanly_though_half_requests_are_open(data: Path) -> None:
    with Serving(data) as serving, connect(serving.port) as half:
        half.sendall(HEAD)
        assert ask(serving.port, "/healthz").status == 200
        code, told = serving.end(signal.SIGINT)
        assert (code, "Traceback" in told) == (0, False)
        assert heard(half) == b""
