"""Work that takes too long, or whose client has left, ends; what was written stays written."""

import datetime as dt
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from threading import Event, Thread, current_thread
from typing import Any

import pytest

from events.facts.vocabulary import Dataset
from events.log.event_queries import EventAsStored, rows_since
from schema.operation import context
from schema.operation.errors import ClientError
from services.projections import loading
from services.read.look_up import LookUp
from services.read.occasion_view import OccasionView
from services.readiness.answer import Readiness
from services.readiness.rules import NEWEST, RULES
from services.state.occasion import OccasionState
from tests.worlds.door import HEAD, Answer, Door, ask, connect, fresh, wait_until
from tests.worlds.furniture import OCCASION, OWNERS
from tests.worlds.program import token
from tests.worlds.world import World

OF = f'occasion: "occasion:{OCCASION}"'
NOW = f"{{ readiness({OF}) {{ score }} }}"
THEN = f"{{ readiness({OF}, asOf: {{position: 20}}) {{ score }} }}"
COMPARED = f"{{ compare({OF}, from: {{position: 20}}) {{ to {{ score }} }} }}"
BOTH = f"{{ now: {NOW[1:-1]} then: {THEN[1:]}"


LONG = 20_000
"""Events of a history that nobody waits for to its end."""


class Endless:
    """Histories that hardly have an end; `ended` once nobody wants them any more."""

    def __init__(self, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.ended = Event(), Event()
        assert ask(door.port, query=NOW).status == 200  # from here on the present is held
        monkeypatch.setattr(loading, "rows_since", self._rows)
        see = LookUp.occasion

        def see_in_vain(*given: Any) -> OccasionView | None:
            try:
                return see(*given)
            except ClientError:
                self.ended.set()
                raise

        monkeypatch.setattr(LookUp, "occasion", see_in_vain)

    def _rows(self, *given: Any) -> Iterator[EventAsStored]:
        rows = list(rows_since(*given))
        for row in repeat(rows[-1], LONG):
            self.begun.set()
            time.sleep(0.001)
            yield row


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A LIVE log."""
    World(tmp_path / "var", dataset=Dataset.LIVE).close()
    return tmp_path / "var"


def send(connection: socket.socket, query: str, headers: str = "") -> None:
    """Ask without waiting for the answer."""
    body = json.dumps({"query": query}).encode()
    kind = b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    connection.sendall(HEAD + headers.encode() + kind + body)


@pytest.mark.parametrize(("language", "word"), [("id", "0,3 detik"), ("en", "0.3 seconds")])
def test_what_takes_too_long_is_broken_off_and_told(
    data: Path, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    with Door(data, time_limit=0.3) as door:
        endless = Endless(door, monkeypatch)
        answer = ask(door.port, query=BOTH, accept_language=language)
        assert (answer.status, answer.code) == (503, "TIMED_OUT")
        said = answer.body.decode()
        assert word in said
        assert '"data"' not in said
        assert endless.ended.wait(30)
        wait_until(lambda: door.places == [0, 0])


def test_what_nobody_waits_for_any_more_ends_long_before_its_time(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Door(data, time_limit=1_000) as door:
        endless = Endless(door, monkeypatch)
        with connect(door.port) as client:
            send(client, THEN)
            assert endless.begun.wait(30)
        assert endless.ended.wait(30)
        wait_until(lambda: door.places == [0, 0])


def test_who_leaves_the_queue_is_not_executed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Door(data, time_limit=1_000, past_reads_at_once=1, queue_time=1_000) as door:
        endless = Endless(door, monkeypatch)
        with connect(door.port) as first:
            send(first, THEN)
            assert endless.begun.wait(30)
            with connect(door.port) as second:
                send(second, fresh(THEN))
                wait_until(lambda: door.places == [1, 1])
            wait_until(lambda: door.places == [1, 0])
            assert not endless.ended.is_set()


def test_the_present_does_not_wait_for_the_past(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: dict[str, Any] = {
        "reads_at_once": 2,
        "past_reads_at_once": 1,
        "queue": 0,
        "time_limit": 1_000,
    }
    with Door(data, **settings) as door:
        endless = Endless(door, monkeypatch)
        with connect(door.port) as client:
            send(client, THEN)
            assert endless.begun.wait(30)
            for _ in range(2):
                refused = ask(door.port, query=fresh(THEN))
                assert (refused.status, refused.code) == (503, "OVERLOADED")
                assert refused.headers["retry-after"] == "1"
                assert ask(door.port, query=NOW).status == 200
                assert ask(door.port, "/healthz").status == 200
                assert ask(door.port, "/readyz").status == 200
                assert ask(door.port, "/checkpoint").status == 404
                assert ask(door.port, "/tile/0/000.p/7").status == 200
            assert not endless.ended.is_set()


def report(key: str) -> str:
    """A mutation that reports progress."""
    given = f'idempotencyKey: "{key}", commitment: "commitment:{OCCASION}/D01", value: 4'
    return f"mutation {{ commitmentReportProgress(input: {{{given}}}) {{ position }} }}"


@pytest.mark.parametrize("query", [NOW, THEN, COMPARED])
def test_a_large_occasion_is_not_judged_where_all_others_wait(
    data: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(context, "LARGE", 0)
    threads: list[str] = []

    def judge(state: OccasionState, at: dt.datetime) -> Readiness:
        threads.append(current_thread().name)
        return rule.judge(state, at)

    rule = RULES[NEWEST]
    monkeypatch.setitem(RULES, rule.name, replace(rule, judge=judge))
    with Door(data) as door:
        assert "errors" not in json.loads(ask(door.port, query=query).body)
        assert threads
        assert all(name.startswith("reading") for name in threads)


def test_reports_are_recorded_though_their_senders_have_left(data: Path) -> None:
    bearer = token(data, "OWNER", OWNERS["D01"])
    with Door(data, writes_at_once=1, queue_time=1_000) as door:
        size = door.server.house.look_up.head().size
        with door.server.log.writing():  # the disk is busy
            for number in range(2):
                with connect(door.port) as phone:
                    send(phone, report(f"k{number}"), f"Authorization: Bearer {bearer}\r\n")
                    wait_until(lambda number=number: door.places == [1, number])
        wait_until(lambda: door.server.house.look_up.head().size == size + 2)


def test_a_report_that_takes_too_long_is_of_unknown_outcome(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bearer = token(data, "OWNER", OWNERS["D01"])
    with Door(data, time_limit=2) as door:
        with door.server.log.writing():  # the disk is busy
            answer = ask(door.port, query=report("k"), authorization=f"Bearer {bearer}")
        assert (answer.status, answer.code) == (503, "OUTCOME_UNKNOWN")
        wait_until(lambda: door.places == [0, 0])
        again = ask(door.port, query=report("k"), authorization=f"Bearer {bearer}")
        assert json.loads(again.body)["data"]["commitmentReportProgress"]["position"] == 26


def test_a_flood_beyond_the_share_of_one_holds_up_no_other(data: Path) -> None:
    told: list[Answer] = []
    settings: dict[str, Any] = {"reads_at_once": 2, "queue": 2, "queue_time": 0.5}
    with Door(data, **settings) as door:
        stop = Event()

        def flood() -> None:
            while not stop.is_set():
                told.append(ask(door.port, source="127.0.0.2", query=fresh(NOW)))

        threads = [Thread(target=flood) for _ in range(20)]
        for thread in threads:
            thread.start()
        try:
            wait_until(lambda: any(answer.status == 503 for answer in list(told)))
            served = [ask(door.port, source="127.0.0.3", query=fresh(NOW)) for _ in range(20)]
            alive = [ask(door.port, "/healthz", source="127.0.0.3") for _ in range(5)]
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    assert {answer.status for answer in served + alive} == {200}
    assert {answer.status for answer in told} == {200, 503}
    away = next(answer for answer in told if answer.status == 503)
    assert (away.code, away.headers["retry-after"]) == ("OVERLOADED", "1")
    assert away.headers["cache-control"] == "no-store"


def test_who_asks_too_often_over_the_internet_is_slowed_then_told(data: Path) -> None:
    with Door(data, rate_public=3, rate_wait=0) as door:

        def asked(client: str) -> Answer:
            return ask(door.port, query=fresh(NOW), x_forwarded_for=client)

        assert [asked("8.8.8.8").status for _ in range(4)] == [200, 200, 200, 429]
        refused = asked("8.8.8.8")
        assert (refused.code, refused.headers["retry-after"]) == ("TOO_MANY_REQUESTS", "20")
        assert asked("1.1.1.1").status == 200
        assert ask(door.port, "/healthz", x_forwarded_for="8.8.8.8").status == 200
        assert [ask(door.port, query=fresh(NOW)).status for _ in range(5)] == [200] * 5
        # What is kept is free: also for who has asked too often.
        answers = [ask(door.port, query=NOW, x_forwarded_for="9.9.9.9") for _ in range(9)]
        assert [answer.status for answer in answers] == [200] * 9


def test_work_that_was_broken_off_is_no_error_in_the_log(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with Door(data, time_limit=2) as door:
        endless = Endless(door, monkeypatch)
        assert ask(door.port, query=BOTH).status == 503
        assert endless.ended.wait(30)
        wait_until(lambda: door.places == [0, 0])
    assert "unexpected_error" not in capfd.readouterr().out
    assert caplog.records == []
