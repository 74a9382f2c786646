"""The write path under many: batches, failures, threads, and processes that are killed."""

import os
import signal
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Connection, text

from events.log.event_log import LogUnavailable, OutcomeUnknown
from services.refusals import RefusalCode as No
from services.write.record_batch import Recorded
from tests.worlds.breakage import full_disk
from tests.worlds.replay import assert_sound
from tests.worlds.world import World, commitment_id, refusal_of

REPORT = "commitmentReportProgress"
ROOT = Path(__file__).parents[3]


def party(code: str, **more: Any) -> dict[str, Any]:
    """What registers a party."""
    return {"code": code, "name": f"Institution {code}", "kind": "AGENCY"} | more


def test_equal_keys_that_wait_together_run_once(world: World) -> None:
    before = world.head().size
    fields = {"commitment": commitment_id("D01"), "value": 7, "idempotency_key": "k"}
    with world.log.writing():
        asked = [world.submit(REPORT, "OWNER", "KPU-LOG", **fields) for _ in range(20)]
        other = world.submit(REPORT, "OWNER", "KPU-LOG", **(fields | {"value": 8}))
    answers = [answer.result() for answer in asked]
    assert world.head().size == before + 1
    assert [answer.replayed for answer in answers] == [False] + [True] * 19
    assert {answer.events for answer in answers} == {answers[0].events}
    assert refusal_of(other.result) is No.IDEMPOTENCY_MISMATCH


def test_what_waits_together_is_written_in_one_transaction(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, writing = list[None](), world.log.writing

    def counted() -> AbstractContextManager[Connection]:
        opened.append(None)
        return writing()

    fields = {"commitment": commitment_id("D01"), "value": 7}
    monkeypatch.setattr(world.log, "writing", counted)
    with writing():
        asked = [
            world.submit(REPORT, "OWNER", "KPU-LOG", **fields, idempotency_key=f"k{n % 25}")
            for n in range(50)
        ]
    assert [answer.result().replayed for answer in asked] == [False] * 25 + [True] * 25
    assert len(opened) <= 2  # the first may have been taken before the others came


def test_nobody_is_answered_before_the_commit(world: World) -> None:
    with world.log.writing():
        asked = [
            world.submit("partyRegister", "RECORDER", "SETDA", **party(f"P{n}")) for n in range(5)
        ]
        assert not any(answer.done() for answer in asked)
    assert [answer.result().last.position for answer in asked] == list(range(26, 31))


def test_a_refused_command_does_not_disturb_those_that_wait_with_it(world: World) -> None:
    with world.log.writing():
        asked = [
            world.submit("partyRegister", "RECORDER", "SETDA", **party(code))
            for code in ("P1", "P2", "KPU", "P2", "P3")
        ]
        child = world.submit("partyRegister", "RECORDER", "SETDA", **party("P4", parent="party:P3"))
    refused = [refusal_of(answer.result) for answer in asked]
    assert refused == [None, None, No.ALREADY_EXISTS, No.ALREADY_EXISTS, None]
    assert child.result().last.position == world.head().position == 29
    assert_sound(world)


def test_after_a_database_error_each_command_is_tried_alone(world: World) -> None:
    with world.log.writing() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER poison BEFORE INSERT ON events WHEN NEW.stream = 'party:POISON' "
                "BEGIN SELECT RAISE(ABORT, 'poisoned'); END"
            )
        )
        asked = {
            code: world.submit("partyRegister", "RECORDER", "SETDA", **party(code))
            for code in ("P1", "P2", "POISON", "P3")
        }
        below = world.submit(
            "partyRegister", "RECORDER", "SETDA", **party("P4", parent="party:POISON")
        )
    with pytest.raises(LogUnavailable, match="poisoned"):
        asked.pop("POISON").result()
    assert [answer.result().last.position for answer in asked.values()] == [26, 27, 28]
    assert refusal_of(below.result) is No.UNKNOWN_PARTY
    assert_sound(world)


def test_a_fault_in_one_decision_reaches_only_who_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = world.command(REPORT, commitment=commitment_id("D01"), value=1)
    monkeypatch.setattr(type(broken), "concerns", lambda self: 1 / 0)
    with world.log.writing():
        one = world.submit(REPORT, "OWNER", "KPU-LOG", commitment=commitment_id("D01"), value=1)
        two = world.submit("partyRegister", "RECORDER", "SETDA", **party("P1"))
    with pytest.raises(ZeroDivisionError):
        one.result()
    assert two.result().last.position == 26
    assert_sound(world)


def test_after_a_failed_commit_everyone_may_retry_with_the_same_key(world: World) -> None:
    before = world.head()
    with full_disk():
        with world.log.writing():
            asked = [
                world.submit(
                    "partyRegister", "RECORDER", "SETDA", **party(f"P{n}", idempotency_key=f"k{n}")
                )
                for n in range(3)
            ]
        for answer in asked:
            with pytest.raises(OutcomeUnknown):
                answer.result()
    assert world.head() == before
    for n in range(3):
        retried = world.secretary("partyRegister", **party(f"P{n}", idempotency_key=f"k{n}"))
        assert not retried.replayed
    assert_sound(world)


def test_what_was_not_committed_does_not_count_for_the_quota(tmp_path: Path) -> None:
    with World(tmp_path, furnished=False, quota=2) as world:
        for code in ("P1", "P2", "P3"):
            with full_disk(), pytest.raises(OutcomeUnknown):
                world.secretary("partyRegister", **party(code))
        world.secretary("partyRegister", **party("P1"))
        world.secretary("partyRegister", **party("P2"))


def test_two_threads_record_everything_they_ask_for(world: World) -> None:
    before, receipts = world.head().size, list[Recorded]()

    def ask(code: str, region: str | None) -> None:
        asked = [
            world.owner(REPORT, code, value=n % 4, region=region, idempotency_key=f"{code}-{n}")
            for n in range(200)
        ]
        receipts.extend(asked)

    threads = [Thread(target=ask, args=who) for who in (("D01", None), ("D02", "62.05.01"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(receipt.last.position for receipt in receipts) == list(
        range(before, before + 400)
    )
    assert_sound(world)


def test_a_closed_recorder_finishes_what_waits_and_takes_no_more(world: World) -> None:
    with world.log.writing():
        asked = [
            world.submit("partyRegister", "RECORDER", "SETDA", **party(f"P{n}")) for n in range(300)
        ]
        closing = Thread(target=world.recorder.close)
        closing.start()
    closing.join()
    assert [answer.result().last.position for answer in asked] == list(range(26, 326))
    with pytest.raises(LogUnavailable):
        world.submit("partyRegister", "RECORDER", "SETDA", **party("LATE"))


def kill_while_it_writes(folder: Path, acknowledgements: int) -> dict[int, str]:
    """Start a program that appends, kill it, and give what it was told: position and key."""
    command = [sys.executable, "-m", "tests.worlds.appending_child", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(acknowledgements)]
        os.kill(child.pid, signal.SIGKILL)
        lines += child.stdout.readlines()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {int(position): key for position, key in whole}


def test_what_was_acknowledged_outlives_a_killed_process(tmp_path: Path) -> None:
    World(tmp_path).close()
    told = dict[int, str]()
    for cycle in range(5):
        told |= kill_while_it_writes(tmp_path, acknowledgements=20 + 13 * cycle)
        with World(tmp_path) as world:
            events = world.events()
            assert {at: events[at].key for at in told} == told
            assert_sound(world)
            world.owner(REPORT, "D01", value=1)
